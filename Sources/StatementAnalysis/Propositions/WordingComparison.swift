// How far one proposition says in other words what others say.

import CModels

/// Compares one proposition with many, remembering which words are kin.
///
/// The measure is a soft cosine without vectors: each word of one side counts as far as the other side has it or a word
/// of kin (`Concepts`), weighed by its rarity in general and among the propositions compared; the two directions are
/// joined by their geometric mean.
public struct WordingComparison {
  /// Kinship below this is chance.
  private static let kinshipMin: Float = 0.3

  private let proposition: Proposition
  /// In how many of the compared propositions a term stands.
  private let frequencies: [UInt32: Int]
  private let comparedCount: Int
  private let weights: [Float]
  private let concepts = Concepts.shared
  /// Kinship of a term with each term of `proposition`.
  private var kinships: [UInt32: [Float]] = [:]

  /// A comparison of a proposition with `others`, all of which count for what is rare: words that they share are the
  /// topic and say little about what is asserted.
  public init(_ proposition: Proposition, with others: [Proposition]) {
    self.proposition = proposition
    var frequencies: [UInt32: Int] = [:]
    for other in others {
      for term in other.terms { frequencies[term, default: 0] += 1 }
    }
    self.frequencies = frequencies
    comparedCount = others.count
    let concepts = Concepts.shared
    weights = proposition.terms.map {
      Self.weight($0, concepts, frequencies[$0] ?? 0, of: others.count)
    }
  }

  private static func weight(
    _ term: UInt32, _ concepts: Concepts, _ frequency: Int, of count: Int
  ) -> Float {
    let known = Float(count + 5)
    return concepts.rarity(of: term) * Float(Exponential.log(Double(known) / Double(frequency + 1)))
      / Float(Exponential.log(Double(known)))
  }

  /// 0 for nothing in common, 1 for the same words; 0 between versions.
  public mutating func likeness(to other: Proposition) -> Double {
    guard proposition.version == other.version, !proposition.terms.isEmpty, !other.terms.isEmpty
    else { return 0 }
    var mine = [Float](repeating: 0, count: proposition.terms.count)
    var (theirSum, theirTotal): (Float, Float) = (0, 0)
    for term in other.terms {
      let kin = kinship(of: term)
      var best: Float = 0
      for (index, value) in kin.enumerated() {
        mine[index] = max(mine[index], value)
        best = max(best, value)
      }
      let weight = Self.weight(term, concepts, frequencies[term] ?? 0, of: comparedCount)
      theirTotal += weight
      theirSum += weight * best
    }
    var (mySum, myTotal): (Float, Float) = (0, 0)
    for (index, weight) in weights.enumerated() {
      myTotal += weight
      mySum += weight * mine[index]
    }
    guard myTotal > 0, theirTotal > 0 else { return 0 }
    return Double(((mySum / myTotal) * (theirSum / theirTotal)).squareRoot())
  }

  private mutating func kinship(of term: UInt32) -> [Float] {
    if let known = kinships[term] { return known }
    let values = proposition.terms.map { mine -> Float in
      if mine == term { return 1 }
      let kinship = concepts.kinship(mine, term)
      return kinship >= Self.kinshipMin ? kinship : 0
    }
    kinships[term] = values
    return values
  }
}
