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
    let wording: Wording?
    fileprivate(set) var parts: PropositionSearch.Parts

    init(
      id: Int64, proposition: Int64, kind: StatementKind, wording: Wording?,
      parts: PropositionSearch.Parts = PropositionSearch.Parts()
    ) {
      (self.id, self.proposition, self.kind) = (id, proposition, kind)
      (self.wording, self.parts) = (wording, parts)
    }
  }

  private var known: [Int64: Compared] = [:]
  /// What has made the wordings of all of them.
  private(set) var terms = WordingTerms()

  /// The wording of a proposition, for comparing it with what `statements` has given last.
  func wording(of proposition: Proposition) -> Wording {
    terms.wording(of: proposition)
  }

  /// Adds a statement that has just been recorded, which is so never read.
  func add(
    _ statement: Int64, proposition: Int64, kind: StatementKind, words: Proposition,
    parts: PropositionSearch.Parts
  ) {
    known[statement] = Compared(
      id: statement, proposition: proposition, kind: kind, wording: wording(of: words),
      parts: parts)
  }

  /// What the ledger holds of the statements, in the order of the ids.
  func statements(_ ids: [Int64], in db: Database) throws -> [Compared] {
    if known.count > Self.statementsMax { (known, terms) = ([:], WordingTerms()) }
    let found = ids.compactMap { known[$0] }
    guard found.count < ids.count else { return found }
    try read(LedgerJSON.list(ids.filter { known[$0] == nil }), db)
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
        wording: Proposition(encoded: Array(encoded)).map(wording))
    }
    let actors = try db.cursor(
      """
      SELECT statement, role = 'by', actor FROM statement_actor
      WHERE statement IN (SELECT value FROM json_each(?))
      """, [list])
    while let row = try actors.next() {
      let (id, isSpeaker, actor): (Int64, Bool, Int64) = (row[0], row[1], row[2])
      known[id]?.parts.add(actor, speaks: isSpeaker)
    }
  }
}
