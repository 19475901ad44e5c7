import Articles
import Testing

@testable import StatementAnalysis

/// Contents cut short, with what completes them, beside those that end where they end.
@Suite struct ContentRepairTests {
  /// Takes the cue from {braces} and the content from [brackets], and gives the content that comes out.
  private func repaired(_ marked: String) throws -> String {
    let text = marked.filter { !"{}[]".contains($0) }
    let bytes = Array(text.utf8)
    let columns = TokenColumns(
      AnalysisText(Article(text: text, paragraphs: [Paragraph(fragments: [Span(0, bytes.count)])])))
    func tokens(between open: Character, and close: Character) throws -> Range<Int> {
      let parts = try #require(marked.split(separator: open, maxSplits: 1).last)
      let before = marked.utf8.count - parts.utf8.count
      let inside = try #require(parts.split(separator: close, maxSplits: 1).first)
      let marks = marked.prefix { $0 != open }.count { "{}[]".contains($0) } + 1
      let start = before - marks
      return columns.tokens(touching: Span(start, start + inside.utf8.count))
    }
    let cue = try tokens(between: "{", and: "}")
    let content = try tokens(between: "[", and: "]")
    let attribution = TaggedAttribution(
      speaker: nil, cue: cue, content: [content], sentence: columns.sentence(of: cue.lowerBound),
      certainty: 1, isNested: false)
    let part = ContentRepair(columns, attribution).repaired(content)
    return String(decoding: bytes[columns.span(of: part).range], as: UTF8.self)
  }

  @Test(arguments: [
    (
      "She {denied} [her report] to the board was written by aides.",
      "her report to the board was written by aides"
    ),
    (
      "Norland {denied} [the claim] made by Ole Berg that it sold ships.",
      "the claim made by Ole Berg that it sold ships"
    ),
    (
      "He {said} [that the deals], which cover five yards, did not need a vote.",
      "that the deals, which cover five yards, did not need a vote"
    ),
    (
      "He {warned} [that if the dam broke], the town would drown.",
      "that if the dam broke, the town would drown"
    ),
    (
      "They {promised} [a new board], which would include sailors.",
      "a new board, which would include sailors"
    ),
    ("They {announced} [the arrest] of a sailor in the port.", "the arrest of a sailor"),
    (
      "It {said} [the money went to Ole Berg], speaker of the council.",
      "the money went to Ole Berg, speaker of the council"
    ),
    (
      "She {said} [that Norland], a small country, had sold ships.",
      "that Norland, a small country, had sold ships"
    ),
    (
      "Reports that he sold ships were [\"unfounded,\"] he {said}.",
      "Reports that he sold ships were \"unfounded,\""
    ),
  ])
  func `a content goes on to where its clause ends`(marked: String, expected: String) throws {
    #expect(try repaired(marked) == expected)
  }

  @Test(arguments: [
    "She {denied} [the report] when the board met.",
    "She {denied} [the report] and left.",
    "Norland {denied} [the claim] on Friday.",
    "He {said} [the bridge was safe], but nobody believed him.",
    "He {said} [that it would rain], and it did.",
    "It {said} [the money went to Ole Berg], who left.",
    "She {said} [they would sue the yard], which denied any fault.",
    "[The bridge was safe], Ole Berg {said}, which nobody believed.",
    "[It is safe to cross], the head of the yard {said}.",
    "She {called} him [a liar] in the council.",
    "He {called} it \"absurd\" and [\"unfounded\"].",
  ])
  func `a content that is whole stays as it is`(marked: String) throws {
    let start = try #require(marked.firstIndex(of: "["))
    let inside = marked[start...].dropFirst().prefix { $0 != "]" }
    #expect(try repaired(marked) == inside)
  }
}
