// Headlines in capitals, where a capital tells nothing of a name.

import Articles

enum Headline {
  /// Fewer words may as well be a name: "NORTH KOREA".
  private static let wordsMin = 3

  /// True for a sentence in capitals: "LEE DENIES ALL".
  static func isInCapitals(_ sentence: ArraySlice<Token>) -> Bool {
    var words = 0
    for token in sentence where token.isWord {
      guard token.isAllCapitals || token.span.count == 1 || token.lower == possessive else {
        return false
      }
      words += 1
    }
    return words >= wordsMin
  }

  private static let possessive = WordHash.of("'s")
}
