// The machine: limits of the kernel and the clock. Nothing here sets either.

import CLinux
import FolderWatching
import Foundation
import Glibc
import StatementLedger

/// The kernel's limits for watching folders (inotify(7)).
struct SystemLimits: Sendable {
  /// More inner folders than this are not counted.
  private static let foldersMax = 200_000

  /// Where the kernel shows them.
  var root = "/proc/sys/fs/inotify/"

  func findings(folders: [FolderSettings]) -> [DoctorFinding] {
    let needed = folders.reduce(0) { $0 + Self.watches(for: $1) }
    return [
      finding("max_user_watches", needed: needed, why: "for \(needed) folder(s) to watch"),
      finding("max_user_instances", needed: 1, why: "for the daemon, beside other programs"),
      finding("max_queued_events", needed: 8_192, why: "for bursts of files"),
    ]
  }

  private func finding(_ name: String, needed: Int, why: String) -> DoctorFinding {
    let subject = "sysctl fs.inotify.\(name)"
    guard let text = try? String(contentsOfFile: root + name, encoding: .utf8),
      let limit = Int(text.split(separator: "\n").first ?? "")
    else {
      return .advice(
        subject, "cannot be read", "is /proc mounted, and does this kernel have inotify?")
    }
    let wanted = max(Self.usual[name] ?? 0, 4 * needed)
    let remedy =
      "echo fs.inotify.\(name)=\(wanted) > /etc/sysctl.d/60-gainsay.conf && sysctl --system"
    if limit < needed { return .wrong(subject, "\(limit) is too little \(why)", remedy) }
    // The limit is a user's, who may run other programs that watch.
    if limit < 2 * needed { return .advice(subject, "\(limit) is scarce \(why)", remedy) }
    return .fine(subject, "\(limit) is enough \(why)")
  }

  /// What kernels come with, in the middle.
  private static let usual = [
    "max_user_watches": 65_536, "max_user_instances": 128, "max_queued_events": 16_384,
  ]

  /// One for the folder, one for each in it.
  private static func watches(for folder: FolderSettings) -> Int {
    let isPolled =
      folder.watch == .poll
      || folder.watch == .auto && RemoteFileSystem.name(at: folder.watched.path) != nil
    guard !isPolled else { return 0 }
    guard folder.isRecursive,
      let inner = FileManager.default.enumerator(
        at: URL(filePath: folder.path), includingPropertiesForKeys: [.isDirectoryKey],
        options: [.skipsHiddenFiles])
    else { return 1 }
    var count = 1
    for case let url as URL in inner where count < foldersMax {
      if (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true { count += 1 }
    }
    return count
  }
}

/// The clock: receivers refuse a signature whose time is more than five minutes off
/// (Standard Webhooks).
enum ClockCheck {
  static func finding(lastArticleAt: Timestamp?) -> DoctorFinding {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return finding(
      at: Timestamp(millisecondsSince1970: Int64(now.tv_sec) * 1_000),
      isKept: clinux_clock_is_kept() != 0, lastArticleAt: lastArticleAt)
  }

  static func finding(
    at now: Timestamp, isKept: Bool, lastArticleAt: Timestamp?
  ) -> DoctorFinding {
    let remedy = "timedatectl set-ntp true, or another time service"
    if let last = lastArticleAt, now.adding(milliseconds: 300_000) < last {
      return .wrong(
        "clock", "\(now.iso8601) is before the latest article of the ledger (\(last.iso8601))",
        "set it; \(remedy)")
    }
    guard isKept else {
      return .advice(
        "clock",
        "\(now.iso8601), which no time service keeps: receivers refuse what is signed "
          + "five minutes off", remedy)
    }
    return .fine("clock", "\(now.iso8601), kept by a time service")
  }
}
