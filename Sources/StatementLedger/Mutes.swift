// What a user does not want to hear of any more.

import GRDB
import StatementAnalysis

/// An actor or a dispute that is muted or not: what it says is recorded, and nobody is told.
package enum MuteTarget: Codable, Hashable, Sendable {
  /// By its id.
  case actor(String)
  /// By its number.
  case dispute(Int64)
}

/// What is muted, as `gainsay mute --list` shows it.
package struct MuteList: Codable, Hashable, Sendable {
  package struct Actor: Codable, Hashable, Sendable {
    package var id: String
    /// ISO 8601.
    package var since: String
  }

  package struct Dispute: Codable, Hashable, Sendable {
    package var id: Int64
    /// What it is about, in the words of one of its statements.
    package var gist: String
    /// ISO 8601.
    package var since: String
  }

  /// By id.
  package var actors: [Actor]
  /// The first muted first.
  package var disputes: [Dispute]
}

/// The muted actors and disputes, within one transaction.
struct Mutes {
  let db: Database

  func isMuted(dispute: Int64) throws -> Bool {
    try db.value("SELECT muted_ms FROM proposition WHERE id = ?", [dispute]) as Int64? != nil
  }

  func isMuted(actor: String) throws -> Bool {
    try db.value("SELECT muted_ms FROM muted_actor WHERE actor = ?", [actor]) as Int64? != nil
  }

  /// The reasons to tell of a statement that are left: none in a muted dispute, and none for a
  /// muted actor.
  ///
  /// A denial that answers claims of muted disputes only belongs to those.
  func audible(
    _ reasons: [NoveltyReason], of statement: RecordedStatement, answeringIn disputes: [Int64],
    knowing actors: KnownActors
  ) throws -> [NoveltyReason] {
    guard !reasons.isEmpty, try !isMuted(dispute: statement.proposition) else { return [] }
    if statement.kind == .denial, !disputes.isEmpty, try disputes.allSatisfy(isMuted(dispute:)) {
      return []
    }
    return try reasons.filter { try !actors.isMuted($0.actor, in: self) }
  }

  /// Mutes something or ends that; doing it again does nothing.
  func set(_ target: MuteTarget, muted: Bool, at now: Timestamp) throws {
    switch target {
    case .dispute(let id):
      try db.run(
        "UPDATE proposition SET muted_ms = iif(?, coalesce(muted_ms, ?), NULL) WHERE id = ?",
        [muted, now.millisecondsSince1970, id])
    case .actor(let id) where muted:
      try db.run(
        "INSERT INTO muted_actor (actor, muted_ms) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [id, now.millisecondsSince1970])
    case .actor(let id):
      try db.run("DELETE FROM muted_actor WHERE actor = ?", [id])
    }
  }

  func list() throws -> MuteList {
    let actors = try db.rows("SELECT actor, muted_ms FROM muted_actor ORDER BY actor").map {
      MuteList.Actor(
        id: $0["actor"], since: Timestamp(millisecondsSince1970: $0["muted_ms"]).iso8601)
    }
    let disputes = try db.rows(
      "SELECT id, muted_ms FROM proposition WHERE muted_ms IS NOT NULL ORDER BY muted_ms, id"
    ).map { row in
      MuteList.Dispute(
        id: row["id"], gist: try DisputeTable(db: db).dispute(row["id"])?.gist ?? "",
        since: Timestamp(millisecondsSince1970: row["muted_ms"]).iso8601)
    }
    return MuteList(actors: actors, disputes: disputes)
  }
}
