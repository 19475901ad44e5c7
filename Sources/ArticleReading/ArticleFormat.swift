// What a format of articles is, and the start of a file, by which formats are told.

import Articles

/// A way in which files hold articles.
protocol ArticleFormat: SendableMetatype {
  /// True if a file that starts so is in this format.
  static func recognises(_ head: FileHead) -> Bool

  /// The articles in their order; at least one.
  ///
  /// - Throws: `ReadingRefusal` when the bytes hold no article.
  static func articles(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article]
}

/// The first characters of a file in lower case, whatever its encoding: byte-order mark, NUL bytes of UTF-16, leading
/// white space and comments are taken off.
struct FileHead {
  private static let bytesMax = 4_096

  let text: Substring

  init(_ bytes: [UInt8]) {
    let ascii = bytes.prefix(Self.bytesMax).filter { $0 > 0 && $0 < 0x80 }
    var rest = String(decoding: ascii, as: UTF8.self).lowercased()[...]
    while true {
      rest = rest.drop(while: \.isWhitespace)
      guard rest.hasPrefix("<!--"), let end = rest.firstRange(of: "-->") else { break }
      rest = rest[end.upperBound...]
    }
    text = rest
  }

  /// True if the file starts with one of these.
  func starts(with signs: [String]) -> Bool { signs.contains { text.hasPrefix($0) } }

  /// The name of the first element, or that of the DOCTYPE, in lower case, without its prefix; empty if the file does not start as XML does.
  var rootName: Substring {
    var rest = text
    while rest.hasPrefix("<?") || rest.hasPrefix("<!--") {
      guard let mark = rest.firstRange(of: rest.hasPrefix("<?") ? "?>" : "-->") else { return "" }
      rest = rest[mark.upperBound...].drop(while: \.isWhitespace)
    }
    guard rest.first == "<" else { return "" }
    let doctype = "<!doctype"
    rest = rest.dropFirst(rest.hasPrefix(doctype) ? doctype.count : 1)
    let name = rest.drop(while: \.isWhitespace)
      .prefix { $0.isLetter || $0.isNumber || "-_.:".contains($0) }
    return name.split(separator: ":").last ?? ""
  }

  /// Markup read as plain text would give statements full of tags: better none, and a reason that is listed.
  fileprivate static let unread: [(sign: String, format: String)] = [
    ("{\\rtf", "RTF"), ("%pdf-", "PDF"),
    ("<?xml", "XML other than RSS, Atom, NewsML-G2 and NITF"),
  ]

  /// - Throws: `ReadingRefusal` for formats that are known and not read.
  func refuseUnread() throws(ReadingRefusal) {
    for (sign, format) in Self.unread where text.hasPrefix(sign) {
      throw ReadingRefusal(
        .unsupportedFormat,
        "the file is \(format), which is not read yet; save the article as HTML or plain text")
    }
  }
}
