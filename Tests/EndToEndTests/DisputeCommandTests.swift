// What an analyst looks at and corrects, with the real program, beside a running daemon and without one.

import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct DisputeCommandTests {
  private let receiver: AlertReceiver
  private let place: Workplace

  init() throws {
    receiver = try AlertReceiver()
    place = try Workplace(endpoints: receiver.endpoint())
  }

  private func run(_ line: String) async throws -> Program.Finished {
    try await Program.run(
      line.split(separator: " ").map(String.init) + ["--config", place.configuration])
  }

  /// A daemon that has told of the flooding and of its denial, once.
  private func daemonInDispute() async throws -> Program {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    try place.drop(News.denial, as: "b.txt")
    _ = try await receiver.expect(2)
    return daemon
  }

  /// The flooding in an outlet of its own words around it.
  private static let retold = News.flooding.replacingOccurrences(
    of: "The pumps stood still for two days.", with: "Nobody knows when the pumps will run.")

  @Test func `disputes are listed and told with their quotations`() async throws {
    let daemon = try await daemonInDispute()
    try place.drop(Self.retold, as: "c.txt")
    try place.drop(News.bridge, as: "d.txt")
    _ = try await receiver.expect(3)
    let listed = try await run("disputes")
    #expect(listed.end == .exit(0))
    #expect(listed.output.hasPrefix("dispute 1  "))
    #expect(listed.output.contains("“Corland of flooding the copper mine at Ostra”"))
    #expect(listed.output.contains("claimed by Arvania"))
    #expect(listed.output.contains("denied by Corland"))
    #expect(!listed.output.contains("dispute 2"), "nobody denied the bridge")
    #expect(try await run("disputes --all").output.contains("dispute 2"))
    #expect(try await run("disputes --since 2100-01-01").complaints.contains("since 2100-01-01"))

    let shown = try await run("disputes 1").output
    let claim = try #require(shown.range(of: "#1"))
    let denial = try #require(shown.range(of: "#2, answers #1"))
    #expect(claim.upperBound < denial.lowerBound)
    #expect(shown.contains("Neighbours quarrel over the mine (inbox/b.txt)"))
    #expect(shown.contains("also reported in 1 more file"))
    #expect(try await run("disputes 9").end == .exit(66))
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `the json of disputes has the keys that are promised`() async throws {
    let daemon = try await daemonInDispute()
    let keys: Set = [
      "id", "gist", "claimed_by", "denied_by", "since", "last_seen", "outlets", "articles",
      "is_muted",
    ]
    let list = try JSON(parsing: try await run("disputes --format json").output.utf8)
    #expect(list.items.map { Set($0.fields.keys) } == [keys])
    let dispute = try JSON(parsing: try await run("disputes 1 --format json").output.utf8)
    #expect(Set(dispute.fields.keys) == keys.union(["timeline"]))
    #expect(dispute["timeline"].items.map { $0["answers"] } == [[], [1]])
    #expect(
      dispute["timeline"].items.map { $0["statement"]["kind"] } == ["claim", "denial"])
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `explain says why a statement was told and another was not`() async throws {
    let daemon = try await daemonInDispute()
    try place.drop(Self.retold, as: "c.txt")
    try await daemon.logged("article recorded", "c.txt", "alerts=0")
    let denial = try await run("explain desk#2").output
    #expect(denial.contains("new: told as alert_"))
    #expect(denial.contains("corland, by, denial, dispute 1: never seen, a reason to tell"))
    #expect(denial.contains("opposed +"))
    #expect(denial.contains("answers\n    #1"))
    let alert = receiver.alerts.all[1].id
    #expect(try await run("explain \(alert)").output == denial)
    #expect(try await run("explain #2").output == denial)
    let known = try await run("explain 3").output
    #expect(known.contains("known: each key had been seen"))
    #expect(known.contains("what #1 says"))
    #expect(known.contains("arvania, by, claim, dispute 1: last seen"))
    let json = try JSON(parsing: try await run("explain 3 --format json").output.utf8)
    #expect(json["verdict"]["decided_by"] == 1 && json["verdict"]["reasons"] == [])
    #expect(try await run("explain 99").end == .exit(66))
    #expect(try await run("explain what").end == .exit(64))
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `a correction goes through the daemon and holds for what comes later`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    #expect(
      try await run("mute dispute 1").output == "dispute 1 is muted: recorded, and nobody is told")
    try await daemon.logged("ledger corrected", "muted")
    try place.drop(News.denial, as: "b.txt")
    try await daemon.logged("article recorded", "b.txt", "new=1", "alerts=0")
    #expect(try await run("disputes").output.hasPrefix("dispute 1 (muted)"))
    #expect(try await run("explain 2").output.contains("new, and not told: muted"))
    #expect(try await run("mute --list").output.hasPrefix("dispute 1, since "))
    #expect(try await run("unmute dispute 1").output.contains("told of again"))
    #expect(try await run("mute actor arvania").end == .exit(0))
    let unknown = try await run("mute actor arvana")
    #expect(unknown.end == .exit(66) && unknown.complaints.contains("arvania, corland"))
    try place.drop(News.bridge, as: "c.txt")
    try await daemon.logged("article recorded", "c.txt", "new=1", "alerts=0")
    #expect(try await run("merge 1 2").output == "dispute 2 is now part of dispute 1")
    #expect(try await run("split 2").output.hasPrefix("statement 2 is now dispute 3"))
    #expect(try await run("split 99").end == .exit(66))
    #expect(receiver.alerts.all.count == 1)
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `without a daemon a correction is made in the ledger`() async throws {
    let daemon = try await daemonInDispute()
    #expect(try await daemon.stop() == .exit(0))
    #expect(try await run("mute actor corland").output.hasPrefix("actor corland is muted"))
    #expect(try await run("mute actor nobody").end == .exit(66))
    #expect(try await run("mute --list").output.hasPrefix("actor corland, since "))
    #expect(try await run("split 2").output.hasPrefix("statement 2 is now dispute 2"))
    #expect(try await run("merge 1 7").end == .exit(66))
    for faulty in ["mute", "mute actor", "mute dispute x", "mute --list actor a", "merge 1"] {
      #expect(try await run(faulty).end == .exit(64), "\(faulty)")
    }
    let second = try await place.watchingDaemon()
    let more = News.denial.replacingOccurrences(
      of: "had flooded the copper mine at Ostra", with: "sold its bakeries to a circus")
    try place.drop(more, as: "c.txt")
    try await second.logged("article recorded", "c.txt", "new=1", "alerts=0")
    #expect(try await second.stop() == .exit(0))
  }

  @Test func `what a new actor had said before it was tracked is not told`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.stranger, as: "a.txt")
    try await daemon.logged("article recorded", "a.txt", "alerts=0")
    try place.write(
      Workplace.actors + "[[actor]]\nid = \"dunmark\"\nname = \"Dunmark\"\n", to: "actors.toml")
    #expect(try await run("reload").end == .exit(0))
    try place.drop(
      News.stranger.replacingOccurrences(of: "Fares stay low.", with: "Fares rise."), as: "b.txt")
    try await daemon.logged("article recorded", "b.txt", "new=0")
    #expect(try await run("statements --actor dunmark").output.contains("#1 "))
    #expect(try await daemon.stop() == .exit(0))
    #expect(receiver.alerts.all.isEmpty)
  }
}
