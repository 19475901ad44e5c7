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
  let compared: ComparedStatements

  init(db: Database, compared: ComparedStatements = ComparedStatements()) {
    self.db = db
    self.compared = compared
  }

  /// Lists a statement under each of its terms and the numbers of its actors.
  func add(_ statement: Int64, proposition: Proposition, actors: [Int64]) throws {
    try db.run(
      """
      INSERT INTO statement_term (actor, term, statement)
      SELECT actors.value, terms.value, ?
      FROM json_each(?) AS actors CROSS JOIN json_each(?) AS terms
      """,
      [
        statement, LedgerJSON.list(actors.isEmpty ? [Self.nobody] : actors),
        LedgerJSON.list(proposition.lookupKeys.map(Int64.init)),
      ])
  }

  /// Takes a statement off the lists.
  func remove(_ statement: Int64, proposition: Proposition, actors: [Int64]) throws {
    for actor in actors.isEmpty ? [Self.nobody] : actors {
      for term in proposition.lookupKeys {
        try db.run(
          "DELETE FROM statement_term WHERE actor = ? AND term = ? AND statement = ?",
          [actor, Int64(term), statement])
      }
    }
  }

  /// The parts of a statement by the numbers of its actors.
  ///
  /// None is named twice in a list. They are a few: looking one up costs less than in a set.
  struct Parts {
    private(set) var speakers: [Int64] = []
    private(set) var about: [Int64] = []
    /// Speakers and those it is about.
    private(set) var all: [Int64] = []

    init(speakers: [Int64] = [], about: [Int64] = []) {
      for actor in speakers { add(actor, speaks: true) }
      for actor in about { add(actor, speaks: false) }
    }

    mutating func add(_ actor: Int64, speaks: Bool) {
      if !all.contains(actor) { all.append(actor) }
      if speaks {
        if !speakers.contains(actor) { speakers.append(actor) }
      } else if !about.contains(actor) {
        about.append(actor)
      }
    }
  }

  /// What could say the same as a statement about to be recorded.
  ///
  /// A denial is also compared with claims in which no tracked actor has a part.
  func candidates(
    for statement: Statement, parts: Parts, in place: ArticlePlace
  ) throws -> [NoveltyRule.Candidate] {
    let found = try identifiers(for: statement, actors: parts.all.sorted())
    let earlier = try compared.statements(found, in: db).compactMap { other in
      other.wording.map { (statement: other, wording: $0) }
    }
    let mine = compared.wording(of: statement.proposition)
    let comparison = WordingComparison(
      mine, with: earlier.map(\.wording), among: compared.terms)
    return earlier.map { other, theirs in
      let isSameKind = other.kind == statement.kind
      let isSameSpeaker = parts.speakers.contains(where: other.parts.speakers.contains)
      let wording = comparison.likeness(to: theirs)
      return NoveltyRule.Candidate(
        statement: other.id, proposition: other.proposition,
        resemblance: Resemblance(
          wording: wording,
          contradictsNumbers: mine.proposition.contradictsNumbers(of: theirs.proposition),
          sharedAbout: Self.share(parts.about, other.parts.about) ?? 0.5,
          sharedActors: Self.share(parts.all, other.parts.all) ?? 0,
          isSameKind: isSameKind, isOpposed: !isSameKind && !isSameSpeaker,
          isSameSpeaker: isSameSpeaker, refersBack: mine.proposition.refersBack,
          earlierRefersBack: theirs.proposition.refersBack,
          isOfTitle: place.titleStatements.contains(other.id) && !place.isTitle,
          areOneDeniers: isSameSpeaker && isSameKind && statement.kind == .denial,
          isWordedApart: wording < Self.wordingMin && Self.speaks(mine) && Self.speaks(theirs)))
    }
  }

  /// Whether a wording says something by itself.
  private static func speaks(_ wording: Wording) -> Bool {
    !wording.proposition.refersBack && wording.proposition.lookupKeys.count >= termsMin
  }

  /// The share of the members of either list that both have; nil if both are empty.
  private static func share(_ first: [Int64], _ second: [Int64]) -> Double? {
    let common = first.count { second.contains($0) }
    let all = first.count + second.count - common
    return all == 0 ? nil : Double(common) / Double(all)
  }

  /// The latest statements of the actors, then those that share most terms; a term counts the more the rarer it is.
  private func identifiers(for statement: Statement, actors: [Int64]) throws -> [Int64] {
    let found = try latest(of: actors)
    let latest = found.sorted(by: >)
    let withNobody = actors.isEmpty || statement.kind == .denial
    let shares = try shares(
      of: statement.proposition.lookupKeys,
      actors: actors + (withNobody ? [Self.nobody] : []))
    let alike = shares.filter { !found.contains($0.key) }
      .sorted { ($0.value, $0.key) > ($1.value, $1.key) }
    return Array(
      (latest.prefix(Self.candidatesMax * 3 / 4) + alike.map(\.key)).prefix(Self.candidatesMax))
  }

  /// The latest statements of each actor in each role and kind.
  private func latest(of actors: [Int64]) throws -> Set<Int64> {
    guard !actors.isEmpty else { return [] }
    // A list ends where its bound stands; each is one range of the index.
    let rows = try db.cursor(
      """
      SELECT latest.statement
      FROM json_each(?) AS actors
        CROSS JOIN json_each('["by","about"]') AS roles
        CROSS JOIN json_each('["claim","denial"]') AS kinds
        CROSS JOIN statement_actor AS latest
      WHERE latest.actor = actors.value AND latest.role = roles.value
        AND latest.kind = kinds.value
        AND latest.statement >= coalesce((
          SELECT statement FROM statement_actor
          WHERE actor = actors.value AND role = roles.value AND kind = kinds.value
          ORDER BY statement DESC LIMIT 1 OFFSET \(Self.latestMax - 1)), 0)
      """, [LedgerJSON.list(actors)])
    var found: Set<Int64> = []
    while let row = try rows.next() { found.insert(row[0]) }
    return found
  }

  /// What the statements that share terms with an actor's statement share with it.
  ///
  /// The sums are formed in one order always: in another one they would round otherwise.
  private func shares(of terms: [UInt32], actors: [Int64]) throws -> [Int64: Double] {
    let rows = try db.cursor(
      """
      SELECT actors.key, terms.key, listed.statement
      FROM json_each(?) AS actors CROSS JOIN json_each(?) AS terms
        CROSS JOIN statement_term AS listed
      WHERE listed.actor = actors.value AND listed.term = terms.value
        AND listed.statement >= coalesce((
          SELECT statement FROM statement_term
          WHERE actor = actors.value AND term = terms.value
          ORDER BY statement DESC LIMIT 1 OFFSET \(Self.rowsMax - 1)), 0)
      """, [LedgerJSON.list(actors), LedgerJSON.list(terms.map(Int64.init))])
    var shares: [Int64: Double] = [:]
    var (place, list): ((Int, Int), [Int64]) = ((0, 0), [])
    func close() {
      for statement in list { shares[statement, default: 0] += 1 / Double(list.count) }
      list.removeAll(keepingCapacity: true)
    }
    while let row = try rows.next() {
      let next: (Int, Int) = (row[0], row[1])
      if next != place { close() }
      place = next
      list.append(row[2])
    }
    close()
    return shares
  }
}
