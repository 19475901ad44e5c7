// Reading exactly the version that was told.

import Articles
import FolderWatching
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct FileReadingTests {
  let folder: TemporaryFolder
  var watched: WatchedFolder { folder.watched() }

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("inner/deep")
    try folder.write("the text", to: "inner/deep/a.txt")
  }

  @Test func `the told version is read as it is`() async throws {
    let arrival = try arrival(of: "inner/deep/a.txt")
    #expect(try watched.read(arrival, sizeBytesMax: 8) == .bytes(Array("the text".utf8)))
  }

  @Test func `an empty file is read as no bytes`() throws {
    try folder.write("", to: "empty.txt")
    #expect(try watched.read(arrival(of: "empty.txt"), sizeBytesMax: 8) == .bytes([]))
  }

  @Test func `what the watcher tells can be read`() async throws {
    let watcher = try FolderWatcher(watched)
    let arrivals = await watcher.arrivalsOfFirstScan()
    #expect(
      try arrivals.map { try watched.read($0, sizeBytesMax: 100) }
        == [.bytes(Array("the text".utf8))])
  }

  @Test(arguments: ["another text", "THE TEXT"])
  func `another version is not read`(text: String) throws {
    let arrival = try arrival(of: "inner/deep/a.txt")
    try folder.write(text, to: "inner/deep/a.txt")
    // The old size with a new time must be enough to tell.
    try setModified(folder.path("inner/deep/a.txt"), nanoseconds: arrival.modifiedNanoseconds + 1)
    #expect(try watched.read(arrival, sizeBytesMax: 100) == .changed)
  }

  @Test(arguments: ["inner/deep/a.txt", "inner"])
  func `a file that is gone has vanished, also with its folder`(name: String) throws {
    let arrival = try arrival(of: "inner/deep/a.txt")
    try folder.remove(name)
    #expect(try watched.read(arrival, sizeBytesMax: 100) == .vanished)
  }

  @Test func `a link on the way is not followed`() throws {
    let arrival = try arrival(of: "inner/deep/a.txt")
    try folder.move("inner/deep", to: "moved")
    try check("symlink", symlink(folder.path("moved"), folder.path("inner/deep")))
    #expect(try watched.read(arrival, sizeBytesMax: 100) == .vanished)
  }

  @Test func `a link in place of the file is refused`() throws {
    let arrival = try arrival(of: "inner/deep/a.txt")
    try folder.move("inner/deep/a.txt", to: "moved.txt")
    try check("symlink", symlink(folder.path("moved.txt"), folder.path("inner/deep/a.txt")))
    try expectRefusal(.notRegularFile, of: arrival, saying: "inner/deep/a.txt")
  }

  @Test func `a pipe in place of the file is refused without waiting for a writer`() throws {
    let arrival = try arrival(of: "inner/deep/a.txt")
    try folder.remove("inner/deep/a.txt")
    try check("mkfifo", mkfifo(folder.path("inner/deep/a.txt"), 0o644))
    try expectRefusal(.notRegularFile, of: arrival, saying: "not a regular file")
  }

  @Test(arguments: ["inner/deep/a.txt", "8 bytes", "7 are allowed", "max_file_size"])
  func `a file that is too large is refused with the limit and its key`(words: String) throws {
    let arrival = try arrival(of: "inner/deep/a.txt")
    try expectRefusal(.fileTooLarge, of: arrival, sizeBytesMax: 7, saying: words)
  }

  private func arrival(of name: String) throws -> FileArrival {
    var answer = stat()
    try check("stat", stat(folder.path(name), &answer))
    return FileArrival(
      folder: "news", path: PathBytes(name), sizeBytes: Int64(answer.st_size),
      modifiedNanoseconds: Int64(answer.st_mtim.tv_sec) * 1_000_000_000
        + Int64(answer.st_mtim.tv_nsec), origin: .event)
  }

  private func setModified(_ path: String, nanoseconds: Int64) throws {
    let time = timespec(
      tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    try check("utimensat", utimensat(AT_FDCWD, path, [time, time], 0))
  }

  private func expectRefusal(
    _ code: FolderWatchingError.Code, of arrival: FileArrival, sizeBytesMax: Int64 = 100,
    saying words: String
  ) throws {
    let error = #expect(throws: FolderWatchingError.self) {
      try watched.read(arrival, sizeBytesMax: sizeBytesMax)
    }
    #expect(error?.code == code)
    #expect(error?.description.contains(words) == true)
  }
}
