// What a user changes about deliveries by hand: try now, send again, forget.

import GRDB

/// Deliveries as a user picks them.
package struct DeliverySelection: Codable, Hashable, Sendable {
  /// Ids of alerts; empty: whatever they are.
  package var alerts: [String]
  /// Nil: whosever they are.
  package var endpoint: String?

  package init(alerts: [String] = [], endpoint: String? = nil) {
    self.alerts = alerts
    self.endpoint = endpoint
  }
}

/// What a user asks for.
package enum DeliveryChange: Codable, Hashable, Sendable {
  /// Those that wait for another try are due now.
  case retry(DeliverySelection)
  /// Dead letters wait again, under the same ids, with all their tries before them.
  case replay(DeliverySelection)
  /// Dead letters are forgotten, with their attempts.
  case drop(DeliverySelection)

  package var selection: DeliverySelection {
    switch self {
    case .retry(let selection), .replay(let selection), .drop(let selection): selection
    }
  }
}

extension Ledger {
  /// Changes deliveries, in one transaction.
  ///
  /// - Returns: what was done, in a sentence.
  /// - Throws: `LedgerError`, `.notFound` if nothing was to be changed, or if the endpoint is
  ///   disabled so that nothing can wait for it.
  package func change(
    _ change: DeliveryChange, at now: Timestamp
  ) async throws(LedgerError) -> String {
    try await write { db in
      let requeuing = Requeuing(db: db, selection: change.selection)
      return switch change {
      case .retry: try requeuing.retry(at: now)
      case .replay: try requeuing.replay(at: now)
      case .drop: try requeuing.drop()
      }
    }
  }
}

/// Changes deliveries within one transaction.
private struct Requeuing {
  let db: Database
  let selection: DeliverySelection

  func retry(at now: Timestamp) throws -> String {
    let ids = try picked("delivery.state = 'waiting' AND attempts > 0")
    guard !ids.isEmpty else {
      throw nothing("waits for another try; gainsay deliveries --state waiting")
    }
    for id in ids {
      try db.run("UPDATE delivery SET due_ms = ? WHERE id = ?", [now.millisecondsSince1970, id])
    }
    return "\(Self.count(ids, "delivery", "deliveries")) due now"
  }

  func replay(at now: Timestamp) throws -> String {
    let ids = try picked("delivery.state = 'dead'")
    guard !ids.isEmpty else { throw nothing("is a dead letter; gainsay dead list") }
    let disabled: [String] = try db.values(
      """
      SELECT DISTINCT name FROM endpoint JOIN delivery ON delivery.endpoint = name
      WHERE endpoint.state = 'disabled' AND delivery.id IN (\(Self.list(ids))) ORDER BY name
      """)
    if let name = disabled.first {
      throw LedgerError(
        .notFound,
        "endpoint \(name) is disabled, nothing is sent to it; first: gainsay endpoint enable \(name)"
      )
    }
    for id in ids {
      try db.run(
        "UPDATE delivery SET state = 'waiting', attempts = 0, due_ms = ? WHERE id = ?",
        [now.millisecondsSince1970, id])
    }
    return "\(Self.count(ids, "dead letter", "dead letters")) queued again"
  }

  func drop() throws -> String {
    let ids = try picked("delivery.state = 'dead'")
    guard !ids.isEmpty else { throw nothing("is a dead letter; gainsay dead list") }
    for id in ids {
      try db.run("DELETE FROM attempt WHERE delivery = ?", [id])
      try db.run("DELETE FROM delivery WHERE id = ?", [id])
    }
    return "\(Self.count(ids, "dead letter", "dead letters")) dropped"
  }

  /// Those of the selection that are in a state.
  ///
  /// - Throws: `.notFound` for an alert of the selection that has none.
  private func picked(_ condition: String) throws -> [Int64] {
    let endpoint = selection.endpoint
    guard !selection.alerts.isEmpty else {
      return try db.values(
        """
        SELECT id FROM delivery WHERE state != 'delivered' AND \(condition)
          AND (?1 IS NULL OR endpoint = ?1) ORDER BY id
        """, [endpoint])
    }
    return try selection.alerts.flatMap { alert in
      let found: [Int64] = try db.values(
        """
        SELECT delivery.id FROM delivery JOIN alert ON alert.number = delivery.alert
        WHERE alert.id = ?2 AND \(condition) AND (?1 IS NULL OR endpoint = ?1) ORDER BY delivery.id
        """, [endpoint, alert])
      if found.isEmpty {
        throw LedgerError(
          .notFound, "alert \(alert) is not among those; gainsay deliveries lists ids and states")
      }
      return found
    }
  }

  private func nothing(_ what: String) -> LedgerError {
    let whose = selection.endpoint.map { " of endpoint \($0)" } ?? ""
    return LedgerError(.notFound, "nothing\(whose) \(what)")
  }

  private static func list(_ ids: [Int64]) -> String {
    ids.map(String.init).joined(separator: ",")
  }

  private static func count(_ ids: [Int64], _ one: String, _ many: String) -> String {
    ids.count == 1 ? "1 \(one) is" : "\(ids.count) \(many) are"
  }
}
