// What all who read an article's tokens ask.

/// Reads the tokens of one article.
protocol TokenReading {
  var columns: TokenColumns { get }
}

extension TokenReading {
  var tokens: [Token] { columns.text.tokens }

  /// True if there is such a token and the set holds its word.
  func isIn(_ set: WordSet, _ index: Int) -> Bool {
    tokens.indices.contains(index) && set.contains(tokens[index])
  }
}
