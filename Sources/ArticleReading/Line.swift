// The lines of a text, without the white space around them.

import Articles

/// One line with text on it.
struct Line {
  /// From the first to the last byte that is no white space.
  let span: Span
  /// True if a blank line, or the start of the text, stands before it.
  let followsBlank: Bool

  /// The lines of a UTF-8 text that have text on them, in order.
  ///
  /// CR, LF, CR LF and the Unicode line and paragraph separators end a line.
  static func lines(of bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var followsBlank = true
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, breakLength(bytes, at: end) == 0 { end += 1 }
      if let span = trimmed(bytes, from: start, to: end) {
        lines.append(Line(span: span, followsBlank: followsBlank))
        followsBlank = false
      } else {
        followsBlank = true
      }
      start = end + (end < bytes.count ? breakLength(bytes, at: end) : 0)
    }
    return lines
  }

  private static func breakLength(_ bytes: [UInt8], at index: Int) -> Int {
    switch bytes[index] {
    case 0x0A, 0x0B, 0x0C: 1
    case 0x0D: index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
    case 0xE2
    where index + 2 < bytes.count && bytes[index + 1] == 0x80
      && (0xA8...0xA9).contains(bytes[index + 2]):
      3
    default: 0
    }
  }

  private static func trimmed(_ bytes: [UInt8], from start: Int, to end: Int) -> Span? {
    var first = start
    while first < end, case let length = blankLength(bytes, at: first, end: end), length > 0 {
      first += length
    }
    guard first < end else { return nil }
    var last = first
    var index = first
    while index < end {
      let length = blankLength(bytes, at: index, end: end)
      index += max(1, length)
      if length == 0 { last = index }
    }
    return Span(first, last)
  }

  /// Bytes of the blank at a place, 0 if there is none: ASCII blanks, no-break space, the wide and the invisible ones.
  private static func blankLength(_ bytes: [UInt8], at index: Int, end: Int) -> Int {
    let byte = bytes[index]
    if byte == 0x20 || byte == 0x09 { return 1 }
    if byte == 0xC2, index + 1 < end, bytes[index + 1] == 0xA0 { return 2 }
    guard index + 2 < end else { return 0 }
    switch (byte, bytes[index + 1], bytes[index + 2]) {
    case (0xE2, 0x80, 0x80...0x8B), (0xE2, 0x80, 0xAF), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF):
      return 3
    default: return 0
    }
  }
}
