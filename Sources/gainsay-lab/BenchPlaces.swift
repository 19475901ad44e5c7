// Where the benchmark keeps its files, and how an article arrives.

import Foundation
import Glibc

struct BenchPlaces: Sendable {
  /// What the daemon watches.
  let inbox: URL
  /// What the raw path watches.
  let rawInbox: URL
  /// Where files are written before they arrive, on the same disk.
  private let staging: URL
  private let root: URL

  /// - Throws: `BenchFailure` unless the folder exists and is empty.
  init(in folder: URL) throws {
    guard let held = try? FileManager.default.contentsOfDirectory(atPath: folder.path),
      held.isEmpty
    else { throw BenchFailure("\(folder.path) is not an empty folder; give one that is") }
    root = folder
    inbox = folder.appendingPathComponent("inbox")
    rawInbox = folder.appendingPathComponent("raw")
    staging = folder.appendingPathComponent("staging")
    for folder in [inbox, rawInbox, staging] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    }
    try BenchArticles.actorsFile.write(to: actors, atomically: false, encoding: .utf8)
  }

  var actors: URL { file("actors.toml") }

  func file(_ name: String) -> URL { root.appendingPathComponent(name) }

  /// Makes one more folder.
  func makeFolder(_ name: String) throws -> URL {
    let folder = file(name)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    return folder
  }

  /// Writes a file in a folder where it is watched.
  ///
  /// - Returns: the moment before it was closed.
  func write(_ text: String, as name: String, in folder: URL) throws -> ContinuousClock.Instant {
    let path = folder.appendingPathComponent(name).path
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    let bytes = Array(text.utf8)
    let count = Glibc.write(file, bytes, bytes.count)
    let start = ContinuousClock.now
    guard close(file) == 0, count == bytes.count else { throw BenchFailure("cannot write \(path)") }
    return start
  }

  /// Writes a file that has not arrived yet.
  func stage(_ text: String, as name: String) throws {
    try Data(text.utf8).write(to: staging.appendingPathComponent(name))
  }

  /// Lets a staged file arrive in a folder.
  ///
  /// - Returns: the moment before it did.
  @discardableResult
  func drop(_ name: String, into folder: URL) throws -> ContinuousClock.Instant {
    let from = staging.appendingPathComponent(name).path
    let to = folder.appendingPathComponent(name).path
    let start = ContinuousClock.now
    guard rename(from, to) == 0 else { throw BenchFailure("cannot move \(from) to \(to)") }
    return start
  }
}
