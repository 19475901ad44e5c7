// How far propositions say the same in other words.

import Articles
import Testing

@testable import StatementAnalysis

@Suite(.timeLimit(.minutes(1))) struct WordingComparisonTests {
  private static let analyzer = StatementAnalyzer(actors: [])

  private static func proposition(_ words: String) -> Proposition {
    let span = Span(0, words.utf8.count)
    return analyzer.proposition(
      of: [span], in: Article(text: words, paragraphs: [Paragraph(fragments: [span])]))
  }

  /// The likeness of the first to each of the others, after propositions that were met earlier.
  private static func likenesses(
    _ first: String, _ others: [String], after earlier: [String] = []
  ) -> [Double] {
    var terms = WordingTerms()
    for words in earlier { _ = terms.wording(of: proposition(words)) }
    let wordings = others.map { terms.wording(of: proposition($0)) }
    let comparison = WordingComparison(
      terms.wording(of: proposition(first)), with: wordings, among: terms)
    return wordings.map(comparison.likeness)
  }

  @Test(
    arguments: [
      ("the army shipped rockets", "the army shipped rockets", 0.999...1.001),
      ("the army shipped rockets", "rockets were shipped by an army", 0.999...1.001),
      ("the army delivered rockets", "a delivery of rockets by the army", 0.7...0.999),
      ("the army shipped rockets", "the harvest was poor", 0...0),
      ("the army shipped rockets", "", 0...0), ("", "the army shipped rockets", 0...0),
      ("", "", 0...0),
    ])
  func `what says the same is alike`(
    _ one: String, _ other: String, _ expected: ClosedRange<Double>
  ) {
    #expect(expected.contains(Self.likenesses(one, [other])[0]))
  }

  @Test func `words that all share say less than words that two share`() {
    let others = ["the port of Oslo burned", "the port sold grain", "the port hired pilots"]
    let alike = Self.likenesses("the port of Oslo flooded", others)
    #expect(alike[0] > alike[1] && alike[1] > 0)
  }

  @Test func `what was met before changes no likeness`() {
    let others = ["a delivery of rockets", "the army burned the harvest", "pilots left Oslo"]
    let one = "the army delivered rockets to Oslo"
    #expect(
      Self.likenesses(one, others)
        == Self.likenesses(one, others, after: ["pilots burned a port", "the harvest was poor"]))
  }
}
