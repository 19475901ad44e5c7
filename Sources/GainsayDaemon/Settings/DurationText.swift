// Durations as the configuration writes them: "200ms", "15s", "5m", "12h", "90d", "2w".

/// A length of time written as a whole number and a unit.
enum DurationText {
  /// By unit, in milliseconds, the longest first.
  private static let units: [(name: String, milliseconds: Int64)] = [
    ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ("ms", 1),
  ]

  static let example = "a whole number and ms, s, m, h, d or w, such as \"5m\""

  /// Nil unless the text is digits followed by one unit and the result fits.
  static func milliseconds(_ text: String) -> Int64? {
    NumberWithUnit(text).flatMap { written in
      units.first { $0.name == written.unit }.flatMap { written.times($0.milliseconds) }
    }
  }

  /// The shortest spelling, for messages: 300,000 is "5m", 0 is "0s".
  static func text(milliseconds: Int64) -> String {
    guard milliseconds != 0,
      let unit = units.first(where: { milliseconds.isMultiple(of: $0.milliseconds) })
    else { return "0s" }
    return "\(milliseconds / unit.milliseconds)\(unit.name)"
  }
}

/// Digits followed by letters; no sign, no space, no fraction.
struct NumberWithUnit {
  let number: Int64
  let unit: String

  init?(_ text: String) {
    let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let number = Int64(String(Substring(digits))) else { return nil }
    self.number = number
    unit = String(text.dropFirst(digits.count))
  }

  /// The number times a unit's value; nil when it does not fit.
  func times(_ unitValue: Int64) -> Int64? {
    let (product, overflows) = number.multipliedReportingOverflow(by: unitValue)
    return overflows ? nil : product
  }
}
