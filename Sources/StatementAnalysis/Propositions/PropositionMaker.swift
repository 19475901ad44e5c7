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
    // "It", "the accusations", "the claims as nonsense"; "false and malicious"; "Lee's allegations are not true, and …"
    let refersBack =
      pointsBack && ownWords <= 1 || ownWords == 0 && !terms.isEmpty
      || content.first.map(opensWithJudgement) ?? false
    return Proposition(terms: terms, numbers: numbers, refersBack: refersBack)
  }

  private static let openingMax = 12
  private static let judgementMax = 5

  /// "The allegations made by Lee are not true": a claim is the subject, and it is called untrue.
  private func opensWithJudgement(_ content: Range<Int>) -> Bool {
    let tokens = columns.text.tokens[content.prefix(Self.openingMax)]
    guard
      let claim = tokens.firstIndex(where: {
        Words.allegationNouns.contains($0) || Words.accountNouns.contains($0)
      }),
      let verb = tokens[claim...].firstIndex(where: { Words.be.contains($0) })
    else { return false }
    return tokens[verb...].prefix(Self.judgementMax).contains { Words.dismissals.contains($0) }
  }
}
