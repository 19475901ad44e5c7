// What `ConfinementTests` runs in processes of their own; skipped everywhere else.

import Articles
import FolderWatching
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)), .enabled(if: Confinement.current == .fewWatches))
struct FewWatchesTests {
  @Test func `folders beyond the kernel's limit of watches are scanned`() async throws {
    let folder = try TemporaryFolder()
    let log = RecordedLog()
    for number in 0..<5 { try folder.makeFolder("\(number)") }
    let watcher = try FolderWatcher(folder.watched(), log: log)
    await watcher.arrivalsOfFirstScan()
    let line = await log.line(with: "no inotify watch left")
    #expect(line?.hasPrefix("error") == true)
    #expect(line?.contains("fs.inotify.max_user_watches") == true)
    #expect(watcher.status.folders == ["news": .degraded(folders: 3)])
    for number in 0..<5 { try folder.moveIn("text", to: "\(number)/a.txt") }
    watcher.rescan()
    await watcher.arrivals(until: "0/a.txt", "1/a.txt", "2/a.txt", "3/a.txt", "4/a.txt")
    for number in 0..<3 { try folder.remove("\(number)") }
    watcher.rescan()
    #expect(await log.line(with: "every inner folder is watched again") != nil)
  }

}

@Suite(.timeLimit(.minutes(1)), .enabled(if: Confinement.current == .watchesRunOut))
struct WatchesRunOutTests {
  @Test func `folders beyond the limit are polled, and watched when there is room`() async throws {
    let folder = try TemporaryFolder()
    let log = RecordedLog()
    for number in 0..<5 { try folder.makeFolder("\(number)") }
    var limits = quietLimits
    (limits.pollIntervalMilliseconds, limits.polledSettleMilliseconds) = (10, 30)
    let watcher = try FolderWatcher(folder.watched(), limits: limits, log: log)
    await watcher.arrivalsOfFirstScan()
    for number in 0..<5 { try folder.moveIn("text", to: "\(number)/a.txt") }
    await watcher.arrivals(until: "0/a.txt", "1/a.txt", "2/a.txt", "3/a.txt", "4/a.txt")
    for number in 0..<5 { try folder.remove("\(number)") }
    // The watches of the removed ones are free now.
    try folder.makeFolder("later")
    try folder.moveIn("text", to: "later/a.txt")
    await watcher.arrivals(until: "later/a.txt")
    #expect(await log.line(with: "every inner folder is watched again") != nil)
    // The status is told at the end of the turn that logs: before anything of a later turn arrives.
    try folder.moveIn("text", to: "later/b.txt")
    await watcher.arrivals(until: "later/b.txt")
    #expect(watcher.status.folders == ["news": .watched])
  }
}

@Suite(.timeLimit(.minutes(1)), .enabled(if: Confinement.current == .noInstances))
struct NoInstancesTests {
  @Test func `without an inotify instance the watcher says which limit to raise`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: FolderWatchingError.self) { try FolderWatcher(folder.watched()) }
    #expect(error?.code == .tooManyInstances)
    #expect(error?.description.contains("fs.inotify.max_user_instances") == true)
  }
}

@Suite(.timeLimit(.minutes(1)), .enabled(if: Confinement.current == .noPrivileges))
struct NoPrivilegesTests {
  @Test func `what may not be read is named with the remedy, and the rest goes on`() async throws {
    let folder = try TemporaryFolder()
    let log = RecordedLog()
    for name in ["open/inner", "closed"] { try folder.makeFolder(name) }
    try folder.write("text", to: "closed/a.txt")
    try folder.write("text", to: "open/secret.txt")
    try check("chmod", chmod(folder.path("open/secret.txt"), 0))
    try check("chmod", chmod(folder.path("open/inner"), 0))
    try check("chmod", chmod(folder.path("closed"), 0))
    let watcher = try FolderWatcher(
      folder.watched("closed", name: "closed"), folder.watched("open", name: "open"), log: log)

    let line = await log.line(with: "folder=closed")
    #expect(line?.hasPrefix("error: folder cannot be read, other folders go on") == true)
    for words in ["/closed", "uid", "SupplementaryGroups", "Permission denied"] {
      #expect(line?.contains(words) == true)
    }
    #expect(await log.line(with: "/open/inner")?.hasPrefix("error") == true)
    let arrivals = await watcher.arrivalsOfFirstScan("open")
    #expect(arrivals.paths == ["secret.txt"])
    #expect(watcher.status.folders["open"] == .degraded(folders: 1))
    for arrival in arrivals {
      let error = #expect(throws: FolderWatchingError.self) {
        try folder.watched("open").read(arrival, sizeBytesMax: 100)
      }
      #expect(error?.code == .permissionDenied)
      #expect(error?.description.contains("/open/secret.txt") == true)
    }

