// Earlier statements that could say the same, found through an index of terms, never by a scan.

import Foundation
import GRDB
import StatementAnalysis

import struct StatementAnalysis.Statement

/// Finds and feeds the candidates of the novelty rule.
///
/// The index lists statements by actor and term. A look-up reads at most the latest `rowsMax` of
/// each list and compares at most `candidatesMax` statements, those that share most, so its cost
/// does not grow with the ledger.
struct PropositionSearch {
  /// Statements read of one actor's list for one term.
  static let rowsMax = 64
  /// Statements whose propositions are compared.
  static let candidatesMax = 64
  /// Stands for the actor of statements in which no tracked actor has a part.
  static let nobody: Int64 = 0

  let db: Database

  /// Lists a statement under each of its terms and the numbers of its actors.
  func add(_ statement: Int64, proposition: Proposition, actors: [Int64]) throws {
    for actor in actors.isEmpty ? [Self.nobody] : actors {
      for term in Set(proposition.lookupKeys) {
        try db.run(
          "INSERT INTO statement_term (actor, term, statement) VALUES (?, ?, ?)",
          [actor, Int64(term), statement])
      }
    }
  }

  /// What could say the same as a statement about to be recorded.
  ///
  /// A denial is also compared with claims in which no tracked actor has a part.
  ///
  /// - Parameters:
  ///   - statement: not recorded yet.
  ///   - actors: numbers of its actors.
  ///   - speakers: numbers of those who say it.
  /// - Returns: in any order.
  /// - Throws: errors of the engine.
  func candidates(
    for statement: Statement, actors: [Int64], speakers: [Int64]
  ) throws -> [NoveltyRule.Candidate] {
    let withNobody = actors.isEmpty || statement.kind == .denial
    let terms = Set(statement.proposition.lookupKeys)
    let found = try latest(terms: terms, actors: actors + (withNobody ? [Self.nobody] : []))
    let rows = try db.rows(
      """
      SELECT id, proposition, encoded, kind, EXISTS (
        SELECT 1 FROM statement_actor
        WHERE statement_actor.statement = statement.id AND role = 'by'
          AND actor IN (SELECT value FROM json_each(?1))
      ) AS is_same_speaker
      FROM statement WHERE id IN (SELECT value FROM json_each(?2))
      """, [LedgerJSON.encode(speakers), LedgerJSON.encode(found)])
    return rows.compactMap { row in
      let encoded: Data = row["encoded"]
      guard let other = Proposition(encoded: Array(encoded)) else { return nil }
      let theirs = Set(other.lookupKeys)
      return NoveltyRule.Candidate(
        statement: row["id"], proposition: row["proposition"],
        similarity: statement.proposition.similarity(to: other),
        sharedTerms: terms.intersection(theirs).count, isIdentical: terms == theirs,
        isSameSpeaker: row["is_same_speaker"], isSameKind: row["kind"] == statement.kind.rawValue)
    }
  }

  /// Statements that share actors and terms, those that share most; a term counts the more the
  /// rarer it is.
  private func latest(terms: Set<UInt32>, actors: [Int64]) throws -> [Int64] {
    var shares: [Int64: Double] = [:]
    for actor in actors {
      for term in terms.sorted() {
        let list: [Int64] = try db.values(
          """
          SELECT statement FROM statement_term WHERE actor = ? AND term = ?
          ORDER BY statement DESC LIMIT \(Self.rowsMax)
          """, [actor, Int64(term)])
        for statement in list { shares[statement, default: 0] += 1 / Double(list.count) }
      }
    }
    return
      shares
      .sorted { ($0.value, $0.key) > ($1.value, $1.key) }
      .prefix(Self.candidatesMax)
      .map(\.key)
  }
}
