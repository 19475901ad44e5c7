// The only file that calls inotify(7).

import Articles
import CLinux
import Glibc

/// One inotify instance, for all folders: a user has few of them (128 by default).
final class Inotify: Sendable {
  /// What is asked of every folder: complete files, new names, and the folder's own fate.
  private static let mask = UInt32(
    IN_CLOSE_WRITE | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_MOVE_SELF | IN_DELETE_SELF
      | IN_ONLYDIR | IN_EXCL_UNLINK)

  private let events: FileDescriptor
  private let interruption: FileDescriptor

  /// - Throws: ``FolderWatchingError`` with `tooManyInstances` or `cannotStart`.
  init() throws(FolderWatchingError) {
    do throws(SystemFailure) {
      events = try FileDescriptor(inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK)))
      interruption = try FileDescriptor(clinux_eventfd())
    } catch {
      throw error.number == EMFILE ? .tooManyInstances(error) : .cannotStart(error)
    }
  }

  /// Watches a folder; one that is watched already keeps its descriptor.
  ///
  /// The path may end with a symbolic link if `followingLink`.
  ///
  /// - Throws: ENOSPC when the user has no watch left, ENOENT or ENOTDIR when there is no folder,
  /// EACCES.
  func watch(_ path: PathBytes, followingLink: Bool) throws(SystemFailure) -> WatchDescriptor {
    let mask = Self.mask | (followingLink ? 0 : UInt32(IN_DONT_FOLLOW))
    let number = path.withCString { inotify_add_watch(events.number, $0, mask) }
    guard number >= 0 else { throw .last }
    return WatchDescriptor(number: number)
  }

  /// Stops watching; says nothing when the watch has gone already.
  func unwatch(_ descriptor: WatchDescriptor) {
    inotify_rm_watch(events.number, descriptor.number)
  }

  /// Blocks until there are events and copies their records; nil once ``interrupt()`` was called.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> UnsafeRawBufferPointer? {
    var waiting = [
      pollfd(fd: interruption.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: events.number, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      guard poll(&waiting, 2, -1) > 0 else { continue }  // Interrupted by a signal.
      if waiting[0].revents != 0 { return nil }
      let count = Glibc.read(events.number, buffer.baseAddress, buffer.count)
      if count > 0 { return UnsafeRawBufferPointer(rebasing: buffer[..<count]) }
    }
  }

  /// Makes ``read(into:)`` return nil from now on.
  func interrupt() {
    eventfd_write(interruption.number, 1)
  }
}

/// The kernel's number for a watched folder; not used again after the watch has gone.
struct WatchDescriptor: Hashable {
  let number: Int32
}

/// One record of the kernel's.
struct InotifyEvent: Hashable {
  /// What happened, as far as this room tells it apart.
  enum Sign: Hashable {
    /// The kernel's queue was full and events were dropped.
    case lostEvents
    /// The watched folder itself is gone: deleted, unmounted, or its watch removed.
    case folderGone
    /// The file system of the watched folder was unmounted.
    case unmounted
    /// The watched folder itself got another path.
    case folderMoved
    case created
    case written
    case movedIn
    case movedOut
  }

  var sign: Sign
  /// Whether it happened to a folder inside the watched one.
  var isFolder: Bool
  var descriptor: WatchDescriptor
  /// The name in the watched folder; empty when the event is about the folder itself.
  var name: PathBytes

  /// Takes records apart, in order; a record of no interest or cut off is left out.
  static func parse(_ records: [UInt8]) -> [InotifyEvent] {
    let headerCount = MemoryLayout<inotify_event>.size
    var events: [InotifyEvent] = []
    records.withUnsafeBytes { raw in
      var start = 0
      while start + headerCount <= raw.count {
        let header = raw.loadUnaligned(fromByteOffset: start, as: inotify_event.self)
        let nameStart = start + headerCount
        start = nameStart + Int(header.len)
        guard start <= raw.count, let sign = Sign(mask: header.mask) else { continue }
        events.append(
          InotifyEvent(
            sign: sign, isFolder: header.mask & UInt32(IN_ISDIR) != 0,
            descriptor: WatchDescriptor(number: header.wd),
            // The kernel pads the name with NUL.
            name: PathBytes(Array(raw[nameStart..<start].prefix { $0 != 0 }))))
      }
    }
    return events
  }
}

extension InotifyEvent.Sign {
  private static let byBit: [(Int32, Self)] = [
    (IN_Q_OVERFLOW, .lostEvents), (IN_IGNORED, .folderGone), (IN_UNMOUNT, .unmounted),
    (IN_DELETE_SELF, .folderGone), (IN_MOVE_SELF, .folderMoved), (IN_CREATE, .created),
    (IN_CLOSE_WRITE, .written), (IN_MOVED_TO, .movedIn), (IN_MOVED_FROM, .movedOut),
  ]

  fileprivate init?(mask: UInt32) {
    guard let sign = Self.byBit.first(where: { mask & UInt32($0.0) != 0 })?.1 else { return nil }
    self = sign
  }
}
