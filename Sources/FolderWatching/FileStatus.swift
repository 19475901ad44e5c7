// What the file system says about a path, without opening it.

import Articles
import Glibc

/// Size and modification time: when both stay the same, so did the content.
struct FileFacts: Hashable {
  var sizeBytes: Int64
  /// Since 1970.
  var modifiedNanoseconds: Int64
}

/// Which file or folder it is, under whatever path.
struct FileIdentity: Hashable {
  var device: dev_t
  var inode: ino_t
}

/// The answer of stat(2), as far as this room needs it.
struct FileStatus {
  enum Kind {
    case regular
    case folder
    /// Links, pipes, sockets, devices: never opened.
    case other
  }

  let kind: Kind
  let facts: FileFacts
  let identity: FileIdentity

  /// Looks at a path; a link at its end is looked at itself unless `followingLink`.
  init(
    of path: PathBytes, in folder: Int32 = AT_FDCWD, followingLink: Bool = false
  ) throws(SystemFailure) {
    var answer = stat()
    let flags = followingLink ? 0 : AT_SYMLINK_NOFOLLOW
    guard path.withCString({ fstatat(folder, $0, &answer, flags) }) == 0 else {
      throw .last
    }
    self.init(answer)
  }

  /// Looks at an open file.
  init(of descriptor: borrowing FileDescriptor) throws(SystemFailure) {
    var answer = stat()
    guard fstat(descriptor.number, &answer) == 0 else { throw .last }
    self.init(answer)
  }

  private init(_ answer: stat) {
    switch answer.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .folder
    default: kind = .other
    }
    identity = FileIdentity(device: answer.st_dev, inode: answer.st_ino)
    facts = FileFacts(
      sizeBytes: Int64(answer.st_size),
      modifiedNanoseconds: Int64(answer.st_mtim.tv_sec) * 1_000_000_000
        + Int64(answer.st_mtim.tv_nsec))
  }
}

/// An open file, closed with the value.
struct FileDescriptor: ~Copyable, Sendable {
  let number: Int32

  /// - Throws: what the call that made the number left in errno, if it is negative.
  init(_ number: Int32) throws(SystemFailure) {
    guard number >= 0 else { throw .last }
    self.number = number
  }

  /// Opens a path for reading; never waits for the writer of a pipe.
  ///
  /// - Throws: ELOOP for a link at the end of the path unless `followingLink`.
  init(
    reading path: PathBytes, in folder: Int32 = AT_FDCWD, flags: Int32 = 0,
    followingLink: Bool = false
  ) throws(SystemFailure) {
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags | (followingLink ? 0 : O_NOFOLLOW)
    try self.init(path.withCString { openat(folder, $0, flags) })
  }

  /// Leaves the closing to another owner.
  consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }

  deinit { close(number) }
}

extension PathBytes {
  /// Lends the path as C wants it.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (bytes + [0]).withUnsafeBytes { raw in
      raw.withMemoryRebound(to: CChar.self) { text in
        // A buffer of at least one byte has an address.
        text.baseAddress.map(body) ?? body("")
      }
    }
  }
}
