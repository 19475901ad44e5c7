// What can fail in this room.

import Articles
import Glibc

/// A refusal by the system that the caller must handle.
package struct FolderWatchingError: Error, CustomStringConvertible {
  package enum Code: String, Sendable {
    /// The user has no inotify instance left (EMFILE): the daemon cannot start.
    case tooManyInstances
    /// The watcher cannot start for another reason.
    case cannotStart
    case fileTooLarge
    case permissionDenied
    /// A link, a pipe, a socket, a device or a folder.
    case notRegularFile
    /// The file is there, but reading it fails.
    case unreadable
    /// The file stays where it is.
    case cannotMove
  }

  package let code: Code
  /// What failed, on which thing, and what to do.
  package let detail: String
  /// The system's own error, if there is one.
  package let underlying: SystemFailure?

  package var description: String {
    if let underlying { "\(detail) (\(underlying))" } else { detail }
  }
}

extension FolderWatchingError {
  static func tooManyInstances(_ failure: SystemFailure) -> Self {
    Self(
      code: .tooManyInstances,
      detail: "cannot watch folders: \(currentUser()) has no inotify instance left; stop another "
        + "program that watches files, or raise the sysctl fs.inotify.max_user_instances",
      underlying: failure)
  }

  static func cannotStart(_ failure: SystemFailure) -> Self {
    Self(code: .cannotStart, detail: "cannot start watching folders", underlying: failure)
  }

  static func notRegularFile(_ path: PathBytes, _ failure: SystemFailure?) -> Self {
    Self(
      code: .notRegularFile,
      detail: "\(path) is not a regular file: links, pipes and devices are not read",
      underlying: failure)
  }

  static func fileTooLarge(_ path: PathBytes, _ sizeBytes: Int64, max: Int64) -> Self {
    Self(
      code: .fileTooLarge,
      detail: "\(path) has \(sizeBytes) bytes, \(max) are allowed; "
        + "raise max_file_size if it is an article",
      underlying: nil)
  }

  /// A file that stays where it is: in its folder, or in `failed/` if `aside` is nil.
  static func cannotMove(
    _ path: PathBytes, to aside: AsideFolder?, _ failure: SystemFailure
  ) -> Self {
    let remedy =
      switch failure.number {
      case EACCES, EPERM: "; let \(currentUser()) write that folder and the one beside it"
      case EROFS:
        "; if the service does not see it writable: systemctl edit gainsay, [Service] "
          + "ReadWritePaths=FOLDER"
      case EXDEV: "; watch a folder on the same file system, or write after = \"keep\""
      case EEXIST: "; remove one of the two"
      default: ""
      }
    return Self(
      code: .cannotMove,
      detail: "\(path) cannot be moved "
        + (aside.map { "to \($0.rawValue)/ beside its folder" } ?? "back from failed/") + remedy,
      underlying: failure)
  }

  /// A file that is there but does not open or does not read.
  static func cannotOpen(_ path: PathBytes, _ failure: SystemFailure) -> Self {
    switch failure.number {
    case EACCES, EPERM:
      Self(
        code: .permissionDenied,
        detail: "\(currentUser()) may not read \(path); give that user read permission",
        underlying: failure)
    case ELOOP, ENXIO: notRegularFile(path, failure)
    default: Self(code: .unreadable, detail: "\(path) cannot be read", underlying: failure)
    }
  }
}

/// An error number of the system.
package struct SystemFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// As in errno(3).
  package let number: Int32

  /// The last call's error on this thread.
  static var last: SystemFailure { SystemFailure(number: errno) }

  /// The system's words for it.
  package var description: String { String(cString: strerror(number)) }

  /// The thing is not there, or is no longer the kind of thing it was.
  var meansAbsent: Bool { [ENOENT, ENOTDIR, ESTALE].contains(number) }
}

/// The user this process acts as, for messages: `gainsay (uid 990)`.
func currentUser() -> String {
  let id = geteuid()
  var record = passwd()
  var found: UnsafeMutablePointer<passwd>?
  var buffer = [CChar](repeating: 0, count: 16_384)
  guard getpwuid_r(id, &record, &buffer, buffer.count, &found) == 0, found != nil,
    let name = record.pw_name
  else { return "uid \(id)" }
  return "\(String(cString: name)) (uid \(id))"
}
