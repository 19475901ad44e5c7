// `gainsay-lab nouns`: makes the table of nouns for persons and of names of countries.

import ArgumentParser
import Foundation

struct NounsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nouns",
    abstract: "Make the table of nouns for persons and of names of countries from WordNet.",
    discussion: "WordNet 3.0 comes with Debian's package wordnet-base.")

  @Option(help: "The folder of WordNet's database files.")
  var wordnet = "/usr/share/wordnet"

  @Option(help: "The file to write.")
  var out = "Sources/CModels/noun_senses.tsv"

  func run() throws {
    let nouns = try WordNetNouns(folder: wordnet)
    let rows = nouns.persons().map { "\($0)\tperson" } + nouns.countries().map { "\($0)\tcountry" }
    let text = rows.sorted().map { $0 + "\n" }.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: out))
    print("\(out): \(rows.count) rows, \(text.utf8.count) bytes")
  }
}

/// WordNet's nouns: their synsets with lexicographer files and classes above (wndb(5WN), lexnames(5WN)).
private struct WordNetNouns {
  private struct Synset {
    var lexicographerFile = 0
    var words: [String] = []
    var classes: [Substring] = []
    /// The synsets that this one, a name, is an instance of.
    var instanceOf: [Substring] = []
  }

  /// The lexicographer file noun.person.
  private static let personFile = 18

  private var synsets: [Substring: Synset] = [:]
  private var firstSense: [String: Substring] = [:]

  init(folder: String) throws {
    for line in try WordNet.lines(folder + "/data.noun") {
      let fields = line.prefix { $0 != "|" }.split(separator: " ")
      guard fields.count > 4, let wordCount = Int(fields[3], radix: 16) else { continue }
      let first = 4 + 2 * wordCount
      guard fields.count > first, let pointerCount = Int(fields[first]) else { continue }
      var synset = Synset()
      synset.lexicographerFile = Int(fields[1]) ?? 0
      synset.words = stride(from: 4, to: first, by: 2).map { String(fields[$0]) }
      for pointer in 0..<pointerCount {
        let start = first + 1 + 4 * pointer
        guard start + 1 < fields.count else { continue }
        if fields[start] == "@" { synset.classes.append(fields[start + 1]) }
        if fields[start] == "@i" { synset.instanceOf.append(fields[start + 1]) }
      }
      synsets[fields[0]] = synset
    }
    for line in try WordNet.lines(folder + "/index.noun") {
      let fields = line.split(separator: " ")
      guard fields.count > 5, let pointerCount = Int(fields[3]) else { continue }
      let offsets = fields[(4 + pointerCount + 2)...]
      if let first = offsets.first { firstSense[String(fields[0])] = first }
    }
  }

  /// Single words whose most frequent sense is a person.
  func persons() -> [String] {
    firstSense.compactMap { lemma, offset in
      guard let synset = synsets[offset], synset.lexicographerFile == Self.personFile,
        synset.instanceOf.isEmpty, lemma.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
      else { return nil }
      return lemma
    }
  }

  /// Names of countries and of their capitals, in lower case.
  func countries() -> [String] {
    var names: Set<String> = []
    for synset in synsets.values where synset.instanceOf.contains(where: isCountry) {
      for word in synset.words where word.first?.isUppercase == true {
        names.insert(word.lowercased().replacing("_", with: " "))
      }
    }
    return Array(names)
  }

  private func isCountry(_ offset: Substring) -> Bool {
    guard let synset = synsets[offset] else { return false }
    // "Area, country" and "country, rural area" are other senses.
    let words = Set(synset.words)
    return words.contains("national_capital")
      || words.contains("country") && words.isDisjoint(with: ["area", "rural_area"])
      || synset.classes.contains(where: isCountry)
  }
}
