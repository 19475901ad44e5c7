// `gainsay-lab concepts`: makes the table of concepts.

import ArgumentParser
import Foundation
import StatementAnalysis

struct ConceptsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concepts",
    abstract:
      "Make the table of kin words and word rarities from WordNet and the training articles.",
    discussion: "WordNet 3.0 comes with Debian's package wordnet-base.")

  @Option(help: "The folder of WordNet's database files.")
  var wordnet = "/usr/share/wordnet"

  @Option(help: "The training articles (train.jsonl.gz).")
  var data: String

  @Option(help: "The file to write.")
  var out = "Sources/CModels/concepts.bin"

  func run() throws {
    let articles = try AnnotatedArticle.read(data).articles
    let frequencies = DocumentFrequencies(articles.map(\.text))
    let wordNet = try WordNet(folder: wordnet)
    let file = ConceptFile(wordNet: wordNet, frequencies: frequencies)
    try Data(file.bytes).write(to: URL(fileURLWithPath: out))
    print("\(out): \(file.lemmaCount) lemmas, \(file.nodeCount) nodes, \(file.bytes.count) bytes")
  }
}

/// In how many articles each lemma stands.
struct DocumentFrequencies {
  let articleCount: Int
  let byTerm: [UInt32: Int]

  init(_ texts: [String]) {
    articleCount = texts.count
    var byTerm: [UInt32: Int] = [:]
    for text in texts {
      for term in Set(ConceptTable.terms(of: text)) { byTerm[term, default: 0] += 1 }
    }
    self.byTerm = byTerm
  }

  /// ln((n + 1) / (df + 1)), the inverse document frequency.
  func rarity(of term: UInt32) -> Float {
    Float(log(Double(articleCount + 1) / Double((byTerm[term] ?? 0) + 1)))
  }
}

/// WordNet's synsets by lemma, as its database files hold them (wndb(5WN)).
struct WordNet {
  private struct Synset {
    var pointers: [(symbol: String, target: Int)] = []
  }

  /// Senses of one part of speech that count.
  private static let sensesMax = 4
  private static let kin: Set<String> = ["+", "\\", "<", "&", "$", "^"]
  private static let steps: Set<String> = ["@", "~"]
  private static let partsOfSpeech = ["noun", "verb", "adj"]

  private var synsets: [Int: Synset] = [:]
  private(set) var senses: [String: [[Int]]] = [:]
  /// Lemmas that WordNet's own tagged texts hold.
  private(set) var common: Set<String> = []

  init(folder: String) throws {
    for (part, name) in Self.partsOfSpeech.enumerated() {
      try readData(folder + "/data." + name, part)
      try readIndex(folder + "/index." + name, part)
    }
  }

  /// Synsets of all parts of speech in one numbering.
  private static func id(_ offset: Substring, _ part: Int) -> Int {
    (Int(offset) ?? 0) * partsOfSpeech.count + part
  }

  static func lines(_ path: String) throws -> [Substring] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LabError("cannot read \(path); install wordnet-base or give --wordnet")
    }
    // The licence stands above, indented.
    return String(decoding: data, as: UTF8.self).split(separator: "\n").filter {
      !$0.hasPrefix(" ")
    }
  }

  private mutating func readData(_ path: String, _ part: Int) throws {
    let parts: [Substring: Int] = ["n": 0, "v": 1, "a": 2, "s": 2]
    for line in try Self.lines(path) {
      let fields = line.prefix { $0 != "|" }.split(separator: " ")
      guard fields.count > 4, let wordCount = Int(fields[3], radix: 16) else { continue }
      let first = 4 + 2 * wordCount
      guard fields.count > first, let pointerCount = Int(fields[first]) else { continue }
      var synset = Synset()
      for pointer in 0..<pointerCount {
        let start = first + 1 + 4 * pointer
        guard start + 3 < fields.count, let target = parts[fields[start + 2]] else { continue }
        synset.pointers.append((String(fields[start]), Self.id(fields[start + 1], target)))
      }
      synsets[Self.id(fields[0], part)] = synset
    }
  }

  private mutating func readIndex(_ path: String, _ part: Int) throws {
    for line in try Self.lines(path) {
      let fields = line.split(separator: " ")
      guard fields.count > 5, let pointerCount = Int(fields[3]), !fields[0].contains("_") else {
        continue
      }
      let lemma = String(fields[0])
      let offsets = fields[(4 + pointerCount + 2)...].prefix(Self.sensesMax)
      senses[lemma, default: []].append(offsets.map { Self.id($0, part) })
      if let tagged = Int(fields[4 + pointerCount + 1]), tagged > 0 { common.insert(lemma) }
    }
  }

  /// The synsets that a lemma belongs to or touches, with weights from 0 to 1.
  func nodes(of lemma: String) -> [Int: Float] {
    var own: [Int: Float] = [:]
    for list in senses[lemma] ?? [] {
      for (place, synset) in list.enumerated() {
        own[synset] = max(own[synset] ?? 0, 1 / (1 + 0.15 * Float(place)))
      }
    }
    var nodes = own
    for (synset, weight) in own.sorted(by: { $0.key < $1.key }) {
      for pointer in synsets[synset]?.pointers ?? [] {
        let share: Float =
          Self.kin.contains(pointer.symbol) ? 0.8 : Self.steps.contains(pointer.symbol) ? 0.45 : 0
        guard share > 0, own[pointer.target] == nil else { continue }
        nodes[pointer.target] = max(nodes[pointer.target] ?? 0, weight * share)
      }
    }
    return nodes
  }
}

/// The table's file.
private struct ConceptFile {
  /// A weight below the least kinship can never matter.
  private static let weightMin: Float = 0.3

  let bytes: [UInt8]
  let lemmaCount: Int
  let nodeCount: Int

  init(wordNet: WordNet, frequencies: DocumentFrequencies) {
    var nodesByTerm: [UInt32: [UInt32]] = [:]
    // Offsets into WordNet's files do not fit beside a weight: synsets are numbered as they come.
    var numbers: [Int: UInt32] = [:]
    for lemma in wordNet.senses.keys.sorted() {
      let term = ConceptTable.term(lemma)
      guard frequencies.byTerm[term] != nil || wordNet.common.contains(lemma) else { continue }
      let kept = wordNet.nodes(of: lemma).filter { $0.value >= Self.weightMin }
      nodesByTerm[term] = kept.sorted { $0.key < $1.key }.map { synset, weight in
        let number = numbers[synset] ?? UInt32(numbers.count)
        numbers[synset] = number
        return number << 8 | UInt32((weight * 255).rounded())
      }.sorted()
    }
    for term in frequencies.byTerm.keys where nodesByTerm[term] == nil { nodesByTerm[term] = [] }
    let terms = nodesByTerm.keys.sorted()
    let nodes = terms.map { nodesByTerm[$0] ?? [] }
    lemmaCount = terms.count
    nodeCount = nodes.reduce(0) { $0 + $1.count }
    var words = [
      ConceptTable.magic, ConceptTable.formatVersion, UInt32(lemmaCount), UInt32(nodeCount),
    ]
    words += terms
    var start: UInt32 = 0
    for list in nodes {
      words.append(start)
      start += UInt32(list.count)
    }
    words.append(start)
    words += nodes.flatMap { $0 }
    let rarities = terms.map { term in
      UInt8(min(255, max(0, (frequencies.rarity(of: term) * ConceptTable.raritySteps).rounded())))
    }
    bytes =
      words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
      + rarities
  }
}
