// Streams of articles: recording them again, in batches or one by one.

import Articles
import Foundation
import GRDB
import StatementAnalysis
import Synchronization
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct StreamTests {
  /// Claims, denials, repeats, an edit and a copy.
  static func stream() throws -> [AnalysedArticle] {
    let arms = Said.claim("nk sent arms to wg", by: ["us"], about: ["nk", "wg"])
    let denied = Said.denial("nk sent arms to wg", by: ["nk"], about: ["wg"])
    let missile = Said.claim("nk tested a missile at sea", by: ["us", "ru"], about: ["nk"])
    var stream = [
      try Story.article("a", [arms, .denialOfThat(by: ["nk"])]),
      try Story.article("b", [missile, .claim("somebody saw arms"), denied]),
      try Story.article("c", [denied, arms, missile], headline: "Once more"),
      try Story.article("a", [arms, .denialOfThat(by: ["nk"]), missile], version: 2),
      try Story.article("d", [.denialOfThat(by: ["wg"]), .denialOfThat(by: ["ru"])]),
    ]
    var copy = stream[1]
    copy.file = Story.file("copy")
    stream.append(copy)
    return stream
  }

  /// All that the tables hold.
  private func contents(of ledger: Ledger) async throws -> [String: [String]] {
    try await ledger.read { db in
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'grdb%'")
      return try tables.reduce(into: [:]) { contents, table in
        contents[table] = try Row.fetchAll(db, sql: "SELECT * FROM \(table)").map(\.description)
      }
    }
  }

  private func constantIds() throws -> Ledger {
    let counter = Counter()
    return try Ledger.inMemory(configuration: Ledger.configuration(), random: counter.next)
  }

  @Test func `recording a stream again changes nothing`() async throws {
    let ledger = try Ledger.inMemory()
    // Without the edit: going back to the first version and forth is two changes of the files.
    let stream = try Self.stream().filter { $0.file.modifiedNanoseconds == 1 }
    _ = try await ledger.record(stream, rules: Story.rules, at: Story.start)
    let before = try await contents(of: ledger)
    let again = try await ledger.record(stream, rules: Story.rules, at: Story.start)
    #expect(again.allSatisfy { $0.outcome == .sameContent && $0.alertsQueued == 0 })
    for article in stream {
      #expect(
        try await ledger.recordSameContent(
          article.file, sha256: article.sha256, at: Story.start))
    }
    #expect(try await contents(of: ledger) == before)
  }

  @Test func `one by one or in a batch gives the same ledger`() async throws {
    let (single, batch) = (try constantIds(), try constantIds())
    let stream = try Self.stream()
    for article in stream { try await single.record(article) }
    let recorded = try await batch.record(stream, rules: Story.rules, at: Story.start)
    #expect(recorded.map(\.outcome) == [.new, .new, .new, .edited, .new, .sameContent])
    let (left, right) = (try await contents(of: single), try await contents(of: batch))
    #expect(left.keys == right.keys)
    for (table, rows) in left { #expect(rows == right[table], "\(table)") }
    #expect(left["delivery"]?.isEmpty == false)
  }

  @Test func `sequences count the alerts of each endpoint without gaps`() async throws {
    let ledger = try Ledger.inMemory()
    var rules = Story.rules
    rules.endpoints = ["desk", "chat"]
    let stream = try Self.stream()
    try await ledger.record(stream[0], rules: rules)
    try await ledger.record(stream[1])
    _ = try await ledger.record(Array(stream[2...]), rules: rules, at: Story.start)
    let desk = try await ledger.waiting("desk")
    let chat = try await ledger.waiting("chat")
    #expect(desk.map(\.sequence) == Array(1...Int64(desk.count)))
    #expect(chat.map(\.sequence) == Array(1...Int64(chat.count)))
    #expect(chat.count < desk.count)
    #expect(Set(chat.map(\.subject)).isSubset(of: desk.map(\.subject)))
  }

  @Test func `no operation scans a table that grows`() async throws {
    let log = TraceLog()
    var configuration = Ledger.configuration()
    configuration.prepareDatabase { db in
      db.trace(options: .statement) { if case .statement(let it) = $0 { log.add(it.sql) } }
    }
    let ledger = try Ledger.inMemory(configuration: configuration)
    log.clear()
    let stream = try Self.stream()
    _ = try await ledger.filesToRead(among: stream.map(\.file))
    _ = try await ledger.record(stream, rules: Story.rules, at: Story.start)
    for lane in DeliveryLane.allCases {
      _ = try await ledger.dueDeliveries(
        endpoint: "desk", lane: lane, at: Story.start, limit: 10)
    }
    _ = try await ledger.nextRetry(endpoint: "desk")
    try await ledger.record([Attempts.of(1, .retry(at: Story.start)), Attempts.of(2, .disable)])
    for actor in [nil, "us"] {
      _ = try await ledger.disputes(actor: actor, since: Story.start, oneSided: true, limit: 10)
    }
    _ = try await ledger.explain(.number(1))
    for correction in [
      .split(statement: 2), .merge(1, with: 2), .mute(.dispute(1)), .mute(.actor("us")),
    ] as [Correction] {
      _ = try await ledger.correct(correction, actors: [], at: Story.start)
    }
    let statements = log.statements
    #expect(statements.count > 40)
    let plans = try await ledger.read { db in
      try statements.flatMap { sql in
        let explanation = try db.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
        explanation.setUncheckedArguments(StatementArguments())
        return try Row.fetchAll(explanation).map { "\($0["detail"] as String) in: \(sql)" }
      }
    }
    // Virtual tables are the lists that statements are given.
    let scans = plans.filter { $0.hasPrefix("SCAN") && !$0.contains(" VIRTUAL TABLE ") }
    #expect(scans == [])
    #expect(plans.contains { $0.hasPrefix("SEARCH statement_term USING PRIMARY KEY") })
  }

  @Test func `a look-up reads a bounded part of a large ledger`() async throws {
    let ledger = try Ledger.inMemory()
    // Every statement shares two terms with each other one, and none says the same.
    let articles = try (0..<300).map { number in
      try Story.article(
        "\(number)",
        [
          .claim(
            "nk arms \(["x", "y", "z", "v", "w"].map { "\($0)\(number)" }.joined(separator: " "))",
            by: ["us"], about: ["nk"])
        ])
    }
    _ = try await ledger.record(articles, rules: Story.rules, at: Story.start)
    // The oldest one is beyond what the common terms list, and is found by its rare ones.
    let retold = try Story.article(
      "retold", [.claim("nk arms x0 y0 z0 v0", by: ["us"], about: ["nk"])]
    ).statements[0]
    let candidates = try await ledger.candidates(for: retold)
    let firstProposition: Int64? = try await ledger.read { db in
      try db.value("SELECT proposition FROM statement WHERE id = 1")
    }
    #expect(candidates.count <= PropositionSearch.candidatesMax)
    #expect(candidates.count >= PropositionSearch.rowsMax)
    #expect(NoveltyRule.standard.match(among: candidates)?.proposition == firstProposition)
  }
}

/// Counts up: the "random" bits of ids that two ledgers share.
private final class Counter: Sendable {
  private let value = Mutex<UInt64>(0)

  @Sendable func next() -> UInt64 {
    value.withLock {
      $0 += 1
      return $0
    }
  }
}

/// The statements that a connection ran.
private final class TraceLog: Sendable {
  private let log = Mutex<Set<String>>([])

  func add(_ sql: String) { _ = log.withLock { $0.insert(sql) } }

  func clear() { log.withLock { $0 = [] } }

  /// Those that read or change rows.
  var statements: [String] {
    log.withLock { log in
      log.filter { sql in
        ["SELECT", "INSERT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) }
      }.sorted()
    }
  }
}
