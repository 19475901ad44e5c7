// Which tokens stand within quotation marks, however the marks are set.

/// Follows double quotation marks through one paragraph; single ones only where nothing else quotes.
enum QuotationMarks {
  /// Appends a state for each token of one paragraph.
  ///
  /// The state starts anew with each paragraph, so that a mark forgotten in one does not turn the next inside out.
  static func appendStates(of tokens: ArraySlice<Token>, to states: inout [QuotationState]) {
    let doubles = tokens.contains { isDouble($0) }
    var isInside = false
    for token in tokens {
      guard isMark(token, doubles: doubles) else {
        states.append(isInside ? .inside : .outside)
        continue
      }
      let opens =
        switch token.form {
        case .openQuote: true
        case .closeQuote: false
        default: !isInside
        }
      // A closing mark where nothing is open closes nothing: an apostrophe, or the end of a quotation whose start is
      // lost.
      if !opens && !isInside {
        states.append(.outside)
        continue
      }
      states.append(opens ? .opening : .closing)
      isInside = opens
    }
  }

  private static func isMark(_ token: Token, doubles: Bool) -> Bool {
    switch token.form {
    case .openQuote, .closeQuote, .straightQuote: doubles ? isDouble(token) : true
    default: false
    }
  }

  private static let doubleMarks = WordSet("\" “ ” „ « » `` ''")

  private static func isDouble(_ token: Token) -> Bool { doubleMarks.contains(token) }
}
