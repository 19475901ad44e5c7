// Which folder each of the kernel's watch descriptors stands for.

import Articles

/// A watched folder or a folder inside it.
struct WatchedPlace: Hashable {
  /// The name of the ``WatchedFolder``.
  var folder: String
  /// Relative to it; empty for the watched folder itself.
  var path: PathBytes

  var isRoot: Bool { path.bytes.isEmpty }

  func contains(_ other: WatchedPlace) -> Bool {
    folder == other.folder
      && (isRoot || path == other.path
        || other.path.bytes.starts(with: path.bytes + [UInt8(ascii: "/")]))
  }
}

/// Descriptors and places.
///
/// One descriptor may stand for several places: the kernel gives one for each inode, and watched
/// folders may overlap.
struct WatchTable {
  private var descriptors: [WatchedPlace: WatchDescriptor] = [:]
  private var placesByDescriptor: [WatchDescriptor: [WatchedPlace]] = [:]

  /// The places an event is about, in the order they were added; none for a descriptor given up
  /// earlier.
  func places(of descriptor: WatchDescriptor) -> [WatchedPlace] {
    placesByDescriptor[descriptor] ?? []
  }

  func places(within place: WatchedPlace) -> [WatchedPlace] {
    descriptors.keys.filter(place.contains)
  }

  /// Notes a watch; the result is the descriptor that stood for the place before and for nothing
  /// now.
  mutating func add(_ place: WatchedPlace, _ descriptor: WatchDescriptor) -> WatchDescriptor? {
    if descriptors[place] == descriptor { return nil }
    let unused = remove(place)
    descriptors[place] = descriptor
    placesByDescriptor[descriptor, default: []].append(place)
    return unused
  }

  /// Forgets a place; the result is its descriptor if it stands for nothing now.
  mutating func remove(_ place: WatchedPlace) -> WatchDescriptor? {
    guard let descriptor = descriptors.removeValue(forKey: place) else { return nil }
    placesByDescriptor[descriptor]?.removeAll { $0 == place }
    guard places(of: descriptor).isEmpty else { return nil }
    placesByDescriptor[descriptor] = nil
    return descriptor
  }
}
