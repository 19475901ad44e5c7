// Corrections by a user, which hold for later articles.

import Foundation
import GRDB
import StatementAnalysis

/// What a user corrects.
package enum Correction: Codable, Hashable, Sendable {
  /// The second dispute is the first one.
  case merge(Int64, with: Int64)
  /// The statement is not what it was put with.
  case split(statement: Int64)
  case mute(MuteTarget)
  case unmute(MuteTarget)
}

extension Ledger {
  /// Corrects what is recorded, in one transaction; nobody is told of anything by it.
  ///
  /// - Parameters:
  ///   - correction: what to correct.
  ///   - actors: ids that may be muted beside those the ledger has met.
  ///   - now: when it is corrected.
  /// - Returns: what was done, in a sentence.
  /// - Throws: `LedgerError`, `.notFound` for a dispute, statement or actor that is not there.
  package func correct(
    _ correction: Correction, actors: [String], at now: Timestamp
  ) async throws(LedgerError) -> String {
    try await write { db in
      let correcting = Correcting(db: db, now: now)
      return switch correction {
      case .merge(let id, let other): try correcting.merge(id, with: other)
      case .split(let statement): try correcting.split(statement)
      case .mute(let target): try correcting.set(target, muted: true, actors: actors)
      case .unmute(let target): try correcting.set(target, muted: false, actors: actors)
      }
    }
  }
}

/// Corrects within one transaction.
private struct Correcting {
  let db: Database
  let now: Timestamp

  private var disputes: DisputeTable { DisputeTable(db: db) }
  private var table: StatementTable { StatementTable(db: db) }

  // MARK: Merging

  func merge(_ number: Int64, with otherNumber: Int64) throws -> String {
    let (id, other) = (try existing(number), try existing(otherNumber))
    guard id != other else { return "dispute \(otherNumber) is dispute \(id) already" }
    let (mine, theirs) = (try statements(of: id), try statements(of: other))
    for statement in theirs { try move(statement, from: other, to: id) }
    for (one, another) in [(mine, theirs), (theirs, mine)] {
      try link(denials: one, to: another)
    }
    try db.run("UPDATE proposition SET merged_into = ?1 WHERE merged_into = ?2", [id, other])
    let mutes = Mutes(db: db)
    let isMuted = try mutes.isMuted(dispute: id) || mutes.isMuted(dispute: other)
    try mutes.set(.dispute(id), muted: isMuted, at: now)
    try db.run(
      "UPDATE proposition SET merged_into = ?, muted_ms = NULL WHERE id = ?", [id, other])
    try disputes.refresh(id)
    try disputes.refresh(other)
    return "dispute \(other) is now part of dispute \(id)\(isMuted ? ", which is muted" : "")"
  }

  /// As if they had been recorded in one proposition: each denial answers the latest claims by
  /// others.
  private func link(denials: [Int64], to claims: [Int64]) throws {
    let denials = try speakers(of: denials, kind: .denial)
    let claims = try speakers(of: claims, kind: .claim).suffix(AnswerRule.linksMax)
    for denial in denials {
      for claim in claims
      where AnswerRule.canAnswer(denier: denial.speakers, claimant: claim.speakers) {
        try table.link(denial: denial.id, to: claim.id, at: now)
      }
    }
  }

  private func speakers(
    of statements: [Int64], kind: StatementKind
  ) throws -> [(id: Int64, speakers: Set<String>)] {
    let list = try LedgerJSON.encode(statements)
    let ids: [Int64] = try db.values(
      """
      SELECT id FROM statement WHERE id IN (SELECT value FROM json_each(?)) AND kind = ? ORDER BY id
      """, [list, kind.rawValue])
    return try ids.map { ($0, Set(try table.actors(.by, of: $0).map(\.id))) }
  }

  // MARK: Splitting

