// What nouns and names stand for: persons and countries.

import CModels

/// The nouns whose most frequent sense is a person, and the names of countries and their capitals.
///
/// From WordNet 3.0; `gainsay-lab nouns` makes the table.
struct NounSenses: Sendable {
  /// The embedded table, read on first use.
  static let embedded = NounSenses(UnsafeRawBufferPointer(embedded_noun_senses()))

  private var persons: Set<UInt64> = []
  private var countries: Set<UInt64> = []

  private init(_ table: UnsafeRawBufferPointer) {
    persons.reserveCapacity(8192)
    for line in table.split(separator: UInt8(ascii: "\n")) {
      guard let tab = line.firstIndex(of: UInt8(ascii: "\t")), tab + 1 < line.endIndex else {
        continue
      }
      let name = WordHash.of(line[..<tab])
      if line[tab + 1] == UInt8(ascii: "p") { persons.insert(name) } else { countries.insert(name) }
    }
  }

  /// True for the base form of a noun that names persons: "sprinter", not "sprint".
  func isPerson(lemma: UInt64) -> Bool { persons.contains(lemma) }

  /// True for a country's or a capital's name as a whole, in any case.
  func isCountry(_ name: some Sequence<UInt8>) -> Bool { countries.contains(WordHash.of(name)) }
}
