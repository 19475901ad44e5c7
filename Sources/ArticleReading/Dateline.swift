// Place, date and agency at the start of a story, and dates in the lines above it.

import Articles

/// "SEOUL, Jan 30 (AFP) -": where a story was filed, when, and by which agency.
struct Dateline: Equatable {
  /// From the first letter of the place to the mark that ends the dateline.
  let span: Span
  /// The agency in brackets.
  let agency: Span?

  /// Longer than any place with date and agency.
  private static let bytesMax = 80

  /// The dateline that opens a paragraph, if one does.
  ///
  /// It starts with a place in capitals, or with an agency in brackets, and ends with a colon or a dash; before that
  /// stand only capitalised words, numbers and punctuation, so that no sentence is taken for one.
  init?(opening paragraph: Span, of bytes: [UInt8]) {
    let end = min(paragraph.end, paragraph.start + Self.bytesMax)
    guard let mark = Self.endMark(in: bytes, from: paragraph.start, to: end) else { return nil }
    let head = bytes[paragraph.start..<mark.start]
    let words = head.split { !Self.isWordByte($0) }
    guard let first = words.first, words.allSatisfy(Self.mayStand) else { return nil }
    let bracket = Self.bracketed(head)
    let place = first.count >= 3 && first.allSatisfy { (0x41...0x5A).contains($0) || $0 >= 0x80 }
    guard place || bracket?.start == paragraph.start + 1 else { return nil }
    // A colon alone ("WARNING: …", "UPDATE: …") is no dateline unless a place stands before it, which cannot be told
    // from the word; one or two words are short enough to lose.
    guard mark.isDash || words.count <= 2 else { return nil }
    span = Span(paragraph.start, mark.end)
    agency = bracket
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte >= 0x80
  }

  private static func mayStand(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first else { return false }
    return !(0x61...0x7A).contains(first)
  }

  private static func bracketed(_ head: ArraySlice<UInt8>) -> Span? {
    guard let open = head.firstIndex(of: UInt8(ascii: "(")),
      let close = head[open...].firstIndex(of: UInt8(ascii: ")")), close > open + 1
    else { return nil }
    return Span(open + 1, close)
  }

  /// The first colon followed by a blank, or dash with a blank on both sides.
  private static func endMark(
    in bytes: [UInt8], from start: Int, to end: Int
  ) -> (start: Int, end: Int, isDash: Bool)? {
    var index = start
    while index < end {
      let rest = bytes[index..<end]
      if bytes[index] == UInt8(ascii: ":"), index + 1 < end, bytes[index + 1] == 0x20 {
        return (index, index + 1, false)
      }
      for dash in ["-", "--", "–", "—"] {
        let utf8 = Array(dash.utf8)
        let after = index + utf8.count
        if rest.starts(with: utf8), index > start, after < end, bytes[after] == 0x20,
          bytes[index - 1] == 0x20 || bytes[index - 1] == UInt8(ascii: ")")
        {
          return (index, after, true)
        }
      }
      if bytes[index] == UInt8(ascii: "\n") { return nil }
      index += 1
    }
    return nil
  }
}

/// A day written out in English or in ISO 8601.
enum DateText {
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october",
    "november", "december",
  ]

  /// The first whole date, with year, in a short text: "Jan 30, 2023", "30 January 2023", "2023-01-30".
  static func firstDate(in text: Substring) -> ArticleDate? {
    let words = text.lowercased().split { !($0.isLetter || $0.isNumber) }
    for index in words.indices.dropLast(2) {
      if let date = date(words[index], words[index + 1], words[index + 2]) { return date }
    }
    return nil
  }

  /// The first day in what a machine wrote: as above, or "20230130T093000Z".
  static func day(in text: String) -> ArticleDate? {
    let digits = text.drop(while: \.isWhitespace).prefix(8)
    if digits.utf8.count == 8, let number = Int(digits), number > 1_800_01_01 {
      return ArticleDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }
    return firstDate(in: text.prefix(200))
  }

  private static func date(_ first: Substring, _ second: Substring, _ third: Substring)
    -> ArticleDate?
  {
    func day(_ word: Substring) -> Int? {
      let digits = word.prefix { $0.isASCII && $0.isNumber }
      return ["", "st", "nd", "rd", "th"].contains(word.dropFirst(digits.count)) ? Int(digits) : nil
    }
    if let month = month(first), let day = day(second), let year = year(third) {
      return ArticleDate(year: year, month: month, day: day)
    }
    if let day = day(first), let month = month(second), let year = year(third) {
      return ArticleDate(year: year, month: month, day: day)
    }
    if let year = year(first), second.count == 2, let month = Int(second),
      let day = Int(third.prefix(2))
    {
      return ArticleDate(year: year, month: month, day: day)
    }
    return nil
  }

  private static func month(_ word: Substring) -> Int? {
    guard word.count >= 3 else { return nil }
    return months.firstIndex { $0.hasPrefix(word) }.map { $0 + 1 }
  }

  private static func year(_ word: Substring) -> Int? {
    guard word.count == 4, let year = Int(word), (1800...2199).contains(year) else { return nil }
    return year
  }
}
