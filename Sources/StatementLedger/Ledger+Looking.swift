// What a user asks of the ledger: statements, deliveries, how much there is.

import GRDB
package import StatementAnalysis

package import struct StatementAnalysis.Statement

extension Ledger {
  /// The latest statements.
  ///
  /// - Parameters:
  ///   - actor: the id of one who says it or whom it is about; nil for all.
  ///   - kind: nil for both.
  ///   - limit: 0 or more.
  /// - Returns: the newest first.
  /// - Throws: `LedgerError`.
  package func statements(
    actor: String?, kind: StatementKind?, limit: Int
  ) async throws(LedgerError) -> [RecordedStatement] {
    try await read { db in
      let kinds = kind.map { [$0] } ?? StatementKind.allCases
      var ids: Set<Int64> = []
      for kind in kinds {
        ids.formUnion(try Self.latest(kind, actor: actor, limit: limit, db))
      }
      return try StatementTable(db: db).statements(Array(ids.sorted(by: >).prefix(limit)))
    }
  }

  private static func latest(
    _ kind: StatementKind, actor: String?, limit: Int, _ db: Database
  ) throws -> [Int64] {
    guard let actor else {
      return try db.values(
        "SELECT id FROM statement WHERE kind = ? ORDER BY id DESC LIMIT ?", [kind.rawValue, limit])
    }
    return try NoveltyReason.Role.allCases.flatMap { role in
      try db.values(
        """
        SELECT DISTINCT statement FROM statement_actor
        WHERE actor = (SELECT number FROM actor WHERE id = ?) AND role = ? AND kind = ?
        ORDER BY statement DESC LIMIT ?
        """, [actor, role.rawValue, kind.rawValue, limit]) as [Int64]
    }
  }

  /// The latest deliveries.
  ///
  /// - Parameters:
  ///   - endpoint: nil for all.
  ///   - state: nil for all.
  ///   - limit: 0 or more.
  /// - Returns: the newest first.
  /// - Throws: `LedgerError`.
  package func deliveries(
    endpoint: String?, state: DeliveryReport.State?, limit: Int
  ) async throws(LedgerError) -> [DeliveryReport] {
    try await read { db in
      try db.rows(
        """
        SELECT delivery.*, alert.id AS alert_id, alert.statement, alert.type,
          (SELECT response FROM attempt WHERE attempt.delivery = delivery.id
            ORDER BY attempt.id DESC LIMIT 1) AS last_response
        FROM delivery JOIN alert ON alert.number = delivery.alert
        WHERE (?1 IS NULL OR delivery.endpoint = ?1) AND (?2 IS NULL OR delivery.state = ?2)
        ORDER BY delivery.id DESC LIMIT ?3
        """, [endpoint, state?.rawValue, limit]
      ).map(Self.report)
    }
  }

  private static func report(_ row: Row) throws -> DeliveryReport {
    let state: DeliveryReport.State = try row.name("state")
    let due = Timestamp(millisecondsSince1970: row["due_ms"])
    return DeliveryReport(
      id: row["id"], endpoint: row["endpoint"], sequence: row["sequence"],
      alertId: row["alert_id"], statementId: row["statement"], type: row["type"], state: state,
      attempts: row["attempts"], nextAttemptAt: state == .waiting ? due.iso8601 : nil,
      lastStatus: row["last_status"], lastFailure: row["last_failure"],
      lastResponse: row["last_response"])
  }

  /// The earlier statements that could say the same as one not recorded yet, the latest first.
  ///
  /// - Throws: `LedgerError`.
  package func candidates(
    for statement: Statement, in place: ArticlePlace = ArticlePlace()
  ) async throws(LedgerError) -> [NoveltyRule.Candidate] {
    try await read { db in
      func numbers(_ actors: [String]) throws -> [Int64] {
        try actors.compactMap {
          try db.value("SELECT number FROM actor WHERE id = ?", [$0]) as Int64?
        }
      }
      let parts = PropositionSearch.Parts(
        speakers: try numbers(statement.speakerActors), about: try numbers(statement.about))
      return try PropositionSearch(db: db).candidates(for: statement, parts: parts, in: place)
        .sorted { $0.statement > $1.statement }
    }
  }

  /// How much the ledger holds.
  ///
  /// - Throws: `LedgerError`.
  package func counts() async throws(LedgerError) -> LedgerCounts {
    try await read { db in
      func count(_ what: String) throws -> Int {
        try db.value("SELECT count(*) FROM \(what)") ?? 0
      }
      let notAnalysed = try db.rows(
        """
        SELECT not_analysed, count(*) AS articles FROM article
        WHERE not_analysed IS NOT NULL GROUP BY not_analysed
        """, [])
      return LedgerCounts(
        files: try count("file"), articles: try count("article"),
        notAnalysed: Dictionary(
          uniqueKeysWithValues: notAnalysed.map { ($0["not_analysed"], $0["articles"]) }),
        statements: try count("statement"),
        setAside: try count("file WHERE state = 'set_aside'"),
        deliveriesWaiting: try count("delivery WHERE state != 'delivered' AND state = 'waiting'"),
        deliveriesDead: try count("delivery WHERE state != 'delivered' AND state = 'dead'"))
    }
  }
}
