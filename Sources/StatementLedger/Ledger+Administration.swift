// What an administrator's tools ask of a ledger, some of them every few seconds.

import GRDB

/// How much a ledger holds, by figures that cost the same however much that is: each comes from its
/// last row, or from an index of what is open.
package struct LedgerGauges: Hashable, Sendable {
  /// What waits for an endpoint, and how it fares.
  package struct Endpoint: Hashable, Sendable {
    package var state: EndpointState
    /// Its latest attempts have failed, so many or in such a way that the others are told.
    package var isFailing: Bool
    package var waiting = 0
    package var dead = 0

    package init(state: EndpointState, isFailing: Bool, waiting: Int = 0, dead: Int = 0) {
      self.state = state
      self.isFailing = isFailing
      self.waiting = waiting
      self.dead = dead
    }
  }

  /// Ever recorded.
  package var articles: Int64 = 0
  /// Ever recorded.
  package var statements: Int64 = 0
  /// When the latest article was recorded; nil: none was.
  package var lastArticleAt: Timestamp?
  /// Files set aside and not read since.
  package var setAside = 0
  /// By name; those that are not configured any more as well.
  package var endpoints: [String: Endpoint] = [:]

  package init() {}
}

extension Ledger {
  /// How much there is, for whoever asks again and again.
  ///
  /// - Throws: `LedgerError`.
  package func gauges() async throws(LedgerError) -> LedgerGauges {
    try await read { db in
      var gauges = LedgerGauges()
      gauges.articles = try db.value("SELECT max(id) FROM article") ?? 0
      gauges.statements = try db.value("SELECT max(id) FROM statement") ?? 0
      let last: Int64? = try db.value(
        "SELECT recorded_ms FROM article ORDER BY id DESC LIMIT 1")
      gauges.lastArticleAt = last.map(Timestamp.init(millisecondsSince1970:))
      gauges.setAside =
        try db.value("SELECT count(*) FROM file WHERE state = 'set_aside'") ?? 0
      for row in try db.rows("SELECT name, state, is_failing FROM endpoint", []) {
        gauges.endpoints[row["name"]] = LedgerGauges.Endpoint(
          state: try row.name("state"), isFailing: row["is_failing"])
      }
      // Left to itself, SQLite walks through all deliveries in the order of their endpoints.
      let open = try db.rows(
        """
        SELECT endpoint, state = 'dead' AS is_dead, count(*) AS deliveries
        FROM delivery INDEXED BY delivery_open
        WHERE state != 'delivered' GROUP BY endpoint, is_dead
        """, [])
      for row in open {
        let (name, isDead): (String, Bool) = (row["endpoint"], row["is_dead"])
        let part: WritableKeyPath<LedgerGauges.Endpoint, Int> = isDead ? \.dead : \.waiting
        gauges.endpoints[name]?[keyPath: part] = row["deliveries"]
      }
      return gauges
    }
  }

  /// Whether a ledger may lie at a path.
  ///
  /// - Throws: `LedgerError`, `.networkFileSystem`, with the kind and the place of the mount.
  package static func checkPlace(_ path: String) throws(LedgerError) {
    try LedgerPlace.check(path)
  }
}
