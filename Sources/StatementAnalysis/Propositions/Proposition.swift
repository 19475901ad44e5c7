// What a statement asserts or denies, in a form that can be compared and stored.

/// An opaque value: two statements of one proposition say the same thing.
///
/// Only propositions of one `version` can be compared; the ledger stores the bytes and never looks inside.
public struct Proposition: Sendable, Hashable {
  /// The version that `StatementAnalyzer` makes now.
  public static let currentVersion = 1

  /// Grows whenever the way propositions are made changes what they equal.
  public let version: Int

  /// True when the content only points at something said elsewhere ("denied the accusations"): such a proposition says
  /// nothing by itself, and takes that of the statement it answers.
  public let refersBack: Bool

  /// Hashes of the stems of what is said, sorted, without duplicates.
  let terms: [UInt32]

  init(terms: [UInt32], refersBack: Bool) {
    self.version = Self.currentVersion
    self.refersBack = refersBack
    self.terms = Array(Set(terms)).sorted()
  }

  /// What to look candidates up by: two propositions without a common key are never similar.
  public var lookupKeys: [UInt32] { terms }

  /// How far two propositions say the same, 0…1; 0 between versions.
  public func similarity(to other: Proposition) -> Double {
    guard version == other.version, !terms.isEmpty, !other.terms.isEmpty else { return 0 }
    var shared = 0
    var mine = terms[...]
    var theirs = other.terms[...]
    while let left = mine.first, let right = theirs.first {
      if left <= right { mine.removeFirst() }
      if right <= left { theirs.removeFirst() }
      if left == right { shared += 1 }
    }
    return Double(shared) / Double(min(terms.count, other.terms.count))
  }

  /// The value for storing: version, flags, then the terms, little-endian.
  public var encoded: [UInt8] {
    [UInt8(version), refersBack ? 1 : 0]
      + terms.flatMap { term in (0..<4).map { UInt8(truncatingIfNeeded: term >> (8 * $0)) } }
  }

  /// Nil if the bytes are no stored proposition.
  public init?(encoded: [UInt8]) {
    guard encoded.count >= 2, (encoded.count - 2).isMultiple(of: 4), encoded[1] <= 1 else {
      return nil
    }
    self.version = Int(encoded[0])
    self.refersBack = encoded[1] == 1
    self.terms = stride(from: 2, to: encoded.count, by: 4).map { start in
      (0..<4).reduce(0) { $0 | UInt32(encoded[start + $1]) << (8 * $1) }
    }
  }
}
