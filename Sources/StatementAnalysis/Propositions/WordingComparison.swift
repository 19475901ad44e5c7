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
  private let concepts = Concepts.shared
  /// The places of the proposition's terms among the concepts.
  private let places: [Int?]
  private let weights: [Float]
  /// What is known of terms met so far.
  private var known: [UInt32: KnownTerm] = [:]

  private struct KnownTerm {
    let weight: Float
    /// Kinship with each term of `proposition`; empty if none of them is kin.
    let kinships: [Float]
  }

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
    let places = proposition.terms.map(concepts.place)
    self.places = places
    weights = zip(proposition.terms, places).map { term, place in
      Self.weight(concepts.rarity(at: place), frequencies[term] ?? 0, of: others.count)
    }
  }

  private static func weight(_ rarity: Float, _ frequency: Int, of count: Int) -> Float {
    let known = Float(count + 5)
    return rarity * Float(Exponential.log(Double(known) / Double(frequency + 1)))
      / Float(Exponential.log(Double(known)))
  }

  /// 0 for nothing in common, 1 for the same words; 0 between versions.
  public mutating func likeness(to other: Proposition) -> Double {
    guard proposition.version == other.version, !proposition.terms.isEmpty, !other.terms.isEmpty
    else { return 0 }
    var mine = [Float](repeating: 0, count: proposition.terms.count)
    var (theirSum, theirTotal): (Float, Float) = (0, 0)
    for term in other.terms {
      let term = knowledge(of: term)
      var best: Float = 0
      for (index, value) in term.kinships.enumerated() {
        mine[index] = max(mine[index], value)
        best = max(best, value)
      }
      theirTotal += term.weight
      theirSum += term.weight * best
    }
    var (mySum, myTotal): (Float, Float) = (0, 0)
    for (index, weight) in weights.enumerated() {
      myTotal += weight
      mySum += weight * mine[index]
    }
    guard myTotal > 0, theirTotal > 0 else { return 0 }
    return Double(((mySum / myTotal) * (theirSum / theirTotal)).squareRoot())
  }

  private mutating func knowledge(of term: UInt32) -> KnownTerm {
    if let known = known[term] { return known }
    let place = concepts.place(of: term)
    var kinships: [Float] = []
    // Most names are no concepts, and kin to nothing but themselves.
    if place != nil || proposition.terms.contains(term) {
      kinships = zip(proposition.terms, places).map { mine, minePlace in
        if mine == term { return 1 }
        guard let place, let minePlace else { return 0 }
        let kinship = concepts.kinship(minePlace, place)
        return kinship >= Self.kinshipMin ? kinship : 0
      }
      if kinships.allSatisfy({ $0 == 0 }) { kinships = [] }
    }
    let new = KnownTerm(
      weight: Self.weight(
        concepts.rarity(at: place), frequencies[term] ?? 0, of: comparedCount),
      kinships: kinships)
    known[term] = new
    return new
  }
}
