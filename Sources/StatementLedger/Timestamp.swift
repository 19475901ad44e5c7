// An instant, as the ledger stores it.

import Foundation

/// Milliseconds since 1970-01-01T00:00:00Z.
///
/// An integer, so that storing and printing never round.
package struct Timestamp: Hashable, Comparable, Sendable {
  package let millisecondsSince1970: Int64

  package init(millisecondsSince1970: Int64) {
    self.millisecondsSince1970 = millisecondsSince1970
  }

  /// The first instant of a day in UTC, "2023-01-29"; nil if it is none.
  package init?(day: String) {
    guard day.utf8.count == 10,
      let start = try? Date("\(day)T00:00:00Z", strategy: .iso8601)
    else { return nil }
    self.init(millisecondsSince1970: Int64(start.timeIntervalSince1970) * 1000)
    // The parser takes the 30th of February for the 2nd of March.
    guard iso8601.hasPrefix(day) else { return nil }
  }

  package func adding(milliseconds: Int64) -> Timestamp {
    Timestamp(millisecondsSince1970: millisecondsSince1970 + milliseconds)
  }

  /// ISO 8601 in UTC with milliseconds: "2023-01-29T12:00:00.000Z".
  ///
  /// The formatter sees whole seconds only: given a fraction it truncates what a `Double` had
  /// rounded.
  package var iso8601: String {
    let milliseconds = ((millisecondsSince1970 % 1000) + 1000) % 1000
    let seconds = (millisecondsSince1970 - milliseconds) / 1000
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast()
    let digits = String(milliseconds)
    return "\(whole).\(String(repeating: "0", count: 3 - digits.count))\(digits)Z"
  }

  /// Reads what `iso8601` writes; nil for anything else.
  package init?(iso8601 text: String) {
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[1].utf8.count == 4, parts[1].hasSuffix("Z"),
      let milliseconds = Int64(parts[1].dropLast()),
      let whole = try? Date("\(parts[0])Z", strategy: .iso8601)
    else { return nil }
    self.init(millisecondsSince1970: Int64(whole.timeIntervalSince1970) * 1000 + milliseconds)
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.millisecondsSince1970 < right.millisecondsSince1970
  }
}
