// What delivery asks of the ledger: what is due, and to record what became of it.

import Foundation
import GRDB

/// The statements about endpoints that several operations share.
enum EndpointTable {
  /// Adds an endpoint unless it is there.
  static let add = """
    INSERT INTO endpoint (name, state, last_sequence) VALUES (?, 'active', 0) ON CONFLICT DO NOTHING
    """

  /// Makes dead letters of what waits for an endpoint.
  static let bury = "UPDATE delivery SET state = 'dead' WHERE state = 'waiting' AND endpoint = ?"
}

extension Ledger {
  /// Makes sure that each endpoint has a row; says each one's state.
  ///
  /// Endpoints gone from the configuration keep their rows and deliveries.
  ///
  /// - Throws: `LedgerError`.
  package func prepareEndpoints(
    _ names: [String]
  ) async throws(LedgerError) -> [String: EndpointState] {
    try await write { db in
      try names.reduce(into: [:]) { states, name in
        try db.run(EndpointTable.add, [name])
        let row = try db.rows("SELECT state FROM endpoint WHERE name = ?", [name]).first
        states[name] = try row?.name("state")
      }
    }
  }

  /// The deliveries of a lane that are due, by sequence (first) or by due time (retry); none unless
  /// the endpoint is active, and none of those left out by their ids.
  ///
  /// - Throws: `LedgerError`.
  package func dueDeliveries(
    endpoint: String, lane: DeliveryLane, at now: Timestamp, limit: Int,
    leavingOut excluded: Set<Int64> = []
  ) async throws(LedgerError) -> [Delivery] {
    let (which, order) =
      switch lane {
      case .first: ("attempts = 0", "sequence")
      case .retry: ("attempts > 0 AND due_ms <= :now", "due_ms, sequence")
      }
    return try await read { db in
      try db.rows(
        """
        SELECT delivery.id, endpoint, sequence, attempts, alert.json,
          alert.statement IS NULL AS is_notice
        FROM delivery JOIN alert ON alert.number = delivery.alert
        WHERE endpoint = :endpoint AND delivery.state = 'waiting' AND \(which)
          AND (SELECT state FROM endpoint WHERE name = :endpoint) = 'active'
          AND delivery.id NOT IN (SELECT value FROM json_each(:excluded))
        ORDER BY \(order) LIMIT :limit
        """,
        [
          "endpoint": endpoint, "now": now.millisecondsSince1970, "limit": limit,
          "excluded": LedgerJSON.list(Array(excluded)),
        ]
      ).map { row in
        Delivery(
          id: row["id"], endpoint: row["endpoint"], sequence: row["sequence"],
          subject: try Self.subject(of: row), attemptsMade: row["attempts"])
      }
    }
  }

  private static func subject(of row: Row) throws -> AlertSubject {
    let isNotice: Bool = row["is_notice"]
    return isNotice
      ? .endpoint(try LedgerJSON.decode(EndpointNotice.self, from: row["json"]))
      : .statement(try LedgerJSON.decode(Alert.self, from: row["json"]))
  }

  /// The states of the endpoints that the ledger has met.
  ///
  /// - Throws: `LedgerError`.
  package func endpointStates() async throws(LedgerError) -> [String: EndpointState] {
    try await read { db in
      try db.rows("SELECT name, state FROM endpoint").reduce(into: [:]) { states, row in
        states[row["name"]] = try row.name("state")
      }
    }
  }

  /// How an endpoint has failed since its last success, in this run and in those before.
  ///
  /// - Throws: `LedgerError`.
  package func failures(endpoint: String) async throws(LedgerError) -> EndpointFailures {
    try await read { db in
      let row = try db.rows(
        "SELECT failures, paused_until_ms, pause_ms FROM endpoint WHERE name = ?", [endpoint]
      ).first
      guard let row, let until: Int64 = row["paused_until_ms"] else {
        return EndpointFailures(count: row?["failures"] ?? 0)
      }
      return EndpointFailures(
        count: row["failures"],
        pause: EndpointPause(
          until: Timestamp(millisecondsSince1970: until), milliseconds: row["pause_ms"]))
    }
  }

  /// How the endpoints fare that the ledger has met, by name.
  ///
  /// - Throws: `LedgerError`.
  package func endpointReports() async throws(LedgerError) -> [EndpointReport] {
    try await read { db in
      try db.rows(
        """
        SELECT name, state, failing_since_ms, paused_until_ms,
          (SELECT count(*) FROM delivery WHERE delivery.state != 'delivered'
            AND delivery.state = 'waiting' AND endpoint = name) AS waiting,
          (SELECT count(*) FROM delivery WHERE delivery.state != 'delivered'
            AND delivery.state = 'dead' AND endpoint = name) AS dead
        FROM endpoint ORDER BY name
        """
      ).map { row in
        let since: Int64? = row["failing_since_ms"]
        let end: Int64? = row["paused_until_ms"]
        return EndpointReport(
          name: row["name"], state: try row.name("state"),
          failingSince: since.map { Timestamp(millisecondsSince1970: $0).iso8601 },
          pausedUntil: end.map { Timestamp(millisecondsSince1970: $0).iso8601 },
          waiting: row["waiting"], dead: row["dead"])
      }
    }
  }

