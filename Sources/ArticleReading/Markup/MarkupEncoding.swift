// From the bytes of a page to text: what the page declares about its encoding, and what it turns out to be.

/// Decodes markup, which may name its own encoding.
enum MarkupEncoding {
  /// Where a declaration must stand: the WHATWG HTML standard asks for the first 1,024 bytes, pages are less tidy.
  private static let declarationBytesMax = 8_192

  /// The text of a page or a feed.
  ///
  /// A byte-order mark decides, then UTF-8 if the bytes are that, whatever is declared: no other encoding looks like
  /// it by chance. Then what is declared, then UTF-8 with a few wrong bytes, then Windows-1252.
  ///
  /// - Throws: `ReadingRefusal` when the bytes are no text.
  static func decode(_ bytes: [UInt8]) throws(ReadingRefusal) -> String {
    let found = try TextEncoding.decode(bytes)
    guard found.encoding == .windows1252 else { return found.text }
    let declared = declaredCharset(bytes.prefix(declarationBytesMax))
    if let declared, !isWindows1252(declared), !isUTF8(declared),
      let text = MarkupParsing.decode(bytes, charset: declared)
    {
      return text
    }
    let isMostlyUTF8 = declared.map(isUTF8) ?? false
    return isMostlyUTF8 ? repairedUTF8(bytes) : found.text
  }

  /// The value of the first `charset=` or `encoding=`: a meta element, an http-equiv or an XML declaration.
  static func declaredCharset(_ head: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: head.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self).lowercased()
    for sign in ["<?xml", "<meta"] {
      var rest = text[...]
      while let start = rest.firstRange(of: sign) {
        rest = rest[start.upperBound...]
        let tag = rest.prefix { $0 != ">" }
        for key in ["charset", "encoding"] {
          guard let key = tag.firstRange(of: key) else { continue }
          let value = tag[key.upperBound...].drop { " =\"'\n\t".contains($0) }
          let name = value.prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }
          if !name.isEmpty { return String(name) }
        }
      }
    }
    return nil
  }

  private static func isUTF8(_ charset: String) -> Bool { ["utf-8", "utf8"].contains(charset) }

  /// The WHATWG Encoding Standard reads the names of Latin-1 and ASCII as Windows-1252.
  private static func isWindows1252(_ charset: String) -> Bool {
    [
      "windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1",
      "latin-1", "l1", "us-ascii", "ascii",
    ].contains(charset)
  }

  /// UTF-8 in which single bytes that are wrong stand for their Windows-1252 character: text pasted from elsewhere.
  private static func repairedUTF8(_ bytes: [UInt8]) -> String {
    var text = ""
    var rest = bytes[...]
    while !rest.isEmpty {
      var decoder = UTF8()
      var iterator = rest.makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&iterator) {
        text.unicodeScalars.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else {
        text += TextEncoding.windows1252Text(rest.prefix(1))
        rest = rest.dropFirst()
      }
    }
    return text
  }
}
