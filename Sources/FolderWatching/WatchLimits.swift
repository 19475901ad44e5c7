// The bounds and intervals of a watcher.

/// How much a watcher holds at most and how often it looks by itself.
package struct WatchLimits: Sendable {
  /// How often every folder is scanned without being asked, in case an event was never raised.
  package var rescanIntervalMilliseconds = 300_000
  /// Files in one ``FolderNews/arrived(_:)``.
  package var batchFilesMax = 256
  /// News that may wait for the consumer; then the watcher waits for it.
  package var newsQueuedMax = 16
  /// Kernel events that may wait for the watcher, in bytes of inotify records (32 to 280 each).
  package var eventBytesQueuedMax = 4 << 20
  /// Files that may wait to be at rest at the same time.
  package var settlingFilesMax = 65_536
  /// How often a missing folder is looked for.
  package var missingFolderPollMilliseconds = 1_000
  /// How long after a loss of events everything is scanned; collects a storm of losses into one
  /// scan.
  package var lossRescanDelayMilliseconds = 1_000
  /// How long a file that was created empty and not closed since must be at rest.
  package var openWriterSettleMilliseconds = 10_000
  /// How long a file may go on changing before a warning.
  package var slowFileWarningMilliseconds = 600_000

  package init() {}
}
