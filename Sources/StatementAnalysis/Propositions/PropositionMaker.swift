// From the words of a content to what they assert.

import Articles

/// Makes propositions: the lemmas of the content's own words; whom they name is compared apart.
struct PropositionMaker {
  private let columns: TokenColumns
  /// The end of the mention that starts at a token.
  private let mentionEnds: [Int: Int]

  init(_ columns: TokenColumns, mentions: [Mention]) {
    self.columns = columns
    mentionEnds = Dictionary(
      mentions.map { ($0.tokens.lowerBound, $0.tokens.upperBound) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The proposition of a content.
  func proposition(of content: [Range<Int>]) -> Proposition {
    var terms: [UInt32] = []
    var numbers: [UInt32] = []
    // Words that say something by themselves.
    var ownWords = 0
    for range in content {
      var index = range.lowerBound
      while index < range.upperBound {
        if let end = mentionEnds[index] {
          index = end
          continue
        }
        let token = columns.text.tokens[index]
        if token.isWordOrNumber, !Words.stopwords.contains(token) {
          if !Words.claimNouns.contains(token), !Words.dismissals.contains(token) { ownWords += 1 }
          terms.append(Concepts.term(columns.lemma[index]))
          if token.form == .number { numbers.append(Concepts.term(columns.lemma[index])) }
        }
        index += 1
      }
    }
    let pointsBack = content.contains { range in
      columns.text.tokens[range].prefix(4).contains { Words.claimNouns.contains($0) }
    }
    // "It", "the accusations", "the claims as nonsense"
    let refersBack = pointsBack && ownWords <= 1
    return Proposition(terms: terms, numbers: numbers, refersBack: refersBack)
  }
}
