// The life of the daemon: starts, restarts, reloads and stops, with the real program.

import Dispatch
import Foundation
import GRDB
import Glibc
import LoopbackReceiving
import StatementLedger
import Testing

@Suite(.timeLimit(.minutes(1))) struct DaemonTests {
  private let receiver: AlertReceiver
  private let place: Workplace

  init() throws {
    receiver = try AlertReceiver()
    place = try Workplace(endpoints: receiver.endpoint())
  }

  private func reload() async throws -> Program.Finished {
    try await Program.run(["reload", "--config", place.configuration])
  }

  private func status() async throws -> String {
    try await Program.run(["status", "--config", place.configuration]).output
  }

  // MARK: Starts and stops

  @Test func `after a restart nothing is told again and what arrived meanwhile is told`()
    async throws
  {
    let first = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    #expect(try await first.stop() == .exit(0))
    try place.drop(News.bridge, as: "b.txt")
    let second = try place.daemon()
    let alerts = try await receiver.expect(2)
    #expect(alerts.map(\.sequence) == [1, 2])
    #expect(alerts[1].data["article"]["path"] == "b.txt")
    #expect(try await second.stop() == .exit(0))
    #expect(receiver.alerts.all.count == 2)
  }

  @Test func `an archive is learnt in silence and news after it are told`() async throws {
    try place.configure(endpoints: receiver.endpoint(), settings: #"on_first_run = "learn""#)
    try place.drop(News.flooding, as: "a.txt")
    let daemon = try await place.watchingDaemon()
    try place.drop(News.denial, as: "b.txt")
    let denial = try await receiver.expect(1)[0]
    #expect(denial.sequence == 1)
    #expect(denial.body["type"] == "denial.new")
    #expect(denial.data["answers"].items.count == 1, "what was learnt is known")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal stops the daemon in good order`(_ number: Int32) async throws {
    let daemon = try await place.watchingDaemon()
    #expect(FileManager.default.fileExists(atPath: place.socketPath))
    daemon.signal(number)
    #expect(try await daemon.end() == .exit(0))
    #expect(!FileManager.default.fileExists(atPath: place.socketPath))
    #expect(daemon.log.all.last?.contains("stopped") == true)
  }

  @Test func `a delivery that is under way when the daemon stops is finished and recorded`()
    async throws
  {
    let mayAnswer = DispatchSemaphore(value: 0)
    let slow = try AlertReceiver { _ in
      mayAnswer.wait()
      return .status(200)
    }
    try place.configure(endpoints: slow.endpoint())
    let systemd = try NotifySocket(path: place.path("notify"))
    let daemon = try place.daemon(environment: ["NOTIFY_SOCKET": systemd.path])
    try place.drop(News.flooding, as: "a.txt")
    _ = try await slow.expect(1)
    daemon.signal(SIGTERM)
    _ = try await systemd.messages.first("the stop") { $0.contains("STOPPING=1") }
    mayAnswer.signal()
    #expect(try await daemon.end() == .exit(0))
    let deliveries = try await place.ledger().deliveries(endpoint: nil, state: nil, limit: 10)
    #expect(deliveries.map(\.state) == [.delivered])
  }

  @Test func `a second daemon on the same ledger is refused`() async throws {
    let first = try await place.watchingDaemon()
    let second = try place.daemon()
    #expect(try await second.end() == .exit(69))
    #expect(second.log.all.joined().contains(place.ledgerPath))
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    #expect(try await first.stop() == .exit(0))
  }

  @Test func `what a run without sending has queued is sent by a later run`() async throws {
    let silent = try await place.watchingDaemon("--no-send")
    try place.drop(News.flooding, as: "a.txt")
    try await silent.logged("article recorded", "alerts=1")
    #expect(try await silent.stop() == .exit(0))
    #expect(receiver.alerts.all.count == 0)
    let waiting = try await place.ledger().deliveries(endpoint: nil, state: .waiting, limit: 10)
    #expect(waiting.map(\.attempts) == [0])
    let sending = try place.daemon()
    #expect(try await receiver.expect(1)[0].sequence == 1)
    #expect(try await sending.stop() == .exit(0))
  }

  @Test(.enabled(if: Program.canLimit, "NOT TESTED: this machine allows no user namespaces"))
  func `without an inotify instance the daemon does not start and names the limit`() async throws {
    let script = "echo 0 >/proc/sys/user/max_inotify_instances && exec \"$@\""
    let refused = try await Program.run(
      [
        "-Ur", "sh", "-c", script, "sh", Program.gainsay, "run", "--config", place.configuration,
      ], of: "/usr/bin/unshare")
    #expect(refused.end == .exit(69))
    #expect(refused.complaints.contains("raise the sysctl fs.inotify.max_user_instances"))
  }

  @Test func `a configuration that cannot be used keeps the daemon from starting`() async throws {
    try place.write("folder = 3\n", to: "gainsay.toml")
    let daemon = try place.daemon()
    #expect(try await daemon.end() == .exit(78))
    #expect(daemon.log.all.joined().contains("gainsay.toml"))
    #expect(!FileManager.default.fileExists(atPath: place.ledgerPath))
  }

  @Test func `while another process holds the ledger, intake waits and says so`() async throws {
    let systemd = try NotifySocket(path: place.path("notify"))
    let daemon = try place.daemon(
      environment: ["NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "200000"])
    try await daemon.logged("folder scanned")
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let holder = try DatabaseQueue(path: place.ledgerPath, configuration: configuration)
    try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    try place.drop(News.flooding, as: "a.txt")
    try await daemon.logged("intake pauses", "ledger.sqlite")
    _ = try await systemd.messages.first("the status") { $0.contains("STATUS=intake pauses") }
    #expect(try await status().contains("intake pauses: ledger"))
    try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    _ = try await receiver.expect(1)
    try await daemon.logged("the ledger takes articles again")
    let told = systemd.messages.all.count
    _ = try await systemd.messages.first("the status", from: told) {
      $0.contains("STATUS=watching")
    }
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `a ledger that takes no more articles ends the daemon, though nothing more arrives`()
    async throws
  {
    let daemon = try await place.watchingDaemon()
    try await DatabaseQueue(path: place.ledgerPath).write {
      try $0.execute(sql: "DROP TABLE verdict")
    }
    try place.drop(News.flooding, as: "a.txt")
    let end = try await daemon.end()
    #expect(end != .exit(0))
    #expect(daemon.log.all.contains { $0.contains("verdict") })
  }

  @Test func `what comes faster than it is recorded is recorded in the order in which it came`()
    async throws
  {
    let daemon = try await place.watchingDaemon()
    // More than fit in two transactions.
    let names = (0..<600).map { "\($0).txt" }
    for name in names {
      try place.drop("Tide table\n\nThe water stood low at pier \(name) this morning.\n", as: name)
    }
    try await daemon.logged("article recorded", "path=599.txt")
    let recorded = daemon.log.all.filter { $0.contains("article recorded") }
    #expect(recorded.count == names.count)
    #expect(zip(recorded, names).allSatisfy { $0.contains("path=\($1)") })
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `systemd is told of the start, of signs of life, of a reload and of the stop`()
    async throws
  {
    let systemd = try NotifySocket(path: place.path("notify"))
    let daemon = try place.daemon(
      environment: ["NOTIFY_SOCKET": systemd.path, "WATCHDOG_USEC": "200000"])
    _ = try await systemd.messages.first("the start") { $0.contains("READY=1") }
    // Ready means that a reload can be asked for.
    #expect(try await reload().end == .exit(0))
    _ = try await systemd.messages.first("a sign of life") { $0.contains("WATCHDOG=1") }
    #expect(try await daemon.stop() == .exit(0))
    let told = systemd.messages.all.flatMap { $0.split(separator: "\n") }
      .filter { !$0.hasPrefix("STATUS=") && !$0.hasPrefix("WATCHDOG=") }
    #expect(told == ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"])
  }

  @Test func `a log that nobody reads any more does not end the daemon`() async throws {
    // The reader takes one line and goes; `exec` makes the shell the daemon.
    let daemon = try Program(
      [
        "-c", #"exec "$0" run --config "$1" 2> >(head -n 1; exec <&-; echo gone)"#,
        Program.gainsay, place.configuration,
      ], of: "/bin/bash")
    _ = try await daemon.output.first("the reader's end") { $0 == "gone" }
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    #expect(try await daemon.stop() == .exit(0))
  }

  // MARK: Reloads

  @Test func `a reload brings a new actor and a new endpoint`() async throws {
    let other = try AlertReceiver()
    let daemon = try await place.watchingDaemon()
    try place.drop(News.stranger, as: "a.txt")
    try await daemon.logged("article recorded", "alerts=0")
    try place.write(
      Workplace.actors + "[[actor]]\nid = \"dunmark\"\nname = \"Dunmark\"\n", to: "actors.toml")
    try place.configure(endpoints: receiver.endpoint() + other.endpoint("archive"))
    let reloaded = try await reload()
    #expect(reloaded.end == .exit(0))
    #expect(reloaded.output.contains("reloaded"))
    try place.drop(
      News.stranger.replacingOccurrences(of: "three new ferries", with: "a tunnel for trains")
        .replacingOccurrences(of: "link its islands next summer", with: "replace old boats soon"),
      as: "b.txt")
    let here = try await receiver.expect(1)[0]
    #expect(here.data["speaker"]["actors"].items.map { $0["id"] } == ["dunmark"])
    #expect(try await other.expect(1)[0].id == here.id)
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `a folder that a reload brings is learnt like any at the first start`() async throws {
    let learn = #"on_first_run = "learn""#
    try place.configure(endpoints: receiver.endpoint(), settings: learn)
    let daemon = try await place.watchingDaemon()
    #expect(mkdir(place.path("agency"), 0o755) == 0)
    try place.write(News.flooding, to: "agency/a.txt")
    let folder = "[[folder]]\nname = \"agency\"\npath = \"agency\"\n"
    try place.configure(endpoints: folder + receiver.endpoint(), settings: learn)
    #expect(try await reload().end == .exit(0))
    try await daemon.logged("folder scanned", "agency")
    #expect(try await status().hasPrefix("watching 2 folders; 1 articles"))
    try place.write(News.bridge, to: "agency/b.txt")
    let alert = try await receiver.expect(1)[0]
    #expect(alert.data["article"]["path"] == "b.txt")
    #expect(alert.data["article"]["folder"] == "agency")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `SIGHUP reloads as well`() async throws {
    let other = try AlertReceiver()
    let daemon = try await place.watchingDaemon()
    try place.configure(endpoints: other.endpoint("archive"))
    daemon.signal(SIGHUP)
    try await daemon.logged("configuration reloaded")
    try place.drop(News.flooding, as: "a.txt")
    _ = try await other.expect(1)
    #expect(try await daemon.stop() == .exit(0))
    #expect(receiver.alerts.all.count == 0)
  }

  @Test func `a broken configuration is refused with all its problems and the old one stays`()
    async throws
  {
    let daemon = try await place.watchingDaemon()
    try place.configure(
      endpoints: receiver.endpoint("Not A Name", more: "timeuot = \"5s\""),
      settings: "on_first_run = \"perhaps\"\nrescan_interval = 5")
    let refused = try await reload()
    #expect(refused.end == .exit(78))
    for word in ["perhaps", "rescan_interval", "timeuot", "endpoint[1].name", "gainsay.toml"] {
      #expect(refused.complaints.contains(word), "all is said at once")
    }
    #expect(!refused.complaints.contains(receiver.secret))
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    try place.configure(endpoints: receiver.endpoint())
    #expect(try await reload().end == .exit(0))
    try place.drop(News.bridge, as: "b.txt")
    _ = try await receiver.expect(2)
    #expect(try await daemon.stop() == .exit(0))
    #expect(!daemon.log.all.contains { $0.contains(receiver.secret) })
  }

  @Test func `what cannot change while the daemon runs is refused by name`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.configure(
      endpoints: receiver.endpoint(),
      settings: "on_first_run = \"alert\"\nrescan_interval = \"7s\"")
    let refused = try await reload()
    #expect(refused.end == .exit(78))
    #expect(refused.complaints.contains("gainsay.toml: rescan_interval: cannot change"))
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `without a daemon a reload says so`() async throws {
    let refused = try await reload()
    #expect(refused.end == .exit(69))
    #expect(refused.complaints.contains("not running"))
  }

  @Test func `an endpoint that refused is tried again when it is enabled`() async throws {
    let refusing = try AlertReceiver { $0.sequence == 1 ? .status(401) : .status(200) }
    try place.configure(endpoints: refusing.endpoint())
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    try await daemon.logged("endpoint refuses us")
    try place.drop(News.bridge, as: "b.txt")
    try await daemon.logged("article recorded", "b.txt")
    #expect(refusing.alerts.all.count == 1, "a held queue waits")
    #expect(try await status().contains("endpoint desk: held, 2 waiting"))
    let listed = try await Program.run(["deliveries", "--config", place.configuration]).output
    #expect(listed.contains(": held, attempts 1, status 401\n") || listed.hasSuffix("status 401"))
    #expect(!listed.contains("next"))
    let unknown = try await Program.run([
      "endpoint", "enable", "nope", "--config", place.configuration,
    ])
    #expect(unknown.end == .exit(78) && unknown.complaints.contains("but: desk"))
    let enabled = try await Program.run([
      "endpoint", "enable", "desk", "--config", place.configuration,
    ])
    #expect(enabled.end == .exit(0))
    let second = try await refusing.alerts.first("the next alert") { $0.sequence == 2 }
    #expect(second.faults == [])
    #expect(try await daemon.stop() == .exit(0))
  }
}

extension Program {
  /// Whether limits can be lowered for one program, in a namespace of its own.
  fileprivate static let canLimit: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "unshare", "-Ur", "sh", "-c", "echo 0 >/proc/sys/user/max_inotify_instances",
    ]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
