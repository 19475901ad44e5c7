// What a tagger is given for a run of tokens: hashed features and transition sets.

/// The features of consecutive tokens, a fixed number each, as 32-bit hashes.
///
/// Reused from run to run, so that the daemon allocates nothing per sentence.
package struct ChainInput {
  /// The tokens, as indices into the article's.
  package internal(set) var tokens = 0..<0
  /// `featuresPerToken` hashes for each token, in order.
  package internal(set) var features: [UInt32] = []
  /// For each token the set of transition weights that lead to it.
  package internal(set) var sets: [UInt8] = []
  /// How many features each token has.
  package let featuresPerToken: Int

  /// An input without tokens for a stage.
  package init(_ stage: Stage) {
    featuresPerToken = stage.featuresPerToken
  }

  mutating func reset(to tokens: Range<Int>) {
    self.tokens = tokens
    let needed = (tokens.count + 1) * featuresPerToken
    if features.count < needed {
      features.append(contentsOf: repeatElement(0, count: needed - features.count))
    }
    sets.removeAll(keepingCapacity: true)
  }
}

/// One of the steps of the tagger.
package enum Stage: String, Sendable, CaseIterable {
  /// Which tokens are cues.
  case cues
  /// Given a cue, which tokens are its speaker and its content.
  case roles
  /// Given a cue with speaker and content, whether it stands.
  case verdicts

  /// The labels: outside, begin and continue of each thing looked for; no and yes of a verdict.
  package var labelCount: Int {
    switch self {
    case .cues: 3
    case .roles: 5
    case .verdicts: 2
    }
  }

  /// How many sets of transition weights there are.
  package var setCount: Int {
    switch self {
    case .cues: CueFeatures.setCount
    case .roles: RoleFeatures.setCount
    case .verdicts: VerdictFeatures.setCount
    }
  }

  /// How many features each token, or candidate, has.
  package var featuresPerToken: Int {
    switch self {
    case .cues: CueFeatures.perToken
    case .roles: RoleFeatures.perToken
    case .verdicts: VerdictFeatures.perToken
    }
  }

  /// Binary logarithm of the rows in the table of weights, found by trial: more rows gain nothing.
  package var rowsLog2: Int {
    switch self {
    case .cues: 20
    case .roles: 20
    case .verdicts: 17
    }
  }
}

/// Writes one token's features; a feature's place in the order is part of its hash.
struct FeatureWriter {
  private let base: UnsafeMutablePointer<UInt32>
  private(set) var count = 0

  init(_ base: UnsafeMutablePointer<UInt32>) {
    self.base = base
  }

  @inline(__always)
  mutating func add(_ first: UInt64, _ second: UInt64 = 0, _ third: UInt64 = 0) {
    var hash = (first ^ UInt64(count) &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ hash >> 32 ^ second) &* 0xC4CE_B9FE_1A85_EC53
    hash = (hash ^ hash >> 29 ^ third) &* 0x9FB2_1C65_1E98_DF25
    base[count] = UInt32(truncatingIfNeeded: hash >> 32)
    count += 1
  }

  /// Writes what stands at this place in the features of the token before, of which each has so many.
  @inline(__always)
  mutating func repeatLast(of perToken: Int) {
    base[count] = base[count - perToken]
    count += 1
  }
}

extension [Int] {
  /// The index of the first number that is not below a given one, of numbers in order.
  func partition(from number: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Distances grow coarser the farther away.
enum Bucket {
  private static let table: [UInt64] = (0..<64).map { distance in
    switch distance {
    case 0...4: UInt64(distance)
    case 5...6: 5
    case 7...9: 6
    case 10...14: 7
    case 15...24: 8
    case 25...49: 9
    default: 10
    }
  }

  /// The bucket of a distance ≥ 0, 0…10.
  @inline(__always)
  static func of(_ distance: Int) -> UInt64 {
    distance < 5 ? UInt64(distance) : distance > 49 ? 10 : table[distance]
  }
}
