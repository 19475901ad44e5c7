// Earlier statements that could say the same, found through indexes, never by a scan.

import Foundation
import GRDB
import StatementAnalysis

import struct StatementAnalysis.Statement

/// Finds and feeds the candidates of the novelty rule.
///
/// Candidates are the latest statements by and about the same actors, and older ones that share actors and terms. Every
/// list that is read has a bound, so the cost of a look-up does not grow with the ledger.
struct PropositionSearch {
  /// The latest statements read of one actor in one role and kind.
  static let latestMax = 24
  /// Statements read of one actor's list for one term.
  static let rowsMax = 32
  /// Statements whose propositions are compared.
  static let candidatesMax = 128
  /// Words of fewer than so many terms say too little to be something else.
  static let termsMin = 3
  /// A likeness below this is none.
  static let wordingMin = 0.05
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

  /// Takes a statement off the lists.
  func remove(_ statement: Int64, proposition: Proposition, actors: [Int64]) throws {
    for actor in actors.isEmpty ? [Self.nobody] : actors {
      for term in Set(proposition.lookupKeys) {
        try db.run(
          "DELETE FROM statement_term WHERE actor = ? AND term = ? AND statement = ?",
          [actor, Int64(term), statement])
      }
    }
  }

  /// The parts of a statement by the numbers of its actors.
  struct Parts {
    var speakers: Set<Int64> = []
    var about: Set<Int64> = []

    var all: Set<Int64> { speakers.union(about) }
  }

  /// What could say the same as a statement about to be recorded.
  ///
  /// A denial is also compared with claims in which no tracked actor has a part.
  func candidates(
    for statement: Statement, parts: Parts, in place: ArticlePlace
  ) throws -> [NoveltyRule.Candidate] {
    let found = try identifiers(for: statement, actors: parts.all.sorted())
    let list = try LedgerJSON.encode(found)
    let rows = try db.rows(
      """
      SELECT id, proposition, encoded, kind FROM statement
      WHERE id IN (SELECT value FROM json_each(?))
      """, [list])
    let earlier = rows.compactMap { row -> Earlier? in
      let encoded: Data = row["encoded"]
      return Proposition(encoded: Array(encoded)).map {
        Earlier(
          id: row["id"], proposition: row["proposition"], wording: $0,
          isSameKind: row["kind"] == statement.kind.rawValue)
      }
    }
    let others = try actors(of: list)
    var comparison = WordingComparison(statement.proposition, with: earlier.map(\.wording))
    return earlier.map { other in
      let theirs = others[other.id] ?? Parts()
      let isSameSpeaker = !parts.speakers.isDisjoint(with: theirs.speakers)
      let wording = comparison.likeness(to: other.wording)
      let speakEach = [statement.proposition, other.wording].allSatisfy {
        !$0.refersBack && $0.lookupKeys.count >= Self.termsMin
      }
      return NoveltyRule.Candidate(
        statement: other.id, proposition: other.proposition,
        resemblance: Resemblance(
          wording: wording,
          contradictsNumbers: statement.proposition.contradictsNumbers(of: other.wording),
          sharedAbout: Self.share(parts.about, theirs.about) ?? 0.5,
          sharedActors: Self.share(parts.all, theirs.all) ?? 0,
          isSameKind: other.isSameKind, isOpposed: !other.isSameKind && !isSameSpeaker,
          isSameSpeaker: isSameSpeaker, refersBack: statement.proposition.refersBack,
          earlierRefersBack: other.wording.refersBack,
          isOfTitle: place.titleStatements.contains(other.id) && !place.isTitle,
          areOneDeniers: isSameSpeaker && other.isSameKind && statement.kind == .denial,
          isWordedApart: speakEach && wording < Self.wordingMin))
    }
  }

  private struct Earlier {
    let id: Int64
    let proposition: Int64
    let wording: Proposition
    let isSameKind: Bool
  }

  /// The share of the members of either set that both have; nil if both are empty.
  private static func share(_ first: Set<Int64>, _ second: Set<Int64>) -> Double? {
    let all = first.union(second).count
    return all == 0 ? nil : Double(first.intersection(second).count) / Double(all)
  }

  private func actors(of list: String) throws -> [Int64: Parts] {
    let rows = try db.rows(
      """
      SELECT statement, role, actor FROM statement_actor
      WHERE statement IN (SELECT value FROM json_each(?))
      """, [list])
    return rows.reduce(into: [:]) { parts, row in
      let statement: Int64 = row["statement"]
      if row["role"] == NoveltyReason.Role.by.rawValue {
        parts[statement, default: Parts()].speakers.insert(row["actor"])
      } else {
        parts[statement, default: Parts()].about.insert(row["actor"])
      }
    }
  }

  /// The latest statements of the actors, then those that share most terms; a term counts the more the rarer it is.
  private func identifiers(for statement: Statement, actors: [Int64]) throws -> [Int64] {
    var found: Set<Int64> = []
    for actor in actors {
      for role in NoveltyReason.Role.allCases {
        for kind in StatementKind.allCases {
          found.formUnion(
            try db.values(
              """
              SELECT statement FROM statement_actor WHERE actor = ? AND role = ? AND kind = ?
              ORDER BY statement DESC LIMIT \(Self.latestMax)
              """, [actor, role.rawValue, kind.rawValue]))
        }
      }
    }
    let latest = found.sorted(by: >)
    let withNobody = actors.isEmpty || statement.kind == .denial
    let alike = try sharing(
      Set(statement.proposition.lookupKeys), actors: actors + (withNobody ? [Self.nobody] : []))
    return Array(
      (latest.prefix(Self.candidatesMax * 3 / 4) + alike.filter { !found.contains($0) })
        .prefix(Self.candidatesMax))
  }

  private func sharing(_ terms: Set<UInt32>, actors: [Int64]) throws -> [Int64] {
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
    return shares.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.map(\.key)
  }
}