  func split(_ id: Int64) throws -> String {
    guard let statement = try table.statements([id]).first else {
      throw LedgerError(
        .notFound, "there is no statement \(id); gainsay statements lists them")
    }
    let old = statement.proposition
    let moved = try withFollowers(id, in: old)
    guard try statements(of: old).contains(where: { !moved.contains($0) }) else {
      return "statement \(id) has dispute \(old) to itself already"
    }
    let version: Int = try db.value("SELECT version FROM proposition WHERE id = ?", [old]) ?? 0
    let new = try table.makeProposition(version: version, at: now)
    for statement in moved { try move(statement, from: old, to: new) }
    let list = try LedgerJSON.encode(moved)
    // What it was put with by mistake, it does not answer either.
    for (one, another) in [("denial", "claim"), ("claim", "denial")] {
      try db.run(
        """
        DELETE FROM answer WHERE \(one) IN (SELECT value FROM json_each(?))
          AND (SELECT proposition FROM statement WHERE id = \(another)) = ?
        """, [list, old])
    }
    try disputes.refresh(old)
    try disputes.refresh(new)
    let followers = moved.count == 1 ? "" : ", with \(moved.count - 1) put there because of it,"
    return "statement \(id)\(followers) is now dispute \(new), apart from dispute \(old)"
  }

  /// The statement, and the later ones of its proposition that are there because of it or of one
  /// of these.
  private func withFollowers(_ id: Int64, in proposition: Int64) throws -> [Int64] {
    let rows = try db.rows(
      """
      SELECT statement.id, json_extract(verdict.json, '$.decided_by') AS decided_by
      FROM statement JOIN verdict ON verdict.statement = statement.id
      WHERE statement.proposition = ? AND statement.id > ? ORDER BY statement.id
      """, [proposition, id])
    return rows.reduce(into: [id]) { moved, row in
      let decidedBy: Int64? = row["decided_by"]
      if let decidedBy, moved.contains(decidedBy) { moved.append(row["id"]) }
    }
  }

  // MARK: Muting

  func set(_ target: MuteTarget, muted: Bool, actors: [String]) throws -> String {
    let mutes = Mutes(db: db)
    let now = muted ? "muted: recorded, and nobody is told" : "told of again"
    switch target {
    case .dispute(let number):
      let id = try existing(number)
      try mutes.set(.dispute(id), muted: muted, at: self.now)
      return "dispute \(id) is \(now)"
    case .actor(let id):
      let isKnown =
        try actors.contains(id) || mutes.isMuted(actor: id)
        || db.value("SELECT number FROM actor WHERE id = ?", [id]) as Int64? != nil
      guard isKnown else {
        let known = actors.isEmpty ? "" : "; tracked are: \(actors.joined(separator: ", "))"
        throw LedgerError(.notFound, "there is no actor \"\(id)\"\(known)")
      }
      try mutes.set(target, muted: muted, at: self.now)
      return "actor \(id) is \(now)"
    }
  }

  // MARK: Common parts

  private func existing(_ number: Int64) throws -> Int64 {
    guard let id = try disputes.resolve(number) else {
      throw LedgerError(.notFound, "there is no dispute \(number); gainsay disputes lists them")
    }
    return id
  }

  private func statements(of proposition: Int64) throws -> [Int64] {
    try db.values("SELECT id FROM statement WHERE proposition = ? ORDER BY id", [proposition])
  }

  /// Moves a statement with its keys, which stay behind where another statement has them too.
  private func move(_ statement: Int64, from old: Int64, to new: Int64) throws {
    try db.run("UPDATE statement SET proposition = ? WHERE id = ?", [new, statement])
    let rows = try db.rows(
      "SELECT DISTINCT actor, role, kind FROM statement_actor WHERE statement = ?", [statement])
    for row in rows {
      let key: StatementArguments = [
        row["actor"] as Int64, row["role"] as String, row["kind"] as String, old,
      ]
      try db.run(
        """
        INSERT INTO novelty_key (actor, role, kind, proposition, first_seen_ms, last_seen_ms)
        SELECT actor, role, kind, ?5, first_seen_ms, last_seen_ms FROM novelty_key
        WHERE actor = ?1 AND role = ?2 AND kind = ?3 AND proposition = ?4
        ON CONFLICT DO UPDATE SET
          first_seen_ms = min(first_seen_ms, excluded.first_seen_ms),
          last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)
        """, key + [new])
      try db.run(
        """
        DELETE FROM novelty_key
        WHERE actor = ?1 AND role = ?2 AND kind = ?3 AND proposition = ?4 AND NOT EXISTS (
          SELECT 1 FROM statement CROSS JOIN statement_actor
          WHERE statement.proposition = ?4 AND statement.kind = ?3
            AND statement_actor.statement = statement.id AND statement_actor.role = ?2
            AND statement_actor.actor = ?1)
        """, key)
    }
  }
}
