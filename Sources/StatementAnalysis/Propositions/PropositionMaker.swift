// From the words of a content to what they assert.

import Articles

/// Makes propositions: stems of the content's own words, actors by what they are and not by what they are called.
struct PropositionMaker {
  private let text: AnalysisText
  private let mentions: [Mention]
  private let actors: [TrackedActor]

  init(_ text: AnalysisText, mentions: [Mention], of actors: [TrackedActor]) {
    self.text = text
    self.mentions = mentions
    self.actors = actors
  }

  /// The proposition of a content.
  func proposition(of content: [Range<Int>]) -> Proposition {
    var terms: [UInt32] = []
    var ownWords = 0
    for range in content {
      var index = range.lowerBound
      while index < range.upperBound {
        if let mention = mentions.first(where: { $0.tokens.contains(index) }) {
          // By id, which outlives the order of the configuration.
          terms.append(fold(WordHash.of("\u{1}" + actors[mention.actor].id)))
          index = mention.tokens.upperBound
          continue
        }
        let token = text.tokens[index]
        index += 1
        guard token.isWordOrNumber, !Words.stopwords.contains(token) else { continue }
        if !Words.claimNouns.contains(token) { ownWords += 1 }
        terms.append(fold(WordHash.of(Stem.of(text.bytes[token.span.range]))))
      }
    }
    let pointsBack = content.contains { range in
      text.tokens[range].prefix(4).contains { Words.claimNouns.contains($0) }
    }
    return Proposition(terms: terms, refersBack: pointsBack && ownWords <= 1)
  }

  private func fold(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash ^ (hash >> 32)) }
}

/// Word stems: inflections off, in the manner of Porter's first step.
enum Stem {
  private static let endings: [(String, String)] = [
    ("ations", "at"), ("ation", "at"), ("ments", ""), ("ment", ""), ("ies", "y"), ("ied", "y"),
    ("ying", "y"),
    ("sses", "ss"), ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("ly", ""), ("es", ""),
    ("s", ""), ("e", ""),
  ]

  /// The stem of a word, in lower case.
  static func of(_ word: ArraySlice<UInt8>) -> [UInt8] {
    let lower = word.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    for (ending, replacement) in endings where lower.count - ending.utf8.count >= 3 {
      guard lower.suffix(ending.utf8.count).elementsEqual(ending.utf8),
        !lower.elementsEqual("ss".utf8)
      else { continue }
      if ending == "s", lower.dropLast().last == UInt8(ascii: "s") { return lower }
      var stem = Array(lower.dropLast(ending.utf8.count))
      // "shipped" → "ship", "supplying" → "supply"
      if ending == "ed" || ending == "ing", stem.count > 3,
        stem[stem.count - 1] == stem[stem.count - 2],
        ![UInt8(ascii: "l"), UInt8(ascii: "s")].contains(stem[stem.count - 1])
      {
        stem.removeLast()
      }
      return stem + replacement.utf8
    }
    return lower
  }
}
