// What a new configuration or a new version of the analysis makes of what is recorded already, so
// that neither tells of old knowledge as news.

import Articles
import Foundation
import GRDB
package import StatementAnalysis

extension Ledger {
  /// Brings what is recorded up to the tracked actors and to this version of the analysis; to be
  /// called before articles are recorded with them.
  ///
  /// Statements that name an actor never tracked before, or by a name that is new, become statements
  /// by or about it. What was
  /// encoded by another version of the analysis is encoded anew. Both read all statements, and only
  /// when there is something to do; nobody is told of anything by it.
  ///
  /// - Parameter actors: all that are tracked now.
  /// - Throws: `LedgerError`; then nothing is changed.
  package func prepare(actors: [TrackedActor]) async throws(LedgerError) {
    try await write { db in
      let analyzer = StatementAnalyzer(actors: actors)
      try PropositionRenewal(db: db, analyzer: analyzer).renew()
      try ActorAdoption(db: db).adopt(actors)
    }
  }
}

/// Finds what is said by and about actors that nobody tracked when it was recorded.
private struct ActorAdoption {
  let db: Database

  func adopt(_ actors: [TrackedActor]) throws {
    var names = NameFinder()
    for actor in actors.sorted(by: { $0.id < $1.id }) {
      for (name, number) in try newNames(of: actor) { names.add(name, of: number) }
    }
    guard !names.isEmpty else { return }
    try eachStatement(db, columns: "kind, speaker, content, proposition, encoded, recorded_ms") {
      try adopt($0, names)
    }
  }

  /// The names of an actor by which it was not tracked before, with its number.
  private func newNames(of actor: TrackedActor) throws -> [(String, Int64)] {
    let row = try db.rows("SELECT number, names FROM actor WHERE id = ?", [actor.id]).first
    let number: Int64 =
      try row?["number"] ?? StatementTable(db: db).number(ofActor: actor.id, name: actor.name)
    let names = Set([actor.name] + actor.aliases + actor.members).sorted()
    let stored: String? = row?["names"]
    let known = try stored.map { try LedgerJSON.decode([String].self, from: $0) }
    if known != names {
      try db.run(
        "UPDATE actor SET names = ? WHERE number = ?", [LedgerJSON.encode(names), number])
    }
    // One that statements have brought was tracked then, by whatever names.
    if row != nil, known == nil { return [] }
    return names.filter { known?.contains($0) != true }.map { ($0, number) }
  }

  private func adopt(_ row: Row, _ names: NameFinder) throws {
    let id: Int64 = row["id"]
    let speaker: String? = row["speaker"]
    let found = (speaker.map(names.actors) ?? [], names.actors(in: row["content"]))
    guard !found.0.isEmpty || !found.1.isEmpty else { return }
    let known = try db.rows("SELECT role, actor FROM statement_actor WHERE statement = ?", [id])
    let hasSpeakers = known.contains { $0["role"] == NoveltyReason.Role.by.rawValue }
    let speakers = hasSpeakers ? [] : found.0
    let about = found.1.subtracting(speakers).subtracting(known.map { $0["actor"] })
    for (role, actors) in [(NoveltyReason.Role.by, speakers), (.about, about)] {
      for actor in actors.sorted() { try add(actor, as: role, to: row) }
    }
    let encoded: Data = row["encoded"]
    guard let proposition = Proposition(encoded: Array(encoded)), !proposition.refersBack else {
      return
    }
    let listed = speakers.union(about).subtracting(known.map { $0["actor"] })
    if !listed.isEmpty {
      try PropositionSearch(db: db).add(id, proposition: proposition, actors: listed.sorted())
    }
  }

  private func add(_ actor: Int64, as role: NoveltyReason.Role, to row: Row) throws {
    let kind: StatementKind = try row.name("kind")
    let id: Int64 = row["id"]
    let position: Int? = try db.value(
      "SELECT max(position) + 1 FROM statement_actor WHERE statement = ? AND role = ?",
      [id, role.rawValue])
    try StatementTable(db: db).insert(
      actor: actor, role: role, position: position ?? 0, of: id, kind: kind)
    let recorded: Int64 = row["recorded_ms"]
    try db.run(
      """
      INSERT INTO novelty_key (actor, role, kind, proposition, first_seen_ms, last_seen_ms)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET
        first_seen_ms = min(first_seen_ms, excluded.first_seen_ms),
        last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)
      """,
      [actor, role.rawValue, kind.rawValue, row["proposition"] as Int64, recorded, recorded])
  }
}

/// Encodes anew what another version of the analysis has encoded: only like is compared with like.
private struct PropositionRenewal {
  let db: Database
  let analyzer: StatementAnalyzer

  func renew() throws {
    // The header's free number: the version that all statements are encoded by.
    let version: Int? = try db.value("PRAGMA user_version")
    guard version != Proposition.currentVersion else { return }
    try eachStatement(db, columns: "content, encoded", renew)
    try db.run("UPDATE proposition SET version = ?", [Proposition.currentVersion])
    try db.execute(sql: "PRAGMA user_version = \(Proposition.currentVersion)")
  }

  private func renew(_ row: Row) throws {
    let id: Int64 = row["id"]
    let content: String = row["content"]
    let encoded: Data = row["encoded"]
    guard encoded.first.map(Int.init) != Proposition.currentVersion, !content.isEmpty else {
      return
    }
    let span = Span(0, content.utf8.count)
    let renewed = analyzer.proposition(
      of: [span], in: Article(text: content, paragraphs: [Paragraph(fragments: [span])]))
    try db.run("UPDATE statement SET encoded = ? WHERE id = ?", [Data(renewed.encoded), id])
    let actors: [Int64] = try db.values(
      "SELECT DISTINCT actor FROM statement_actor WHERE statement = ? ORDER BY actor", [id])
    let search = PropositionSearch(db: db)
    if let old = Proposition(encoded: Array(encoded)) {
      try search.remove(id, proposition: old, actors: actors)
    }
    if !renewed.refersBack { try search.add(id, proposition: renewed, actors: actors) }
  }
}

/// Calls with each statement of the ledger, in the order of the ids.
private func eachStatement(
  _ db: Database, columns: String, _ body: (Row) throws -> Void
) throws {
  var last: Int64 = 0
  while true {
    // A part at a time, since what is read is changed.
    let rows = try db.rows(
      "SELECT id, \(columns) FROM statement WHERE id > ? ORDER BY id LIMIT 1000", [last])
    for row in rows { try body(row) }
    guard let end = rows.last else { return }
    last = end["id"]
  }
}

/// Finds names in texts as whole words, capitals as they are; as many names as there are cost
/// nothing more.
struct NameFinder {
  private var names: [Substring: [(words: [Substring], actor: Int64)]] = [:]

  var isEmpty: Bool { names.isEmpty }

  mutating func add(_ name: String, of actor: Int64) {
    let words = Self.words(name)
    guard let first = words.first else { return }
    names[first, default: []].append((words, actor))
  }

  /// The actors whose names stand in a text.
  func actors(in text: String) -> Set<Int64> {
    let words = Self.words(text)
    var found: Set<Int64> = []
    for index in words.indices {
      for name in names[words[index]] ?? []
      where words[index...].starts(with: name.words) {
        found.insert(name.actor)
      }
    }
    return found
  }

  private static func words(_ text: String) -> [Substring] {
    text.split { !$0.isLetter && !$0.isNumber }
  }
}
