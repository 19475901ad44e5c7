// Ledgers as files: opening, refusing, surviving, looking into them.

import Articles
import Foundation
import GRDB
import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct LedgerFileTests {
  static let arms = Said.claim("nk sent arms to wg", by: ["us"], about: ["nk", "wg"])

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func code(of open: () throws(LedgerError) -> Ledger) -> LedgerError.Code? {
    do throws(LedgerError) {
      _ = try open()
      return nil
    } catch {
      return error.code
    }
  }

  private func openDaemon() throws(LedgerError) -> Ledger {
    try Ledger.open(at: folder.ledger, purpose: .daemon)
  }

  private func openCommand() throws(LedgerError) -> Ledger {
    try Ledger.open(at: folder.ledger, purpose: .command)
  }

  @Test func `the writer commits to the disk, in a write-ahead log`() async throws {
    let ledger = try openDaemon()
    let pragmas = try await ledger.database.writeWithoutTransaction { db in
      try ["synchronous", "journal_mode", "foreign_keys", "busy_timeout"].map {
        try String.fetchOne(db, sql: "PRAGMA \($0)")
      }
    }
    #expect(pragmas == ["2", "wal", "1", "5000"])
    try ledger.close()
  }

  @Test func `what was recorded is there after opening again, and sound`() async throws {
    let article = try Story.article("a", [Self.arms])
    let first = try openDaemon()
    try await first.record(article)
    try await first.record([Attempts.of(1, .retry(at: Story.start))])
    let listed = try await first.statements(actor: nil, kind: nil, limit: 10)
    let counts = try await first.counts()
    try first.close()

    let second = try openDaemon()
    #expect(try await second.filesToRead(among: [article.file]).isEmpty)
    #expect(try await second.statements(actor: nil, kind: nil, limit: 10) == listed)
    #expect(try await second.counts() == counts)
    #expect(try await second.record(article).outcome == .sameContent)
    let delivery = try #require(
      try await second.dueDeliveries(endpoint: "desk", lane: .retry, at: Story.start, limit: 9)
        .first)
    #expect(delivery.alert.statement == listed.first)
    let check: [String] = try await second.read { try $0.values("PRAGMA integrity_check") }
    #expect(check == ["ok"])
    let strays = try await second.read {
      try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count
    }
    #expect(strays == 0)
    try second.close()
  }

  @Test func `a second daemon is refused until the first one lets go`() throws {
    let first = try openDaemon()
    #expect(code(of: openDaemon) == .inUse)
    try first.close()
    let second = try openDaemon()
    try second.close()
  }

  @Test func `a command looks and changes beside a daemon`() async throws {
    let daemon = try openDaemon()
    try await daemon.record(Story.article("a", [Self.arms]))
    let command = try openCommand()
    #expect(try await command.statements(actor: "us", kind: nil, limit: 10).count == 1)
    try await daemon.record([Attempts.of(1, .hold)])
    try await command.enable(endpoint: "desk")
    #expect(try await daemon.prepareEndpoints(["desk"]) == ["desk": .active])
    try command.close()
    try daemon.close()
  }

  @Test func `a command does not make a ledger`() throws {
    #expect(code(of: openCommand) == .cannotOpen)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func `a folder that is missing is named`() throws {
    let path = "\(folder.path)/missing/gainsay.sqlite"
    let error = #expect(throws: LedgerError.self) { try Ledger.open(at: path, purpose: .daemon) }
    #expect(error?.code == .cannotOpen)
    #expect(error?.detail.contains(path) == true)
  }

  @Test func `a file that is no database is refused and left as it is`() throws {
    let noise = Data(String(repeating: "not a database. ", count: 512).utf8)
    try noise.write(to: URL(fileURLWithPath: folder.ledger))
    #expect(code(of: openDaemon) == .corrupt)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.ledger)) == noise)
  }

  @Test func `damage within the file is told as such`() async throws {
    let ledger = try openDaemon()
    try await ledger.record(Story.article("a", [Self.arms]))
    try ledger.close()
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.ledger))
    let size = try handle.seekToEnd()
    try handle.seek(toOffset: 4096)
    try handle.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 4096))
    try handle.close()
    let code = await damage { [openDaemon] in
      let ledger = try openDaemon()
      try await ledger.record(Story.article("b", [Self.arms]))
    }
    #expect(code == .corrupt)
  }

  private func damage(_ use: () async throws -> Void) async -> LedgerError.Code? {
    await #expect(throws: LedgerError.self) { try await use() }?.code
  }

  @Test func `another program's database is refused`() throws {
    let other = try DatabaseQueue(path: folder.ledger)
    try other.write { try $0.execute(sql: "CREATE TABLE bookmark (url TEXT)") }
    try other.close()
    #expect(code(of: openDaemon) == .cannotOpen)
  }

  @Test func `a ledger of a later version is refused`() throws {
    try openDaemon().close()
    let queue = try DatabaseQueue(path: folder.ledger)
    try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
    try queue.close()
    #expect(code(of: openDaemon) == .newer)
    #expect(code(of: openCommand) == .newer)
  }

  @Test func `a ledger of an earlier version is left to the daemon`() throws {
    try openDaemon().close()
    let queue = try DatabaseQueue(path: folder.ledger)
    try queue.write { try $0.execute(sql: "DELETE FROM grdb_migrations") }
    try queue.close()
    #expect(code(of: openCommand) == .cannotOpen)
  }

  @Test func `a ledger of the first version is brought up to date with all it holds`() async throws
  {
    let queue = try DatabaseQueue(path: folder.ledger)
    try LedgerSchema.migrator.migrate(queue, upTo: "1")
    try await queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO article (sha256, folder, path, recorded_ms) VALUES ('0a', 'wire', x'61', 1)
          """)
    }
    try queue.close()
    #expect(code(of: openCommand) == .cannotOpen)
    let ledger = try openDaemon()
    let foreign = try Story.notAnalysed("b", .notInLatinLetters)
    try await ledger.record(foreign)
    let counts = try await ledger.counts()
    #expect(counts.articles == 2)
    #expect(counts.notAnalysed == ["not written in Latin letters": 1])
    try ledger.close()
  }

  @Test func `the disputes of a ledger of the first version are found`() throws {
    let queue = try DatabaseQueue(path: folder.ledger)
    try LedgerSchema.migrator.migrate(queue, upTo: "1")
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO article (id, sha256, folder, path, recorded_ms)
          VALUES (1, 'x', 'wire', x'61', 5);
          INSERT INTO proposition (id, version, recorded_ms) VALUES (1, 1, 5), (2, 1, 5), (3, 1, 5);
          INSERT INTO statement (id, article, proposition, encoded, kind, certainty, cue, content,
            sentence, offsets, analysis_version, recorded_ms)
          VALUES (1, 1, 1, x'', 'claim', 1, '', '', '', '', 1, 5),
            (2, 1, 2, x'', 'denial', 1, '', '', '', '', 1, 7);
          INSERT INTO answer (denial, claim) VALUES (2, 1);
          """)
    }
    try LedgerSchema.migrator.migrate(queue)
    let found = try queue.read { db in
      try db.values(
        "SELECT id || ' ' || is_disputed || ' ' || last_seen_ms FROM proposition ORDER BY id")
        as [String]
    }
    #expect(found == ["1 1 5", "2 0 7", "3 0 0"])
  }

  @Test func `a full disk is told as such and leaves nothing half done`() async throws {
    let ledger = try openDaemon()
    try await ledger.database.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    let articles = try (0..<40).map { try Story.article("\($0)", [Self.arms], headline: "\($0)") }
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.record(articles, rules: Story.rules, at: Story.start)
    }
    #expect(error?.code == .full)
    #expect(try await ledger.counts().files == 0)
    try await ledger.database.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = 100000")
    }
    let recorded = try await ledger.record(articles, rules: Story.rules, at: Story.start)
    #expect(recorded.count == 40)
    try ledger.close()
  }

  @Test func `a closed ledger throws`() async throws {
    let ledger = try openDaemon()
    try ledger.close()
    await #expect(throws: LedgerError.self) { try await ledger.counts() }
    await #expect(throws: LedgerError.self) { try await ledger.enable(endpoint: "desk") }
  }

  @Test func `statements are listed newest first, by actor and kind`() async throws {
    let ledger = try Ledger.inMemory()
    let denied = Said.denial("nk sent arms to wg", by: ["nk"], about: ["wg", "nk"])
    let other = Said.claim("ru hired fighters", by: ["ru"])
    _ = try await ledger.record(
      [try Story.article("a", [Self.arms, denied]), try Story.article("b", [other])],
      rules: Story.rules, at: Story.start)
    func ids(_ actor: String?, _ kind: StatementKind?, _ limit: Int = 10) async throws -> [Int64] {
      try await ledger.statements(actor: actor, kind: kind, limit: limit).map(\.id)
    }
    #expect(try await ids(nil, nil) == [3, 2, 1])
    #expect(try await ids(nil, nil, 2) == [3, 2])
    #expect(try await ids("nk", nil) == [2, 1])
    #expect(try await ids("nk", .claim) == [1])
    #expect(try await ids(nil, .denial) == [2])
    #expect(try await ids("nobody", nil) == [])
    let statement = try #require(
      try await ledger.statements(actor: "us", kind: nil, limit: 1).first)
    #expect(statement.speaker.actors == [NamedActor(id: "us", name: "United States")])
    #expect(statement.about.map(\.name) == ["North Korea", "Wagner"])
    #expect(statement.recordedAt == Story.start.iso8601)
  }

  @Test func `deliveries are listed newest first, by endpoint and state`() async throws {
    let ledger = try Ledger.inMemory()
    var rules = Story.rules
    rules.endpoints = ["desk", "chat"]
    let other = Said.claim("ru hired fighters", by: ["ru"])
    try await ledger.record(Story.article("a", [Self.arms, other]), rules: rules)
    try await ledger.record([Attempts.of(1, .dead), Attempts.of(4, .delivered)])
    func ids(_ endpoint: String?, _ state: DeliveryReport.State?) async throws -> [Int64] {
      try await ledger.deliveries(endpoint: endpoint, state: state, limit: 3).map(\.id)
    }
    #expect(try await ids(nil, nil) == [4, 3, 2])
    #expect(try await ids("desk", nil) == [3, 1])
    #expect(try await ids(nil, .waiting) == [3, 2])
    #expect(try await ids("chat", .delivered) == [4])
    let counts = try await ledger.counts()
    #expect(counts.deliveriesWaiting == 2)
    #expect(counts.deliveriesDead == 1)
    #expect(counts.articles == 1)
    #expect(counts.statements == 2)
  }
}
