// What the watcher tells: which complete files are there.

package import Articles

/// A complete file, in the version that was seen at rest.
///
/// The same version may be told more than once, but never not at all.
package struct FileArrival: Hashable, Sendable {
  /// What made the watcher look at the file.
  package enum Origin: String, Sendable {
    /// It was there when the folder was first seen.
    case initialScan
    /// The kernel signalled it.
    case event
    /// It was found by a later scan, which tells every file again, or by a poll.
    case rescan
  }

  /// The name of its ``WatchedFolder``.
  package var folder: String
  /// Relative to the folder.
  package var path: PathBytes
  package var sizeBytes: Int64
  /// Since 1970.
  package var modifiedNanoseconds: Int64
  package var origin: Origin

  package init(
    folder: String, path: PathBytes, sizeBytes: Int64, modifiedNanoseconds: Int64, origin: Origin
  ) {
    self.folder = folder
    self.path = path
    self.sizeBytes = sizeBytes
    self.modifiedNanoseconds = modifiedNanoseconds
    self.origin = origin
  }
}

/// One element of ``FolderWatcher/news``.
package enum FolderNews: Sendable, Hashable {
  /// At least one file, at most ``WatchLimits/batchFilesMax``. A scan tells a folder's files oldest
  /// first.
  case arrived([FileArrival])
  /// A folder's first scan begins: about so many files will be told.
  case scanning(folder: String, files: Int)
  /// All files of the folder's first scan have been told, but for those that are still being
  /// written.
  ///
  /// Comes once for each folder that is added; for a missing folder, when it has appeared.
  case scanned(folder: String)
}

/// A file by its folder's name and its path in it.
struct WatchedFile: Hashable {
  var folder: String
  var path: PathBytes
}
