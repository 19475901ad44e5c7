// Lines to paragraphs: what a column width or a scraped page tore apart is joined again.

import Articles

/// Decides which lines belong to one paragraph.
struct ParagraphJoining {
  let bytes: [UInt8]

  /// The paragraphs that the main lines make, in order; a line left out ends a paragraph.
  func paragraphs(_ lines: [(line: Line, isMain: Bool)]) -> [Paragraph] {
    let isWrapped = isHardWrapped(lines.map(\.line))
    var paragraphs: [[Span]] = []
    var mayJoin = false
    for (line, isMain) in lines {
      guard isMain else {
        mayJoin = false
        continue
      }
      if mayJoin, let previous = paragraphs.last?.last,
        (isWrapped && !line.followsBlank) || continues(previous, line.span)
      {
        paragraphs[paragraphs.count - 1].append(line.span)
      } else {
        paragraphs.append([line.span])
      }
      mayJoin = true
    }
    return paragraphs.map(Paragraph.init(fragments:))
  }

  /// True if lines are cut at a column: among lines with another right below them, most end in the middle of a
  /// sentence and none is long.
  private func isHardWrapped(_ lines: [Line]) -> Bool {
    var (within, open) = (0, 0)
    for (line, next) in zip(lines, lines.dropFirst()) where !next.followsBlank {
      guard line.span.count <= 100 else { return false }
      within += 1
      if !Self.endsSentence(bytes, at: line.span.end) { open += 1 }
    }
    return within >= 4 && open * 2 > within
  }

  /// True if a line goes on where the one before stopped: that one is left open, and this one starts in lower case or
  /// with punctuation, or the break stands where none can (after a comma, an opening quotation mark).
  private func continues(_ previous: Span, _ next: Span) -> Bool {
    guard !Self.startsListItem(bytes, next) else { return false }
    if endsWide(previous) { return true }
    let first = bytes[next.start]
    let isLower = (0x61...0x7A).contains(first)
    let isClosing =
      [",", ".", ";", ":", ")", "?", "!"].contains { first == UInt8(ascii: $0) }
      || closesQuote(next)
    if isClosing { return true }
    return isLower && !Self.endsSentence(bytes, at: previous.end)
  }

  private func endsWide(_ span: Span) -> Bool {
    let line = bytes[span.range]
    return ["“", "‘", "(", ","].contains { line.reversed().starts(with: $0.utf8.reversed()) }
  }

  private func closesQuote(_ span: Span) -> Bool {
    bytes[span.range].starts(with: "”".utf8) || bytes[span.range].starts(with: "’".utf8)
  }

  /// True for a line that starts with a bullet.
  static func startsListItem(_ bytes: [UInt8], _ span: Span) -> Bool {
    let line = bytes[span.range]
    return ["•", "·", "►", "▶", "- ", "* ", "– "].contains { line.starts(with: $0.utf8) }
  }

  /// True if the text before a place ends a sentence: a full stop, a question or exclamation mark or a colon, with or
  /// without closing quotation marks and brackets after it.
  static func endsSentence(_ bytes: [UInt8], at end: Int) -> Bool {
    var index = end
    scan: while index > 0 {
      for closing in ["”", "’", "\"", "'", ")", "]", "»"]
      where bytes[..<index].reversed().starts(with: closing.utf8.reversed()) {
        index -= closing.utf8.count
        continue scan
      }
      break
    }
    guard index > 0 else { return false }
    if bytes[..<index].reversed().starts(with: "…".utf8.reversed()) { return true }
    return [".", "?", "!", ":"].contains { bytes[index - 1] == UInt8(ascii: $0) }
  }
}
