// From a new statement to an alert that waits for each endpoint.

import Foundation
import GRDB
import StatementAnalysis

/// Makes alerts and queues them, within the transaction that records their statements.
struct AlertQueue {
  let db: Database
  let now: Timestamp
  let random: @Sendable () -> UInt64

  /// Makes one alert and queues it for each endpoint; how many that were.
  ///
  /// A disabled endpoint's alerts are dead letters from the start: nothing waits for what is gone.
  func add(_ judged: JudgedStatement, to endpoints: [String]) throws -> Int {
    guard !endpoints.isEmpty else { return 0 }
    let alert = try alert(for: judged)
    let number = try db.insert(
      "INSERT INTO alert (id, statement, type, json) VALUES (?, ?, ?, ?)",
      [alert.id, judged.statement.id, alert.type, LedgerJSON.encode(alert)])
    for endpoint in endpoints { try Self.queue(alert: number, for: endpoint, at: now, db) }
    return endpoints.count
  }

  /// Queues a recorded alert for one endpoint.
  static func queue(
    alert number: Int64, for endpoint: String, at now: Timestamp, _ db: Database
  ) throws {
    try db.run(EndpointTable.add, [endpoint])
    let row = try db.rows(
      """
      UPDATE endpoint SET last_sequence = last_sequence + 1 WHERE name = ?
      RETURNING last_sequence, iif(state = 'disabled', 'dead', 'waiting') AS delivery_state
      """, [endpoint]
    ).first
    let state: String? = row?["delivery_state"]
    try db.run(
      """
      INSERT INTO delivery (endpoint, sequence, alert, state, due_ms) VALUES (?, ?, ?, ?, ?)
      """,
      [endpoint, row?["last_sequence"], number, state, now.millisecondsSince1970])
  }

  private func alert(for judged: JudgedStatement) throws -> Alert {
    let found = try StatementTable(db: db).references(judged.answers)
    let shown = AnswerRule.shown(
      among: found.map { AnswerRule.Voice(speaker: $0.speaker, content: $0.content) },
      max: Alert.referencesMax
    ).map { found[$0] }
    let isDenial = judged.statement.kind == .denial
    return Alert(
      id: AlertId.make(at: now, random: random), timestamp: now.iso8601,
      statement: judged.statement, reasons: judged.audible, answers: isDenial ? shown : [],
      deniedBy: isDenial ? [] : shown)
  }
}
