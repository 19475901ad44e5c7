// A place in an article's text.

/// A half-open range of UTF-8 bytes in `Article.text`: `start` is the first byte, `end` the one after the last.
public struct Span: Hashable, Comparable, Sendable, Codable {
  /// The first byte, 0 or more.
  public let start: Int
  /// The byte after the last one, `start` or more.
  public let end: Int

  /// - Precondition: `0 ≤ start ≤ end`.
  public init(_ start: Int, _ end: Int) {
    precondition(0 <= start && start <= end, "a span runs forward from a byte of the text")
    self.start = start
    self.end = end
  }

  /// Bytes covered.
  public var count: Int { end - start }

  /// True if it covers no byte.
  public var isEmpty: Bool { start == end }

  /// The bytes as a range, for subscripting a byte buffer of the text.
  public var range: Range<Int> { start..<end }

  /// True if the other lies within it, borders included.
  public func contains(_ other: Span) -> Bool { start <= other.start && other.end <= end }

  /// True if the byte is one of its own.
  public func contains(offset: Int) -> Bool { start <= offset && offset < end }

  /// True if the two share at least one byte.
  public func overlaps(_ other: Span) -> Bool { start < other.end && other.start < end }

  /// The smallest span that holds both.
  public func union(_ other: Span) -> Span { Span(min(start, other.start), max(end, other.end)) }

  /// By start, then the shorter first.
  public static func < (left: Span, right: Span) -> Bool {
    (left.start, left.end) < (right.start, right.end)
  }
}
