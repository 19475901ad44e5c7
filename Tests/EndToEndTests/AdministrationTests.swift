// What an administrator relies on: status, doctor, the pages for monitoring, reloads, stops.

import Foundation
import FoundationNetworking
import Glibc
import LoopbackReceiving
import StatementLedger
import Testing

@Suite(.timeLimit(.minutes(1))) struct AdministrationTests {
  private let receiver: AlertReceiver
  private let place: Workplace

  init() throws {
    receiver = try AlertReceiver()
    place = try Workplace(endpoints: receiver.endpoint())
  }

  private func gainsay(_ arguments: String...) async throws -> Program.Finished {
    try await Program.run(arguments + ["--config", place.configuration])
  }

  // MARK: Pages

  private static let promtool = "/usr/bin/promtool"

  /// A port of 127.0.0.1 that nobody had a moment ago.
  private static func freePort() throws -> Int {
    let receiver = try LoopbackReceiver(.silence)
    defer { receiver.stop() }
    return receiver.port
  }

  private static func get(_ path: String, port: Int, token: String? = nil) async throws
    -> (status: Int, body: String)
  {
    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
    if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
    let (body, response) = try await URLSession.shared.data(for: request)
    let status = try #require(response as? HTTPURLResponse).statusCode
    return (status, String(decoding: body, as: UTF8.self))
  }

  @Test func `the pages tell what the daemon has done, and whether it takes articles in`()
    async throws
  {
    let port = try Self.freePort()
    try place.configure(
      endpoints: receiver.endpoint(), http: "listen = \"127.0.0.1:\(port)\"")
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    try place.drop(News.german, as: "b.txt")
    _ = try await receiver.expect(1)
    try await daemon.logged("alert delivered")
    try await daemon.logged("article recorded", "b.txt")
    let metrics = try await Self.get("/metrics", port: port)
    #expect(metrics.status == 200)
    for line in [
      #"gainsay_articles_total{outcome="new"} 2"#, "gainsay_alerts_queued_total 1",
      #"gainsay_articles_not_analysed_total{reason="not English"} 1"#,
      #"gainsay_statements_total{kind="claim",novelty="new"} 1"#,
      #"gainsay_delivery_attempts_total{endpoint="desk",outcome="delivered"} 1"#,
      #"gainsay_delivery_attempt_duration_seconds_count{endpoint="desk"} 1"#,
      #"gainsay_folder_mode{folder="inbox",mode="watched"} 1"#,
      #"gainsay_endpoint_state{endpoint="desk",state="active"} 1"#, "gainsay_ledger_up 1",
    ] {
      #expect(metrics.body.contains("\n\(line)\n"), "\(line)")
    }
    #expect(!metrics.body.contains("a.txt") && !metrics.body.contains("Arvania"))
    #expect(try await Self.get("/ready", port: port).status == 200)
    #expect(try await Self.get("/health", port: port).body == "alive\n")

    #expect(rename(place.inbox(""), place.path("elsewhere")) == 0)
    try await daemon.logged("folder is missing")
    let ready = try await Self.get("/ready", port: port)
    #expect(ready.status == 503)
    #expect(ready.body.hasPrefix("folder inbox: missing"))
    #expect(try await Self.get("/health", port: port).status == 200, "nothing hangs")
    #expect(try await gainsay("status").output.contains("degraded: folder inbox: missing"))
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: Self.promtool),
      "SKIPPED: there is no promtool (apt install prometheus)"))
  func `promtool finds nothing to complain about in the metrics`() async throws {
    let port = try Self.freePort()
    try place.configure(
      endpoints: receiver.endpoint(), http: "listen = \"127.0.0.1:\(port)\"")
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    try await daemon.logged("alert delivered")
    let metrics = try await Self.get("/metrics", port: port).body
    let checked = try await Program.run(
      ["check", "metrics"], of: Self.promtool, input: Array(metrics.utf8))
    #expect(checked.end == .exit(0))
    #expect(checked.complaints == "" && checked.output == "")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `a token is asked for, and a reload changes it`() async throws {
    let port = try Self.freePort()
    let http = "listen = \"127.0.0.1:\(port)\"\ntoken_file = \"token\""
    try place.write("first-token-0123", to: "token")
    #expect(chmod(place.path("token"), 0o600) == 0)
    try place.configure(endpoints: receiver.endpoint(), http: http)
    let daemon = try await place.watchingDaemon()
    #expect(try await Self.get("/metrics", port: port).status == 401)
    #expect(try await Self.get("/metrics", port: port, token: "first-token-0123").status == 200)
    try place.write("second-token-0123", to: "token")
    #expect(try await gainsay("reload").end == .exit(0))
    #expect(try await Self.get("/metrics", port: port, token: "first-token-0123").status == 401)
    #expect(try await Self.get("/metrics", port: port, token: "second-token-0123").status == 200)
    try place.configure(endpoints: receiver.endpoint(), http: #"listen = "off""#)
    let refused = try await gainsay("reload")
    #expect(refused.end == .exit(78))
    #expect(refused.complaints.contains("gainsay.toml: http: cannot change while"))
    #expect(try await daemon.stop() == .exit(0))
    #expect(!daemon.log.all.contains { $0.contains("token-0123") })
  }

  @Test func `an address that is taken keeps the daemon from starting if it was asked for`()
    async throws
  {
    let holder = try LoopbackReceiver(.silence)
    defer { holder.stop() }
    try place.configure(
      endpoints: receiver.endpoint(), http: "listen = \"127.0.0.1:\(holder.port)\"")
    let daemon = try place.daemon()
    #expect(try await daemon.end() == .exit(69))
    #expect(daemon.log.all.joined().contains("cannot listen on 127.0.0.1:\(holder.port)"))
  }

  @Test func `the usual address keeps no daemon from starting when it is taken`() async throws {
    // It is taken by this test, or it was taken before.
    let holder = try? LoopbackReceiver(port: 9846) { _ in .silence }
    defer { holder?.stop() }
    try place.configure(endpoints: receiver.endpoint(), http: "")
    let daemon = try await place.watchingDaemon()
    try await daemon.logged("no pages for monitoring", "cannot listen on 127.0.0.1:9846")
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    #expect(try await daemon.stop() == .exit(0))
  }

  // MARK: Status and doctor

  @Test func `status shows folders, queue, endpoints, the last article, the disk and reasons`()
    async throws
  {
    let refusing = try AlertReceiver { _ in .status(401) }
    try place.configure(endpoints: refusing.endpoint())
    let daemon = try await place.watchingDaemon()
    #expect(try await gainsay("status").output.contains("last article: none yet"))
    try place.drop(News.flooding, as: "a.txt")
    try place.drop(News.german, as: "b.txt")
    try await daemon.logged("endpoint refuses us")
    try await daemon.logged("article recorded", "b.txt")
    let text = try await gainsay("status")
    #expect(text.end == .exit(0))
    for part in [
      "watching 1 folder; 2 articles, ", "folder inbox: watched; \(place.inbox("").dropLast())",
      "degraded: endpoint desk: held, 1 waiting", "standard-webhooks to http://127.0.0.1:",
      "free on its disk; \(place.ledgerPath)", "1 article not analysed: not English (1)",
    ] {
      #expect(text.output.contains(part), "\(part)")
    }
    let json = try JSON(parsing: try await gainsay("status", "--format", "json").output.utf8)
    #expect(json["folders"].items.map { $0["mode"] } == ["watched"])
    #expect(json["endpoints"].items.map { $0["state"] } == ["held"])
    #expect(json["endpoints"].items.map { $0["waiting"] } == [1])
    #expect(json["ledger"]["not_analysed"]["not English"] == 1)
    #expect(json["last_article_at"].text?.hasSuffix("Z") == true)
    #expect(json["obstacle"] == .null)
    #expect(json["degraded"].items.count == 1)
    #expect((json["disk"]["used_bytes"].integer ?? 0) > 0)
    #expect((json["disk"]["free_bytes"].integer ?? 0) > 0)
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test
  func `doctor connects to the endpoint, sends nothing and says in its exit code what it found`()
    async throws
  {
    let well = try await gainsay("doctor")
    #expect(well.end == .exit(0), "\(well.output)")
    #expect(well.output.contains("fine    endpoint desk: http://127.0.0.1:"))
    #expect(well.output.contains("advice  daemon: the daemon is not running"))
    #expect(receiver.alerts.all.isEmpty)
    try place.configure(
      endpoints: receiver.endpoint().replacingOccurrences(
        of: "allow_private = true", with: "allow_private = false"))
    let sick = try await gainsay("doctor", "--format", "json")
    #expect(sick.end == .exit(1))
    let wrong = try JSON(parsing: sick.output.utf8).items.filter { $0["verdict"] == "wrong" }
    #expect(wrong.map { $0["subject"] } == ["endpoint desk"])
    #expect(wrong.first?["remedy"].text?.contains("allow_private") == true)
    let running = try await place.watchingDaemon()
    #expect(try await gainsay("doctor").output.contains("fine    daemon: it answers"))
    #expect(try await running.stop() == .exit(0))
  }

  // MARK: Reloads

  @Test func `no article is lost or told twice while the configuration is read again and again`()
    async throws
  {
    let daemon = try await place.watchingDaemon()
    let other = "[[folder]]\nname = \"agency\"\npath = \"agency\"\n"
    #expect(mkdir(place.path("agency"), 0o755) == 0)
    let places = (1...24).map { "Ostra \(String(repeating: "q", count: $0))" }
    for (index, town) in places.enumerated() {
      try place.drop(News.flooding.replacing("Ostra", with: town), as: "\(index).txt")
      guard index % 3 == 0 else { continue }
      // By turns: another folder, another settling time, another pace of the endpoint.
      try place.configure(
        endpoints: (index % 2 == 0 ? other : "")
          + receiver.endpoint(more: "timeout = \"\(index + 5)s\""),
        folder: "settle = \"\(index % 5)ms\"")
      #expect(try await gainsay("reload").end == .exit(0))
    }
    for index in places.indices { try await daemon.logged("article recorded", "path=\(index).txt") }
    #expect(try await daemon.stop() == .exit(0))
    let recorded = daemon.log.all.filter { $0.contains("article recorded") }
    #expect(recorded.count == places.count)
    let sequences = receiver.alerts.all.map(\.sequence)
    #expect(sequences == Array(1...sequences.count))
  }

  @Test func `a reload changes the log level`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.configure(
      endpoints: receiver.endpoint(),
      settings: "on_first_run = \"alert\"\nlog_level = \"warning\"")
    #expect(try await gainsay("reload").end == .exit(0))
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    try place.configure(endpoints: receiver.endpoint())
    #expect(try await gainsay("reload").end == .exit(0))
    try place.drop(News.bridge, as: "b.txt")
    try await daemon.logged("article recorded", "b.txt")
    #expect(!daemon.log.all.contains { $0.contains("a.txt") })
    #expect(try await daemon.stop() == .exit(0))
  }

  // MARK: Stops

  @Test(arguments: [SIGTERM, SIGINT])
  func `a second signal stops the daemon at once`(_ second: Int32) async throws {
    let silent = try AlertReceiver { _ in .silence }
    try place.configure(endpoints: silent.endpoint())
    let systemd = try NotifySocket(path: place.path("notify"))
    let daemon = try place.daemon(environment: ["NOTIFY_SOCKET": systemd.path])
    try place.drop(News.flooding, as: "a.txt")
    _ = try await silent.expect(1)
    daemon.signal(SIGTERM)
    _ = try await systemd.messages.first("the stop") { $0.contains("STOPPING=1") }
    daemon.signal(second)
    #expect(try await daemon.end() == .signal(second))
    #expect(daemon.log.all.last?.contains("stopped at once, by a second signal") == true)
    // Nothing is lost by that.
    let waiting = try await place.ledger().deliveries(endpoint: nil, state: .waiting, limit: 10)
    #expect(waiting.map(\.attempts) == [0])
  }

  @Test func `a receiver that never answers holds up a stop for seconds only`() async throws {
    let silent = try AlertReceiver { _ in .silence }
    try place.configure(endpoints: silent.endpoint(more: "timeout = \"5m\""))
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await silent.expect(1)
    let start = ContinuousClock.now
    #expect(try await daemon.stop() == .exit(0))
    #expect(ContinuousClock.now - start < .seconds(15))
    let waiting = try await place.ledger().deliveries(endpoint: nil, state: .waiting, limit: 10)
    #expect(waiting.map(\.attempts) == [0], "it goes again under the same id")
  }
}
