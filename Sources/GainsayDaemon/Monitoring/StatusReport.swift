// How the daemon is doing, for programs and for people.

import StatementLedger

/// What `gainsay status --format json` prints; every key is always there.
struct StatusReport: Encodable, Sendable {
  struct Folder: Encodable, Sendable {
    let name: String
    let path: String
    let mode: FolderMode
    /// Why it is polled, or what is wrong with it.
    @OrNull var detail: String?
  }

  struct Endpoint: Encodable, Sendable {
    let name: String
    let format: String
    /// As far as the host.
    let url: String
    let state: EndpointState
    /// ISO 8601, since when no attempt has succeeded.
    @OrNull var failingSince: String?
    /// ISO 8601, until when it is left alone after failures.
    @OrNull var pausedUntil: String?
    let waiting: Int
    let dead: Int
  }

  struct Disk: Encodable, Sendable {
    let ledger: String
    let usedBytes: Int64
    @OrNull var freeBytes: Int64?
  }

  let version: String
  /// ISO 8601.
  let startedAt: String
  /// What systemd is told.
  let summary: String
  /// What is wrong; empty if all is well.
  let degraded: [String]
  /// Why intake pauses; null if it does not.
  @OrNull var obstacle: String?
  let folders: [Folder]
  /// Files that wait to be at rest.
  let settlingFiles: Int
  /// How often the kernel's events were lost since the start, and all folders listed anew.
  let eventLosses: Int
  /// ISO 8601, when the latest article was recorded.
  @OrNull var lastArticleAt: String?
  /// Null if it cannot be read.
  @OrNull var ledger: LedgerCounts?
  let disk: Disk
  let endpoints: [Endpoint]
}

/// How the files of a folder are noticed just now.
enum FolderMode: String, Encodable, CaseIterable, Sendable {
  case watched, polled, degraded, missing
}

extension StatusReport {
  /// For people: a sentence, what is wrong, then a line for each thing there is.
  var lines: [String] {
    let used = DiskSpace.text(disk.usedBytes)
    let free = disk.freeBytes.map { ", \(DiskSpace.text($0)) free on its disk" } ?? ""
    // The sentence begins with what keeps intake from getting on.
    let troubles = degraded.filter { !summary.hasPrefix($0) }
    return [summary] + troubles.map { "degraded: \($0)" }
      + ["version \(version), running since \(startedAt)"]
      + folders.map(\.line)
      + (settlingFiles > 0 ? ["files that wait to be at rest: \(settlingFiles)"] : [])
      + endpoints.map(\.line)
      + ["last article: \(lastArticleAt ?? "none yet")"]
      + ["ledger: \(used)\(free); \(shown(disk.ledger))"]
      + [ledger?.notAnalysedText].compactMap { $0 }
  }
}

extension StatusReport.Folder {
  fileprivate var line: String {
    let reason = detail.map { " (\($0))" } ?? ""
    return "folder \(name): \(mode)\(reason); \(shown(path))"
  }
}

extension StatusReport.Endpoint {
  fileprivate var line: String {
    let since = failingSince.map { ", failing since \($0)" } ?? ""
    let pause = pausedUntil.map { ", left alone until \($0)" } ?? ""
    return "endpoint \(name): \(state)\(since)\(pause), \(waiting) waiting, \(dead) given up; "
      + "\(format) to \(url)"
  }
}

extension LedgerCounts {
  /// How many articles were not analysed and why, the commonest reason first; nil if all were.
  var notAnalysedText: String? {
    guard !notAnalysed.isEmpty else { return nil }
    let count = notAnalysed.values.reduce(0, +)
    let reasons = notAnalysed.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.key) (\($0.value))" }
    return "\(count) article\(count == 1 ? "" : "s") not analysed: "
      + reasons.joined(separator: ", ")
  }
}
