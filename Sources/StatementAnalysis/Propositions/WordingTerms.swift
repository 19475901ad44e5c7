// The words of propositions that are compared with each other, each looked up once.

/// A proposition with its terms by the numbers that a `WordingTerms` has given them.
public struct Wording: Sendable {
  /// What is worded so.
  public let proposition: Proposition
  /// The numbers of the proposition's terms, in their order.
  let terms: [Int]
}

/// Numbers terms and looks each up among the concepts, once however many propositions hold it.
public struct WordingTerms: Sendable {
  private var numbers: [UInt32: Int] = [:]
  /// By number, the place among the concepts.
  private(set) var places: [Int?] = []
  /// By number, the rarity in general.
  private(set) var rarities: [Float] = []

  /// No terms yet.
  public init() {}

  var count: Int { places.count }

  /// The wording of a proposition, for comparing it with others made here.
  public mutating func wording(of proposition: Proposition) -> Wording {
    Wording(proposition: proposition, terms: proposition.terms.map { number(of: $0) })
  }

  private mutating func number(of term: UInt32) -> Int {
    if let number = numbers[term] { return number }
    let concepts = Concepts.shared
    let place = concepts.place(of: term)
    numbers[term] = count
    rarities.append(concepts.rarity(at: place))
    places.append(place)
    return count - 1
  }
}
