// The fuzzing target of `.ci/fuzz`: any bytes, read and analysed, keep the promises on spans.

import Articles
import Glibc
import StatementAnalysis

@testable import ArticleReading

private let analyzer = StatementAnalyzer(actors: [
  TrackedActor(id: "averland", name: "Averland", aliases: ["Port Aver", "Averlandish"]),
  TrackedActor(id: "board", name: "Grain Board"),
])

/// The one reader that GAINSAY_FUZZ names, so that inputs are not lost to other formats; without it, reader and
/// analysis together.
private let target = getenv("GAINSAY_FUZZ").map { String(cString: $0) } ?? ""

private let formats: [String: any ArticleFormat.Type] = [
  "feed": NewsFeed.self, "newsml": NewsMLDocument.self, "nitf": NITFDocument.self,
  "json": JSONArticles.self, "markdown": MarkdownText.self, "html": HTMLPage.self,
]

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let articles = try? read(input) else { return 0 }
  precondition(!articles.isEmpty, "a file holds an article or is refused")
  for article in articles { check(article) }
  return 0
}

private func read(_ input: [UInt8]) throws(ReadingRefusal) -> [Article] {
  if let format = formats[target] { return try format.articles(input) }
  switch target {
  case "plain": return [try PlainText.article(input)]
  case "gzip":
    let bytesMax = 1_000_000
    let unpacked = try Gzip.unpack(input, bytesMax: bytesMax)
    precondition(unpacked.count <= bytesMax, "the limit holds")
    return [Article(text: "", paragraphs: [])]
  default: return try ArticleReader().read(input)
  }
}

private func check(_ article: Article) {
  let text = Array(article.text.utf8)
  func check(_ span: Span) {
    precondition(span.end <= text.count, "a span ends within the text")
    for border in [span.start, span.end] where border < text.count {
      precondition(text[border] & 0xC0 != 0x80, "a span ends on a border of scalars")
    }
  }
  article.paragraphs.flatMap(\.fragments).forEach(check)
  [article.title, article.dateline].compactMap(\.self).forEach(check)
  guard target.isEmpty else { return }
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
}
