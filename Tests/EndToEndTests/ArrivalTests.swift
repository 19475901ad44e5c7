// From a file that arrives to the webhook that tells of it: the real program, inotify, SQLite and HTTP.

import AlertDelivery
import Foundation
import Glibc
import StatementLedger
import Testing

/// What the article's bytes say where an alert says they stand.
private func expectCuts(
  _ alert: ReceivedAlert, from text: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let bytes = Array(text.utf8)
  func cut(_ spans: [JSON]) -> String {
    spans.map { span in
      guard let start = span["start"].integer, let end = span["end"].integer, start <= end,
        end <= bytes.count
      else { return "no span of the text" }
      return String(decoding: bytes[start..<end], as: UTF8.self)
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }.joined(separator: " ")
  }
  let offsets = alert.data["offsets"]
  #expect(cut([offsets["sentence"]]) == alert.sentence, sourceLocation: sourceLocation)
  #expect(cut(offsets["content"].items) == alert.content, sourceLocation: sourceLocation)
  #expect(cut([offsets["cue"]]) == alert.data["cue"].text, sourceLocation: sourceLocation)
  #expect(
    cut([offsets["speaker"]]) == alert.data["speaker"]["text"].text, sourceLocation: sourceLocation)
  let sha256 = Cryptography.sha256Hex(bytes)
  #expect(alert.data["article"]["sha256"].text == sha256, sourceLocation: sourceLocation)
}

