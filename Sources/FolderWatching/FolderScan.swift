// Lists one folder.

import Articles
import CLinux
import Glibc

/// What stands in one folder, without what stands in the folders inside it.
struct FolderListing {
  struct Entry {
    var name: PathBytes
    var status: FileStatus
  }

  /// Oldest modification first, then by name, so that a claim is read before its denial.
  private(set) var entries: [Entry] = []
  /// Why some entries could not be looked at: the folder may be read but not searched.
  private(set) var refusal: SystemFailure?

  /// Reads the folder, whose path may end with a symbolic link if `followingLink`; blocks on the
  /// disk.
  init(of path: PathBytes, followingLink: Bool) throws(SystemFailure) {
    let stream = try Self.open(path, followingLink: followingLink)
    defer { closedir(stream) }
    while let name = try Self.nextEntry(stream)?.name {
      do throws(SystemFailure) {
        entries.append(Entry(name: name, status: try FileStatus(of: name, in: dirfd(stream))))
      } catch {
        // An absent one has gone since it was listed.
        if !error.meansAbsent { refusal = error }
      }
    }
    entries.sort { left, right in
      let (leftTime, rightTime) =
        (left.status.facts.modifiedNanoseconds, right.status.facts.modifiedNanoseconds)
      return leftTime == rightTime ? left.name < right.name : leftTime < rightTime
    }
  }

  /// Calls with each name and whether it is a folder's, as far as the listing alone says; nothing
  /// is looked at.
  static func forEachName(
    of path: PathBytes, followingLink: Bool, _ body: (PathBytes, _ isFolder: Bool) -> Void
  ) throws(SystemFailure) {
    let stream = try open(path, followingLink: followingLink)
    defer { closedir(stream) }
    while let entry = try nextEntry(stream) { body(entry.name, entry.isFolder) }
  }

  /// A stream of the folder's entries, for `closedir`.
  private static func open(
    _ path: PathBytes, followingLink: Bool
  ) throws(SystemFailure) -> OpaquePointer {
    let descriptor = try FileDescriptor(
      reading: path, flags: O_DIRECTORY, followingLink: followingLink
    ).release()
    guard let stream = fdopendir(descriptor) else {
      let failure = SystemFailure.last
      close(descriptor)
      throw failure
    }
    return stream
  }

  private static func nextEntry(
    _ stream: OpaquePointer
  ) throws(SystemFailure) -> (name: PathBytes, isFolder: Bool)? {
    while true {
      errno = 0  // The only way to tell the end from a failure.
      guard let entry = readdir(stream) else {
        if errno != 0 { throw .last }
        return nil
      }
      guard let start = clinux_entry_name(entry) else { continue }
      let name = UnsafeRawBufferPointer(start: start, count: strlen(start))
      if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
      return (PathBytes(Array(name)), Int32(entry.pointee.d_type) == Int32(DT_DIR))
    }
  }
}
