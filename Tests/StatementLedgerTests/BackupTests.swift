// Backups of a ledger that is written to, and ledgers that are brought back.

import Foundation
import GRDB
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct BackupTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var copy: String { "\(folder.path)/backup.sqlite" }

  private func openDaemon() throws(LedgerError) -> Ledger {
    try Ledger.open(at: folder.ledger, purpose: .daemon)
  }

  /// Each with a claim that no other has.
  private func record(_ numbers: Range<Int>, in ledger: Ledger) async throws {
    for number in numbers {
      let words = (1...5).map { "w\(number)x\($0)" }.joined(separator: " ")
      try await ledger.record(
        Story.article("\(number)", [.claim(words, by: ["us"])], headline: "n\(number)"))
    }
  }

  private func restore(_ file: String) throws(LedgerError) -> String? {
    try Ledger.restore(file, to: folder.ledger, at: Story.start)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test func `a backup made under writing shows one moment, and the daemon goes on`() async throws {
    let daemon = try openDaemon()
    try await record(0..<100, in: daemon)
    let command = try Ledger.open(at: folder.ledger, purpose: .command)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await record(100..<300, in: daemon) }
      for number in 1...5 {
        let size = try await command.backUp(to: "\(copy)\(number)", replacing: false)
        #expect(try bytes("\(copy)\(number)").count == size)
      }
      try await group.waitForAll()
    }
    #expect(try await daemon.counts().statements == 300)
    try command.close()
    try daemon.close()
    for number in 1...5 {
      let ledger = try Ledger.open(at: "\(copy)\(number)", purpose: .command)
      let counts = try await ledger.counts()
      #expect((100...300).contains(counts.statements))
      // Of one moment: each article has its statement and its delivery.
      #expect(counts.articles == counts.statements && counts.deliveriesWaiting == counts.statements)
      try ledger.close()
    }
  }

  @Test func `what is restored is what was backed up, and nothing of it is told twice`()
    async throws
  {
    let first = try openDaemon()
    try await record(0..<20, in: first)
    try await first.record((1...15).map { Attempts.of($0, .delivered) })
    let statements = try await first.statements(actor: nil, kind: nil, limit: 99)
    let deliveries = try await first.deliveries(endpoint: nil, state: nil, limit: 99)
    _ = try await first.backUp(to: copy, replacing: false)
    // What is delivered after it waits again, under the id it has.
    try await first.record((16...20).map { Attempts.of($0, .delivered) })
    try await record(20..<30, in: first)
    try first.close()

    let kept = try #require(try restore(copy))
    let second = try openDaemon()
    #expect(try await second.statements(actor: nil, kind: nil, limit: 99) == statements)
    #expect(try await second.deliveries(endpoint: nil, state: nil, limit: 99) == deliveries)
    #expect(try await second.waiting().map(\.sequence) == Array(16...20))
    try await record(0..<20, in: second)
    #expect(try await second.waiting().count == 5, "each article is known")
    try second.close()

    let replaced = try Ledger.open(at: kept, purpose: .command)
    #expect(try await replaced.counts().statements == 30)
    try replaced.close()
    #expect(try names().contains("backup.sqlite"))
  }

  @Test func `a ledger that was not closed is kept with all it holds`() async throws {
    let ledger = try openDaemon()
    _ = try await ledger.backUp(to: copy, replacing: false)
    try await record(0..<5, in: ledger)
    // As after a kill: file and log, and nobody at work.
    let (file, log) = (try bytes(folder.ledger), try bytes("\(folder.ledger)-wal"))
    #expect(!log.isEmpty)
    try ledger.close()
    try file.write(to: URL(fileURLWithPath: folder.ledger))
    try log.write(to: URL(fileURLWithPath: "\(folder.ledger)-wal"))

    let kept = try #require(try restore(copy))
    let restored = try openDaemon()
    #expect(try await restored.counts().statements == 0)
    try restored.close()
    let replaced = try Ledger.open(at: kept, purpose: .command)
    #expect(try await replaced.counts().statements == 5)
    try replaced.close()
  }

  @Test func `a damaged ledger is replaced as well, and its log stays away from the new one`()
    async throws
  {
    let ledger = try openDaemon()
    try await record(0..<3, in: ledger)
    _ = try await ledger.backUp(to: copy, replacing: false)
    try ledger.close()
    let noise = Data(repeating: 0xA5, count: 16_384)
    try noise.write(to: URL(fileURLWithPath: folder.ledger))
    try noise.write(to: URL(fileURLWithPath: "\(folder.ledger)-wal"))
    let kept = try #require(try restore(copy))
    #expect(try bytes(kept) == noise)
    #expect(try bytes("\(kept)-wal") == noise)
    let restored = try openDaemon()
    #expect(try await restored.counts().statements == 3)
    try restored.close()
  }

  @Test func `a lost ledger is restored in a folder that holds none`() async throws {
    let ledger = try openDaemon()
    try await record(0..<3, in: ledger)
    _ = try await ledger.backUp(to: copy, replacing: false)
    try ledger.close()
    try FileManager.default.removeItem(atPath: folder.ledger)
    #expect(try restore(copy) == nil)
    let restored = try openDaemon()
    #expect(try await restored.counts().statements == 3)
    try restored.close()
  }

  @Test func `a file that is there is replaced only when told to`() async throws {
    let ledger = try openDaemon()
    try Data("mine".utf8).write(to: URL(fileURLWithPath: copy))
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.backUp(to: copy, replacing: false)
    }
    #expect(error?.code == .cannotOpen)
    #expect(error?.detail.contains("--force") == true)
    #expect(try bytes(copy) == Data("mine".utf8))
    _ = try await ledger.backUp(to: copy, replacing: true)
    #expect(try bytes(copy).starts(with: Data("SQLite format 3".utf8)))
    // The ledger is never a backup of itself.
    let itself = await #expect(throws: LedgerError.self) {
      try await ledger.backUp(to: "\(folder.path)/./gainsay.sqlite", replacing: true)
    }
    #expect(itself?.detail.contains("the ledger itself") == true)
    try ledger.close()
  }

  @Test func `a copy that cannot be finished leaves nothing behind`() async throws {
    let ledger = try openDaemon()
    let path = "\(folder.path)/missing/backup.sqlite"
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.backUp(to: path, replacing: false)
    }
    #expect(error?.code == .cannotOpen)
    try await ledger.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
    await #expect(throws: LedgerError.self) { try await ledger.backUp(to: copy, replacing: false) }
    try ledger.close()
    #expect(try names().filter { !$0.hasPrefix("gainsay.sqlite") } == [])
  }

  @Test func `while a daemon has the ledger nothing is restored`() async throws {
    let ledger = try openDaemon()
    _ = try await ledger.backUp(to: copy, replacing: false)
    let error = #expect(throws: LedgerError.self) { try restore(copy) }
    #expect(error?.code == .inUse)
    try ledger.close()
    _ = try restore(copy)
  }

  enum Unfit: CaseIterable {
    case missing, text, empty, anotherProgram, newer, cutOff, damaged

    var code: LedgerError.Code {
      switch self {
      case .missing: .notFound
      case .empty, .anotherProgram: .cannotOpen
      case .newer: .newer
      case .text, .cutOff, .damaged: .corrupt
      }
    }
  }

  @Test(arguments: Unfit.allCases)
  func `what is no sound ledger is refused, and the ledger stays`(unfit: Unfit) async throws {
    let ledger = try openDaemon()
    try await record(0..<50, in: ledger)
    if ![.missing, .text, .empty, .anotherProgram].contains(unfit) {
      _ = try await ledger.backUp(to: copy, replacing: false)
    }
    try ledger.close()
    try spoil(unfit)
    let before = try bytes(folder.ledger)
    let error = #expect(throws: LedgerError.self) { try restore(copy) }
    #expect(error?.code == unfit.code, "\(error?.detail ?? "")")
    #expect(error?.detail.contains(copy) == true, "\(error?.detail ?? "")")
    #expect(try bytes(folder.ledger) == before)
    #expect(try names().filter { $0.contains("restored") || $0.contains("replaced") } == [])
  }

  private func spoil(_ unfit: Unfit) throws {
    let url = URL(fileURLWithPath: copy)
    switch unfit {
    case .missing: break
    case .text: try Data(String(repeating: "no database. ", count: 99).utf8).write(to: url)
    case .empty: try Data().write(to: url)
    case .anotherProgram, .newer:
      let other = try DatabaseQueue(path: copy)
      try other.write { db in
        try db.execute(
          sql: unfit == .newer
            ? "INSERT INTO grdb_migrations VALUES ('999')" : "CREATE TABLE bookmark (url TEXT)")
      }
      try other.close()
    case .cutOff:
      let whole = try bytes(copy)
      try whole.prefix(whole.count / 2).write(to: url)
    case .damaged:
      var whole = try bytes(copy)
      whole.replaceSubrange((whole.count - 40_000)..., with: Data(repeating: 0x5A, count: 40_000))
      try whole.write(to: url)
    }
  }
}
