// Failed files are made unread again, so that the next scan brings them.

import FolderWatching
package import StatementLedger

extension Ledger {
  /// Makes a failed file, or all of them, be read again by the next scan of its folder; one that
  /// was moved to `failed/` is moved back first.
  ///
  /// - Parameters:
  ///   - id: as `failedFiles` gives it; nil for all.
  ///   - folders: as configured.
  /// - Returns: what was done, in a sentence, and a line for each file that could not be moved back.
  /// - Throws: `LedgerError`, `.notFound` if there is no such file.
  package func retryFailed(
    _ id: Int64?, in folders: [FolderSettings]
  ) async throws(LedgerError) -> String {
    let failed = try await forgetFailed(id)
    let moving = folders.filter { $0.after == .move }.map(\.watched)
    var troubles: [String] = []
    for failure in failed {
      let file = failure.file
      guard let folder = moving.first(where: { $0.name == file.folder }) else { continue }
      do {
        _ = try folder.bringBack(
          file.path, sizeBytes: file.sizeBytes, modifiedNanoseconds: file.modifiedNanoseconds)
      } catch {
        troubles.append("\(error)")
      }
    }
    let what =
      switch failed.count {
      case 0: "no file has failed"
      case 1: "\(failed[0].file.folder)/\(failed[0].file.path) is read again"
      default: "\(failed.count) files are read again"
      }
    // The daemon's answer must fit one line of the control socket.
    return ([what] + troubles.prefix(10)).joined(separator: "\n")
  }
}