    try check("chmod", chmod(folder.path("closed"), 0o755))
    await watcher.arrivals(until: "a.txt")
    try check("chmod", chmod(folder.path("open/inner"), 0o755))
    watcher.rescan()
    #expect(await log.line(with: "every inner folder is watched again") != nil)
  }
}

@Suite(.timeLimit(.minutes(1)), .enabled(if: Confinement.current == .ownMounts))
struct OwnMountsTests {
  @Test func `a file system mounted over the folder is watched, and what it hid afterwards`()
    async throws
  {
    let folder = try TemporaryFolder()
    try folder.makeFolder("watched")
    try folder.write("text", to: "watched/below.txt")
    let watcher = try FolderWatcher(folder.watched("watched"))
    await watcher.arrivalsOfFirstScan()
    try mount("mount", "-t", "tmpfs", "none", folder.path("watched"))
    try folder.write("text", to: "watched/above.txt")
    watcher.rescan()
    await watcher.arrivals(until: "above.txt")
    try folder.moveIn("text", to: "watched/later.txt")
    #expect(await watcher.arrivals(until: "later.txt").map(\.origin).last == .event)
    try mount("umount", folder.path("watched"))
    await watcher.arrivals(until: "below.txt")
    try folder.moveIn("text", to: "watched/last.txt")
    #expect(await watcher.arrivals(until: "last.txt").map(\.origin).last == .event)
  }

  @Test func `an unmounted folder is missing until it is mounted again`() async throws {
    let folder = try TemporaryFolder()
    let log = RecordedLog()
    try folder.makeFolder("watched")
    try mount("mount", "-t", "tmpfs", "none", folder.path("watched"))
    try folder.write("text", to: "watched/a.txt")
    let watcher = try FolderWatcher(folder.watched("watched"), log: log)
    await watcher.arrivalsOfFirstScan()
    try mount("umount", folder.path("watched"))
    #expect(await log.line(with: "folder was moved, deleted, unmounted") != nil)
    // What is dropped in the meantime is not lost.
    try folder.moveIn("text", to: "watched/below.txt")
    await watcher.arrivals(until: "below.txt")
    #expect(watcher.status.folders == ["news": .missing(reason: "unmounted")])
    try folder.makeFolder("disk")
    try folder.write("text", to: "disk/b.txt")
    try mount("mount", "--bind", folder.path("disk"), folder.path("watched"))
    await watcher.arrivals(until: "b.txt")
    try folder.moveIn("text", to: "watched/c.txt")
    #expect(await watcher.arrivals(until: "c.txt").map(\.origin).last == .event)
    #expect(watcher.status.folders == ["news": .watched])
    try mount("umount", folder.path("watched"))
  }

  @Test func `what is written into the lower layer of an overlay is found by a scan`()
    async throws
  {
    let folder = try TemporaryFolder()
    try mount("mount", "-t", "tmpfs", "none", folder.path)
    for name in ["lower", "upper", "work", "watched"] { try folder.makeFolder(name) }
    let layers = ["lower", "upper", "work"].map { "\($0)dir=\(folder.path($0))" }
    let options = layers.joined(separator: ",") + ",userxattr"
    let (status, _) = try Confinement.run(
      ["mount", "-t", "overlay", "overlay", "-o", options, folder.path("watched")], environment: [:]
    )
    guard status == 0 else {
      Issue.record("NOT TESTED: this machine mounts no overlay for a user", severity: .warning)
      return
    }
    let watcher = try FolderWatcher(folder.watched("watched"))
    await watcher.arrivalsOfFirstScan()
    try folder.write("text", to: "lower/a.txt")
    watcher.rescan()
    #expect(await watcher.arrivals(until: "a.txt").map(\.origin).last == .rescan)
    #expect(watcher.status.folders == ["news": .watched])
  }

  private func mount(_ command: String...) throws {
    let (status, output) = try Confinement.run(command, environment: [:])
    try #require(status == 0, "\(output)")
  }
}
