// Collects the files that scans and events point to, and hands on in batches those that are
// complete.

import Articles
import Logging

/// Used by the watching thread alone.
final class Arrivals {
  /// What the kernel said about a file.
  enum Sign {
    /// It has a name now: a writer opened it, or it was linked there.
    case created
    /// A writer closed it.
    case written
    /// It was moved there, so it is complete.
    case movedIn
  }

  /// By name; files of other folders are dropped.
  var folders: [String: WatchedFolder] = [:]

  private let exchange: WatchExchange
  private let logger: Logger
  private var settling: ArrivalSettling
  private var batch: [FileArrival] = []
  private var hasLoss = false

  init(exchange: WatchExchange, logger: Logger) {
    self.exchange = exchange
    self.logger = logger
    settling = ArrivalSettling(
      filesMax: exchange.limits.settlingFilesMax,
      slowMilliseconds: exchange.limits.slowFileWarningMilliseconds)
  }

  /// When ``lookAgain(now:)`` shall be called next.
  var nextLookAt: Int64? { settling.nextDueAt }
  var settlingCount: Int { settling.count }

  /// Takes a file that a scan found; false if it was modified so recently that it must settle
  /// first.
  func scanFound(
    _ file: WatchedFile, _ facts: FileFacts, _ origin: FileArrival.Origin, isPolled: Bool
  ) -> Bool {
    guard let folder = folders[file.folder] else { return true }
    if settling.isWaiting(file) { return false }
    let settleMilliseconds = settleMilliseconds(in: folder, isPolled: isPolled)
    let clockErrorMilliseconds = isPolled ? exchange.limits.serverClockErrorMilliseconds : 0
    let ageNanoseconds = SystemClock.nanosecondsSince1970 - facts.modifiedNanoseconds
    if ageNanoseconds >= Int64(settleMilliseconds + clockErrorMilliseconds) * 1_000_000 {
      deliver(FileArrival(file, facts, origin))
      return true
    }
    note(file, facts, origin, settleMilliseconds: settleMilliseconds)
    return false
  }

  /// How long a file found by a scan must be at rest.
  func settleMilliseconds(in folder: WatchedFolder, isPolled: Bool) -> Int {
    isPolled
      ? max(folder.settleMilliseconds, exchange.limits.polledSettleMilliseconds)
      : folder.settleMilliseconds
  }

  /// Takes a file that an event named.
  func eventNamed(_ file: WatchedFile, _ sign: Sign) {
    guard let folder = folders[file.folder] else { return }
    guard let facts = facts(of: file) else { return settling.forget(file) }
    switch sign {
    case .movedIn:
      settling.forget(file)
      deliver(FileArrival(file, facts, .event))
    case .written:
      note(file, facts, .event, settleMilliseconds: folder.settleMilliseconds)
    case .created:
      // A new empty file has an open writer, who will close it: until then a pause is not the end.
      let isOpen = facts.sizeBytes == 0
      let settleMilliseconds =
        isOpen
        ? max(folder.settleMilliseconds, exchange.limits.openWriterSettleMilliseconds)
        : folder.settleMilliseconds
      note(file, facts, .event, settleMilliseconds: settleMilliseconds)
    }
  }

  /// Hands on the files that have settled.
  func lookAgain(now: Int64) {
    let outcome = settling.look(now: now) { facts(of: $0) }
    for arrival in outcome.arrivals { deliver(arrival) }
    for file in outcome.slow {
      logger.warning(
        "file keeps changing, still waiting for it to be complete",
        metadata: ["folder": "\(file.folder)", "path": "\(file.path)"])
    }
  }

  /// Whether files had to be passed over, since the last call, because too many were waiting.
  func takeLoss() -> Bool {
    defer { hasLoss = false }
    return hasLoss
  }

  func forget(folder: String) { settling.forget(folder: folder) }

  /// Hands on what has been collected; blocks while the consumer has too many.
  func flush() {
    guard !batch.isEmpty else { return }
    exchange.send(.arrived(batch))
    batch.removeAll(keepingCapacity: true)
  }

  private func note(
    _ file: WatchedFile, _ facts: FileFacts, _ origin: FileArrival.Origin, settleMilliseconds: Int
  ) {
    let isNoted = settling.note(
      file, facts: facts, origin: origin, settleMilliseconds: settleMilliseconds,
      now: SystemClock.milliseconds)
    if !isNoted { hasLoss = true }
  }

  private func deliver(_ arrival: FileArrival) {
    batch.append(arrival)
    if batch.count == exchange.limits.batchFilesMax { flush() }
  }

  /// Nil unless the file is there and regular.
  private func facts(of file: WatchedFile) -> FileFacts? {
    guard let folder = folders[file.folder],
      let status = try? FileStatus(of: folder.path.appending(file.path)), status.kind == .regular
    else { return nil }
    return status.facts
  }
}