  /// When the next retry of an active endpoint is due; nil if none waits.
  ///
  /// - Throws: `LedgerError`.
  package func nextRetry(endpoint: String) async throws(LedgerError) -> Timestamp? {
    try await read { db in
      let due: Int64? = try db.value(
        """
        SELECT min(due_ms) FROM delivery
        WHERE endpoint = ?1 AND state = 'waiting' AND attempts > 0
          AND (SELECT state FROM endpoint WHERE name = ?1) = 'active'
        """, [endpoint])
      return due.map(Timestamp.init(millisecondsSince1970:))
    }
  }

  /// Records tries and what follows from them, all in one transaction, in the order given.
  ///
  /// What came through is delivered whatever was decided about it meanwhile; what is delivered or
  /// dead never waits again. When an endpoint begins to fail or is well again, the others are told.
  ///
  /// - Returns: how many deliveries of notices were queued.
  /// - Throws: `LedgerError`; then none is recorded, and the same call may be made again.
  @discardableResult
  package func record(
    _ attempts: [DeliveryAttempt], telling: NoticeRules = .nobody
  ) async throws(LedgerError) -> Int {
    try await write { [random] db in
      let health = EndpointHealth(db: db, telling: telling, random: random)
      return try attempts.reduce(0) { queued, attempt in
        try AttemptRecording(db: db, attempt: attempt).record()
        return try queued + health.note(attempt)
      }
    }
  }

  /// Makes a held or disabled endpoint active again; what waits goes out, dead letters stay.
  ///
  /// - Throws: `LedgerError`, `.notFound` for a name that never was an endpoint.
  package func enable(endpoint: String) async throws(LedgerError) {
    try await write { db in
      try db.run(
        """
        UPDATE endpoint SET state = 'active', paused_until_ms = NULL, pause_ms = NULL WHERE name = ?
        """, [endpoint])
      guard db.changesCount > 0 else {
        throw LedgerError(
          .notFound, "the ledger knows no endpoint \"\(endpoint)\"; see the configuration for names"
        )
      }
    }
  }

  /// Sends nothing more to an endpoint: what waits for it, and what comes, are dead letters.
  ///
  /// - Throws: `LedgerError`.
  package func disable(endpoint: String) async throws(LedgerError) {
    try await write { db in
      try db.run(EndpointTable.add, [endpoint])
      try db.run("UPDATE endpoint SET state = 'disabled' WHERE name = ?", [endpoint])
      try db.run(EndpointTable.bury, [endpoint])
    }
  }
}

/// Records one try within a transaction.
private struct AttemptRecording {
  let db: Database
  let attempt: DeliveryAttempt

  func record() throws {
    try db.run(
      """
      INSERT INTO attempt (delivery, at_ms, duration_ms, status, failure, response)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        attempt.delivery, attempt.at.millisecondsSince1970, attempt.durationMilliseconds,
        attempt.status, attempt.failure, attempt.response,
      ])
    switch attempt.verdict {
    case .delivered:
      try update(to: "delivered", dueAt: attempt.at)
    case .retry(let due):
      try update(to: "waiting", dueAt: due)
    case .dead:
      try update(to: "dead", dueAt: attempt.at)
    case .hold:
      try update(to: "waiting", dueAt: attempt.at)
      try setEndpoint(.held)
    case .disable:
      try update(to: "dead", dueAt: attempt.at)
      try setEndpoint(.disabled)
      try db.run(
        """
        UPDATE delivery SET state = 'dead' WHERE state = 'waiting'
          AND endpoint = (SELECT endpoint FROM delivery WHERE id = ?)
        """, [attempt.delivery])
    }
  }

  private func update(to state: String, dueAt due: Timestamp) throws {
    try db.run(
      """
      UPDATE delivery SET attempts = attempts + 1, due_ms = ?, last_status = ?, last_failure = ?,
        state = iif(state = 'waiting' OR ?4 = 'delivered', ?4, state)
      WHERE id = ? AND state != 'delivered'
      """,
      [due.millisecondsSince1970, attempt.status, attempt.failure, state, attempt.delivery])
  }

  /// A disabled endpoint stays so: a refusal that comes in later tells nothing new.
  private func setEndpoint(_ state: EndpointState) throws {
    try db.run(
      """
      UPDATE endpoint SET state = ?
      WHERE name = (SELECT endpoint FROM delivery WHERE id = ?) AND state != 'disabled'
      """, [state.rawValue, attempt.delivery])
  }
}
