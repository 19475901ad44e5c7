// The control socket's file: made without stealing another daemon's, removed at the end.

import Glibc

/// A listening unix socket and its file.
final class ControlSocketFile: Sendable {
  let descriptor: Int32
  private let path: String
  private let identity: FileIdentity?

  private struct FileIdentity: Equatable {
    let device: dev_t
    let inode: ino_t

    init?(_ path: String) {
      var status = stat()
      guard lstat(path, &status) == 0 else { return nil }
      device = status.st_dev
      inode = status.st_ino
    }
  }

  init(path: String) throws(ControlSocketError) {
    guard let address = UnixSocketAddress(path), path.hasPrefix("/") else {
      throw ControlSocketError(
        code: .pathTooLong,
        detail: "the path of a control socket is absolute and holds at most "
          + "\(UnixSocketAddress.pathBytesMax) bytes; this one is not: \(shown(path))")
    }
    let folderLock = try Self.lockFolder(of: path)
    defer { close(folderLock) }
    try Self.removeLeftover(path, address)
    descriptor = try Self.listen(path, address)
    self.path = path
    identity = FileIdentity(path)
  }

  deinit {
    remove()
    close(descriptor)
  }

  /// Refuses further clients and removes the file, unless another daemon has since made its own
  /// there.
  func remove() {
    if let identity, identity == FileIdentity(path) { unlink(path) }
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Two daemons that start at once must not both find the other's new socket dead.
  private static func lockFolder(of path: String) throws(ControlSocketError) -> Int32 {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
    let lock = open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0, flock(lock, LOCK_EX) == 0 else {
      let reason = errno
      if lock >= 0 { close(lock) }
      throw ControlSocketError(
        code: .cannotCreate,
        detail: "cannot use the control socket's folder \(shown(String(folder)))",
        underlying: reason)
    }
    return lock
  }

  private static func removeLeftover(_ path: String, _ address: UnixSocketAddress)
    throws(ControlSocketError)
  {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw ControlSocketError(
        code: .notASocket, detail: "\(shown(path)) is not a socket; remove it or set control_socket"
      )
    }
    let probe = unixSocket(SOCK_STREAM, nonBlocking: true)
    defer { close(probe) }
    // Anything but a refusal means that somebody listens, a full queue (EAGAIN) included.
    guard address.withPointer({ connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
      throw ControlSocketError(
        code: .alreadyRunning,
        detail: "a daemon is running already: it listens on \(shown(path)); stop it first")
    }
    unlink(path)
  }

  private static func listen(_ path: String, _ address: UnixSocketAddress)
    throws(ControlSocketError) -> Int32
  {
    let descriptor = unixSocket(SOCK_STREAM, nonBlocking: true)
    // Nobody can connect before `listen`, so the mode is set in time.
    guard descriptor >= 0, address.withPointer({ bind(descriptor, $0, $1) }) == 0,
      chmod(path, 0o660) == 0, Glibc.listen(descriptor, 64) == 0
    else {
      let reason = errno
      if descriptor >= 0 { close(descriptor) }
      throw ControlSocketError(
        code: .cannotCreate, detail: "cannot create the control socket \(shown(path))",
        underlying: reason)
    }
    return descriptor
  }
}
