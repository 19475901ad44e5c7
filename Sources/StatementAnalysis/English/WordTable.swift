// Tables of words: a row a line, looked up by hash.

/// A set of words, written as text.
struct WordSet: Sendable {
  private let hashes: Set<UInt64>

  /// - Parameter text: words in lower case, separated by blanks or line ends.
  init(_ text: String) {
    hashes = Set(text.split(whereSeparator: \.isWhitespace).map { WordHash.of($0) })
  }

  func contains(_ hash: UInt64) -> Bool { hashes.contains(hash) }

  func contains(_ token: Token) -> Bool { hashes.contains(token.lower) }
}
