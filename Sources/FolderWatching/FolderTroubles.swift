// What hinders the watching of a folder, and the words for it in the log.

import Articles
import Glibc
import Logging

/// The inner folders of a watched one in which arrivals may go unnoticed until the next scan.
struct FolderTroubles {
  /// The kernel would not watch them for want of watches.
  var unwatched: Set<PathBytes> = []
  /// They cannot be read or searched.
  var unreadable: [PathBytes: SystemFailure] = [:]

  var isEmpty: Bool { unwatched.isEmpty && unreadable.isEmpty }
  var count: Int { unwatched.union(unreadable.keys).count }

  /// Forgets a folder that is not there any more.
  mutating func forget(_ path: PathBytes) {
    unwatched.remove(path)
    unreadable[path] = nil
  }

  /// Forgets all but these folders.
  mutating func keepOnly(_ paths: Set<PathBytes>) {
    unwatched.formIntersection(paths)
    unreadable = unreadable.filter { paths.contains($0.key) }
  }
}

extension Logger {
  func log(folderLost path: PathBytes, _ failure: SystemFailure) {
    if failure.meansAbsent {
      warning(
        "folder is missing, looking for it from now on",
        metadata: ["path": "\(path)", "reason": "\(failure)", "remedy": "create or mount it"])
    } else {
      log(folderUnreadable: path, failure)
    }
  }

  func log(folderUnreadable path: PathBytes, _ failure: SystemFailure) {
    let remedy: Logger.MetadataValue =
      """
      give the user read and search permission; for the service, put it into the folder's group: \
      systemctl edit gainsay, [Service], SupplementaryGroups=GROUP
      """
    var metadata: Logger.Metadata = [
      "path": "\(path)", "reason": "\(failure)", "user": "\(currentUser())",
    ]
    if [EACCES, EPERM].contains(failure.number) { metadata["remedy"] = remedy }
    error("folder cannot be read, other folders go on", metadata: metadata)
  }

  func log(outOfWatchesAt path: PathBytes) {
    error(
      "no inotify watch left, inner folders are polled",
      metadata: [
        "path": "\(path)", "user": "\(currentUser())",
        "remedy": "raise the sysctl fs.inotify.max_user_watches",
      ])
  }
}
