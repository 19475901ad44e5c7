// What happens when events are lost, and when the folder itself goes and comes.

import Articles
import Foundation
import Testing

@testable import FolderWatching

@Suite(.timeLimit(.minutes(1)))
struct FolderLossTests {
  let folder: TemporaryFolder
  let log = RecordedLog()

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `files that came faster than the consumer took them are made good by a scan`()
    async throws
  {
    var limits = quietLimits
    (limits.batchFilesMax, limits.newsQueuedMax, limits.eventBytesQueuedMax) = (1, 1, 1_024)
    let watcher = try FolderWatcher(folder.watched(), limits: limits, log: log)
    await watcher.arrivalsOfFirstScan()
    let names = (0..<200).map { "\($0).txt" }
    for name in names { try folder.moveIn("text", to: name) }
    let news = await watcher.take { Set($0.arrivals.paths) == Set(names) }
    #expect(Set(news.arrivals.paths) == Set(names))
    #expect(news.arrivals.contains { $0.origin == .rescan })
    #expect(watcher.status.eventLosses >= 1)
    #expect(await log.line(with: "warning: more files changed") != nil)
  }

  @Test func `events that the kernel dropped are made good by a scan`() async throws {
    let path = PathBytes(folder.path)
    let inotify = try Inotify()
    _ = try inotify.watch(path, followingLink: true)
    let file = "/proc/sys/fs/inotify/max_queued_events"
    let queueMax = try Int(String(contentsOfFile: file, encoding: .ascii).dropLast()) ?? 0
    try folder.write("text", to: "a.txt")
    for _ in 0...(queueMax / 4) {  // Two events a rename.
      try folder.move("a.txt", to: "b.txt")
      try folder.move("b.txt", to: "a.txt")
    }
    let watcher = try FolderWatcher(
      folders: [folder.watched()], limits: quietLimits, logger: quietLogger, inotify: inotify)
    let news = await watcher.take { $0.arrivals.contains { $0.origin == .rescan } }
    #expect(news.arrivals.last?.path == PathBytes("a.txt"))
    #expect(watcher.status.eventLosses == 1)
  }

  @Test func `files for which there was no room to wait are made good by a scan`() async throws {
    var limits = quietLimits
    limits.settlingFilesMax = 1
    let watcher = try FolderWatcher(folder.watched(), limits: limits)
    await watcher.arrivalsOfFirstScan()
    for name in ["a.txt", "b.txt", "c.txt"] { try folder.write("text", to: name) }
    await watcher.arrivals(until: "a.txt", "b.txt", "c.txt")
    #expect(watcher.status.eventLosses >= 1)
  }

  @Test func `a folder deleted and made again is watched again`() async throws {
    try folder.makeFolder("watched")
    let watcher = try FolderWatcher(folder.watched("watched"), log: log)
    await watcher.arrivalsOfFirstScan()
    try folder.remove("watched")
    let line = await log.line(with: "folder is missing")
    #expect(line?.hasPrefix("warning") == true)
    #expect(line?.contains("folder=news") == true)
    try folder.makeFolder("watched/inner")
    try folder.write("text", to: "watched/inner/a.txt")
    await watcher.arrivals(until: "inner/a.txt")
    try folder.moveIn("text", to: "watched/inner/b.txt")
    #expect(await watcher.arrivals(until: "inner/b.txt").map(\.origin).last == .event)
  }

  @Test func `a folder renamed away is not followed, and is watched when it is back`() async throws
  {
    try folder.makeFolder("watched/inner")
    let watcher = try FolderWatcher(folder.watched("watched"), log: log)
    await watcher.arrivalsOfFirstScan()
    try folder.move("watched", to: "elsewhere")
    _ = await log.line(with: "folder is missing")
    try folder.moveIn("text", to: "elsewhere/inner/away.txt")
    try folder.remove("elsewhere/inner/away.txt")
    try folder.move("elsewhere", to: "watched")
    try folder.moveIn("text", to: "watched/inner/back.txt")
    #expect(Set(await watcher.arrivals(until: "inner/back.txt").paths) == ["inner/back.txt"])
  }

  @Test func `another folder moved to the path takes its place`() async throws {
    try folder.makeFolder("watched")
    try folder.makeFolder("other")
    try folder.write("text", to: "other/a.txt")
    let watcher = try FolderWatcher(folder.watched("watched"))
    await watcher.arrivalsOfFirstScan()
    try folder.move("other", to: "watched")
    await watcher.arrivals(until: "a.txt")
    try folder.moveIn("text", to: "watched/b.txt")
    #expect(await watcher.arrivals(until: "b.txt").map(\.origin).last == .event)
  }

  @Test func `an exchange that raises no event is noticed by the next scan`() async throws {
    try folder.makeFolder("one")
    try folder.makeFolder("two")
    try folder.write("text", to: "two/a.txt")
    try check("symlink", symlink("one", folder.path("watched")))
    let watcher = try FolderWatcher(folder.watched("watched"))
    await watcher.arrivalsOfFirstScan()
    try check("symlink", symlink("two", folder.path("next")))
    try folder.move("next", to: "watched")
    watcher.rescan()
    await watcher.arrivals(until: "a.txt")
    try folder.moveIn("text", to: "two/b.txt")
    #expect(await watcher.arrivals(until: "b.txt").map(\.origin).last == .event)
  }

  @Test func `a folder missing at the start is scanned when it appears, the others meanwhile`()
    async throws
  {
    try folder.makeFolder("there")
    try folder.write("text", to: "there/a.txt")
    let watcher = try FolderWatcher(
      folder.watched("missing", name: "missing"), folder.watched("there", name: "there"))
    #expect(await watcher.arrivalsOfFirstScan("there").paths == ["a.txt"])
    let missing = FolderCondition.missing(reason: "No such file or directory")
    #expect(watcher.status.folders == ["missing": missing, "there": .watched])
    try folder.makeFolder("later")
    try folder.write("text", to: "later/b.txt")
    try folder.move("later", to: "missing")
    let arrivals = await watcher.arrivalsOfFirstScan("missing")
    #expect(arrivals.map(\.origin) == [.initialScan])
  }

  @Test func `a file at the path of a folder counts as missing`() async throws {
    try folder.write("text", to: "watched")
    let watcher = try FolderWatcher(folder.watched("watched"), log: log)
    #expect(await log.line(with: "folder is missing")?.contains("Not a directory") == true)
    try folder.remove("watched")
    try folder.makeFolder("watched")
    await watcher.arrivalsOfFirstScan()
    #expect(watcher.status.folders == ["news": .watched])
  }
}
