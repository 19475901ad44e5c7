// Real folders under real inotify: what arrives, and what never does.

import Articles
import FolderWatching
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FolderWatcherTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `the first scan tells what is there, oldest first, and then says so`() async throws {
    try folder.makeFolder("inner/deep")
    for (name, age) in [("b.txt", 30.0), ("a.txt", 20.0), ("c.txt", 40.0)] {
      try folder.write("old", to: name)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: folder.path(name))
    }
    try folder.write("just written", to: "inner/deep/new.txt")
    let watcher = try FolderWatcher(folder.watched())
    let news = await watcher.take { $0.contains(.scanned(folder: "news")) }
    #expect(news.arrivals.prefix(3).map(\.path.description) == ["c.txt", "b.txt", "a.txt"])
    #expect(news.arrivals.paths == ["a.txt", "b.txt", "c.txt", "inner/deep/new.txt"])
    #expect(news.arrivals.allSatisfy { $0.origin == .initialScan && $0.folder == "news" })
    #expect(news.last == .scanned(folder: "news"))
    #expect(watcher.status.folders == ["news": .watched])
  }

  @Test func `a file moved in is told at once, whatever the settle time`() async throws {
    let watcher = try FolderWatcher(folder.watched(settleMilliseconds: 3_600_000))
    await watcher.arrivalsOfFirstScan()
    try folder.moveIn("complete", to: "a.txt")
    let arrivals = await watcher.arrivals(until: "a.txt")
    #expect(arrivals.map(\.origin) == [.event])
    #expect(arrivals.map(\.sizeBytes) == [8])
  }

  @Test func `a slow writer's file is told once, with its final size`() async throws {
    let watcher = try FolderWatcher(folder.watched())
    await watcher.arrivalsOfFirstScan()
    let writer = try check("open", open(folder.path("slow.txt"), O_WRONLY | O_CREAT, 0o644))
    var arrivals: [FileArrival] = []
    for step in 1...3 {
      // Each of these has settled, so the slow file has been at rest for as long.
      try folder.write("done", to: "other-\(step).txt")
      arrivals += await watcher.arrivals(until: "other-\(step).txt")
      write(writer, "some more", 9)
    }
    #expect(!arrivals.paths.contains("slow.txt"))
    try check("close", close(writer))
    arrivals = await watcher.arrivals(until: "slow.txt")
    #expect(arrivals.map(\.sizeBytes) == [27])
  }

  @Test func `a file written again is told again, in its new version`() async throws {
    let watcher = try FolderWatcher(folder.watched())
    try folder.write("one", to: "a.txt")
    await watcher.arrivals(until: "a.txt")
    try folder.write("three", to: "a.txt")
    let news = await watcher.take { $0.arrivals.contains { $0.sizeBytes == 5 } }
    #expect(news.arrivals.last?.path == PathBytes("a.txt"))
  }

  @Test func `a hard link is told, though nobody writes or closes it`() async throws {
    try folder.makeFolder("outside")
    try folder.makeFolder("watched")
    try folder.write("linked", to: "outside/a")
    let watcher = try FolderWatcher(folder.watched("watched"))
    await watcher.arrivalsOfFirstScan()
    try check("link", link(folder.path("outside/a"), folder.path("watched/a.txt")))
    let arrivals = await watcher.arrivals(until: "a.txt")
    #expect(arrivals.map(\.sizeBytes) == [6])
  }

  @Test func `a nameless file that gets its name when complete is told`() async throws {
    let watcher = try FolderWatcher(folder.watched())
    await watcher.arrivalsOfFirstScan()
    let nameless: Int32 = 0o20_000_000 | O_DIRECTORY  // O_TMPFILE
    let file = try check("open", open(folder.path, O_WRONLY | nameless, 0o644))
    defer { close(file) }
    write(file, "complete", 8)
    let named = folder.path("a.txt")
    try check(
      "linkat", linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, named, AT_SYMLINK_FOLLOW))
    let arrivals = await watcher.arrivals(until: "a.txt")
    #expect(arrivals.map(\.sizeBytes) == [8])
  }

  @Test func `no file is missed in folders made while they are filled`() async throws {
    let watcher = try FolderWatcher(folder.watched())
    await watcher.arrivalsOfFirstScan()
    var expected: Set<PathBytes> = []
    for number in 0..<400 {
      let name = "\(number % 40)/inner/\(number / 10 % 4)/\(number).txt"
      try folder.makeFolder(String(name[..<(name.lastIndex(of: "/") ?? name.startIndex)]))
      try folder.write("text", to: name)
      expected.insert(PathBytes(name))
    }
    let news = await watcher.take { expected.isSubset(of: $0.arrivals.map(\.path)) }
    #expect(expected.subtracting(news.arrivals.map(\.path)).isEmpty)
  }

  @Test func `a folder moved in is told with all in it, and followed from then on`() async throws {
    try folder.makeFolder("outside/inner/deep")
    try folder.makeFolder("watched")
    try folder.write("text", to: "outside/inner/deep/a.txt")
    let watcher = try FolderWatcher(folder.watched("watched"))
    await watcher.arrivalsOfFirstScan()
    try folder.move("outside/inner", to: "watched/inner")
    await watcher.arrivals(until: "inner/deep/a.txt")
    try folder.moveIn("text", to: "watched/inner/deep/b.txt")
    #expect(await watcher.arrivals(until: "inner/deep/b.txt").paths.last == "inner/deep/b.txt")
  }

  @Test func `after an inner folder was renamed its files are told under the new path`()
    async throws
  {
    try folder.makeFolder("before")
    let watcher = try FolderWatcher(folder.watched())
    await watcher.arrivalsOfFirstScan()
    try folder.move("before", to: "after")
    try folder.moveIn("text", to: "after/a.txt")
    #expect(await watcher.arrivals(until: "after/a.txt").paths.allSatisfy { $0 == "after/a.txt" })
  }

  @Test func `a name that is not UTF-8 is told byte by byte`() async throws {
    let name = PathBytes([0xff, 0xfe] + Array(".txt".utf8))
    let watcher = try FolderWatcher(folder.watched())
    await watcher.arrivalsOfFirstScan()
    let path = Array(folder.path("").utf8) + name.bytes + [0]
    let file = try check(
      "open", open(path.map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o644))
    close(file)
    let news = await watcher.take { $0.arrivals.contains { $0.path == name } }
    #expect(news.arrivals.paths == ["\\xff\\xfe.txt"])
  }

  @Test(arguments: [true, false])
  func `links, pipes, folders and temporary names are never told`(atStart: Bool) async throws {
    try folder.makeFolder("watched")
    try folder.write("text", to: "outside.txt")
    var early: FolderWatcher?
    if !atStart {
      early = try FolderWatcher(folder.watched("watched", ignore: ["draft-*", "drafts"]))
      await early?.arrivalsOfFirstScan()
    }
    try check("mkfifo", mkfifo(folder.path("watched/pipe.txt"), 0o644))
    try check("symlink", symlink(folder.path("outside.txt"), folder.path("watched/link.txt")))
    try check("symlink", symlink(folder.path, folder.path("watched/linked-folder")))
    try folder.makeFolder("watched/folder.txt")
    for name in ["drafts", "@eaDir", ".stfolder"] {
      try folder.makeFolder("watched/\(name)")
      try folder.write("text", to: "watched/\(name)/a.txt")
    }
    for name in [".a.txt.QLVPmN", "sedv8OOUf", "a.txt.part", "a.html", "draft-a.txt", ".a.txt"] {
      try folder.write("text", to: "watched/\(name)")
    }
    try folder.write("text", to: "watched/last.txt")
    let watcher =
      try early ?? FolderWatcher(folder.watched("watched", ignore: ["draft-*", "drafts"]))
    #expect(await watcher.arrivals(until: "last.txt").paths == ["last.txt"])
  }

  @Test func `a folder that is not recursive tells its own files only`() async throws {
    try folder.makeFolder("inner")
    try folder.write("text", to: "inner/a.txt")
    let watcher = try FolderWatcher(folder.watched(recursive: false))
    await watcher.arrivalsOfFirstScan()
    try folder.makeFolder("later")
    try folder.write("text", to: "later/b.txt")
    try folder.write("text", to: "inner/b.txt")
    try folder.write("text", to: "c.txt")
    #expect(await watcher.arrivals(until: "c.txt").paths == ["c.txt"])
  }

  @Test func `folders that overlap each tell the file`() async throws {
    try folder.makeFolder("inner")
    let watcher = try FolderWatcher(
      folder.watched(name: "outer"), folder.watched("inner", name: "inner"))
    await watcher.arrivalsOfFirstScan("inner")
    try folder.moveIn("text", to: "inner/a.txt")
    let news = await watcher.arrivals(until: "inner/a.txt", "a.txt")
    #expect(Set(news.map(\.folder)) == ["outer", "inner"])
  }

  @Test func `a scan on demand tells every file again, also what no event told`() async throws {
    try folder.write("four", to: "a.txt")
    try folder.write("text", to: "b.txt")
    let watcher = try FolderWatcher(folder.watched())
    await watcher.arrivalsOfFirstScan()
    try check("truncate", truncate(folder.path("a.txt"), 2))
    // On a loaded machine the files may be settling still: what their writing told comes first.
    var arrivals: [FileArrival] = []
    repeat {
      watcher.rescan()
      arrivals = await watcher.arrivals(until: "a.txt", "b.txt")
    } while !arrivals.allSatisfy { $0.origin == .rescan }
    #expect(arrivals.first { $0.path == PathBytes("a.txt") }?.sizeBytes == 2)
  }

  @Test func `what is written through a mapping after the close is found by a scan`() async throws {
    try folder.write("text", to: "a.txt")
    let file = try check("open", open(folder.path("a.txt"), O_RDWR))
    let mapping = mmap(nil, 4, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
    try check("close", close(file))
    // Long past, so that the writing is sure to set another time.
    let times = [timespec(tv_sec: 5, tv_nsec: 0), timespec(tv_sec: 5, tv_nsec: 0)]
    try check("utimensat", utimensat(AT_FDCWD, folder.path("a.txt"), times, 0))
    let watcher = try FolderWatcher(folder.watched())
    let before = await watcher.arrivalsOfFirstScan()
    mapping?.storeBytes(of: UInt8(ascii: "T"), as: UInt8.self)
    watcher.rescan()
    let after = await watcher.arrivals(until: "a.txt")
    munmap(mapping, 4)
    #expect(before.map(\.modifiedNanoseconds) == [5_000_000_000])
    #expect(after.allSatisfy { $0.modifiedNanoseconds > 5_000_000_000 && $0.origin == .rescan })
  }

  @Test func `a file that one of two writers has closed is told when the other is done, too`()
    async throws
  {
    // The first close starts a settle time that the second writer's close starts anew.
    let watcher = try FolderWatcher(folder.watched(settleMilliseconds: 60))
    await watcher.arrivalsOfFirstScan()
    let writers = try (1...2).map { _ in
      try check("open", open(folder.path("a.txt"), O_WRONLY | O_CREAT | O_APPEND, 0o644))
    }
    write(writers[0], "one", 3)
    try check("close", close(writers[0]))
    write(writers[1], "and two", 7)
    try check("close", close(writers[1]))
    let arrivals = await watcher.arrivals(until: "a.txt")
    #expect(arrivals.map(\.sizeBytes) == [10])
  }

  @Test func `the first scan says beforehand how many files it will tell`() async throws {
    try folder.makeFolder("inner/deep")
    try folder.makeFolder("drafts")
    for name in ["a.txt", "b.html", "inner/c.txt", "inner/deep/d.txt", "drafts/e.txt", ".f.txt"] {
      try folder.write("text", to: name)
    }
    let watcher = try FolderWatcher(folder.watched(ignore: ["drafts"]))
    let news = await watcher.take { $0.contains(.scanned(folder: "news")) }
    #expect(news.first == .scanning(folder: "news", files: 3))
    #expect(news.arrivals.count == 3)
  }

  @Test func `the scan comes by itself, too`() async throws {
    try folder.write("text", to: "a.txt")
    var limits = quietLimits
    limits.rescanIntervalMilliseconds = 20
    let watcher = try FolderWatcher(folder.watched(), limits: limits)
    let news = await watcher.take { $0.arrivals.count { $0.origin == .rescan } >= 2 }
    #expect(news.arrivals.count { $0.origin == .rescan } >= 2)
  }

  @Test func `folders are replaced while the watching goes on`() async throws {
    for name in ["kept", "dropped", "added"] { try folder.makeFolder(name) }
    try folder.write("text", to: "added/there.txt")
    let kept = folder.watched("kept", name: "kept")
    let watcher = try FolderWatcher(kept, folder.watched("dropped", name: "dropped"))
    await watcher.arrivalsOfFirstScan("dropped")
    try folder.write("text", to: "kept/during.txt")
    watcher.replaceFolders([kept, folder.watched("added", name: "added")])
    try folder.write("text", to: "dropped/late.txt")
    try folder.write("text", to: "kept/after.txt")
    let news = await watcher.take {
      Set($0.arrivals.paths).isSuperset(of: ["during.txt", "after.txt", "there.txt"])
        && $0.contains(.scanned(folder: "added"))
    }
    #expect(!news.contains(.scanned(folder: "kept")))
    #expect(!news.arrivals.contains { $0.folder == "dropped" })
    #expect(watcher.status.folders == ["kept": .watched, "added": .watched])
  }

  @Test func `stop ends the news, also while they wait for the consumer`() async throws {
    for number in 0..<20 { try folder.write("text", to: "\(number).txt") }
    var limits = quietLimits
    (limits.batchFilesMax, limits.newsQueuedMax) = (1, 1)
    let watcher = try FolderWatcher(folder.watched(settleMilliseconds: 0), limits: limits)
    await watcher.arrivals(until: "7.txt")
    watcher.stop()
    watcher.stop()
    for await _ in watcher.news {}
    #expect(!Task.isCancelled, "the news ended only at the time limit")
  }

  @Test func `batches hold as many files as allowed, and never none`() async throws {
    for number in 0..<25 { try folder.write("text", to: "\(number).txt") }
    var limits = quietLimits
    limits.batchFilesMax = 10
    let watcher = try FolderWatcher(folder.watched(), limits: limits)
    let news = await watcher.take { $0.contains(.scanned(folder: "news")) }
    let sizes = news.dropFirst().dropLast().map { [$0].arrivals.count }
    #expect(sizes.allSatisfy { (1...10).contains($0) })
    #expect(sizes.reduce(0, +) == 25)
  }
}
