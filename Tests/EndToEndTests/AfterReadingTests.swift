// What becomes of files after they were read: kept or moved, failed and read again.

import Foundation
import Glibc
import StatementLedger
import Testing

@Suite(.timeLimit(.minutes(1))) struct AfterReadingTests {
  private static let move = #"after = "move""#
  private static let noise = String(repeating: "\u{1}\u{2}", count: 100)
  private let receiver: AlertReceiver
  private let place: Workplace

  init() throws {
    receiver = try AlertReceiver()
    place = try Workplace(endpoints: receiver.endpoint())
  }

  private func names(in folder: String) -> [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: place.path(folder))) ?? []).sorted()
  }

  private func gainsay(_ arguments: String...) async throws -> Program.Finished {
    try await Program.run(arguments + ["--config", place.configuration])
  }

  @Test func `read files go to done, failed ones to failed, and nothing is replaced`() async throws
  {
    try place.configure(endpoints: receiver.endpoint(), folder: Self.move)
    let daemon = try await place.watchingDaemon()
    try FileManager.default.createDirectory(
      atPath: place.inbox("2023"), withIntermediateDirectories: true)
    try place.drop(News.flooding, as: "2023/a.txt")
    _ = try await receiver.expect(1)
    try place.drop(Self.noise, as: "picture.txt")
    try place.drop(News.flooding, as: "copy.txt")
    try await daemon.logged("content known", "copy.txt")
    try await daemon.logged("file set aside", "picture.txt")
    // Recorded after the others were moved, and another of the same name.
    try place.drop(News.bridge, as: "2023/a.txt")
    _ = try await receiver.expect(2)
    #expect(try await daemon.stop() == .exit(0))
    let done = names(in: "done")
    #expect(done.count == 4 && Set(done).isSuperset(of: ["2023", "2023/a.txt", "copy.txt"]))
    #expect(done.contains { $0.wholeMatch(of: /2023\/a\.\d+\.txt/) != nil })
    #expect(names(in: "failed") == ["picture.txt"])
    #expect(names(in: "inbox") == ["2023"])
    #expect(
      try String(contentsOfFile: place.path("done/2023/a.txt"), encoding: .utf8) == News.flooding)
  }

  @Test func `what an earlier run had dealt with is moved at the next start`() async throws {
    let first = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    try place.drop(Self.noise, as: "picture.txt")
    _ = try await receiver.expect(1)
    try await first.logged("file set aside", "picture.txt")
    #expect(try await first.stop() == .exit(0))
    #expect(names(in: "inbox") == ["a.txt", "picture.txt"])
    try place.configure(endpoints: receiver.endpoint(), folder: Self.move)
    let second = try await place.watchingDaemon()
    #expect(try await second.stop() == .exit(0))
    #expect(names(in: "inbox").isEmpty)
    #expect(names(in: "done") == ["a.txt"])
    #expect(names(in: "failed") == ["picture.txt"])
    #expect(try await receiver.expect(1).count == 1)
  }

  @Test(arguments: ["", move])
  func `a failed file is listed with its reason and read again when asked`(folder: String)
    async throws
  {
    let limit = #"on_first_run = "alert"\#nmax_file_size = "1kB""#
    try place.configure(endpoints: receiver.endpoint(), settings: limit, folder: folder)
    let daemon = try await place.watchingDaemon()
    #expect(try await gainsay("failed").complaints == "gainsay: no file has failed")
    let large = News.flooding + String(repeating: "\n", count: 2_000)
    try place.drop(large, as: "large.txt")
    try await daemon.logged("file set aside", "large.txt")
    let text = try await gainsay("failed").output
    #expect(text.hasPrefix("#1 ") && text.contains(" inbox/large.txt: "))
    #expect(text.contains("\(large.utf8.count) bytes, 1000 are allowed; raise max_file_size"))
    let report = try JSON(parsing: try await gainsay("failed", "--format", "json").output.utf8)
    #expect(
      Set(report.items[0].fields.keys)
        == ["id", "folder", "path", "size_bytes", "failed_at", "reason"])
    #expect(report.items[0]["path"] == "large.txt")
    #expect(report.items[0]["size_bytes"].integer == large.utf8.count)
    #expect(try await gainsay("status").output.contains("files set aside: 1; gainsay failed"))
    let unknown = try await gainsay("failed", "retry", "77")
    #expect(unknown.end == .exit(66) && unknown.complaints.contains("no file 77 has failed"))

    try place.configure(endpoints: receiver.endpoint(), folder: folder)
    #expect(try await gainsay("reload").end == .exit(0))
    #expect(try await gainsay("failed", "retry", "1").output == "inbox/large.txt is read again")
    #expect(try await receiver.expect(1)[0].data["article"]["path"] == "large.txt")
    #expect(try await gainsay("failed").complaints == "gainsay: no file has failed")
    #expect(try await daemon.stop() == .exit(0))
    #expect(names(in: "done") == (folder.isEmpty ? [] : ["large.txt"]))
    #expect(names(in: "failed").isEmpty)
  }

  @Test func `without a daemon a failed file is read again by the next start`() async throws {
    let limit = #"on_first_run = "alert"\#nmax_file_size = "1kB""#
    try place.configure(endpoints: receiver.endpoint(), settings: limit, folder: Self.move)
    let first = try await place.watchingDaemon()
    for name in ["a.txt", "b.txt"] {
      try place.drop(News.flooding + String(repeating: "\n", count: 2_000), as: name)
      try await first.logged("file set aside", name)
    }
    #expect(try await first.stop() == .exit(0))
    try place.configure(endpoints: receiver.endpoint(), folder: Self.move)
    let retry = try await gainsay("failed", "retry")
    #expect(retry.output == "2 files are read again")
    #expect(retry.complaints == "gainsay: no daemon is running: the next start reads them")
    #expect(names(in: "inbox") == ["a.txt", "b.txt"])
    let second = try await place.watchingDaemon()
    #expect(try await receiver.expect(1)[0].data["article"]["title"] != .null)
    #expect(try await second.stop() == .exit(0))
    #expect(names(in: "done") == ["a.txt", "b.txt"])
  }

  @Test func `an archive's learning is shown on the way`() async throws {
    try place.configure(endpoints: receiver.endpoint(), settings: #"on_first_run = "learn""#)
    for number in 0..<600 { try place.write(News.flooding, to: "inbox/\(number).txt") }
    let daemon = try await place.watchingDaemon()
    try await daemon.logged("learning what the folder holds", "files=600")
    try await daemon.logged("info learning files=600", "learnt=256")
    try place.drop(News.bridge, as: "news.txt")
    #expect(try await receiver.expect(1)[0].data["article"]["path"] == "news.txt")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `events that a stopped daemon could not take are made good by a scan`() async throws {
    let daemon = try await place.watchingDaemon()
    let file = "/proc/sys/fs/inotify/max_queued_events"
    let queueMax = try Int(String(contentsOfFile: file, encoding: .ascii).dropLast()) ?? 0
    daemon.signal(SIGSTOP)
    try place.write("x", to: "inbox/a.md")
    for _ in 0...(queueMax / 4) {  // Two events a rename.
      #expect(rename(place.inbox("a.md"), place.inbox("b.md")) == 0)
      #expect(rename(place.inbox("b.md"), place.inbox("a.md")) == 0)
    }
    try place.drop(News.flooding, as: "a.txt")
    daemon.signal(SIGCONT)
    _ = try await receiver.expect(1)
    try await daemon.logged("warning more files changed than could be followed", "losses=1")
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `a file that is touched is not told again`() async throws {
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    #expect(try await Program.run([place.inbox("a.txt")], of: "/usr/bin/touch").end == .exit(0))
    try await daemon.logged("content known", "a.txt")
    try place.drop(News.bridge, as: "b.txt")
    #expect(try await receiver.expect(2)[1].data["article"]["path"] == "b.txt")
    #expect(try await daemon.stop() == .exit(0))
  }
}
