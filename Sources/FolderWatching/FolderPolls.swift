// Which folders of a watched one are polled, when next, and what the last poll saw.

import Articles

/// A pure record: time is handed to it.
struct FolderPolls {
  /// Why the watched folder itself is polled; nil if the kernel tells of it.
  private(set) var reason: String?
  private var folders: Set<PathBytes> = []
  private var dueAt: Int64 = 0
  /// Hashes of path, size and time, since an archive may be large.
  ///
  /// Two that agree by chance cost one file the wait for the next rescan.
  private var seen: Set<Int> = []
  private var seenBefore: Set<Int> = []

  /// When it is time to ``start()``; nil while no folder is polled.
  var nextAt: Int64? { folders.isEmpty ? nil : dueAt }

  func holds(_ folder: PathBytes) -> Bool { folders.contains(folder) }

  mutating func add(_ folder: PathBytes, because reason: String?) {
    folders.insert(folder)
    if folder.bytes.isEmpty { self.reason = reason }
  }

  mutating func forget(_ folder: PathBytes) {
    folders.remove(folder)
    if folder.bytes.isEmpty { reason = nil }
  }

  /// Forgets all but these folders.
  mutating func keepOnly(_ paths: Set<PathBytes>) { folders.formIntersection(paths) }

  /// Whether the last poll did not see the file like this.
  mutating func isNews(_ path: PathBytes, _ facts: FileFacts) -> Bool {
    var hasher = Hasher()
    hasher.combine(path)
    hasher.combine(facts)
    let hash = hasher.finalize()
    return seen.insert(hash).inserted && !seenBefore.contains(hash)
  }

  /// Before a look through all folders; the result are those to look through in a poll.
  mutating func start() -> [PathBytes] {
    startOver()
    return Array(folders)
  }

  /// What is seen from now on takes the place of what was seen before.
  mutating func startOver() {
    seenBefore = seen
    seen = []
  }

  /// Long listings are made more seldom: they burden whoever serves them.
  mutating func finish(at now: Int64, tookMilliseconds: Int64, _ limits: WatchLimits) {
    seenBefore = []
    let pause = max(Int64(limits.pollIntervalMilliseconds), 10 * tookMilliseconds)
    dueAt = now + min(pause, Int64(limits.rescanIntervalMilliseconds))
  }
}
