// Which names count: a pure rule on bytes.

import Articles
import Glibc

/// Tells articles from temporary files and from what other programs keep in a folder.
struct FileNameRules {
  /// Globs that are ignored everywhere, for files and for inner folders.
  ///
  /// Names starting with a dot cover rsync's (`.a.txt.QLVPmN`), vim's and Syncthing's
  /// (`.stfolder`); then come WinSCP, browsers, Synology, macOS archives and Windows.
  static let alwaysIgnored = [
    ".*", "*~", "*.part", "*.tmp", "*.filepart", "*.crdownload", "@eaDir", "__MACOSX", "Thumbs.db",
  ]

  private let include: [String]
  private let ignore: [String]

  init(include: [String], ignore: [String]) {
    self.include = include
    self.ignore = Self.alwaysIgnored + ignore
  }

  func takesFile(_ name: PathBytes) -> Bool {
    Self.matches(name, include) && !Self.matches(name, ignore)
  }

  func entersFolder(_ name: PathBytes) -> Bool {
    !Self.matches(name, ignore)
  }

  /// fnmatch(3) in the C locale, which this process never leaves: each byte is a character.
  private static func matches(_ name: PathBytes, _ globs: [String]) -> Bool {
    name.withCString { name in globs.contains { fnmatch($0, name, 0) == 0 } }
  }
}
