// What the watching thread does: wait for mail or for the next due time, act, hand on.

import Logging

/// Lives on the watching thread, from its start to its end.
final class WatchLoop {
  private let exchange: WatchExchange
  private let logger: Logger
  private let watches: FolderWatches
  private let arrivals: Arrivals
  /// In the order of the configuration.
  private var trees: [FolderTree] = []
  private var nextRescanAt: Int64
  private var nextSearchAt: Int64 = .max
  private var eventLosses = 0

  init(inotify: Inotify, exchange: WatchExchange, logger: Logger) {
    self.exchange = exchange
    self.logger = logger
    watches = FolderWatches(inotify: inotify)
    arrivals = Arrivals(exchange: exchange, logger: logger)
    nextRescanAt = SystemClock.milliseconds + Int64(exchange.limits.rescanIntervalMilliseconds)
  }

  /// Returns when the exchange is stopped.
  func run() {
    while true {
      let mail = exchange.takeMail(waitMilliseconds: max(0, nextDueAt - SystemClock.milliseconds))
      if mail.wantsStop { return }
      act(on: mail)
      // One moment for both: what settles now is told before the scan that found it.
      let now = SystemClock.milliseconds
      actOnTime(now: now)
      publishStatus()
      arrivals.flush()
      for tree in trees where tree.takeScanAnnouncement(now: now) {
        exchange.send(.scanned(folder: tree.settings.name))
      }
    }
  }

  private var nextDueAt: Int64 {
    let scans = trees.compactMap(\.announcesScanAt) + trees.compactMap(\.nextPollAt)
    return ([nextRescanAt, nextSearchAt, arrivals.nextLookAt ?? .max] + scans).min() ?? nextRescanAt
  }

  private func act(on mail: WatchExchange.Mail) {
    if let folders = mail.folders { replaceTrees(folders) }
    var hasLoss = mail.hasLostEvents
    for event in InotifyEvent.parse(mail.events) {
      // A loss belongs to no folder, so it is looked for before the place.
      if event.sign == .lostEvents { hasLoss = true }
      for place in watches.places(of: event.descriptor) {
        trees.first { $0.settings.name == place.folder }?.handle(event, at: place)
      }
    }
    if hasLoss { noteLoss() }
    if mail.wantsRescan { nextRescanAt = 0 }
  }

  private func actOnTime(now: Int64) {
    arrivals.lookAgain(now: now)
    if now >= nextRescanAt {
      nextRescanAt = now + Int64(exchange.limits.rescanIntervalMilliseconds)
      for tree in trees { tree.rescan() }
    } else if now >= nextSearchAt {
      for tree in trees { tree.search() }
    }
    for tree in trees { tree.poll(now: now) }
    if !trees.contains(where: \.needsSearch) {
      nextSearchAt = .max
    } else if nextSearchAt <= now || nextSearchAt == .max {
      nextSearchAt = now + Int64(exchange.limits.missingFolderPollMilliseconds)
    }
    if arrivals.takeLoss() { noteLoss() }
  }

  private func noteLoss() {
    eventLosses += 1
    let limits = exchange.limits
    nextRescanAt = min(
      nextRescanAt, SystemClock.milliseconds + Int64(limits.lossRescanDelayMilliseconds))
    logger.warning(
      "more files changed than could be followed, scanning all folders",
      metadata: ["losses": "\(eventLosses)"])
  }

  /// Folders that stay as they are go on undisturbed; the others start with a scan, so no file is
  /// missed.
  private func replaceTrees(_ folders: [WatchedFolder]) {
    for tree in trees where !folders.contains(tree.settings) {
      tree.disarm()
      arrivals.forget(folder: tree.settings.name)
    }
    arrivals.folders = Dictionary(folders.map { ($0.name, $0) }) { first, _ in first }
    trees = folders.map { folder in
      trees.first { $0.settings == folder }
        ?? FolderTree(
          folder, watches: watches, arrivals: arrivals, exchange: exchange, logger: logger)
    }
    for tree in trees { tree.arm() }
  }

  private func publishStatus() {
    exchange.status = WatchingStatus(
      eventLosses: eventLosses, settlingFiles: arrivals.settlingCount,
      folders: Dictionary(trees.map { ($0.settings.name, $0.condition) }) { first, _ in first })
  }
}
