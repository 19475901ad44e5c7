// What an analyst asks of the ledger: disputes, and why a statement was told or not.

import GRDB
import StatementAnalysis

/// A statement with the verdict on it and the statements that the verdict names.
package struct Explanation: Codable, Sendable {
  package var statement: RecordedStatement
  /// The alert that told of it; nil if there is none.
  @OrNull package var alertId: String?
  /// Nil for a statement recorded by a version that kept none.
  package var verdict: Verdict?
  /// The statements that the verdict names, by the order of ids.
  package var others: [StatementReference]

  private enum CodingKeys: String, CodingKey {
    case statement, verdict, others
    case alertId = "alert_id"
  }
}

/// How a user names a statement.
package enum StatementName: Hashable, Sendable {
  /// By its number, as `statements` and `backtest` print it.
  case number(Int64)
  /// By the id of its alert, which is also the webhook's.
  case alert(String)
  /// By its alert's number at an endpoint, as `deliveries` prints it.
  case delivery(endpoint: String, sequence: Int64)

  /// "12" or "#12", "alert_01…", or "desk#3"; nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "#", omittingEmptySubsequences: false)
    if text.hasPrefix("alert_") {
      self = .alert(text)
    } else if let number = parts.last.flatMap({ Int64($0) }), number > 0, parts.count <= 2 {
      let endpoint = parts.count == 2 ? String(parts[0]) : ""
      self =
        endpoint.isEmpty ? .number(number) : .delivery(endpoint: endpoint, sequence: number)
    } else {
      return nil
    }
  }
}

extension Ledger {
  /// Disputes in which a claim has met a denial, with their timelines.
  ///
  /// - Parameters:
  ///   - actor: the id of one who says it or whom it is about; nil for all.
  ///   - oldest: seen then or later; nil for all.
  ///   - oneSided: claims that nobody denied and denials of nothing claimed follow behind.
  ///   - limit: 0 or more.
  /// - Returns: the last seen first.
  /// - Throws: `LedgerError`.
  package func disputes(
    actor: String?, since oldest: Timestamp?, oneSided: Bool, limit: Int
  ) async throws(LedgerError) -> [Dispute] {
    try await read { db in
      let table = DisputeTable(db: db)
      var ids = try table.latest(disputed: true, actor: actor, oldest: oldest, limit: limit)
      if oneSided {
        ids += try table.latest(
          disputed: false, actor: actor, oldest: oldest, limit: limit - ids.count)
      }
      return try ids.compactMap(table.dispute)
    }
  }

  /// A dispute by its number.
  ///
  /// - Throws: `LedgerError`, `.notFound` if there is none.
  package func dispute(_ id: Int64) async throws(LedgerError) -> Dispute {
    try await read { db in
      guard let dispute = try DisputeTable(db: db).dispute(id) else {
        throw LedgerError(.notFound, "there is no dispute \(id); gainsay disputes lists them")
      }
      return dispute
    }
  }

  /// Why a statement was new or known, as it was decided.
  ///
  /// - Throws: `LedgerError`, `.notFound` if there is no such statement.
  package func explain(_ name: StatementName) async throws(LedgerError) -> Explanation {
    try await read { db in
      let table = StatementTable(db: db)
      guard let id = try Self.identifier(of: name, db),
        let statement = try table.statements([id]).first
      else {
        throw LedgerError(
          .notFound, "there is no such statement; gainsay statements and deliveries list them")
      }
      let json: String? = try db.value("SELECT json FROM verdict WHERE statement = ?", [id])
      let verdict = try json.map { try LedgerJSON.decode(Verdict.self, from: $0) }
      let named =
        (verdict?.candidates.map(\.statement) ?? []) + (verdict?.answers.map(\.statement) ?? [])
        + (verdict?.decidedBy.map { [$0] } ?? [])
      return Explanation(
        statement: statement,
        alertId: try db.value("SELECT id FROM alert WHERE statement = ? ORDER BY number", [id]),
        verdict: verdict, others: try table.references(Set(named).sorted()))
    }
  }

  private static func identifier(of name: StatementName, _ db: Database) throws -> Int64? {
    switch name {
    case .number(let number): number
    case .alert(let id): try db.value("SELECT statement FROM alert WHERE id = ?", [id])
    case .delivery(let endpoint, let sequence):
      try db.value(
        """
        SELECT alert.statement FROM delivery JOIN alert ON alert.number = delivery.alert
        WHERE delivery.endpoint = ? AND delivery.sequence = ?
        """, [endpoint, sequence])
    }
  }

  /// What is muted.
  ///
  /// - Throws: `LedgerError`.
  package func mutes() async throws(LedgerError) -> MuteList {
    try await read { db in try Mutes(db: db).list() }
  }
}
