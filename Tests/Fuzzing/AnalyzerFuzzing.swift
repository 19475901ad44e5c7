// The fuzzing target of `.ci/fuzz`: any bytes, read and analysed, keep the promises on spans.

import ArticleReading
import Articles
import StatementAnalysis

private let analyzer = StatementAnalyzer(actors: [
  TrackedActor(id: "averland", name: "Averland", aliases: ["Port Aver", "Averlandish"]),
  TrackedActor(id: "board", name: "Grain Board"),
])

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let article = try? ArticleReader().read(input) else { return 0 }
  let text = Array(article.text.utf8)
  func check(_ span: Span) {
    precondition(span.end <= text.count, "a span ends within the text")
    for border in [span.start, span.end] where border < text.count {
      precondition(text[border] & 0xC0 != 0x80, "a span ends on a border of scalars")
    }
  }
  var lastCue = 0
  for statement in analyzer.analyze(article) {
    precondition(statement.cue.start >= lastCue, "statements stand in reading order")
    lastCue = statement.cue.start
    precondition((0...1).contains(statement.certainty), "a certainty is a probability")
    precondition(!statement.content.isEmpty, "something is said")
    check(statement.cue)
    check(statement.sentence)
    statement.content.forEach(check)
    if let speaker = statement.speaker { check(speaker) }
  }
  return 0
}
