// Where a ledger may lie, and which process is its daemon.

import Foundation
import Glibc
import Synchronization

/// Keeps ledgers off file systems whose locks SQLite cannot trust (sqlite.org/wal.html: not over a
/// network).
enum LedgerPlace {
  /// Refuses a ledger that would lie on a network or user-space file system.
  ///
  /// - Throws: `LedgerError` that names the mount.
  static func check(_ path: String) throws(LedgerError) {
    var file = URL(fileURLWithPath: path)
    // A ledger that does not exist yet will lie where its folder does.
    if !FileManager.default.fileExists(atPath: path) { file.deleteLastPathComponent() }
    // Without a list of mounts there is nothing to judge by.
    guard let mounts = try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8),
      let (kind, point) = networkMount(of: file.resolvingSymlinksInPath().path, mounts: mounts)
    else { return }
    throw LedgerError(
      .networkFileSystem,
      """
      ledger \(path) would lie on the \(kind) file system mounted at \(point), where its locks \
      do not hold; give a path on a local disk
      """)
  }

  /// The network or user-space file system that a file lies on.
  ///
  /// - Parameters:
  ///   - path: absolute, without symbolic links.
  ///   - mounts: lines as in proc(5), "/proc/PID/mountinfo".
  /// - Returns: its kind and mount point; nil for a local one.
  static func networkMount(of path: String, mounts: String) -> (kind: String, point: String)? {
    var nearest: (kind: String, point: String)?
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash > 4, dash + 1 < fields.count else {
        continue
      }
      let point = unescaped(fields[4])
      let holdsPath = point == "/" || path == point || path.hasPrefix(point + "/")
      // Of two mounts at one point, the later one lies on top.
      if holdsPath, point.utf8.count >= nearest?.point.utf8.count ?? 0 {
        nearest = (String(fields[dash + 1]), point)
      }
    }
    return nearest.flatMap { isNetwork($0.kind) ? $0 : nil }
  }

  private static func isNetwork(_ kind: String) -> Bool {
    let kinds: Set = [
      "9p", "afs", "ceph", "cifs", "coda", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs",
      "vboxsf", "virtiofs",
    ]
    return kinds.contains(kind) || kind.hasPrefix("fuse")
  }

  /// A mount point as it is: the kernel writes blank, tab, line feed and backslash as three octal
  /// digits.
  private static func unescaped(_ field: Substring) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")].reduce(String(field)) {
      $0.replacingOccurrences(of: $1.0, with: $1.1)
    }
  }
}

/// Held by the one daemon that feeds a ledger; the kernel lets go of it when the process ends,
/// however it ends.
final class DaemonLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// - Throws: `LedgerError`, `.inUse` if another daemon holds it.
  init(ledger: String) throws(LedgerError) {
    let path = "\(ledger).lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      let reason = errno
      throw LedgerError(
        reason == ENOSPC || reason == EDQUOT ? .full : .cannotOpen,
        """
        cannot open \(path): \(String(cString: strerror(reason))); \
        check that its folder exists, has room and that this user may write it
        """)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let reason = errno
      Glibc.close(descriptor)
      throw LedgerError(
        reason == EWOULDBLOCK ? .inUse : .cannotOpen,
        reason == EWOULDBLOCK
          ? "another daemon works on ledger \(ledger); stop it, or give this one its own"
          : "cannot lock \(path): \(String(cString: strerror(reason)))")
    }
    self.descriptor = Mutex(descriptor)
  }

  /// Lets another daemon in.
  ///
  /// Doing it again does nothing.
  func release() {
    descriptor.withLock { held in
      if let held {
        // A child that is being forked just now holds a copy of the descriptor until it is replaced.
        flock(held, LOCK_UN)
        Glibc.close(held)
      }
      held = nil
    }
  }

  deinit { release() }
}
