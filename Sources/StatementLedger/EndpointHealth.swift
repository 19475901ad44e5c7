// Spells in which an endpoint fails: when one begins and when it ends, the others are told once.

import GRDB

/// Counts an endpoint's failures, within the transaction that records an attempt.
struct EndpointHealth {
  /// So many failures in a row are a spell; a refusal of ourselves is one at once.
  static let failuresOfSpell = 5

  let db: Database
  let telling: NoticeRules
  let random: @Sendable () -> UInt64

  /// Takes an attempt into account; how many deliveries of notices it has queued.
  func note(_ attempt: DeliveryAttempt) throws -> Int {
    guard attempt.isOfEndpoint else { return 0 }
    let row = try db.rows(
      """
      SELECT name, endpoint.state AS state, failures, failing_since_ms, is_failing
      FROM delivery JOIN endpoint ON endpoint.name = delivery.endpoint WHERE delivery.id = ?
      """, [attempt.delivery]
    ).first
    guard let row else { return 0 }
    let since: Int64? = row["failing_since_ms"]
    let isFailing: Bool = row["is_failing"]
    guard attempt.verdict != .delivered else {
      guard since != nil else { return 0 }
      try set(row["name"], failures: 0, since: nil, isFailing: false, attempt.pause)
      return isFailing ? try tell(.recovered, row, since, attempt) : 0
    }
    let failures: Int = row["failures"] + 1
    let start = since ?? attempt.at.millisecondsSince1970
    let isRefusal = attempt.verdict == .hold || attempt.verdict == .disable
    let isSpell = isFailing || isRefusal || failures >= Self.failuresOfSpell
    try set(row["name"], failures: failures, since: start, isFailing: isSpell, attempt.pause)
    return isSpell && !isFailing ? try tell(.failing, row, start, attempt) : 0
  }

  private func set(
    _ name: String, failures: Int, since: Int64?, isFailing: Bool, _ pause: EndpointPause?
  ) throws {
    try db.run(
      """
      UPDATE endpoint SET failures = ?, failing_since_ms = ?, is_failing = ?, paused_until_ms = ?,
        pause_ms = ?
      WHERE name = ?
      """,
      [
        failures, since, isFailing, pause?.until.millisecondsSince1970, pause?.milliseconds, name,
      ])
  }

  private func tell(
    _ event: EndpointNotice.Event, _ row: Row, _ since: Int64?, _ attempt: DeliveryAttempt
  ) throws -> Int {
    let name: String = row["name"]
    let endpoints = telling.endpoints(toTellOf: event, about: name)
    guard !endpoints.isEmpty else { return 0 }
    let now = attempt.at.adding(milliseconds: attempt.durationMilliseconds)
    let notice = EndpointNotice(
      id: AlertId.make(at: now, random: random), timestamp: now.iso8601, event: event,
      endpoint: name, state: try row.name("state"),
      since: since.map { Timestamp(millisecondsSince1970: $0).iso8601 },
      status: event == .failing ? attempt.status : nil, failure: attempt.failure)
    let number = try db.insert(
      "INSERT INTO alert (id, statement, type, json) VALUES (?, NULL, ?, ?)",
      [notice.id, event.rawValue, LedgerJSON.encode(notice)])
    for endpoint in endpoints { try AlertQueue.queue(alert: number, for: endpoint, at: now, db) }
    return endpoints.count
  }
}
