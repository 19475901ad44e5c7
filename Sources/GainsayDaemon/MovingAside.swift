// What becomes of a file after it was dealt with, where `after = "move"` says that it goes.

import FolderWatching
import Logging
import StatementLedger

/// Moves files to `done/` or `failed/`; what cannot be moved stays, and is tried again when it is
/// told again.
struct MovingAside {
  private let logger: Logger
  /// The folders whose trouble has been logged: it is the same for all files as a rule.
  private var troubled: Set<String> = []

  init(logger: Logger) {
    self.logger = logger
  }

  /// Moves a file that the ledger knows in this version, if its folder asks for it.
  mutating func move(_ file: FileVersion, to aside: AsideFolder, by plan: IntakePlan) {
    guard plan.movingFolders.contains(file.folder), let folder = plan.folders[file.folder] else {
      return
    }
    do {
      try folder.moveAside(
        file.path, sizeBytes: file.sizeBytes, modifiedNanoseconds: file.modifiedNanoseconds,
        to: aside)
      troubled.remove(file.folder)
    } catch {
      guard troubled.insert(file.folder).inserted else { return }
      logger.warning(
        "file cannot be moved, it stays; nor perhaps can others",
        metadata: ["folder": "\(file.folder)", "path": "\(file.path)", "reason": "\(error)"])
    }
  }
}
