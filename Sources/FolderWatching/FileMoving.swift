// Moves a file that has been dealt with out of its watched folder, and back.

package import Articles
import CLinux
import Glibc

/// Where files go that have been dealt with: folders beside the watched one, made when needed.
package enum AsideFolder: String, CaseIterable, Sendable {
  case done, failed
}

extension WatchedFolder {
  /// How many names are tried before a file stays where it is.
  private static let namesMax = 10

  /// Moves exactly this version of a file to the same path in `done/` or `failed/`; nothing there
  /// is ever replaced: a second `a.txt` becomes `a.TIME.txt`, by its modification time.
  ///
  /// - Returns: false if another version stands there, or none.
  /// - Throws: ``FolderWatchingError`` with `cannotMove`; the file is still in the folder.
  @discardableResult
  package func moveAside(
    _ file: PathBytes, sizeBytes: Int64, modifiedNanoseconds: Int64, to aside: AsideFolder
  ) throws(FolderWatchingError) -> Bool {
    let facts = FileFacts(sizeBytes: sizeBytes, modifiedNanoseconds: modifiedNanoseconds)
    do throws(SystemFailure) {
      let source = try openFolder(above: file)
      let name = file.lastComponent
      guard facts.stand(at: name, in: source) else { return false }
      let target = try openAside(aside, above: file, making: true)
      for newName in Self.names(for: name, facts).prefix(Self.namesMax) {
        guard try renameUnlessTaken(name, in: source, to: newName, in: target) else { continue }
        if facts.stand(at: newName, in: target) { return true }
        // A newer version took the place in between: it has not been read.
        _ = try renameUnlessTaken(newName, in: target, to: name, in: source)
        return false
      }
      throw SystemFailure(number: EEXIST)
    } catch {
      if error.meansAbsent { return false }
      throw .cannotMove(path.appending(file), to: aside, error)
    }
  }

  /// Moves a file back from `failed/`, unless something has its name in the folder by now.
  ///
  /// - Returns: false if this version of it is not there.
  /// - Throws: ``FolderWatchingError`` with `cannotMove`.
  package func bringBack(
    _ file: PathBytes, sizeBytes: Int64, modifiedNanoseconds: Int64
  ) throws(FolderWatchingError) -> Bool {
    let facts = FileFacts(sizeBytes: sizeBytes, modifiedNanoseconds: modifiedNanoseconds)
    do throws(SystemFailure) {
      let source = try openAside(.failed, above: file, making: false)
      let target = try openFolder(above: file)
      let name = file.lastComponent
      let names = Self.names(for: name, facts).prefix(Self.namesMax)
      guard let found = names.first(where: { facts.stand(at: $0, in: source) }) else {
        return false
      }
      guard try renameUnlessTaken(found, in: source, to: name, in: target) else {
        throw SystemFailure(number: EEXIST)
      }
      return true
    } catch {
      if error.meansAbsent { return false }
      throw .cannotMove(path.appending(file), to: nil, error)
    }
  }

  /// The name itself, then with the time before its extension, then with a number, too.
  private static func names(
    for name: PathBytes, _ facts: FileFacts
  ) -> some Sequence<PathBytes> {
    let dot = name.bytes.lastIndex(of: UInt8(ascii: ".")) ?? name.bytes.endIndex
    let (stem, ending) = (name.bytes[..<dot], name.bytes[dot...])
    return (0...).lazy.map { number in
      if number == 0 { return name }
      let mark = ".\(facts.modifiedNanoseconds)" + (number == 1 ? "" : ".\(number)")
      return PathBytes(Array(stem) + Array(mark.utf8) + Array(ending))
    }
  }

  /// Opens the folder's `done/` or `failed/`, and in it the folder that the file's path names.
  private func openAside(
    _ aside: AsideFolder, above file: PathBytes, making: Bool
  ) throws(SystemFailure) -> FileDescriptor {
    var folder = try FileDescriptor(reading: path, flags: O_DIRECTORY, followingLink: true)
    // The folder's own parent, wherever a link to it stands.
    folder = try FileDescriptor(reading: PathBytes(".."), in: folder.number, flags: O_DIRECTORY)
    let inner = file.bytes.split(separator: UInt8(ascii: "/")).dropLast()
    for name in [PathBytes(aside.rawValue)] + inner.map({ PathBytes(Array($0)) }) {
      if making, name.withCString({ mkdirat(folder.number, $0, 0o777) }) != 0, errno != EEXIST {
        throw .last
      }
      do {
        folder = try FileDescriptor(reading: name, in: folder.number, flags: O_DIRECTORY)
      } catch {
        // A file or a link stands where the folder should be; that is no absent source.
        throw error.number == ENOTDIR && making ? SystemFailure(number: EEXIST) : error
      }
    }
    return folder
  }
}

extension FileFacts {
  /// Whether a regular file with these facts has the name.
  fileprivate func stand(at name: PathBytes, in folder: borrowing FileDescriptor) -> Bool {
    guard let status = try? FileStatus(of: name, in: folder.number) else { return false }
    return status.kind == .regular && status.facts == self
  }
}

/// Renames a file in one step; false, and nothing changes, if the new name is taken.
func renameUnlessTaken(
  _ name: PathBytes, in source: borrowing FileDescriptor, to newName: PathBytes,
  in target: borrowing FileDescriptor, isAtomic: Bool = true
) throws(SystemFailure) -> Bool {
  if isAtomic {
    let result = name.withCString { from in
      newName.withCString { clinux_rename_noreplace(source.number, from, target.number, $0) }
    }
    if result == 0 { return true }
    if errno == EEXIST { return false }
    // NFS and some others cannot rename like this.
    guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) else { throw .last }
  }
  return try claimAndRename(name, in: source, to: newName, in: target)
}

/// Takes the new name with an empty file, which no other can do at the same time, and renames onto
/// that.
private func claimAndRename(
  _ name: PathBytes, in source: borrowing FileDescriptor, to newName: PathBytes,
  in target: borrowing FileDescriptor
) throws(SystemFailure) -> Bool {
  let claim = newName.withCString {
    openat(target.number, $0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
  }
  guard claim >= 0 else {
    if errno == EEXIST { return false }
    throw .last
  }
  close(claim)
  let result = name.withCString { from in
    newName.withCString { renameat(source.number, from, target.number, $0) }
  }
  guard result == 0 else {
    let failure = SystemFailure.last
    _ = newName.withCString { unlinkat(target.number, $0, 0) }
    throw failure
  }
  return true
}
