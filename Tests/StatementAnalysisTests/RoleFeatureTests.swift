import ArticleReading
import Articles
import Testing

@testable import StatementAnalysis

@Suite(.timeLimit(.minutes(1))) struct RoleFeatureTests {
  private func columns(_ text: String) throws -> TokenColumns {
    TokenColumns(try ArticleReader().read(Array(text.utf8))[0])
  }

  private func tokens(_ words: String..., in columns: TokenColumns) -> [Int] {
    let hashes = words.map { WordHash.of($0) }
    return (0..<columns.tokenCount).filter { hashes.contains(columns.word[$0]) }
  }

  @Test func `of many cues in a sentence the nearest on each side are looked at`() throws {
    let clause = "Averland said that Brenno denied it, and "
    let many = try columns(String(repeating: clause, count: 40) + "that was all.\n")
    let starts = tokens("said", "denied", in: many)
    let cue = starts[40]..<starts[40] + 1
    let place = RoleFeatures.place(of: cue, among: starts, many)
    #expect(place.others == Array(starts[28..<40] + starts[41..<53]))
    #expect(place.tokens == starts[28]..<starts[53])
  }

  @Test func `in edited text the whole sentences around a cue are looked at`() throws {
    let few = try columns(
      """
      The union accused the board of hiding two accidents. Averland said on Monday that Brenno denied it, and that the \
      board, which had said nothing until then, would answer within days.
      """)
    let starts = tokens("accused", "said", "denied", in: few)
    let place = RoleFeatures.place(of: starts[1]..<starts[1] + 1, among: starts, few)
    #expect(place.tokens == 0..<few.tokenCount)
    #expect(place.others == [starts[0], starts[2], starts[3]])
  }

  @Test func `counts between a token and the cue are those that are counted from that token`()
    throws
  {
    let text = try columns(
      """
      “The pumps, which were old, stood still,” the board’s chairman said on Monday, after the union had accused him of \
      hiding two accidents (one in May, one in June) and of silence about both.
      """)
    let starts = tokens("said", "accused", in: text)
    let cue = starts[0]..<starts[0] + 1
    var whole = ChainInput(.roles)
    RoleFeatures.fill(&whole, cue: cue, among: starts, of: text)
    let window = whole.tokens
    // The features of counts, which a token takes over from the one before where they are the same.
    let counts = 27..<60
    for token in window {
      var alone = ChainInput(.roles)
      let limits = token <= cue.lowerBound ? token..<window.upperBound : cue.lowerBound..<token + 1
      RoleFeatures.fill(&alone, cue: cue, among: starts, of: text, limits: limits)
      let (first, second) = (token - window.lowerBound, token - limits.lowerBound)
      #expect(
        counts.map { whole.features[first * RoleFeatures.perToken + $0] }
          == counts.map { alone.features[second * RoleFeatures.perToken + $0] })
    }
  }
}
