// Sizes as the configuration writes them: "4MB" is 4,000,000 bytes, "4MiB" is 4,194,304.

/// A number of bytes written as a whole number and a unit.
enum SizeText {
  private static let units: [(name: String, bytes: Int64)] = [
    ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000),
    ("KiB", 1 << 10), ("kB", 1_000), ("B", 1),
  ]

  static let example = "a whole number and B, kB, MB, GB, KiB, MiB or GiB, such as \"4MB\""

  /// Nil unless the text is digits followed by one unit and the result fits.
  ///
  /// `KB` is read as `kB`.
  static func bytes(_ text: String) -> Int64? {
    NumberWithUnit(text).flatMap { written in
      let name = written.unit == "KB" ? "kB" : written.unit
      return units.first { $0.name == name }.flatMap { written.times($0.bytes) }
    }
  }

  /// The shortest spelling, for messages.
  static func text(bytes: Int64) -> String {
    guard bytes != 0, let unit = units.first(where: { bytes.isMultiple(of: $0.bytes) })
    else { return "0B" }
    return "\(bytes / unit.bytes)\(unit.name)"
  }
}
