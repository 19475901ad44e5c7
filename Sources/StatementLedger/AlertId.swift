// The id of an alert: unique for all time, sortable, free of full stops.

/// Makes ids such as "alert_01gqz4c3h8x5t9ve2m7kapd0rj": made once for an alert, the same for each
/// attempt.
enum AlertId {
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")

  /// 26 digits of Crockford's base 32 hold 128 bits: 48 of milliseconds, 80 random (the layout of a
  /// ULID).
  static func make(at now: Timestamp, random: () -> UInt64) -> String {
    let milliseconds = UInt128(truncatingIfNeeded: now.millisecondsSince1970) & 0xFFFF_FFFF_FFFF
    let bits = milliseconds << 80 | UInt128(random()) << 16 | UInt128(random() & 0xFFFF)
    return "alert_"
      + String(stride(from: 125, through: 0, by: -5).map { digits[Int(bits >> $0 & 31)] })
  }
}
