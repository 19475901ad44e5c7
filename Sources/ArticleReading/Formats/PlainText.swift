// An article in plain text: which lines are title, main text, or furniture of the page it was taken from.

import Articles

/// Reads the structure of a plain text, which nothing but its lines shows.
struct PlainText {
  private let text: String
  private let bytes: [UInt8]
  private let lines: [Line]

  /// The article that a plain text is.
  ///
  /// - Throws: `ReadingRefusal` when there is no text in the bytes.
  static func article(_ bytes: [UInt8]) throws(ReadingRefusal) -> Article {
    let (text, _) = try TextEncoding.decode(bytes)
    guard text.utf8.contains(where: { $0 > 0x20 }) else {
      throw ReadingRefusal(.empty, "the file holds no text")
    }
    return PlainText(text).article()
  }

  private init(_ text: String) {
    self.text = text
    self.bytes = Array(text.utf8)
    self.lines = Line.lines(of: bytes)
  }

  /// What a line is to the article.
  private enum Role {
    case title, main, leftOut
  }

  private func article() -> Article {
    var roles = lines.map { Boilerplate.contains(substring($0.span)) ? Role.leftOut : .main }
    let head = readHead(&roles)
    leaveOutTail(&roles)
    let paragraphs = ParagraphJoining(bytes: bytes).paragraphs(
      zip(lines, roles).map { (line: $0, isMain: $1 == .main) })
    let dateline = paragraphs.first.flatMap { Dateline(opening: $0.fragments[0], of: bytes) }
    return Article(
      text: text, title: head.title, paragraphs: paragraphs, dateline: dateline?.span,
      leftOut: zip(lines, roles).filter { $1 == .leftOut }.map(\.0.span),
      outlet: outlet(dateline), date: head.date)
  }

  private func substring(_ span: Span) -> Substring {
    let utf8 = text.utf8
    let start = utf8.index(utf8.startIndex, offsetBy: span.start)
    return text[start..<utf8.index(start, offsetBy: span.count)]
  }

  // MARK: Head

  /// How many lines a head may have: headline, date, section, byline, standfirst, caption.
  private static let headLinesMax = 8
  private static let titleBytesMax = 250

  /// Finds title, date, bylines and section names above the story; they end with the first line that reads as prose.
  private func readHead(_ roles: inout [Role]) -> (title: Span?, date: Stated<ArticleDate>?) {
    let before = roles
    var title: Span?
    var date: Stated<ArticleDate>?
    for (index, line) in lines.enumerated().prefix(Self.headLinesMax) where roles[index] == .main {
      let words = substring(line.span)
      if isProse(words, line.span) { break }
      let isShort = line.span.count <= 80
      if isShort, let found = DateText.firstDate(in: words) {
        date = date ?? Stated(found, at: line.span)
        roles[index] = .leftOut
      } else if isShort, Self.isByline(words) {
        roles[index] = .leftOut
      } else if title == nil {
        let isSection = words.split(whereSeparator: \.isWhitespace).count <= 2
        if !isSection { title = line.span }
        roles[index] = isSection ? .leftOut : .title
      }
    }
    // A text that is all head is its own story.
    if !roles.contains(.main) {
      roles = before
      title = nil
    }
    return (title, date)
  }

  /// A line that ends like a sentence and is longer than a headline ever is, or opens with a dateline.
  private func isProse(_ words: Substring, _ span: Span) -> Bool {
    if span.count > Self.titleBytesMax || Dateline(opening: span, of: bytes) != nil { return true }
    return ParagraphJoining.endsSentence(bytes, at: span.end) && words.last != "?"
      && words.last != "!"
  }

  private static let bylineOpenings = [
    "by ", "text by", "words by", "written by", "story by", "reporting by", "photo by", "published",
    "updated",
    "posted", "last updated", "last modified",
  ]

  /// True for a line that names the writer, the day of an update or the reading time.
  static func isByline(_ words: Substring) -> Bool {
    let folded = words.lowercased()
    let isReadingTime =
      folded.first?.isNumber == true
      && (folded.hasSuffix(" min") || folded.hasSuffix(" mins") || folded.hasSuffix(" min read"))
    return isReadingTime || bylineOpenings.contains { folded.hasPrefix($0) }
  }

  // MARK: Tail

  /// Leaves out what closes a page: the line that names the source, and a list of tags.
  private func leaveOutTail(_ roles: inout [Role]) {
    for index in lines.indices.reversed() where roles[index] == .main {
      let span = lines[index].span
      let isTag =
        ParagraphJoining.startsListItem(bytes, span) && span.count <= 40
        && !ParagraphJoining.endsSentence(bytes, at: span.end)
      guard isTag || after(Self.sourceOpenings, in: span) != nil else { return }
      roles[index] = .leftOut
    }
  }

  // MARK: Outlet

  private static let sourceOpenings = ["source:", "source :"]

  /// Who published it: a closing "Source: X", a copyright line, or the dateline's agency.
  private func outlet(_ dateline: Dateline?) -> Stated<String>? {
    for line in lines.suffix(10).reversed() {
      if let span = after(Self.sourceOpenings, in: line.span) ?? copyrightHolder(line.span) {
        return Stated(String(substring(span)), at: span)
      }
    }
    return dateline?.agency.map { Stated(String(substring($0)), at: $0) }
  }

  /// What follows one of the openings on a short line.
  private func after(_ openings: [String], in span: Span) -> Span? {
    guard span.count <= 60 else { return nil }
    let folded = substring(span).lowercased()
    guard let opening = openings.first(where: { folded.hasPrefix($0) }) else { return nil }
    return trimmed(Span(span.start + opening.utf8.count, span.end))
  }

  /// The holder's name in a copyright line: "Name" in "© 2023 Name, all rights reserved".
  private func copyrightHolder(_ span: Span) -> Span? {
    let line = bytes[span.range]
    guard line.starts(with: "©".utf8) || line.starts(with: "Copyright".utf8) else { return nil }
    // The words in between are "Copyright", the sign and years.
    var start = span.start
    for word in substring(span).split(separator: " ", omittingEmptySubsequences: false) {
      let isName = word.first?.isLetter == true && word.lowercased() != "copyright"
      if isName { break }
      start += word.utf8.count + 1
    }
    guard start < span.end else { return nil }
    let stop = bytes[start..<span.end].firstIndex(of: UInt8(ascii: ".")) ?? span.end
    return trimmed(Span(start, stop))
  }

  private func trimmed(_ span: Span) -> Span? {
    var (start, end) = (span.start, span.end)
    while start < end, bytes[start] <= 0x20 { start += 1 }
    while start < end, bytes[end - 1] <= 0x20 { end -= 1 }
    return start < end ? Span(start, end) : nil
  }
}
