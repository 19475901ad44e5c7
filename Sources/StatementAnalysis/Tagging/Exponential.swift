// Exponential and logarithm without a C library, so that they are the same on every machine.

enum Exponential {
  private static let log2e = 1.442_695_040_888_963_4
  // The logarithm of 2 in two parts, so that the remainder below keeps all its digits.
  private static let ln2High = 0.693_147_180_369_123_8
  private static let ln2Low = 1.908_214_929_270_587_7e-10

  /// e to a power, to 1 part in 10^13; 0 below -700, as large as at 700 above.
  @inline(__always)
  static func exp(_ power: Double) -> Double {
    guard power > -700 else { return 0 }
    let power = min(power, 700)
    let doublings = (power * log2e).rounded()
    let rest = (power - doublings * ln2High) - doublings * ln2Low
    // The series to the eleventh power; the rest is at most ln 2 / 2.
    var sum = 1 + rest / 11
    sum = 1 + rest / 10 * sum
    sum = 1 + rest / 9 * sum
    sum = 1 + rest / 8 * sum
    sum = 1 + rest / 7 * sum
    sum = 1 + rest / 6 * sum
    sum = 1 + rest / 5 * sum
    sum = 1 + rest / 4 * sum
    sum = 1 + rest / 3 * sum
    sum = 1 + rest / 2 * sum
    sum = 1 + rest * sum
    return sum * Double(bitPattern: UInt64(Int64(doublings) + 1023) << 52)
  }

  /// The natural logarithm of a normal number above 0, to 1 part in 10^13.
  static func log(_ number: Double) -> Double {
    var exponent = Double(number.exponent)
    var mantissa = number.significand
    if mantissa > 1.414_213_562_373_095 {
      mantissa /= 2
      exponent += 1
    }
    // log m = 2 artanh((m - 1) / (m + 1)), whose argument is at most 0.172.
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var sum = 0.0
    for odd in stride(from: 19.0, through: 1, by: -2) { sum = sum * square + 1 / odd }
    return 2 * ratio * sum + exponent * ln2High + exponent * ln2Low
  }
}
