// Reads an arrived file for intake, and only in the version that was told.

import Articles
import Glibc

/// What reading an arrival gave.
package enum FileReading: Hashable, Sendable {
  /// The whole content of exactly the version that the arrival tells.
  case bytes([UInt8])
  /// Another version is there by now, or it changed while it was read: it will be told when it is
  /// at rest.
  case changed
  /// The file is gone.
  case vanished
}

extension WatchedFolder {
  /// Reads the file of an arrival; blocks on the disk, never on a pipe, and follows no link inside
  /// the folder.
  ///
  /// A file of more than `sizeBytesMax` is refused before it is read.
  ///
  /// - Throws: ``FolderWatchingError`` with `fileTooLarge`, `permissionDenied`, `notRegularFile` or
  /// `unreadable`.
  package func read(
    _ arrival: FileArrival, sizeBytesMax: Int64
  ) throws(FolderWatchingError) -> FileReading {
    let reading: Result<FileReading, FolderWatchingError>
    do throws(SystemFailure) {
      reading = try readVersion(of: arrival, sizeBytesMax: sizeBytesMax)
    } catch {
      if error.meansAbsent { return .vanished }
      throw .cannotOpen(path.appending(arrival.path), error)
    }
    return try reading.get()
  }

  private func readVersion(
    of arrival: FileArrival, sizeBytesMax: Int64
  ) throws(SystemFailure) -> Result<FileReading, FolderWatchingError> {
    let shownPath = path.appending(arrival.path)
    let file = try openFile(at: arrival.path)
    let before = try FileStatus(of: file)
    guard before.kind == .regular else { return .failure(.notRegularFile(shownPath, nil)) }
    guard before.facts == arrival.facts else { return .success(.changed) }
    guard arrival.sizeBytes <= sizeBytesMax else {
      return .failure(.fileTooLarge(shownPath, arrival.sizeBytes, max: sizeBytesMax))
    }
    // One byte more than there should be, to notice a file that grows.
    let bytes = try file.readBytes(max: Int(arrival.sizeBytes) + 1)
    let after = try FileStatus(of: file)
    let isUnchanged = after.facts == arrival.facts && bytes.count == arrival.sizeBytes
    return .success(isUnchanged ? .bytes(bytes) : .changed)
  }

  private func openFile(at relative: PathBytes) throws(SystemFailure) -> FileDescriptor {
    let folder = try openFolder(above: relative)
    return try FileDescriptor(reading: relative.lastComponent, in: folder.number)
  }

  /// Opens the folder that holds a file; goes down folder by folder, so that no link on the way
  /// leads out of the watched one.
  func openFolder(above relative: PathBytes) throws(SystemFailure) -> FileDescriptor {
    var folder = try FileDescriptor(reading: path, flags: O_DIRECTORY, followingLink: true)
    for component in relative.bytes.split(separator: UInt8(ascii: "/")).dropLast() {
      folder = try FileDescriptor(
        reading: PathBytes(Array(component)), in: folder.number, flags: O_DIRECTORY)
    }
    return folder
  }
}

extension FileDescriptor {
  /// Reads up to the end or the bound.
  fileprivate func readBytes(max bytesMax: Int) throws(SystemFailure) -> [UInt8] {
    var failure: SystemFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, count in
      while count < bytesMax {
        let step = Glibc.read(number, buffer.baseAddress.map { $0 + count }, bytesMax - count)
        if step > 0 {
          count += step
        } else if step == 0 {
          return
        } else if errno != EINTR {
          failure = .last
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
