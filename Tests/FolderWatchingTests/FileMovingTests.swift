// Files that go aside: to the right place, in the right version, over nothing.

import Articles
import Foundation
import Testing

@testable import FolderWatching

@Suite(.timeLimit(.minutes(1)))
struct FileMovingTests {
  let folder: TemporaryFolder
  var inbox: WatchedFolder { folder.watched("inbox") }

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("inbox")
  }

  private func facts(_ name: String) throws -> FileFacts {
    try FileStatus(of: PathBytes(folder.path(name))).facts
  }

  private func move(_ name: String, to aside: AsideFolder = .done) throws -> Bool {
    let facts = try facts("inbox/\(name)")
    return try inbox.moveAside(
      PathBytes(name), sizeBytes: facts.sizeBytes, modifiedNanoseconds: facts.modifiedNanoseconds,
      to: aside)
  }

  private func text(_ name: String) -> String? {
    try? String(contentsOfFile: folder.path(name), encoding: .utf8)
  }

  @Test(arguments: AsideFolder.allCases)
  func `a file goes beside the folder, with the folders it lies in`(aside: AsideFolder) throws {
    try folder.makeFolder("inbox/2023/january")
    try folder.write("text", to: "inbox/2023/january/a.txt")
    #expect(try move("2023/january/a.txt", to: aside))
    #expect(text("\(aside.rawValue)/2023/january/a.txt") == "text")
    #expect(text("inbox/2023/january/a.txt") == nil)
  }

  @Test func `nothing is replaced: a second file of a name gets its time`() throws {
    try folder.makeFolder("done")
    try folder.write("foreign", to: "done/a.txt")
    for number in 1...3 {
      try folder.write("\(number)", to: "inbox/a.txt")
      let times = [timespec(tv_sec: 5, tv_nsec: 7), timespec(tv_sec: 5, tv_nsec: 7)]
      try check("utimensat", utimensat(AT_FDCWD, folder.path("inbox/a.txt"), times, 0))
      #expect(try move("a.txt"))
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("done")).sorted()
    #expect(
      names == [
        "a.5000000007.2.txt", "a.5000000007.3.txt", "a.5000000007.txt", "a.txt",
      ])
    #expect(text("done/a.txt") == "foreign")
    #expect(text("done/a.5000000007.txt") == "1")
    #expect(text("done/a.5000000007.3.txt") == "3")
  }

  @Test func `a version that was not read stays`() throws {
    try folder.write("old", to: "inbox/a.txt")
    let old = try facts("inbox/a.txt")
    try folder.write("newer", to: "inbox/a.txt")
    func move(_ name: String) throws -> Bool {
      try inbox.moveAside(
        PathBytes(name), sizeBytes: old.sizeBytes, modifiedNanoseconds: old.modifiedNanoseconds,
        to: .done)
    }
    #expect(try !move("a.txt"))
    #expect(try !move("gone.txt"))
    #expect(try !move("no-folder/gone.txt"))
    #expect(text("inbox/a.txt") == "newer")
  }

  @Test func `a link to the folder leads to the place beside the folder itself`() throws {
    try folder.makeFolder("elsewhere")
    try check("symlink", symlink(folder.path("inbox"), folder.path("elsewhere/link")))
    try folder.write("text", to: "inbox/a.txt")
    let facts = try facts("inbox/a.txt")
    let moved = try folder.watched("elsewhere/link").moveAside(
      PathBytes("a.txt"), sizeBytes: facts.sizeBytes,
      modifiedNanoseconds: facts.modifiedNanoseconds, to: .done)
    #expect(moved)
    #expect(text("done/a.txt") == "text")
  }

  @Test(arguments: ["file", "link"])
  func `what stands in the way of the place is named and nothing is moved`(kind: String) throws {
    if kind == "file" {
      try folder.write("in the way", to: "done")
    } else {
      try check("symlink", symlink("/tmp", folder.path("done")))
    }
    try folder.write("text", to: "inbox/a.txt")
    let error = #expect(throws: FolderWatchingError.self) { try move("a.txt") }
    #expect(error?.code == .cannotMove)
    #expect(error?.description.contains("inbox/a.txt cannot be moved to done/") == true)
    #expect(text("inbox/a.txt") == "text")
  }

  @Test func `a failed file is brought back under its name, also when it had to take another`()
    throws
  {
    try folder.makeFolder("failed")
    try folder.write("foreign", to: "failed/a.txt")
    try folder.write("text", to: "inbox/a.txt")
    let facts = try facts("inbox/a.txt")
    #expect(try move("a.txt", to: .failed))
    func bringBack() throws -> Bool {
      try inbox.bringBack(
        PathBytes("a.txt"), sizeBytes: facts.sizeBytes,
        modifiedNanoseconds: facts.modifiedNanoseconds)
    }
    try folder.write("later", to: "inbox/a.txt")
    #expect(throws: FolderWatchingError.self) { try bringBack() }
    #expect(text("inbox/a.txt") == "later")
    try folder.remove("inbox/a.txt")
    #expect(try bringBack())
    #expect(text("inbox/a.txt") == "text")
    #expect(text("failed/a.txt") == "foreign")
    #expect(try !bringBack())
  }

  @Test func `a name that is not UTF-8 is moved as it is`() throws {
    let name = PathBytes([0xff, 0xfe] + Array(".txt".utf8))
    let path = Array(folder.path("inbox/").utf8) + name.bytes + [0]
    close(try check("open", open(path.map { CChar(bitPattern: $0) }, O_WRONLY | O_CREAT, 0o644)))
    let facts = try FileStatus(of: PathBytes(folder.path("inbox")).appending(name)).facts
    #expect(
      try inbox.moveAside(
        name, sizeBytes: 0, modifiedNanoseconds: facts.modifiedNanoseconds, to: .done))
    #expect(
      (try? FileStatus(of: PathBytes(folder.path("done")).appending(name)).kind) == .regular)
  }

  @Test(arguments: [true, false])
  func `a taken name is never replaced, however the file system renames`(isAtomic: Bool) throws {
    try folder.write("text", to: "inbox/a.txt")
    try folder.write("taken", to: "inbox/b.txt")
    let place = try FileDescriptor(
      reading: PathBytes(folder.path("inbox")), flags: O_DIRECTORY)
    func rename(_ name: String, to newName: String) throws -> Bool {
      try renameUnlessTaken(
        PathBytes(name), in: place, to: PathBytes(newName), in: place, isAtomic: isAtomic)
    }
    #expect(try !rename("a.txt", to: "b.txt"))
    #expect(text("inbox/b.txt") == "taken")
    #expect(try rename("a.txt", to: "c.txt"))
    #expect(text("inbox/c.txt") == "text" && text("inbox/a.txt") == nil)
    #expect(throws: SystemFailure.self) { try rename("gone.txt", to: "d.txt") }
    #expect(text("inbox/d.txt") == nil)
  }
}
