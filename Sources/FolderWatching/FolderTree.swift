// One watched folder with the folders inside it: armed, scanned, lost and found again.

import Articles
import Glibc
import Logging

/// Used by the watching thread alone.
final class FolderTree {
  /// Why folders are looked through.
  private enum Occasion {
    case first, event, rescan, poll

    var origin: FileArrival.Origin {
      switch self {
      case .first: .initialScan
      case .event: .event
      case .rescan, .poll: .rescan
      }
    }
  }

  let settings: WatchedFolder
  private var isMissing = true
  /// What stands at the path since the folder was unmounted; the folder counts as missing until
  /// something else stands there.
  private var uncovered: FileIdentity?
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
  private var polls = FolderPolls()

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
    if uncovered != nil { return .missing(reason: "unmounted") }
    if !troubles.isEmpty { return .degraded(folders: troubles.count) }
    return polls.reason.map { .polled(reason: $0) } ?? .watched
  }

  /// Whether ``search()`` shall be called now and then.
  var needsSearch: Bool { isMissing || uncovered != nil }

  /// When ``poll(now:)`` shall be called next.
  var nextPollAt: Int64? { polls.nextAt }

  /// Looks whether a missing or unmounted folder is there again.
  func search() {
    guard !isMissing else { return arm() }
    guard uncovered != nil, identity != uncovered else { return }
    logger.notice("folder is there again", metadata: ["path": "\(settings.path)"])
    rescan()
  }

  /// Looks for the folder, watches and scans it; nothing happens if it is there already.
  func arm() {
    guard isMissing else { return }
    do throws(SystemFailure) {
      let status = try FileStatus(of: settings.path, followingLink: true)
      guard status.kind == .folder else { throw SystemFailure(number: ENOTDIR) }
      isMissing = false
      hasRecentFiles = false
      if !hasScanned {
        let files = FolderCensus(settings, rules).filesCount
        exchange.send(.scanning(folder: settings.name, files: files))
      }
      scan(from: [PathBytes([])], hasScanned ? .rescan : .first)
      guard !isMissing else { return }
      lastFailure = nil
      logWatching()
      if !hasScanned {
        let settle = arrivals.settleMilliseconds(in: settings, isPolled: polls.nextAt != nil)
        let wait = Int64(settle) + ArrivalSettling.tickMilliseconds
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
    if identity != uncovered { uncovered = nil }
    let (hadTroubles, reason) = (!troubles.isEmpty, polls.reason)
    polls.startOver()
    let visited = scan(from: [PathBytes([])], .rescan)
    guard !exchange.isStopping, !isMissing else { return }
    watches.unwatch(folder: settings.name, except: visited)
    troubles.keepOnly(visited)
    polls.keepOnly(visited)
    if polls.reason != reason { logWatching() }
    logRecovery(hadTroubles)
  }

  /// Tells what is new in the folders that the kernel does not tell of, if it is time.
  func poll(now: Int64) {
    guard !isMissing, let time = polls.nextAt, time <= now else { return }
    let (hadTroubles, start) = (!troubles.isEmpty, SystemClock.milliseconds)
    scan(from: polls.start(), .poll)
    let end = SystemClock.milliseconds
    polls.finish(at: end, tookMilliseconds: end - start, exchange.limits)
    logRecovery(hadTroubles)
  }

  /// Stops watching.
  func disarm() {
    watches.unwatch(place(PathBytes([])))
    isMissing = true
    uncovered = nil
    announcesScanAt = nil
    troubles = FolderTroubles()
    polls = FolderPolls()
  }

  /// Acts on what happened in one of the folders.
  func handle(_ event: InotifyEvent, at place: WatchedPlace) {
    let path = place.path.appending(event.name)
    switch (event.sign, event.isFolder) {
    case (.folderMoved, _) where place.isRoot, (.folderGone, _) where place.isRoot: startOver()
    case (.unmounted, _) where place.isRoot:
      startOver()
      // What stands there now is read, but it is not what was to be watched.
      if !isMissing { uncovered = identity }
    case (.folderGone, _), (.unmounted, _):
      watches.unwatch(place)
      scan(from: [place.path], .event)  // What an unmount or a quick exchange left there.
    case (.movedOut, true): watches.unwatch(self.place(path))
    case (.created, true), (.movedIn, true):
      if settings.recursive, rules.entersFolder(event.name) { scan(from: [path], .event) }
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

  /// What stands at the path now.
  private var identity: FileIdentity? {
    try? FileStatus(of: settings.path, followingLink: true).identity
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

  /// Watches and lists folders and all in them, which are the result; those that are gone are not.
  @discardableResult
  private func scan(from starts: [PathBytes], _ occasion: Occasion) -> Set<PathBytes> {
    var visited: Set<PathBytes> = []
    var ahead = starts
    while let path = ahead.popLast(), !exchange.isStopping, !isMissing {
      if visited.contains(path) { continue }
      do throws(SystemFailure) {
        let listing = try watchAndList(path)
        visited.insert(path)
        for entry in listing.entries {
          let entryPath = path.appending(entry.name)
          if entry.status.kind == .folder, settings.recursive, rules.entersFolder(entry.name) {
            ahead.append(entryPath)
          } else if entry.status.kind == .regular, rules.takesFile(entry.name) {
            found(entryPath, entry.status.facts, isPolled: polls.holds(path), occasion)
          }
        }
      } catch {
        if path.bytes.isEmpty {
          lose(error)
        } else if error.meansAbsent {
          watches.unwatch(place(path))
          polls.forget(path)
          troubles.forget(path)
        } else {
          visited.insert(path)
          noteUnreadable(path, error)
        }
      }
    }
    return visited
  }

  private func found(
    _ path: PathBytes, _ facts: FileFacts, isPolled: Bool, _ occasion: Occasion
  ) {
    let isNews = !isPolled || polls.isNews(path, facts)
    guard isNews || occasion != .poll else { return }
    let file = WatchedFile(folder: settings.name, path: path)
    let isAtRest = arrivals.scanFound(file, facts, occasion.origin, isPolled: isPolled)
    if !isAtRest { hasRecentFiles = true }
  }

  /// Watches first and lists second, so that what comes in between is seen twice rather than never.
  private func watchAndList(_ path: PathBytes) throws(SystemFailure) -> FolderListing {
    let place = place(path)
    let absolute = place.isRoot ? settings.path : settings.path.appending(path)
    if let reason = pollReason(at: absolute) {
      watches.unwatch(place)
      troubles.unwatched.remove(path)
      polls.add(path, because: reason)
    } else {
      try watch(place, at: absolute)
    }
    let listing = try FolderListing(of: absolute, followingLink: place.isRoot)
    if let refusal = listing.refusal {
      noteUnreadable(path, refusal)
    } else {
      troubles.unreadable[path] = nil
    }
    return listing
  }

  /// A folder that the kernel has no watch left for is polled.
  private func watch(_ place: WatchedPlace, at absolute: PathBytes) throws(SystemFailure) {
    do throws(SystemFailure) {
      try watches.watch(place, at: absolute)
      troubles.unwatched.remove(place.path)
      polls.forget(place.path)
    } catch {
      guard error.number == ENOSPC else { throw error }
      let isFirst = troubles.unwatched.isEmpty
      troubles.unwatched.insert(place.path)
      polls.add(place.path, because: nil)
      if isFirst { logger.log(outOfWatchesAt: absolute) }
    }
  }

  /// Why a folder is polled; nil if it shall be watched.
  private func pollReason(at absolute: PathBytes) -> String? {
    switch settings.watch {
    case .inotify: nil
    case .poll: "watch = \"poll\""
    case .auto: RemoteFileSystem.name(at: absolute).map { "\($0) file system" }
    }
  }

  private func noteUnreadable(_ path: PathBytes, _ failure: SystemFailure) {
    guard troubles.unreadable.updateValue(failure, forKey: path) != failure else { return }
    logger.log(folderUnreadable: settings.path.appending(path), failure)
  }

  private func logWatching() {
    let whyWatched = settings.watch == .inotify ? "watch = \"inotify\"" : "local file system"
    logger.info(
      "watching folder",
      metadata: [
        "path": "\(settings.path)", "mode": polls.reason == nil ? "inotify" : "poll",
        "reason": "\(polls.reason ?? whyWatched)",
      ])
  }

  private func logRecovery(_ hadTroubles: Bool) {
    if hadTroubles, troubles.isEmpty { logger.notice("every inner folder is watched again") }
  }
}
