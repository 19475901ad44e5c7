// How far one proposition says in other words what others say.

/// Compares one proposition with many.
///
/// The measure is a soft cosine without vectors: each word of one side counts as far as the other side has it or a word
/// of kin (`Concepts`), weighed by its rarity in general and among the propositions compared; the two directions are
/// joined by their geometric mean.
public struct WordingComparison {
  /// Kinship below this is chance.
  private static let kinshipMin: Float = 0.3

  private let wording: Wording
  private let rarities: [Float]
  /// By the number of a term, in how many of the compared propositions it stands.
  private var frequencies: [Int32]
  /// By frequency, the logarithm that rarity is weighed by.
  private let logarithms: [Float]
  /// By the number of a term, where its row of `kinships` starts; 0 if it is kin to no term of `wording`.
  private var rows: [Int32]
  /// Rows of kinships with each term of `wording`; the first is of those that are kin to none.
  private var kinships: [Float]

  /// A comparison of a proposition with `others`, all of which count for what is rare: words that they share are the
  /// topic and say little about what is asserted.
  ///
  /// - Parameters:
  ///   - wording: of the proposition.
  ///   - others: what it is compared with.
  ///   - terms: what has made all these wordings.
  public init(_ wording: Wording, with others: [Wording], among terms: WordingTerms) {
    self.wording = wording
    rarities = terms.rarities
    let known = Float(others.count + 5)
    logarithms = (0...others.count).map {
      Float(Exponential.log(Double(known) / Double($0 + 1)))
    }
    frequencies = [Int32](repeating: 0, count: terms.count)
    rows = [Int32](repeating: 0, count: terms.count)
    kinships = [Float](repeating: 0, count: wording.terms.count)
    for other in others {
      for term in other.terms {
        if frequencies[term] == 0 { addKinships(of: term, in: terms.places) }
        frequencies[term] += 1
      }
    }
  }

  private mutating func addKinships(of term: Int, in places: [Int?]) {
    let place = places[term]
    // Most names are no concepts, and kin to nothing but themselves.
    guard place != nil || wording.terms.contains(term) else { return }
    let start = kinships.count
    for mine in wording.terms { kinships.append(Self.kinship(mine, term, in: places)) }
    if kinships[start...].contains(where: { $0 > 0 }) {
      rows[term] = Int32(start)
    } else {
      kinships.removeSubrange(start...)
    }
  }

  private static func kinship(_ mine: Int, _ theirs: Int, in places: [Int?]) -> Float {
    if mine == theirs { return 1 }
    guard let minePlace = places[mine], let theirPlace = places[theirs] else { return 0 }
    let kinship = Concepts.shared.kinship(minePlace, theirPlace)
    return kinship >= kinshipMin ? kinship : 0
  }

  /// How far one of the others says the same: 0 for nothing in common, 1 for the same words; 0 between versions.
  public func likeness(to other: Wording) -> Double {
    guard wording.proposition.version == other.proposition.version else { return 0 }
    var mine = [Float](repeating: 0, count: wording.terms.count)
    var (theirSum, theirTotal): (Float, Float) = (0, 0)
    for term in other.terms {
      var best: Float = 0
      let row = Int(rows[term])
      if row > 0 {
        for index in mine.indices {
          let kinship = kinships[row + index]
          mine[index] = max(mine[index], kinship)
          best = max(best, kinship)
        }
      }
      let weight = weight(of: term)
      theirTotal += weight
      theirSum += weight * best
    }
    var (mySum, myTotal): (Float, Float) = (0, 0)
    for (term, kinship) in zip(wording.terms, mine) {
      let weight = weight(of: term)
      myTotal += weight
      mySum += weight * kinship
    }
    guard myTotal > 0, theirTotal > 0 else { return 0 }
    return Double(((mySum / myTotal) * (theirSum / theirTotal)).squareRoot())
  }

  private func weight(of term: Int) -> Float {
    rarities[term] * logarithms[Int(frequencies[term])] / logarithms[0]
  }
}
