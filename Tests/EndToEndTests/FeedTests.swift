// Files that list articles: each entry is told once, whatever else its file lists.

import Foundation
import StatementLedger
import Testing

@Suite(.timeLimit(.minutes(1))) struct FeedTests {
  private let receiver: AlertReceiver
  private let place: Workplace

  init() throws {
    receiver = try AlertReceiver()
    place = try Workplace(endpoints: receiver.endpoint())
  }

  private static func feed(_ entries: [String]) -> String {
    let items = entries.map { "<item><description>\($0)</description></item>" }.joined()
    return "<?xml version=\"1.0\"?><rss><channel><title>Sill Post</title>\(items)</channel></rss>"
  }

  @Test func `of a feed that is fetched again only what was added is told`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(Self.feed([News.flooding, News.bridge]), as: "sill.rss")
    let first = try await receiver.expect(2)
    #expect(first.map { $0.data["article"]["outlet"] } == ["Sill Post", "Sill Post"])
    #expect(Set(first.map { $0.data["article"]["sha256"].text }).count == 2)

    try place.drop(Self.feed([News.buses, News.bridge, News.flooding]), as: "sill.rss")
    let alerts = try await receiver.expect(3)
    #expect(alerts[2].content.contains("forty buses"))

    // An entry in another file is the same entry.
    let line = #"{"text": "Neighbours.\n\n\#(News.denial.split(separator: "\n")[1])"}"#
    try place.drop("\(line)\n\(line.replacing("Neighbours", with: "Again"))\n", as: "lines.jsonl")
    #expect(try await receiver.expect(4)[3].body["type"] == "denial.new")
    #expect(try await daemon.stop() == .exit(0))
    let counts = try await place.ledger().counts()
    #expect(counts.files == 2)
    #expect(counts.setAside == 0)
  }

  @Test func `a feed past a limit is set aside with the limit`() async throws {
    try place.configure(
      endpoints: receiver.endpoint(),
      settings: "on_first_run = \"alert\"\nmax_file_size = \"1kB\"")
    let daemon = try await place.watchingDaemon()
    try place.drop(Self.feed(Array(repeating: News.bridge, count: 20)), as: "big.rss")
    try await daemon.logged("file set aside", "max_file_size")
    #expect(try await daemon.stop() == .exit(0))
  }
}
