// How the watching goes, for health and metrics.

/// A picture of the watcher at one moment.
package struct WatchingStatus: Sendable, Hashable {
  /// How often events were lost since the start; each time all folders are scanned.
  package var eventLosses = 0
  /// Files that wait to be at rest.
  package var settlingFiles = 0
  /// By the folder's name.
  package var folders: [String: FolderCondition] = [:]
}

/// What can be seen of a folder.
package enum FolderCondition: Sendable, Hashable {
  /// Every file in it is noticed at once.
  case watched
  /// It is listed every few seconds; why the kernel is not asked to tell.
  case polled(reason: String)
  /// So many inner folders are polled for want of watches, or cannot be read.
  case degraded(folders: Int)
  /// The folder is not there or may not be read; it is looked for.
  case missing(reason: String)
}
