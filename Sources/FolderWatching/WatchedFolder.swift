// A folder to watch, as the configuration describes it.

package import Articles

/// How the files of a folder are noticed.
package enum WatchMode: String, CaseIterable, Sendable {
  /// Polled where the file system's files are written by other machines or programs, of which the
  /// kernel does not tell; else by inotify.
  case auto
  /// By the kernel's events.
  case inotify
  /// By listing the folder every few seconds.
  case poll
}

/// A folder, which of its files count, and how long a file must be at rest.
package struct WatchedFolder: Sendable, Hashable {
  /// Unique among the folders of one watcher; it stays when the path changes.
  package var name: String
  /// Absolute; the folder itself may be a symbolic link; links inside it are not followed.
  package var path: PathBytes
  /// Whether folders inside it are watched too, to any depth.
  package var recursive: Bool
  /// Globs on the file name (`*`, `?` for one byte, `[a-z]`); a file must match one of them.
  package var include: [String]
  /// Globs on the name of a file or an inner folder, beside the built-in ones of ``FileNameRules``.
  package var ignore: [String]
  /// How long size and modification time must stay the same before a written file counts as
  /// complete.
  package var settleMilliseconds: Int
  package var watch: WatchMode

  package init(
    name: String, path: PathBytes, recursive: Bool = true, include: [String] = ["*.txt"],
    ignore: [String] = [], settleMilliseconds: Int = 200, watch: WatchMode = .auto
  ) {
    self.name = name
    self.path = path
    self.recursive = recursive
    self.include = include
    self.ignore = ignore
    self.settleMilliseconds = settleMilliseconds
    self.watch = watch
  }
}