@Suite(.timeLimit(.minutes(1))) struct ArrivalTests {
  private let receiver: AlertReceiver
  private let place: Workplace

  init() throws {
    receiver = try AlertReceiver()
    place = try Workplace(endpoints: receiver.endpoint())
  }

  private func expectTheFlooding(_ alert: ReceivedAlert, path: String) {
    #expect(alert.body["type"] == "claim.new")
    #expect(alert.data["kind"] == "claim")
    #expect(alert.data["speaker"]["text"] == "Arvania")
    #expect(alert.data["speaker"]["actors"].items.map { $0["id"] } == ["arvania"])
    #expect(alert.data["about"].items.map { $0["id"] } == ["corland"])
    #expect(alert.data["cue"] == "accused")
    #expect(alert.content.contains("flooding the copper mine at Ostra"))
    #expect(
      alert.sentence == "Arvania accused Corland of flooding the copper mine at Ostra.")
    #expect(alert.data["article"]["folder"] == "inbox")
    #expect(alert.data["article"]["path"] == .string(path))
    #expect(alert.data["article"]["title"] == "“Ostra” – the mine stands under water")
    expectCuts(alert, from: News.flooding)
  }

  @Test func `an article that is moved in becomes one alert`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    expectTheFlooding(try await receiver.expect(1)[0], path: "a.txt")
    try place.drop(News.bridge, as: "b.txt")
    let alerts = try await receiver.expect(2)
    #expect(alerts.map(\.sequence) == [1, 2])
    #expect(Set(alerts.map(\.id)).count == 2)
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `an article in a new folder inside becomes one alert`() async throws {
    let daemon = try await place.watchingDaemon()
    let folder = place.inbox("2023/january")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try place.drop(News.flooding, as: "2023/january/a.txt")
    expectTheFlooding(try await receiver.expect(1)[0], path: "2023/january/a.txt")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `an article that is written slowly is read once it is whole`() async throws {
    try place.configure(
      endpoints: receiver.endpoint(), folder: #"settle = "3s""#)
    let daemon = try await place.watchingDaemon()
    // The first analysis takes longest, on a busy machine longer than the settling of what follows.
    try place.drop(News.stranger, as: "first.txt")
    try await daemon.logged("article recorded", "first.txt")
    let file = open(place.inbox("a.txt"), O_WRONLY | O_CREAT, 0o644)
    defer { close(file) }
    let bytes = Array(News.flooding.utf8)
    let (firstHalf, secondHalf) = (bytes.prefix(110), bytes.dropFirst(110))
    #expect(Array(firstHalf).withUnsafeBytes { write(file, $0.baseAddress, $0.count) } == 110)
    // This one is moved in, so it waits for nothing and shows that the other has been noticed and left alone.
    try place.drop(News.bridge, as: "b.txt")
    #expect(try await receiver.expect(1)[0].data["article"]["path"] == "b.txt")
    let written = Array(secondHalf).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    #expect(written == secondHalf.count)
    expectTheFlooding(try await receiver.expect(2)[1], path: "a.txt")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `a denial names the claim that it answers`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    let claim = try await receiver.expect(1)[0]
    try place.drop(News.denial, as: "b.txt")
    let denial = try await receiver.expect(2)[1]
    #expect(denial.body["type"] == "denial.new")
    #expect(denial.data["speaker"]["actors"].items.map { $0["id"] } == ["corland"])
    #expect(denial.data["proposition"] == claim.data["proposition"])
    let answered = try #require(denial.data["answers"].items.first)
    #expect(answered["statement_id"] == claim.data["statement_id"])
    #expect(answered["speaker"] == claim.data["speaker"])
    #expect(answered["sentence"] == claim.data["sentence"])
    expectCuts(denial, from: News.denial)
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `the same content under another name is not told again`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    try place.drop(News.flooding, as: "copy.txt")
    try await daemon.logged("content known", "copy.txt")
    try place.drop(News.bridge, as: "b.txt")
    #expect(try await receiver.expect(2)[1].data["article"]["path"] == "b.txt")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `of an edited article only what was added is told`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    try place.drop(News.flooding + News.buses, as: "a.txt")
    let alerts = try await receiver.expect(2)
    #expect(alerts[1].data["speaker"]["text"] == "Lindhaven")
    #expect(alerts[1].data["article"]["path"] == "a.txt")
    try await daemon.logged("article recorded", "outcome=edited", "alerts=1")
    expectCuts(alerts[1], from: News.flooding + News.buses)
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `each endpoint is told with a count of its own`() async throws {
    let other = try AlertReceiver()
    try place.configure(endpoints: receiver.endpoint())
    let first = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    #expect(try await first.stop() == .exit(0))
    try place.configure(endpoints: receiver.endpoint() + other.endpoint("archive"))
    let second = try await place.watchingDaemon()
    try place.drop(News.bridge, as: "b.txt")
    let here = try await receiver.expect(2)
    let there = try await other.expect(1)
    #expect(here.map(\.sequence) == [1, 2])
    #expect(there.map(\.sequence) == [1])
    #expect(there.map(\.id) == [here[1].id])
    #expect(try await second.stop() == .exit(0))
  }

  @Test func `a name that is not UTF-8 is escaped and hinders nothing`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: Array("caf".utf8) + [0xE9] + Array(".txt".utf8))
    expectTheFlooding(try await receiver.expect(1)[0], path: #"caf\xe9.txt"#)
    try await daemon.logged("article recorded", #"path=caf\xe9.txt"#)
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `what is no file is let alone`() async throws {
    #expect(mkfifo(place.inbox("before.txt"), 0o644) == 0)
    let daemon = try await place.watchingDaemon()
    #expect(mkfifo(place.inbox("pipe.txt"), 0o644) == 0)
    #expect(mkdir(place.inbox("x.txt"), 0o755) == 0)
    #expect(symlink("/etc/hostname", place.inbox("link.txt")) == 0)
    try place.drop(News.flooding, as: "a.txt")
    expectTheFlooding(try await receiver.expect(1)[0], path: "a.txt")
    // The folder may have any name: what lies in it counts.
    try place.drop(News.bridge, as: "x.txt/b.txt")
    #expect(try await receiver.expect(2)[1].data["article"]["path"] == "x.txt/b.txt")
    #expect(try await daemon.stop() == .exit(0))
    #expect(!daemon.log.all.contains { $0.contains("pipe.txt") || $0.contains("link.txt") })
    #expect(try await place.ledger().counts().files == 2)
  }

  @Test func `a web page tells the same as its article in plain text`() async throws {
    let daemon = try await place.watchingDaemon()
    let page = """
      <!DOCTYPE html><html lang="en"><head><title>Mine under water</title>
      <link rel="canonical" href="https://tide.example/mine"></head><body><nav><a href="/">Corland says hello</a></nav>
      <h1>Mine under water</h1><div class="story-body"><p>Arvania accused Corland of flooding the copper mine at Ostra.</p>
      </div></body></html>
      """
    try place.drop(page, as: "page.html")
    let alert = try await receiver.expect(1)[0]
    #expect(alert.sentence == "Arvania accused Corland of flooding the copper mine at Ostra.")
    #expect(alert.data["article"]["title"] == "Mine under water")
    #expect(alert.data["article"]["url"] == "https://tide.example/mine")
    #expect(alert.data["article"]["language"] == "en")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `a file that is no article is set aside and the others go on`() async throws {
    let daemon = try await place.watchingDaemon()
    let noise = (0..<3000).map { UInt8($0 % 251) }
    try Data(noise).write(to: URL(fileURLWithPath: place.inbox("picture.txt")))
    try place.drop("<!DOCTYPE html><a href=\"/\">Arvania</a>", as: "page.txt")
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    try await daemon.logged("file set aside", "picture.txt", "binary data")
    try await daemon.logged("file set aside", "page.txt", "no text that reads like an article")
    #expect(try await daemon.stop() == .exit(0))
    #expect(try await place.ledger().counts().setAside == 2)
    #expect(FileManager.default.fileExists(atPath: place.inbox("picture.txt")))
  }

  @Test func `articles not analysed are logged with the reason and counted`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.german, as: "german.txt")
    try await daemon.logged("article not analysed", "german.txt", "not English: 0 of")
    try place.drop(News.russian, as: "russian.txt")
    try await daemon.logged("article not analysed", "russian.txt", "not written in Latin letters")
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    func status(_ more: String...) async throws -> String {
      try await Program.run(["status", "--config", place.configuration] + more).output
    }
    let lines = try await status().components(separatedBy: "\n")
    #expect(lines[0].hasPrefix("watching 1 folder; 3 articles, 1 statements, 0 files set aside"))
    #expect(
      lines.last == "2 articles not analysed: not English (1), not written in Latin letters (1)")
    let report = try JSON(parsing: try await status("--format", "json").utf8)
    #expect(
      Set(report.fields.keys) == [
        "degraded", "disk", "endpoints", "event_losses", "folders", "last_article_at", "ledger",
        "obstacle", "settling_files", "started_at", "summary", "version",
      ])
    #expect(report["ledger"]["articles"] == 3)
    #expect(
      report["ledger"]["not_analysed"].fields
        == ["not English": 1, "not written in Latin letters": 1])
    #expect(report["degraded"] == [])
    #expect(try await daemon.stop() == .exit(0))
  }
}
