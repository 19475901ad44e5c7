// The table of watches, and the kernel's records taken apart.

import Articles
import Glibc
import Testing

@testable import FolderWatching

struct WatchTableTests {
  let one = WatchDescriptor(number: 1)
  let two = WatchDescriptor(number: 2)

  @Test func `a descriptor is given up with its last place`() {
    var table = WatchTable()
    let places = [place("outer", "inner"), place("inner")]
    let replaced = places.map { table.add($0, one) }
    #expect(replaced == [nil, nil])
    #expect(table.places(of: one) == places)
    let givenUp = (places + places).map { table.remove($0) }
    #expect(givenUp == [nil, one, nil, nil])
    #expect(table.places(of: one).isEmpty)
  }

  @Test func `a place that is another folder now gives up the old descriptor`() {
    var table = WatchTable()
    let replaced = [one, one, two].map { table.add(place("news", "a"), $0) }
    #expect(replaced == [nil, nil, one])
    #expect(table.places(of: two) == [place("news", "a")])
  }

  static let insides: [(String, String, contains: Bool)] = [
    ("", "", true), ("", "a", true), ("a", "a", true), ("a", "a/b", true),
    ("a", "ab", false), ("a/b", "a", false), ("a", "b/a", false),
  ]

  @Test(arguments: insides)
  func `a place contains what lies below it`(outer: String, inner: String, contains: Bool) {
    #expect(place("news", outer).contains(place("news", inner)) == contains)
    #expect(!place("news", outer).contains(place("other", inner)))
  }

  @Test func `records are taken apart, and what is cut off is left out`() {
    let records =
      record(1, IN_CLOSE_WRITE, "a.txt", padding: 3) + record(1, IN_MOVED_TO | IN_ISDIR, "b")
      + record(-1, IN_Q_OVERFLOW, "") + record(2, IN_OPEN, "c") + record(2, IN_IGNORED, "")
    let expected = [
      event(1, .written, "a.txt"), event(1, .movedIn, "b", isFolder: true),
      event(-1, .lostEvents, ""), event(2, .folderGone, ""),
    ]
    #expect(InotifyEvent.parse(records) == expected)
    #expect(InotifyEvent.parse(records.dropLast(1)) == expected.dropLast())
    #expect(InotifyEvent.parse(Array(records.prefix(20))).isEmpty)
  }

  private func place(_ folder: String, _ path: String = "") -> WatchedPlace {
    WatchedPlace(folder: folder, path: PathBytes(path))
  }

  private func event(
    _ number: Int32, _ sign: InotifyEvent.Sign, _ name: String, isFolder: Bool = false
  ) -> InotifyEvent {
    InotifyEvent(
      sign: sign, isFolder: isFolder, descriptor: WatchDescriptor(number: number),
      name: PathBytes(name))
  }

  /// As inotify(7) lays it out: descriptor, mask, cookie, length, name.
  private func record(
    _ number: Int32, _ mask: Int32, _ name: String, padding: Int = 0
  ) -> [UInt8] {
    let bytes = Array(name.utf8) + [UInt8](repeating: 0, count: padding)
    let header = [number, mask, 0, Int32(bytes.count)]
    return header.flatMap { value in withUnsafeBytes(of: value) { Array($0) } } + bytes
  }
}
