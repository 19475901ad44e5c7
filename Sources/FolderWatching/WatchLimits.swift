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
  /// How often a polled folder is listed; a listing that takes long is followed by ten times as
  /// long a pause, up to the rescan interval.
  package var pollIntervalMilliseconds = 2_000
  /// The least time for which a file in a polled folder must be at rest: an NFS client answers
  /// stat(2) from memory for 3 s (`acregmin`, nfs(5)), an SMB client for 1 s.
  package var polledSettleMilliseconds = 4_000
  /// How far the clock of a server may be behind: a file in a polled folder that looks younger than
  /// this is not taken for complete by its age.
  package var serverClockErrorMilliseconds = 60_000
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
