// Where in its article a statement stands.

/// What the ledger knows of a statement's own article when it is recorded.
package struct ArticlePlace: Sendable {
  /// The statements of the article's title that are recorded already.
  private(set) var titleStatements: Set<Int64> = []
  /// The statement at hand stands in the title.
  package var isTitle = false

  /// An article of which nothing is recorded yet.
  package init() {}

  /// Takes note of the statement at hand, which is recorded now.
  package mutating func add(_ statement: Int64) {
    if isTitle { titleStatements.insert(statement) }
  }
}
