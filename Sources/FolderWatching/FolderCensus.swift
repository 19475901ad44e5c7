// Counts a folder's files before they are told, so that progress can be shown.

import Articles

/// How many files a scan will find, by names alone.
struct FolderCensus {
  private(set) var filesCount = 0

  /// Lists the folder and those in it; what cannot be read counts nothing, as the scan says why.
  init(_ folder: WatchedFolder, _ rules: FileNameRules) {
    var ahead = [folder.path]
    while let path = ahead.popLast() {
      try? FolderListing.forEachName(of: path, followingLink: path == folder.path) {
        name, isFolder in
        if !isFolder {
          if rules.takesFile(name) { filesCount += 1 }
        } else if folder.recursive, rules.entersFolder(name) {
          ahead.append(path.appending(name))
        }
      }
    }
  }
}
