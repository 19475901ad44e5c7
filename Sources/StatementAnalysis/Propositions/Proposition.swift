// What a statement asserts or denies, in a form that can be compared and stored.

/// An opaque value: two statements of one proposition say the same thing.
///
/// Only propositions of one `version` can be compared; the ledger stores the bytes and never looks inside.
public struct Proposition: Sendable, Hashable {
  /// The version that `StatementAnalyzer` makes now.
  public static let currentVersion = 3

  /// Grows whenever the way propositions are made changes what they equal.
  public let version: Int

  /// True when the content only points at something said elsewhere ("denied the accusations"): such a proposition says
  /// nothing by itself, and takes that of the statement it answers.
  public let refersBack: Bool

  /// Hashes of the lemmas of what is said, sorted, without duplicates; names of tracked actors are not among them.
  let terms: [UInt32]

  /// Those of the terms that are numbers, sorted.
  let numbers: [UInt32]

  init(terms: [UInt32], numbers: [UInt32] = [], refersBack: Bool) {
    self.version = Self.currentVersion
    self.refersBack = refersBack
    self.terms = Array(Set(terms)).sorted()
    self.numbers = Array(Set(numbers).sorted().prefix(Int(UInt8.max)))
  }

  /// True if both sides count something and agree in no number: 10,000 is not 40,000.
  public func contradictsNumbers(of other: Proposition) -> Bool {
    // A few each: looking each up costs less than a set.
    !numbers.isEmpty && !other.numbers.isEmpty && !numbers.contains(where: other.numbers.contains)
  }

  /// What to look candidates up by, ascending, without duplicates.
  public var lookupKeys: [UInt32] { terms }

  /// The value for storing: version, flags, count of numbers; then the numbers and the terms, little-endian.
  public var encoded: [UInt8] {
    [UInt8(version), refersBack ? 1 : 0, UInt8(numbers.count)]
      + (numbers + terms).flatMap { term in
        (0..<4).map { UInt8(truncatingIfNeeded: term >> (8 * $0)) }
      }
  }

  /// The value that was stored; nil if the bytes are none.
  public init?(encoded: [UInt8]) {
    guard encoded.count >= 3, (encoded.count - 3).isMultiple(of: 4), encoded[1] <= 1,
      Int(encoded[2]) <= (encoded.count - 3) / 4
    else { return nil }
    self.version = Int(encoded[0])
    self.refersBack = encoded[1] == 1
    let values = encoded.withUnsafeBytes { bytes in
      stride(from: 3, to: bytes.count, by: 4).map {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
      }
    }
    numbers = Array(values.prefix(Int(encoded[2])))
    terms = Array(values.dropFirst(Int(encoded[2])))
  }
}
