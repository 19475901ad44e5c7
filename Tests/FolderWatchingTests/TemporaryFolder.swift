// A real folder for a test, and the watcher's news as a test wants them.

import Articles
import FolderWatching
import Foundation
import Logging

/// A folder of its own for each test, deleted with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/gainsay-watching-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw SystemError(call: "mkdtemp") }
    path = String(cString: made)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Makes a folder inside, with those above it.
  @discardableResult
  func makeFolder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
    return path(name)
  }

  /// Writes a file in place, as an editor or `cp` does.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  /// Writes a file under a temporary name and renames it.
  func moveIn(_ text: String, to name: String) throws {
    try write(text, to: name + ".part")
    try move(name + ".part", to: name)
  }

  func move(_ name: String, to newName: String) throws {
    try check("rename", rename(path(name), path(newName)))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  /// A watched folder at a path inside, which settles fast.
  func watched(
    _ inner: String = "", name: String = "news", recursive: Bool = true, ignore: [String] = [],
    settleMilliseconds: Int = 30
  ) -> WatchedFolder {
    WatchedFolder(
      name: name, path: PathBytes(inner.isEmpty ? path : path(inner)), recursive: recursive,
      ignore: ignore, settleMilliseconds: settleMilliseconds)
  }
}

struct SystemError: Error {
  let call: String
  let number = errno
}

@discardableResult
func check(_ call: String, _ result: Int32) throws -> Int32 {
  if result < 0 { throw SystemError(call: call) }
  return result
}

/// Intervals that suit a test: nothing happens by itself unless the test asks for it.
var quietLimits: WatchLimits {
  var limits = WatchLimits()
  limits.rescanIntervalMilliseconds = 3_600_000
  limits.lossRescanDelayMilliseconds = 20
  limits.missingFolderPollMilliseconds = 20
  limits.pollIntervalMilliseconds = 3_600_000
  return limits
}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension FolderWatcher {
  convenience init(
    _ folders: WatchedFolder..., limits: WatchLimits = quietLimits, log: RecordedLog? = nil
  ) throws {
    try self.init(folders: folders, limits: limits, logger: log?.logger ?? quietLogger)
  }

  /// Takes news until they satisfy; at the suite's time limit, what there is.
  func take(until isEnough: ([FolderNews]) -> Bool) async -> [FolderNews] {
    var taken: [FolderNews] = []
    for await next in news {
      taken.append(next)
      if isEnough(taken) { break }
    }
    return taken
  }

  /// Takes arrivals until these paths are among them, each at least once.
  @discardableResult
  func arrivals(until paths: String...) async -> [FileArrival] {
    let wanted = Set(paths.map { PathBytes($0) })
    return await take { wanted.isSubset(of: $0.arrivals.map(\.path)) }.arrivals
  }

  /// Takes news until a folder's first scan has been told.
  @discardableResult
  func arrivalsOfFirstScan(_ folder: String = "news") async -> [FileArrival] {
    await take { $0.contains(.scanned(folder: folder)) }.arrivals
  }
}

extension [FolderNews] {
  var arrivals: [FileArrival] {
    flatMap { news -> [FileArrival] in
      if case .arrived(let batch) = news { batch } else { [] }
    }
  }
}

extension [FileArrival] {
  /// As shown, sorted.
  var paths: [String] { map(\.path.description).sorted() }
}
