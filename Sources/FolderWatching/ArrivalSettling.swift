// Decides when a written file is complete: a pure rule on what was seen when.

/// Files that were written to and wait to be at rest.
///
/// A file is complete when two looks at it, as far apart as its settle time, find the same size and
/// modification time; every signal in between starts the time anew. Times are milliseconds on one
/// clock.
struct ArrivalSettling {
  /// What a turn of looking found.
  struct Outcome: Equatable {
    /// Oldest modification first.
    var arrivals: [FileArrival] = []
    /// Files that still change long after they were first seen; each is named once.
    var slow: [WatchedFile] = []
  }

  private struct Entry {
    var facts: FileFacts
    var origin: FileArrival.Origin
    var settleMilliseconds: Int
    var since: Int64
    var dueAt: Int64
    var isKnownSlow = false
  }

  /// Due times are rounded up to this, so that looks are made in groups and the groups are few.
  static let tickMilliseconds: Int64 = 10

  private let filesMax: Int
  private let slowMilliseconds: Int64
  private var entries: [WatchedFile: Entry] = [:]
  private var due: [Int64: Set<WatchedFile>] = [:]
  private var slow: [WatchedFile] = []

  init(filesMax: Int, slowMilliseconds: Int) {
    self.filesMax = filesMax
    self.slowMilliseconds = Int64(slowMilliseconds)
  }

  /// When ``look(now:facts:)`` shall be called next.
  var nextDueAt: Int64? { due.keys.min() }

  var count: Int { entries.count }

  func isWaiting(_ file: WatchedFile) -> Bool { entries[file] != nil }

  /// Starts or restarts a file's settle time; false, and nothing is noted, when too many files
  /// wait.
  mutating func note(
    _ file: WatchedFile, facts: FileFacts, origin: FileArrival.Origin, settleMilliseconds: Int,
    now: Int64
  ) -> Bool {
    var entry: Entry
    if let known = takeOut(file) {
      entry = known
    } else if entries.count < filesMax {
      entry = Entry(
        facts: facts, origin: origin, settleMilliseconds: settleMilliseconds, since: now, dueAt: now
      )
    } else {
      return false
    }
    entry.facts = facts
    entry.settleMilliseconds = settleMilliseconds
    putBack(file, entry, now: now)
    return true
  }

  /// Stops waiting for a file.
  mutating func forget(_ file: WatchedFile) {
    _ = takeOut(file)
  }

  /// Stops waiting for all files of a folder.
  mutating func forget(folder: String) {
    for file in entries.keys where file.folder == folder { forget(file) }
  }

  /// Looks again at the files whose time has come; `facts` gives nil for a file that is gone.
  mutating func look(now: Int64, facts look: (WatchedFile) -> FileFacts?) -> Outcome {
    var outcome = Outcome()
    for file in due.keys.filter({ $0 <= now }).flatMap({ due[$0] ?? [] }) {
      guard var entry = takeOut(file), let facts = look(file) else { continue }
      if facts == entry.facts {
        outcome.arrivals.append(FileArrival(file, facts, entry.origin))
      } else {
        entry.facts = facts
        putBack(file, entry, now: now)
      }
    }
    outcome.arrivals.sort {
      ($0.modifiedNanoseconds, $0.path) < ($1.modifiedNanoseconds, $1.path)
    }
    swap(&outcome.slow, &slow)
    return outcome
  }

  private mutating func takeOut(_ file: WatchedFile) -> Entry? {
    guard let entry = entries.removeValue(forKey: file) else { return nil }
    due[entry.dueAt]?.remove(file)
    if due[entry.dueAt]?.isEmpty == true { due[entry.dueAt] = nil }
    return entry
  }

  private mutating func putBack(_ file: WatchedFile, _ entry: Entry, now: Int64) {
    var entry = entry
    if !entry.isKnownSlow, now - entry.since >= slowMilliseconds {
      entry.isKnownSlow = true
      slow.append(file)
    }
    let tick = Self.tickMilliseconds
    entry.dueAt = (now + Int64(entry.settleMilliseconds) + tick - 1) / tick * tick
    due[entry.dueAt, default: []].insert(file)
    entries[file] = entry
  }
}

extension FileArrival {
  init(_ file: WatchedFile, _ facts: FileFacts, _ origin: Origin) {
    self.init(
      folder: file.folder, path: file.path, sizeBytes: facts.sizeBytes,
      modifiedNanoseconds: facts.modifiedNanoseconds, origin: origin)
  }

  var facts: FileFacts {
    FileFacts(sizeBytes: sizeBytes, modifiedNanoseconds: modifiedNanoseconds)
  }
}
