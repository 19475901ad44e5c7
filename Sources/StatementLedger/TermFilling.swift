// Filling a large ledger in minutes, for measuring it.

import GRDB
import StatementAnalysis

extension Ledger {
  /// Lists all statements recorded by rules that fill by their terms.
  ///
  /// - Throws: `LedgerError`.
  package func finishFilling() async throws(LedgerError) {
    try await write { db in try TermFilling(db: db).finish() }
  }
}

/// Puts the terms of many statements aside, then lists them in the order of the list: one by one,
/// each row would fall on another page.
struct TermFilling {
  let db: Database

  func add(_ statement: Int64, proposition: Proposition, actors: [Int64]) throws {
    try prepare()
    for actor in actors.isEmpty ? [PropositionSearch.nobody] : actors {
      for term in proposition.lookupKeys {
        try db.run(
          "INSERT INTO temp.filled_term (actor, term, statement) VALUES (?, ?, ?)",
          [actor, Int64(term), statement])
      }
    }
  }

  func finish() throws {
    try prepare()
    try db.execute(
      sql: """
        INSERT INTO statement_term (actor, term, statement)
        SELECT actor, term, statement FROM temp.filled_term ORDER BY 1, 2, 3;
        DELETE FROM temp.filled_term
        """)
  }

  private func prepare() throws {
    // Making a table, even one that is there, forgets all prepared statements.
    guard
      try db.rows("SELECT 1 FROM temp.sqlite_master WHERE name = 'filled_term'").isEmpty
    else { return }
    try db.execute(
      sql: """
        CREATE TEMP TABLE filled_term (
          actor INTEGER NOT NULL, term INTEGER NOT NULL, statement INTEGER NOT NULL)
        """)
  }
}
