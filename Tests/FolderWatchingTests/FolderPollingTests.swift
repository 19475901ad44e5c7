// Folders of which the kernel does not tell: listed again and again.

import Articles
import Foundation
import Testing

@testable import FolderWatching

/// Polls at once and often.
private var pollingLimits: WatchLimits {
  var limits = quietLimits
  limits.pollIntervalMilliseconds = 10
  limits.polledSettleMilliseconds = 30
  return limits
}

@Suite(.timeLimit(.minutes(1)))
struct FolderPollingTests {
  let folder: TemporaryFolder
  let log = RecordedLog()

  init() throws {
    folder = try TemporaryFolder()
  }

  private func polled(_ inner: String = "") -> WatchedFolder {
    var watched = folder.watched(inner)
    watched.watch = .poll
    return watched
  }

  @Test func `the mode and why it was chosen are logged and shown`() async throws {
    try folder.makeFolder("local")
    let watcher = try FolderWatcher(
      polled(), folder.watched("local", name: "local"), limits: pollingLimits, log: log)
    await watcher.arrivalsOfFirstScan("local")
    let lines = [await log.line(with: "watching folder"), await log.line(with: "watching folder")]
    #expect(lines[0]?.contains(#"mode=poll"#) == true)
    #expect(lines[0]?.contains(#"reason=watch = "poll""#) == true)
    #expect(lines[1]?.contains("mode=inotify") == true)
    #expect(lines[1]?.contains("reason=local file system") == true)
    #expect(
      watcher.status.folders == ["news": .polled(reason: #"watch = "poll""#), "local": .watched])
  }

  @Test func `what appears, changes or lies in a new folder is told once`() async throws {
    try folder.write("there", to: "there.txt")
    let watcher = try FolderWatcher(polled(), limits: pollingLimits)
    #expect(await watcher.arrivalsOfFirstScan().paths == ["there.txt"])
    try folder.write("one", to: "a.txt")
    try folder.makeFolder("inner/deep")
    try folder.moveIn("text", to: "inner/deep/b.txt")
    var told = await watcher.arrivals(until: "a.txt", "inner/deep/b.txt")
    try folder.write("three", to: "a.txt")
    told += await watcher.take { $0.arrivals.contains { $0.sizeBytes == 5 } }.arrivals
    try folder.write("last", to: "last.txt")
    told += await watcher.arrivals(until: "last.txt")
    #expect(told.paths.filter { $0 != "a.txt" } == ["inner/deep/b.txt", "last.txt"])
    #expect(told.filter { $0.path == PathBytes("a.txt") }.last?.sizeBytes == 5)
    #expect(told.allSatisfy { $0.origin == .rescan })
  }

  @Test func `a polled folder that goes is missing, and told when it is back`() async throws {
    try folder.makeFolder("watched")
    let watcher = try FolderWatcher(polled("watched"), limits: pollingLimits, log: log)
    await watcher.arrivalsOfFirstScan()
    try folder.move("watched", to: "elsewhere")
    #expect(await log.line(with: "folder is missing")?.hasPrefix("warning") == true)
    try folder.write("text", to: "elsewhere/a.txt")
    try folder.move("elsewhere", to: "watched")
    await watcher.arrivals(until: "a.txt")
    #expect(watcher.status.folders["news"] == .polled(reason: #"watch = "poll""#))
  }

  @Test func `a scan tells every file of a polled folder again`() async throws {
    try folder.write("text", to: "a.txt")
    let watcher = try FolderWatcher(polled(), limits: pollingLimits)
    await watcher.arrivalsOfFirstScan()
    watcher.rescan()
    #expect(await watcher.arrivals(until: "a.txt").map(\.origin) == [.rescan])
  }

  @Test func `a young file of a server whose clock is behind must settle`() throws {
    let exchange = WatchExchange(limits: pollingLimits)
    let arrivals = Arrivals(exchange: exchange, logger: quietLogger)
    arrivals.folders = ["news": polled()]
    let now = SystemClock.nanosecondsSince1970
    func isTaken(ageSeconds: Int64, isPolled: Bool) -> Bool {
      arrivals.scanFound(
        WatchedFile(folder: "news", path: PathBytes("\(ageSeconds)\(isPolled).txt")),
        FileFacts(sizeBytes: 1, modifiedNanoseconds: now - ageSeconds * 1_000_000_000), .rescan,
        isPolled: isPolled)
    }
    #expect(!isTaken(ageSeconds: 50, isPolled: true))
    #expect(isTaken(ageSeconds: 70, isPolled: true))
    #expect(isTaken(ageSeconds: 50, isPolled: false))
  }

  static let types: [(Int64, String?)] = [
    (0x6969, "NFS"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB"), (0x6573_5546, "FUSE"),
    (0x0102_1997, "9p"), (0x00C3_6400, "Ceph"),
    // ext4, XFS, Btrfs, tmpfs, overlay, ZFS, and no answer.
    (0xEF53, nil), (0x5846_5342, nil), (0x9123_683E, nil), (0x0102_1994, nil), (0x794C_7630, nil),
    (0x2FC1_2FC1, nil), (-1, nil),
  ]

  @Test(arguments: types)
  func `remote file systems are told from local ones`(type: Int64, name: String?) {
    #expect(RemoteFileSystem.name(ofType: type) == name)
  }

  @Test func `the file system of a real folder is asked`() {
    #expect(RemoteFileSystem.name(at: PathBytes("/proc")) == nil)
    #expect(RemoteFileSystem.name(at: PathBytes(folder.path("missing"))) == nil)
  }

  @Test func `what was seen before is no news, and long listings are made more seldom`() {
    var polls = FolderPolls()
    #expect(polls.nextAt == nil)
    polls.add(PathBytes([]), because: "NFS file system")
    let (path, facts) = (PathBytes("a.txt"), FileFacts(sizeBytes: 1, modifiedNanoseconds: 1))
    let changed = FileFacts(sizeBytes: 1, modifiedNanoseconds: 2)
    var limits = WatchLimits()
    limits.rescanIntervalMilliseconds = 60_000
    var isNews: [Bool] = []
    for (round, seen) in [facts, facts, changed, changed].enumerated() {
      _ = polls.start()
      isNews.append(polls.isNews(path, seen))
      polls.finish(at: Int64(round), tookMilliseconds: 0, limits)
    }
    #expect(isNews == [true, false, true, false])
    let pauses = [Int64(0), 100, 500, 100_000].map { took in
      polls.finish(at: 0, tookMilliseconds: took, limits)
      return polls.nextAt
    }
    #expect(pauses == [2_000, 2_000, 5_000, 60_000])
    polls.forget(PathBytes([]))
    #expect(polls.nextAt == nil && polls.reason == nil)
  }
}
