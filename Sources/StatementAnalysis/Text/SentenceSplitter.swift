// Where sentences end.

/// Splits one paragraph's tokens into sentences.
enum SentenceSplitter {
  /// More tokens are no sentence but a text without full stops; what looks at whole sentences must not pay for it.
  ///
  /// The longest sentence of edited news in a sample of 840 articles has 135 words.
  static let tokensMax = 600

  /// The token ranges of the sentences from `start` to the end of the tokens, in order, none empty.
  static func split(_ tokens: [Token], from start: Int, quotation: [QuotationState]) -> [Range<Int>]
  {
    var ranges: [Range<Int>] = []
    var first = start
    var index = start
    while index < tokens.count {
      let next = endOfClosing(tokens, after: index, quotation)
      if next < tokens.count,
        endsSentence(tokens, at: index, next: next) || next - first >= tokensMax
      {
        ranges.append(first..<next)
        first = next
        index = next
      } else {
        index += 1
      }
    }
    if first < tokens.count { ranges.append(first..<tokens.count) }
    return ranges
  }

  /// The token after the closing quotation marks and brackets that follow a sentence's last mark.
  private static func endOfClosing(
    _ tokens: [Token], after index: Int, _ quotation: [QuotationState]
  ) -> Int {
    var next = index + 1
    while next < tokens.count,
      quotation[next] == .closing
        || (tokens[next].form == .closeBracket && !tokens[next].followsBlank)
        || (tokens[next].form == .closeQuote && !tokens[next].followsBlank)
    {
      next += 1
    }
    return next
  }

  private static func endsSentence(_ tokens: [Token], at index: Int, next: Int) -> Bool {
    let token = tokens[index]
    let following = tokens[next]
    let firstWord =
      following.isWordOrNumber ? following : next + 1 < tokens.count ? tokens[next + 1] : following
    let startsAnew = firstWord.startsWithCapital || firstWord.form == .number
    switch token.form {
    case .stop: return startsAnew || following.form == .openQuote
    case .question, .exclamation:
      // “Why?” he asked.
      return startsAnew
    case .ellipsis: return startsAnew && following.followsBlank
    case .word where token.endsWithStop || next > index + 1:
      // An abbreviation's full stop, or a quotation without one, ends a sentence only before a word that seldom follows a
      // name.
      return Abbreviations.mayEndSentence(token) && following.isWord && following.startsWithCapital
        && Abbreviations.startsSentence(following)
    default: return false
    }
  }
}
