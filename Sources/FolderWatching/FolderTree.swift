// One watched folder with the folders inside it: armed, scanned, lost and found again.

import Articles
import Glibc
import Logging

/// Used by the watching thread alone.
final class FolderTree {
  let settings: WatchedFolder
  private(set) var isMissing = true
  /// When the first scan can be announced: files it found just modified have had their time to
  /// settle.
  private(set) var announcesScanAt: Int64?
  private let rules: FileNameRules
  private let watches: FolderWatches
  private let arrivals: Arrivals
  private let exchange: WatchExchange
  private let logger: Logger
  /// Why the folder could not be watched when it was last looked for.
  private var lastFailure: SystemFailure?
  private var hasScanned = false
  private var hasRecentFiles = false
  private var troubles = FolderTroubles()

  init(
    _ settings: WatchedFolder, watches: FolderWatches, arrivals: Arrivals, exchange: WatchExchange,
    logger: Logger
  ) {
    self.settings = settings
    self.watches = watches
    self.arrivals = arrivals
    self.exchange = exchange
    rules = FileNameRules(include: settings.include, ignore: settings.ignore)
    var logger = logger
    logger[metadataKey: "folder"] = "\(settings.name)"
    self.logger = logger
  }

  var condition: FolderCondition {
    if isMissing { return .missing(reason: lastFailure?.description ?? "not looked at yet") }
    return troubles.isEmpty ? .watched : .degraded(folders: troubles.count)
  }

  /// Looks for the folder, watches and scans it; nothing happens if it is there already.
  func arm() {
    guard isMissing else { return }
    do throws(SystemFailure) {
      let status = try FileStatus(of: settings.path, followingLink: true)
      guard status.kind == .folder else { throw SystemFailure(number: ENOTDIR) }
      isMissing = false
      hasRecentFiles = false
      scan(from: PathBytes([]), hasScanned ? .rescan : .initialScan)
      guard !isMissing else { return }
      lastFailure = nil
      logger.info("watching folder", metadata: ["path": "\(settings.path)"])
      if !hasScanned {
        let wait = Int64(settings.settleMilliseconds) + ArrivalSettling.tickMilliseconds
        announcesScanAt = SystemClock.milliseconds + (hasRecentFiles ? wait : 0)
      }
    } catch {
      lose(error)
    }
  }

  /// Tells every file again, and makes the watches agree with what is there.
  ///
  /// Every folder is watched anew by its path: one that was exchanged, or that another file system
  /// was mounted over, gets another watch descriptor, which replaces the old one.
  func rescan() {
    guard !isMissing else { return arm() }
    let hadTroubles = !troubles.isEmpty
    let visited = scan(from: PathBytes([]), .rescan)
    guard !exchange.isStopping, !isMissing else { return }
    watches.unwatch(folder: settings.name, except: visited)
    troubles.keepOnly(visited)
    if hadTroubles, troubles.isEmpty {
      logger.notice("every inner folder is watched again")
    }
  }

  /// Stops watching.
  func disarm() {
    watches.unwatch(place(PathBytes([])))
    isMissing = true
    announcesScanAt = nil
    troubles = FolderTroubles()
  }

  /// Acts on what happened in one of the folders.
  func handle(_ event: InotifyEvent, at place: WatchedPlace) {
    let path = place.path.appending(event.name)
    switch (event.sign, event.isFolder) {
    case (.folderMoved, _) where place.isRoot, (.folderGone, _) where place.isRoot: startOver()
    case (.folderGone, _):
      watches.unwatch(place)
      scan(from: place.path, .event)  // What an unmount or a quick exchange left there.
    case (.movedOut, true): watches.unwatch(self.place(path))
    case (.created, true), (.movedIn, true):
      if settings.recursive, rules.entersFolder(event.name) { scan(from: path, .event) }
    case (.created, false): eventNamed(event.name, path, .created)
    case (.written, false): eventNamed(event.name, path, .written)
    case (.movedIn, false): eventNamed(event.name, path, .movedIn)
    case (.folderMoved, _), (.movedOut, false), (.written, true), (.lostEvents, _): break
    }
  }

  /// True once, when the first scan can be announced.
  func takeScanAnnouncement(now: Int64) -> Bool {
    guard let time = announcesScanAt, time <= now else { return false }
    announcesScanAt = nil
    hasScanned = true
    return true
  }

  private func place(_ path: PathBytes) -> WatchedPlace {
    WatchedPlace(folder: settings.name, path: path)
  }

  private func eventNamed(_ name: PathBytes, _ path: PathBytes, _ sign: Arrivals.Sign) {
    guard rules.takesFile(name) else { return }
    arrivals.eventNamed(WatchedFile(folder: settings.name, path: path), sign)
  }

  /// Another folder may stand at the path by now.
  private func startOver() {
    logger.notice("folder was moved, deleted, unmounted or exchanged")
    disarm()
    arm()
  }

  private func lose(_ failure: SystemFailure) {
    disarm()
    if failure != lastFailure { logger.log(folderLost: settings.path, failure) }
    lastFailure = failure
  }

  /// Watches and lists a folder and all in it, which are the result; those that are gone are not.
  @discardableResult
  private func scan(from start: PathBytes, _ origin: FileArrival.Origin) -> Set<PathBytes> {
    var visited: Set<PathBytes> = []
    var ahead = [start]
    while let path = ahead.popLast(), !exchange.isStopping, !isMissing {
      do throws(SystemFailure) {
        let listing = try watchAndList(path)
        visited.insert(path)
        for entry in listing.entries {
          let entryPath = path.appending(entry.name)
          if entry.status.kind == .folder, settings.recursive, rules.entersFolder(entry.name) {
            ahead.append(entryPath)
          } else if entry.status.kind == .regular, rules.takesFile(entry.name) {
            let file = WatchedFile(folder: settings.name, path: entryPath)
            let isAtRest = arrivals.scanFound(file, entry.status.facts, origin)
            if !isAtRest { hasRecentFiles = true }
          }
        }
      } catch {
        if path.bytes.isEmpty {
          lose(error)
        } else if error.meansAbsent {
          watches.unwatch(place(path))
        } else {
          visited.insert(path)
          noteUnreadable(path, error)
        }
      }
    }
    return visited
  }

  /// Watches first and lists second, so that what comes in between is seen twice rather than never.
  private func watchAndList(_ path: PathBytes) throws(SystemFailure) -> FolderListing {
    let place = place(path)
    let absolute = place.isRoot ? settings.path : settings.path.appending(path)
    do throws(SystemFailure) {
      try watches.watch(place, at: absolute)
      troubles.unwatched.remove(path)
    } catch {
      guard error.number == ENOSPC else { throw error }
      let isFirst = troubles.unwatched.isEmpty
      troubles.unwatched.insert(path)
      if isFirst { logger.log(outOfWatchesAt: absolute) }
    }
    let listing = try FolderListing(of: absolute, followingLink: place.isRoot)
    if let refusal = listing.refusal {
      noteUnreadable(path, refusal)
    } else {
      troubles.unreadable[path] = nil
    }
    return listing
  }

  private func noteUnreadable(_ path: PathBytes, _ failure: SystemFailure) {
    guard troubles.unreadable.updateValue(failure, forKey: path) != failure else { return }
    logger.log(folderUnreadable: settings.path.appending(path), failure)
  }
}
