// From a file's bytes to text: UTF-8, UTF-16 and Windows-1252, with and without byte-order mark.

/// How a file's bytes stand for characters.
public enum TextEncoding: String, Sendable, CaseIterable {
  /// UTF-8, the byte-order mark taken off.
  case utf8 = "UTF-8"
  /// UTF-16 with the less significant byte first.
  case utf16LittleEndian = "UTF-16LE"
  /// UTF-16 with the more significant byte first.
  case utf16BigEndian = "UTF-16BE"
  /// What is left: every byte sequence that is no valid UTF-8, as the WHATWG Encoding Standard reads it.
  case windows1252 = "windows-1252"

  /// The text of a file, without byte-order mark, and the encoding it was taken to be in.
  ///
  /// A byte-order mark decides; else NUL in every other byte means UTF-16, valid UTF-8 is UTF-8, and everything else
  /// is Windows-1252.
  ///
  /// - Throws: `ReadingRefusal` when the bytes are no text.
  static func decode(_ bytes: [UInt8]) throws(ReadingRefusal) -> (
    text: String, encoding: TextEncoding
  ) {
    let encoding = detect(bytes)
    let body = bytes.dropFirst(markLength(bytes))
    let text: String
    switch encoding {
    case .utf8: text = String(decoding: body, as: UTF8.self)
    case .utf16LittleEndian: text = try decodeUTF16(body) { UInt16($0) | UInt16($1) << 8 }
    case .utf16BigEndian: text = try decodeUTF16(body) { UInt16($0) << 8 | UInt16($1) }
    case .windows1252: text = windows1252Text(body)
    }
    try refuseBinary(text)
    return (text, encoding)
  }

  private static let marks: [(bytes: [UInt8], encoding: TextEncoding)] = [
    ([0xEF, 0xBB, 0xBF], .utf8), ([0xFF, 0xFE], .utf16LittleEndian),
    ([0xFE, 0xFF], .utf16BigEndian),
  ]

  private static func markLength(_ bytes: [UInt8]) -> Int {
    marks.first { bytes.starts(with: $0.bytes) }?.bytes.count ?? 0
  }

  private static func detect(_ bytes: [UInt8]) -> TextEncoding {
    if let mark = marks.first(where: { bytes.starts(with: $0.bytes) }) { return mark.encoding }
    // English in UTF-16 is half zero bytes, all at even or all at odd places; text in the other encodings has none.
    let sample = bytes.prefix(4096)
    let zeros = sample.indices.reduce(into: (even: 0, odd: 0)) { count, index in
      guard sample[index] == 0 else { return }
      if index.isMultiple(of: 2) { count.even += 1 } else { count.odd += 1 }
    }
    if zeros.odd * 4 > sample.count, zeros.even * 20 < sample.count { return .utf16LittleEndian }
    if zeros.even * 4 > sample.count, zeros.odd * 20 < sample.count { return .utf16BigEndian }
    return String(validating: bytes, as: UTF8.self) == nil ? .windows1252 : .utf8
  }

  private static func decodeUTF16(
    _ bytes: ArraySlice<UInt8>, unit: (UInt8, UInt8) -> UInt16
  ) throws(ReadingRefusal) -> String {
    guard bytes.count.isMultiple(of: 2) else {
      throw ReadingRefusal(.damaged, "the UTF-16 text ends within a character")
    }
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
      unit(bytes[$0], bytes[$0 + 1])
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// The characters of 0x80–0x9F in Windows-1252; the five that it leaves open stay control characters, as browsers do.
  private static let windows1252High: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161,
    0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]

  /// The characters of bytes in Windows-1252.
  static func windows1252Text(_ bytes: ArraySlice<UInt8>) -> String {
    String(
      decoding: bytes.map {
        (0x80...0x9F).contains($0) ? windows1252High[Int($0) - 0x80] : UInt16($0)
      },
      as: UTF16.self)
  }

  /// Refuses what has more than one control character in a hundred: pictures, archives, PDF.
  private static func refuseBinary(_ text: String) throws(ReadingRefusal) {
    var controls = 0
    for byte in text.utf8 where byte < 0x20 && !(0x09...0x0D).contains(byte) { controls += 1 }
    if controls * 100 > text.utf8.count {
      throw ReadingRefusal(.notText, "the file holds binary data, not text")
    }
  }
}
