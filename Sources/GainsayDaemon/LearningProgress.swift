// How far the learning of an archive has come: a bar on a terminal, lines in any other log.

import FolderWatching
import Logging

/// Counts the files of first scans and shows what is new about it.
struct LearningProgress {
  /// A line each tenth of the way.
  private static let linesCount = 10
  private static let barLength = 30

  private struct Folder {
    var total: Int
    var taken = 0
  }

  private let logger: Logger
  /// Nil where no human sees it.
  private let terminal: LogOutput?
  private var folders: [String: Folder] = [:]

  init(logger: Logger, terminal: LogOutput?) {
    self.logger = logger
    self.terminal = terminal
  }

  /// Notes that about so many files of a folder will be learnt.
  mutating func start(_ folder: String, files: Int) {
    guard files > 0 else { return }
    folders[folder] = Folder(total: files)
    logger.info(
      "learning what the folder holds, nobody is told of it",
      metadata: ["folder": "\(folder)", "files": "\(files)"])
    show(folder)
  }

  /// Notes files that were taken in.
  mutating func take(_ arrivals: [FileArrival]) {
    let found = arrivals.filter { $0.origin == .initialScan }.map(\.folder)
    for (name, count) in Dictionary(found.map { ($0, 1) }, uniquingKeysWith: +) {
      guard let before = folders[name] else { continue }
      // Files come and go while they are scanned.
      let taken = min(before.taken + count, before.total)
      folders[name] = Folder(total: before.total, taken: taken)
      show(name)
      let tenths = [before.taken, taken].map { $0 * Self.linesCount / before.total }
      if terminal == nil, tenths[0] < tenths[1], taken < before.total {
        logger.info(
          "learning",
          metadata: ["folder": "\(name)", "learnt": "\(taken)", "files": "\(before.total)"])
      }
    }
  }

  /// Notes that a folder is learnt.
  mutating func finish(_ folder: String) {
    guard folders.removeValue(forKey: folder) != nil else { return }
    terminal?.show(progress: nil)
  }

  /// Leaves the terminal as it was, should there be more to learn.
  func end() {
    terminal?.show(progress: nil)
  }

  private func show(_ name: String) {
    guard let terminal, let folder = folders[name] else { return }
    let filled = folder.taken * Self.barLength / folder.total
    let bar =
      String(repeating: "#", count: filled)
      + String(repeating: "-", count: Self.barLength - filled)
    terminal.show(
      progress: """
        learning \(name) [\(bar)] \(folder.taken * 100 / folder.total) % \
        (\(folder.taken) of \(folder.total))
        """)
  }
}
