// Reads the `[[folder]]` tables.

import FolderWatching
import Glibc

/// The keys of a `[[folder]]`.
enum FolderKey: String, SettingsKey {
  case name, path, recursive, include, ignore, settle, watch, after
}

extension FolderSettings {
  /// Those without a fault; notes the faults.
  static func read(from top: TableReader<TopKey>) -> [FolderSettings] {
    let tables = top.tables(.folder, keys: FolderKey.self, misplaced: misplacedBelowTop)
    if !top.has(.folder) {
      top.add(.folder, "is missing", "add a [[folder]] with name and path: nothing is watched")
    }
    var names = FirstUses()
    var directories = FirstUses()
    let found = tables.compactMap { table -> (folder: FolderSettings, table: Table)? in
      let name = table.identifier(.name, example: "inbox", unique: &names)
      let path = directory(of: table, among: &directories)
      let include = patterns(.include, of: table, example: "*.txt") ?? FolderSettings.includeDefault
      if include.isEmpty {
        table.add(.include, "is empty", "list patterns such as \"*.txt\": nothing would be read")
      }
      let ignore = patterns(.ignore, of: table, example: "draft-*") ?? []
      let isRecursive = table.boolean(.recursive, default: true)
      let settle = table.duration(.settle, in: 0...600_000, default: 200)
      guard let name, let path else { return nil }
      let folder = FolderSettings(
        name: name, path: path, isRecursive: isRecursive, include: include, ignore: ignore,
        settleMilliseconds: settle, watch: table.choice(.watch, default: .auto),
        after: table.choice(.after, default: .keep))
      return (folder, table)
    }
    for (inner, table) in found {
      let outer = found.first { $0.folder.isRecursive && holds($0.folder.path, inner.path) }
      guard let outer else { continue }
      table.warn(
        .path, "lies inside \(outer.table.name), which is watched with all folders in it",
        "its articles are read twice: remove one of the two, or write recursive = false there")
    }
    for (folder, table) in found where folder.after == .move {
      checkMoving(folder, table, watched: found.map { ($0.folder, $0.table.name) })
    }
    return found.map(\.folder)
  }

  private typealias Table = TableReader<FolderKey>

  /// Whether the second folder lies in the first, at any depth, wherever links lead.
  private static func holds(_ outer: String, _ inner: String) -> Bool {
    guard let outer = resolved(outer), let inner = resolved(inner) else { return false }
    return inner.hasPrefix(outer == "/" ? outer : outer + "/") && inner != outer
  }

  /// Files must be able to go aside, and no watched folder may bring them back.
  private static func checkMoving(
    _ folder: FolderSettings, _ table: Table, watched: [(folder: FolderSettings, name: String)]
  ) {
    guard let path = resolved(folder.path), let parent = resolved(path + "/..") else { return }
    let keep = "or write after = \"keep\""
    guard device(of: path) == device(of: parent) else {
      return table.add(
        .after,
        "\(shown(path)) is where a file system is mounted: nothing beside it lies on the same",
        "watch a folder inside it, \(keep)")
    }
    for name in AsideFolder.allCases.map(\.rawValue) {
      let aside = (parent == "/" ? "" : parent) + "/" + name
      let outer = watched.first { other in
        resolved(other.folder.path) == aside
          || other.folder.isRecursive
            && (resolved(other.folder.path) == parent
              || holds(other.folder.path, parent))
      }
      if let outer {
        table.add(
          .after, "\(shown(aside)) would be watched by \(outer.name), and its files be read again",
          "watch folders that lie apart, \(keep)")
        return
      }
    }
    let asides = AsideFolder.allCases.map { "\(parent)/\($0.rawValue)" }
    let places = [path] + asides.map { access($0, F_OK) == 0 ? $0 : parent }
    let refusing = places.first { faccessat(AT_FDCWD, $0, W_OK | X_OK, AT_EACCESS) != 0 }
    guard let refusing else { return }
    let reason = errorText(errno)
    table.add(
      .after, "user \(currentUserName()) may not write \(shown(refusing)): \(reason)",
      """
      allow it, \(keep); for the service: systemctl edit gainsay, [Service] \
      ReadWritePaths=\(shown(parent))
      """)
  }

  private static func device(of path: String) -> dev_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_dev : nil
  }

  private static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  /// Patterns match a name, never a path.
  private static func patterns(
    _ key: FolderKey, of table: TableReader<FolderKey>, example: String
  ) -> [String]? {
    let patterns = table.strings(key, example: example)
    for pattern in patterns ?? [] where pattern.contains("/") {
      table.add(
        key, "\"\(shown(pattern))\" holds a slash",
        "patterns match a file's name alone; write one such as \"\(example)\"")
    }
    return patterns
  }

  /// The absolute path of a directory that this process may list.
  private static func directory(
    of table: TableReader<FolderKey>, among directories: inout FirstUses
  ) -> String? {
    guard let text = table.requiredString(.path, example: "/var/spool/gainsay/inbox") else {
      return nil
    }
    let path = table.absolute(text)
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == EACCES { return refused(path, table) }
      table.add(
        .path, "\(shown(path)) \(errno == ENOENT ? "does not exist" : errorText(errno))",
        "create it or correct the path" + hint(path))
      return nil
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      table.add(.path, "\(shown(path)) is not a folder", "name the folder that holds the articles")
      return nil
    }
    guard faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) == 0 else {
      return refused(path, table)
    }
    // Two spellings of one directory have one inode.
    let earlier = directories.note("\(status.st_dev):\(status.st_ino)", by: table.name)
    if let earlier {
      table.add(.path, "\(shown(path)) is watched by \(earlier) already", "remove one of the two")
    }
    return path
  }

  private static func refused(_ path: String, _ table: TableReader<FolderKey>) -> String? {
    let user = currentUserName()
    table.add(
      .path, "user \(user) may not list \(shown(path))",
      "allow it, for example: setfacl -m u:\(user):rx \(shown(path))" + hint(path))
    return nil
  }

  /// The unit hides some folders from the service.
  private static func hint(_ path: String) -> String {
    let hidden = [
      ("/home/", "ProtectHome=read-only"), ("/root/", "ProtectHome=read-only"),
      ("/run/user/", "ProtectHome=read-only"), ("/tmp/", "PrivateTmp=no"),
      ("/var/tmp/", "PrivateTmp=no"),
    ]
    return hidden.first { path.hasPrefix($0.0) }.map {
      "; if the service does not see it: systemctl edit gainsay, [Service] \($0.1)"
    } ?? ""
  }
}
