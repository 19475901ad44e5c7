// Says which complete files have arrived in some folders, missing none. Read this first, then
// WatchLoop.

package import Logging

/// Watches folders on two threads of its own: one empties the kernel's queue at all times, one does
/// the rest.
///
/// No fault of a folder ends the watching: a folder that is missing or unreadable is logged once,
/// shown in ``status`` and looked for until it is there.
package final class FolderWatcher: Sendable {
  private static let readBufferBytes = 64 << 10

  private let exchange: WatchExchange

  /// Starts watching these folders, which have unique names and absolute paths; they are scanned at
  /// once.
  ///
  /// - Throws: ``FolderWatchingError`` with `tooManyInstances` or `cannotStart`.
  package convenience init(
    folders: [WatchedFolder], limits: WatchLimits = WatchLimits(), logger: Logger
  ) throws(FolderWatchingError) {
    try self.init(folders: folders, limits: limits, logger: logger, inotify: Inotify())
  }

  init(
    folders: [WatchedFolder], limits: WatchLimits, logger: Logger, inotify: Inotify
  ) throws(FolderWatchingError) {
    let exchange = WatchExchange(limits: limits)
    self.exchange = exchange
    exchange.post { $0.folders = folders }
    do throws(SystemFailure) {
      let reader = try NamedThread("gainsay-inotify") { Self.readEvents(inotify, into: exchange) }
      let start = Result { () throws(SystemFailure) in
        try NamedThread("gainsay-folders") {
          WatchLoop(inotify: inotify, exchange: exchange, logger: logger).run()
          inotify.interrupt()
          reader.join()
          exchange.finish()
        }
      }
      if case .failure = start {
        inotify.interrupt()
        reader.join()
      }
      try start.get().detach()
    } catch {
      throw .cannotStart(error)
    }
  }

  deinit { stop() }

  /// What arrives, for one consumer; while it is slow, the watcher waits and at worst scans again.
  ///
  /// Ends after ``stop()``, once the folders are let alone, or at once when the consumer's task is
  /// cancelled, which stops the watcher too.
  package var news: some AsyncSequence<FolderNews, Never> & Sendable {
    exchange.stream.map { news in
      self.exchange.tookNews()
      return news
    }
  }

  /// How the watching goes.
  package var status: WatchingStatus { exchange.status }

  /// Watches these folders from now on.
  ///
  /// A folder that is the same as before goes on undisturbed; one that is new or changed in any way
  /// is scanned as at the start and gives ``FolderNews/scanned(folder:)``; news of dropped folders
  /// may still be waiting.
  package func replaceFolders(_ folders: [WatchedFolder]) {
    exchange.post { $0.folders = folders }
  }

  /// Tells every file of every folder again, soon: for files that could not be taken in.
  package func rescan() {
    exchange.post { $0.wantsRescan = true }
  }

  /// Ends the watching and, a little later, ``news``; never blocks, may be called more than once.
  package func stop() {
    exchange.stop()
  }

  /// Keeps the kernel's queue empty until the instance is interrupted.
  private static func readEvents(_ inotify: Inotify, into exchange: WatchExchange) {
    withUnsafeTemporaryAllocation(byteCount: readBufferBytes, alignment: 8) { buffer in
      while let records = inotify.read(into: buffer) { exchange.post(events: records) }
    }
  }
}
