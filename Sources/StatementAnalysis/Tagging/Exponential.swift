// Exponential and logarithm without a C library, so that they are the same on every machine.

enum Exponential {
  private static let log2e = 1.442_695_040_888_963_4
  // The logarithm of 2 in two parts, so that the remainder below keeps all its digits.
  private static let ln2High = 0.693_147_180_369_123_8
  private static let ln2Low = 1.908_214_929_270_587_7e-10

  /// A number of this size has no room for fractions: adding it rounds, and leaves the whole number in its last bits.
  private static let rounder = 6_755_399_441_055_744.0

  /// e to a power, to 1 part in 10^13; beyond ±700 as there.
  @inline(__always)
  static func exp(_ power: Double) -> Double { exp(SIMD2(repeating: power))[0] }

  /// The same for two powers, which a processor divides at once.
  @inline(__always)
  static func exp(_ powers: SIMD2<Double>) -> SIMD2<Double> {
    let powers = SIMD2(min(max(powers[0], -700), 700), min(max(powers[1], -700), 700))
    let rounded = powers * log2e + rounder
    let doublings = rounded - rounder
    let rest = (powers - doublings * ln2High) - doublings * ln2Low
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
    let exponents = unsafeBitCast(rounded, to: SIMD2<UInt64>.self) &<< 52
    let scales = exponents &+ SIMD2(repeating: 1023 << 52)
    return sum * unsafeBitCast(scales, to: SIMD2<Double>.self)
  }

  /// The natural logarithm of a normal number above 0, to 1 part in 10^13.
  static func log(_ number: Double) -> Double {
    let bits = number.bitPattern
    var exponent = Double(Int64(bits >> 52) - 1023)
    var mantissa = Double(bitPattern: bits & (1 << 52 - 1) | 1023 << 52)
    if mantissa > 1.414_213_562_373_095 {
      mantissa /= 2
      exponent += 1
    }
    // log m = 2 artanh((m - 1) / (m + 1)), whose argument is at most 0.172.
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var sum = 1.0 / 19
    sum = sum * square + 1.0 / 17
    sum = sum * square + 1.0 / 15
    sum = sum * square + 1.0 / 13
    sum = sum * square + 1.0 / 11
    sum = sum * square + 1.0 / 9
    sum = sum * square + 1.0 / 7
    sum = sum * square + 1.0 / 5
    sum = sum * square + 1.0 / 3
    sum = sum * square + 1
    return 2 * ratio * sum + exponent * ln2High + exponent * ln2Low
  }
}
