import Articles
import Testing

@testable import StatementAnalysis

@Suite(.timeLimit(.minutes(1))) struct LongSentenceTests {
  private func text(words: Int) -> AnalysisText {
    let text = String(repeating: "word ", count: words)
    let fragment = Span(0, text.utf8.count)
    return AnalysisText(
      Article(text: text, paragraphs: [Paragraph(fragments: [fragment])]))
  }

  @Test func `a text without full stops is cut into sentences of bounded length`() {
    let sentences = text(words: 1500).sentences.map(\.tokens)
    #expect(sentences == [0..<600, 600..<1200, 1200..<1500])
  }

  @Test func `a sentence of the greatest length stays whole`() {
    #expect(text(words: SentenceSplitter.tokensMax).sentences.count == 1)
  }
}
