// What becomes of the ledger: backups and restores beside a real daemon, a disk that is full.

import Foundation
import StatementLedger
import Testing

@Suite(.timeLimit(.minutes(2))) struct KeepingTests {
  private let receiver: AlertReceiver
  private let place: Workplace

  init() throws {
    receiver = try AlertReceiver()
    place = try Workplace(endpoints: receiver.endpoint())
  }

  private func gainsay(_ arguments: String...) async throws -> Program.Finished {
    try await Program.run(arguments + ["--config", place.configuration])
  }

  private func statements() async throws -> [RecordedStatement] {
    let ledger = try place.ledger()
    defer { try? ledger.close() }
    return try await ledger.statements(actor: nil, kind: nil, limit: 99)
  }

  @Test func `a backup is made under load, and after a restore nothing of it is told again`()
    async throws
  {
    let backup = place.path("backup.sqlite")
    let first = try await place.watchingDaemon()
    for number in 0..<10 { try place.drop(CrashArticles.article(number), as: "\(number).txt") }
    let early = CrashArticles.statementCount(ofArticles: 10)
    let told = try await receiver.expect(early)
    try await first.logged("alert delivered", "seq=\(early)")
    // More arrives while the copy is made.
    for number in 10..<30 { try place.drop(CrashArticles.article(number), as: "\(number).txt") }
    let made = try await gainsay("backup", backup)
    #expect(made.end == .exit(0), "\(made.complaints)")
    #expect(made.output.contains(backup))
    _ = try await receiver.expect(CrashArticles.statementCount(ofArticles: 30))
    let again = try await gainsay("backup", backup)
    #expect(again.end == .exit(73))
    #expect(again.complaints.contains("--force"))
    #expect(try await gainsay("restore", backup).end == .exit(69), "a daemon has the ledger")
    let before = try await statements()
    #expect(try await first.stop() == .exit(0))

    let restored = try await gainsay("restore", backup)
    #expect(restored.end == .exit(0), "\(restored.complaints)")
    #expect(restored.output.contains(".replaced-"))
    let known = try await statements()
    #expect(known.count >= early && before.suffix(known.count) == known[...])
    let second = try await place.watchingDaemon()
    // What came after the backup lies there still: it is read again and told.
    let all = try await receiver.alerts.wait(for: "the later alerts") { [count = before.count] in
      Set($0.map(\.sentence)).count == count && $0.last?.sequence == count ? $0 : nil
    }
    let sentences = Set(told.map(\.sentence))
    #expect(all.filter { sentences.contains($0.sentence) }.count == early)
    #expect(try await second.stop() == .exit(0))
    #expect(try await statements().map(\.sentence) == before.map(\.sentence))
  }
}

/// In mounts of its own a disk can be as small as wanted.
@Suite(
  .timeLimit(.minutes(2)),
  .enabled(if: SmallDisk.isPossible, "NOT TESTED: no mount namespaces here"))
struct FullDiskTests {
  @Test func `while the ledger's disk is full intake pauses, and nothing is lost`() async throws {
    let receiver = try AlertReceiver()
    let place = try Workplace(endpoints: receiver.endpoint())
    let disk = place.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    let configured = try String(contentsOfFile: place.configuration, encoding: .utf8)
    try place.write(
      configured.replacingOccurrences(of: "ledger = \"", with: "ledger = \"disk/"),
      to: "gainsay.toml")
    // The disk is filled, and emptied, when the test writes to the pipe of that name.
    let script = """
      mount -t tmpfs -o size=64m tmpfs "$1/disk" && mkfifo "$1/fill" "$1/empty" || exit 9
      "$2" run --config "$1/gainsay.toml" &
      daemon=$!
      trap 'kill -TERM $daemon' TERM
      read _ <"$1/fill"
      cat /dev/zero >"$1/disk/ballast" 2>/dev/null
      echo full
      read _ <"$1/empty"
      rm "$1/disk/ballast"
      while kill -0 $daemon 2>/dev/null; do wait $daemon; code=$?; done
      exit $code
      """
    let daemon = try Program(
      ["-Urm", "sh", "-c", script, "sh", place.path, Program.gainsay], of: "/usr/bin/unshare")
    try await daemon.logged("folder scanned")
    try place.drop(CrashArticles.article(0), as: "0.txt")
    _ = try await receiver.expect(CrashArticles.statementCount(ofArticles: 1))
    try place.write("now\n", to: "fill")
    _ = try await daemon.output.first("a full disk") { $0 == "full" }
    for number in 1..<150 { try place.drop(CrashArticles.article(number), as: "\(number).txt") }
    let pause = try await daemon.logged("intake pauses")
    #expect(pause.contains("disk/ledger.sqlite") && pause.contains("make room"), "\(pause)")
    try place.write("now\n", to: "empty")
    try await daemon.logged("the ledger takes articles again")
    let count = CrashArticles.statementCount(ofArticles: 150)
    let alerts = try await receiver.alerts.wait(for: "\(count) alerts", seconds: 60) {
      Set($0.map(\.id)).count >= count ? $0 : nil
    }
    #expect(Set(alerts.map(\.sentence)).count == count)
    #expect(Set(alerts.map(\.id)).count == count, "nothing is told under two ids")
    daemon.signal(SIGTERM)
    #expect(try await daemon.end() == .exit(0))
  }
}

private enum SmallDisk {
  /// Whether this machine lets a user mount.
  static let isPossible: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = ["-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
