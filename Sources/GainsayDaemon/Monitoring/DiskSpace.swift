// How much room a file takes and how much its disk has left.

import Glibc

/// The room of a ledger, in bytes.
struct DiskSpace: Hashable, Sendable {
  /// With less, a ledger that takes in a batch of articles may not fit any more.
  static let freeBytesMin: Int64 = 100_000_000

  /// Of the file and its write-ahead log; 0 if there is none yet.
  let usedBytes: Int64
  /// That this user may still fill; nil if the system does not say.
  let freeBytes: Int64?

  init(_ places: SettingsPlaces) {
    usedBytes = ["", "-wal"].reduce(0) { sum, end in
      var status = stat()
      return stat(places.ledger + end, &status) == 0 ? sum + Int64(status.st_size) : sum
    }
    var system = statvfs()
    guard statvfs(places.ledgerFolder, &system) == 0 else {
      freeBytes = nil
      return
    }
    // Some file systems in user space claim to have no end.
    let (bytes, isEndless) = system.f_bavail.multipliedReportingOverflow(by: system.f_frsize)
    freeBytes = isEndless ? .max : Int64(clamping: bytes)
  }

  /// Whether there is too little room to go on for long.
  var isShort: Bool { freeBytes.map { $0 < Self.freeBytesMin } ?? false }

  /// "12.3 MB": to three digits.
  static func text(_ bytes: Int64) -> String {
    let units = ["kB", "MB", "GB", "TB"]
    guard bytes >= 1_000 else { return "\(bytes) B" }
    var (tenths, unit) = (bytes / 100, 0)
    while tenths >= 10_000, unit + 1 < units.count {
      tenths /= 1_000
      unit += 1
    }
    return tenths >= 1_000
      ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
