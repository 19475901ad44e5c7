// Keeps the kernel's watches and the table of what they stand for in step.

import Articles

/// Used by the watching thread alone.
final class FolderWatches {
  private let inotify: Inotify
  private var table = WatchTable()

  init(inotify: Inotify) {
    self.inotify = inotify
  }

  /// Watches a place; again, if it is watched already.
  ///
  /// - Throws: see ``Inotify/watch(_:followingLink:)``; the place is then not watched.
  func watch(_ place: WatchedPlace, at path: PathBytes) throws(SystemFailure) {
    do {
      let descriptor = try inotify.watch(path, followingLink: place.isRoot)
      release(table.add(place, descriptor))
    } catch {
      release(table.remove(place))
      throw error
    }
  }

  /// Stops watching a place and all places in it.
  func unwatch(_ place: WatchedPlace) {
    for inner in table.places(within: place) { release(table.remove(inner)) }
  }

  /// Stops watching those places of a folder that a scan did not meet.
  func unwatch(folder: String, except visited: Set<PathBytes>) {
    let root = WatchedPlace(folder: folder, path: PathBytes([]))
    for place in table.places(within: root) where !visited.contains(place.path) {
      release(table.remove(place))
    }
  }

  func places(of descriptor: WatchDescriptor) -> [WatchedPlace] { table.places(of: descriptor) }

  private func release(_ descriptor: WatchDescriptor?) {
    if let descriptor { inotify.unwatch(descriptor) }
  }
}
