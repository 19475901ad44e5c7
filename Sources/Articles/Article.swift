// The text of one news article and its structure, as spans over it.

/// What a reader makes of a file: the decoded text, never edited, and beside it what the text consists of.
public struct Article: Sendable, Equatable {
  /// The decoded text without its byte-order mark.
  ///
  /// For UTF-8 plain text its offsets are the file's. In all other formats it is the headline and the main paragraphs,
  /// blank lines between them.
  public let text: String
  /// The headline.
  public let title: Span?
  /// The main text in reading order, without title, boilerplate and standing lines.
  public let paragraphs: [Paragraph]
  /// Place, date and agency before the first words ("SEOUL, Jan 30 (AFP) -"), within the first paragraph.
  public let dateline: Span?
  /// Lines of the page around the article: sharing links, "Leave a Reply", copyright.
  public let leftOut: [Span]
  /// Who published it.
  public let outlet: Stated<String>?
  /// The day of publication.
  public let date: Stated<ArticleDate>?
  /// The language as the article declares it, an ISO 639-1 code such as "en".
  public let language: String?
  /// Its canonical address.
  public let url: String?
  /// True if the file lists articles, one of which this is: a feed, JSON Lines.
  public let isEntry: Bool

  /// An article of a text and the spans of its parts.
  public init(
    text: String, title: Span? = nil, paragraphs: [Paragraph], dateline: Span? = nil,
    leftOut: [Span] = [],
    outlet: Stated<String>? = nil, date: Stated<ArticleDate>? = nil, language: String? = nil,
    url: String? = nil, isEntry: Bool = false
  ) {
    self.text = text
    self.title = title
    self.paragraphs = paragraphs
    self.dateline = dateline
    self.leftOut = leftOut
    self.outlet = outlet
    self.date = date
    self.language = language
    self.url = url
    self.isEntry = isEntry
  }

  /// The text a span covers, as it stands.
  ///
  /// - Precondition: the span lies within the text, on borders of Unicode scalars.
  public func text(of span: Span) -> Substring {
    let bytes = text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: span.start)
    return text[start..<bytes.index(start, offsetBy: span.count)]
  }

  /// The text of several spans, a blank between them, runs of white space folded to one blank.
  public func foldedText(of spans: [Span]) -> String {
    spans
      .flatMap { text(of: $0).split(whereSeparator: \.isWhitespace) }
      .joined(separator: " ")
  }
}

/// A paragraph as its writer meant it: one fragment, or several that blank lines tore apart.
public struct Paragraph: Sendable, Hashable {
  /// At least one, in order, without surrounding white space.
  public let fragments: [Span]

  /// - Precondition: at least one fragment.
  public init(fragments: [Span]) {
    precondition(!fragments.isEmpty, "a paragraph has text")
    self.fragments = fragments
  }

  /// From the first fragment's start to the last one's end.
  public var span: Span { fragments[0].union(fragments[fragments.count - 1]) }
}

/// A value that an article states about itself, and where.
public struct Stated<Value: Sendable & Equatable>: Sendable, Equatable {
  /// The value itself.
  public let value: Value
  /// Where the text says it; nil when the file says it outside the text.
  public let span: Span?

  /// A value and where the text says it.
  public init(_ value: Value, at span: Span? = nil) {
    self.value = value
    self.span = span
  }
}

/// A day of the Gregorian calendar, without a time zone: what a newspaper prints.
public struct ArticleDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The year of the common era, 1…9999.
  public let year: Int
  /// The month, 1…12.
  public let month: Int
  /// The day of the month, 1…31.
  public let day: Int

  /// Nil if there is no such day.
  public init?(year: Int, month: Int, day: Int) {
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...lengths[month - 1]).contains(day)
    else {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  /// ISO 8601: "2023-01-30".
  public var description: String {
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// By the calendar.
  public static func < (left: ArticleDate, right: ArticleDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}
