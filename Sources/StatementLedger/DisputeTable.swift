// Disputes as rows: propositions, their statements, and the answers between them.

import Articles
import Foundation
import GRDB
import StatementAnalysis

/// What is remembered of disputes, within one transaction.
struct DisputeTable {
  /// Statements of a dispute that are looked at, the latest ones.
  private static let statementsMax = 2000

  let db: Database

  /// The dispute of a number, also of one that has since been merged; nil if there is none.
  func resolve(_ id: Int64) throws -> Int64? {
    try db.value("SELECT coalesce(merged_into, id) FROM proposition WHERE id = ?", [id])
  }

  /// Counts a proposition as seen now.
  func see(_ proposition: Int64, at now: Timestamp) throws {
    try db.run(
      "UPDATE proposition SET last_seen_ms = max(last_seen_ms, ?) WHERE id = ?",
      [now.millisecondsSince1970, proposition])
  }

  /// Finds out anew whether a proposition is disputed and when it was last seen, after its
  /// statements have changed.
  func refresh(_ proposition: Int64) throws {
    try db.run(
      """
      UPDATE proposition SET
        is_disputed = EXISTS (
          SELECT 1 FROM statement JOIN answer ON answer.claim = statement.id
          WHERE statement.proposition = ?1),
        last_seen_ms = coalesce((
          SELECT max(sighting.seen_ms)
          FROM statement JOIN sighting ON sighting.article = statement.article
          WHERE statement.proposition = ?1), 0)
      WHERE id = ?1
      """, [proposition])
  }

  /// A dispute with its timeline; nil if there is none.
  func dispute(_ number: Int64) throws -> Dispute? {
    guard let id = try resolve(number) else { return nil }
    let ids = try statements(of: id)
    let statements = try StatementTable(db: db).statements(ids)
    guard
      let lastSeen: Int64 = try db.value(
        "SELECT last_seen_ms FROM proposition WHERE id = ?", [id]), !statements.isEmpty
    else { return nil }
    let list = try LedgerJSON.encode(ids)
    let copies = try copies(list)
    let timeline = DisputeMaker(
      statements: statements, copies: copies, answers: try answers(list)
    ).timeline()
    let own = statements.filter { $0.proposition == id }
    let outlets = statements.map(\.article.outlet) + copies.values.joined().map(\.outlet)
    return Dispute(
      id: id, gist: DisputeMaker.gist(of: own),
      claimedBy: DisputeMaker.voices(.claim, in: timeline),
      deniedBy: DisputeMaker.voices(.denial, in: timeline),
      since: timeline[0].statement.day,
      lastSeen: Timestamp(millisecondsSince1970: lastSeen).iso8601,
      outlets: Set(outlets.compactMap { $0 }).count,
      articles: Set(statements.map(\.article.sha256)).count,
      isMuted: try Mutes(db: db).isMuted(dispute: id), timeline: timeline)
  }

  /// The numbers of disputes.
  ///
  /// - Parameters:
  ///   - disputed: those in which a claim has met a denial, or the others.
  ///   - actor: one who says it or whom it is about; nil for all.
  ///   - oldest: seen then or later; nil for all.
  ///   - limit: 0 or more.
  /// - Returns: the last seen first.
  /// - Throws: `DatabaseError`.
  func latest(disputed: Bool, actor: String?, oldest: Timestamp?, limit: Int) throws -> [Int64] {
    let concerns =
      actor == nil
      ? ""
      : """
      AND (EXISTS (
          SELECT 1 FROM statement CROSS JOIN statement_actor
          WHERE statement.proposition = proposition.id
            AND statement_actor.statement = statement.id AND statement_actor.actor = :actor)
        OR EXISTS (
          SELECT 1 FROM statement CROSS JOIN answer CROSS JOIN statement_actor
          WHERE statement.proposition = proposition.id AND answer.claim = statement.id
            AND statement_actor.statement = answer.denial AND statement_actor.actor = :actor))
      """
    var arguments: StatementArguments = [
      "disputed": disputed, "oldest": oldest?.millisecondsSince1970 ?? .min, "limit": limit,
    ]
    if let actor {
      guard let number: Int64 = try db.value("SELECT number FROM actor WHERE id = ?", [actor])
      else { return [] }
      arguments += ["actor": number]
    }
    // A denial that answers a claim elsewhere stands in that dispute and is none of its own.
    let own =
      disputed
      ? ""
      : """
      AND NOT EXISTS (
        SELECT 1 FROM statement CROSS JOIN answer
        WHERE statement.proposition = proposition.id AND answer.denial = statement.id)
      """
    return try db.values(
      """
      SELECT id FROM proposition
      WHERE is_disputed = :disputed AND last_seen_ms >= :oldest AND merged_into IS NULL
        \(concerns) \(own)
      ORDER BY last_seen_ms DESC, id DESC LIMIT :limit
      """, arguments)
  }

  /// The statements of a dispute, in the order of the ids.
  func statements(of id: Int64) throws -> [Int64] {
    let own: [Int64] = try db.values(
      """
      SELECT id FROM statement WHERE proposition = ? ORDER BY id DESC LIMIT \(Self.statementsMax)
      """, [id])
    let list = try LedgerJSON.encode(own)
    let denials: [Int64] = try db.values(
      """
      SELECT denial FROM answer WHERE claim IN (SELECT value FROM json_each(?))
      ORDER BY denial DESC LIMIT \(Self.statementsMax)
      """, [list])
    let hasClaims: Int64? = try db.value(
      "SELECT 1 FROM statement WHERE proposition = ? AND kind = 'claim' LIMIT 1", [id])
    let claims: [Int64] =
      hasClaims != nil
      ? []
      : try db.values(
        """
        SELECT claim FROM answer WHERE denial IN (SELECT value FROM json_each(?))
        ORDER BY claim DESC LIMIT \(Self.statementsMax)
        """, [list])
    return Set(own + denials + claims).sorted()
  }

  /// The claims that each of the statements answers.
  private func answers(_ list: String) throws -> [Int64: [Int64]] {
    try db.rows(
      """
      SELECT denial, claim FROM answer WHERE denial IN (SELECT value FROM json_each(?))
      """, [list]
    ).reduce(into: [:]) { $0[$1["denial"], default: []].append($1["claim"]) }
  }

  /// The files, other than those they were first read in, that hold the statements' articles.
  private func copies(_ list: String) throws -> [String: [Dispute.Sighting]] {
    try db.rows(
      """
      SELECT article.sha256, article.outlet, article.date, file.folder, file.path, sighting.seen_ms
      FROM sighting JOIN article ON article.id = sighting.article
        JOIN file ON file.id = sighting.file
      WHERE sighting.article IN (
          SELECT article FROM statement WHERE id IN (SELECT value FROM json_each(?)))
        AND (file.folder, file.path) != (article.folder, article.path)
      ORDER BY sighting.seen_ms, file.id
      """, [list]
    ).reduce(into: [:]) { copies, row in
      let path: Data = row["path"]
      copies[row["sha256"], default: []].append(
        Dispute.Sighting(
          statement: 0, outlet: row["outlet"], date: row["date"], folder: row["folder"],
          path: PathBytes(Array(path)).description,
          seenAt: Timestamp(millisecondsSince1970: row["seen_ms"]).iso8601))
    }
  }
}
