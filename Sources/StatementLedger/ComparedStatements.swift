// Earlier statements as the rules compare them: each is read and decoded once in a transaction.

import Foundation
import GRDB
import StatementAnalysis

/// What has been read of the statements that others are compared with.
///
/// Lives no longer than a transaction, in which what is recorded of a statement does not change.
final class ComparedStatements {
  /// Statements kept: some megabytes; beyond, all are read anew.
  private static let statementsMax = 16_384

  /// One of them; handed on by reference, as most are compared many times.
  final class Compared {
    let id: Int64
    let proposition: Int64
    let kind: StatementKind
    /// Nil where what is stored is none.
    let wording: Proposition?
    var parts = PropositionSearch.Parts()
    /// Speakers and those it is about.
    var actors: Set<Int64> = []

    init(id: Int64, proposition: Int64, kind: StatementKind, wording: Proposition?) {
      (self.id, self.proposition, self.kind, self.wording) = (id, proposition, kind, wording)
    }
  }

  private var known: [Int64: Compared] = [:]

  /// What the ledger holds of the statements, in the order of the ids.
  func statements(_ ids: [Int64], in db: Database) throws -> [Compared] {
    if known.count > Self.statementsMax { known = [:] }
    let unknown = ids.filter { known[$0] == nil }
    if !unknown.isEmpty { try read(LedgerJSON.list(unknown), db) }
    return ids.compactMap { known[$0] }
  }

  private func read(_ list: String, _ db: Database) throws {
    let statements = try db.cursor(
      """
      SELECT id, proposition, kind = 'claim', encoded FROM statement
      WHERE id IN (SELECT value FROM json_each(?))
      """, [list])
    while let row = try statements.next() {
      let (id, isClaim, encoded): (Int64, Bool, Data) = (row[0], row[2], row[3])
      known[id] = Compared(
        id: id, proposition: row[1], kind: isClaim ? .claim : .denial,
        wording: Proposition(encoded: Array(encoded)))
    }
    let actors = try db.cursor(
      """
      SELECT statement, role = 'by', actor FROM statement_actor
      WHERE statement IN (SELECT value FROM json_each(?))
      """, [list])
    while let row = try actors.next() {
      let (id, isSpeaker, actor): (Int64, Bool, Int64) = (row[0], row[1], row[2])
      known[id]?.actors.insert(actor)
      if isSpeaker {
        known[id]?.parts.speakers.insert(actor)
      } else {
        known[id]?.parts.about.insert(actor)
      }
    }
  }
}
