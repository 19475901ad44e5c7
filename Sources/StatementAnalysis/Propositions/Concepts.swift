// Which words are kin, and how rare a word is in news.

import Articles
import CModels

/// The table of concepts: for each lemma its rarity and the WordNet synsets that it belongs to or touches.
///
/// `gainsay-lab concepts` makes it from WordNet 3.0 and from the document frequencies of the training articles. Kinship:
/// 1 for the first sense that two lemmas share, less for further senses; 0.8 of that over derivation ("delivery",
/// "deliver"), similarity and verb groups; 0.45 over one step up or down.
///
/// Unchecked: the bytes are a constant of the program.
struct Concepts: @unchecked Sendable {
  /// The embedded table.
  static let shared = Concepts(UnsafeRawBufferPointer(embedded_concepts()))

  /// The file's first bytes, "GSCN".
  static let magic: UInt32 = 0x4E43_5347
  static let formatVersion: UInt32 = 1
  /// Steps of a rarity's byte to one natural logarithm.
  static let raritySteps: Float = 16
  /// Rarity of a lemma that no training article holds: ln(841).
  static let rarityMax: Float = 6.73

  private let lemmas: UnsafeBufferPointer<UInt32>
  private let starts: UnsafeBufferPointer<UInt32>
  /// Synset in the upper 24 bits, weight in 255ths below.
  private let nodes: UnsafeBufferPointer<UInt32>
  private let rarities: UnsafeBufferPointer<UInt8>

  /// The table in a file's bytes, which must outlive it; an empty table if they are none of this format.
  ///
  /// Numbers are little-endian: magic, version, counts of lemmas and nodes; lemmas, ascending; the start of each one's
  /// nodes and the end of the last; nodes, ascending for each lemma; rarities, a byte a lemma.
  init(_ file: UnsafeRawBufferPointer) {
    let words = UnsafeBufferPointer(
      start: file.baseAddress?.assumingMemoryBound(to: UInt32.self), count: file.count / 4)
    let lemmaCount = words.count > 4 ? Int(words[2]) : 0
    let nodeCount = words.count > 4 ? Int(words[3]) : 0
    let wordCount = 4 + lemmaCount + lemmaCount + 1 + nodeCount
    guard words.count > 4, words[0] == Self.magic, words[1] == Self.formatVersion,
      file.count >= wordCount * 4 + lemmaCount
    else {
      (lemmas, starts, nodes) = (
        .init(start: nil, count: 0), .init(start: nil, count: 0), .init(start: nil, count: 0)
      )
      rarities = .init(start: nil, count: 0)
      return
    }
    lemmas = UnsafeBufferPointer(rebasing: words[4..<4 + lemmaCount])
    starts = UnsafeBufferPointer(rebasing: words[(4 + lemmaCount)..<(5 + 2 * lemmaCount)])
    nodes = UnsafeBufferPointer(rebasing: words[(5 + 2 * lemmaCount)..<wordCount])
    rarities = UnsafeBufferPointer(
      rebasing: UnsafeBufferPointer(
        start: file.baseAddress?.assumingMemoryBound(to: UInt8.self), count: file.count)[
          (wordCount * 4)..<(wordCount * 4 + lemmaCount)])
  }

  /// The key of a lemma: its `WordHash`, folded.
  static func term(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash ^ (hash >> 32)) }

  /// A lemma's number in the table; nil if the table does not hold it.
  ///
  /// Asked for once where a lemma is compared with many: the search costs more than a comparison.
  func place(of term: UInt32) -> Int? {
    var (low, high) = (0, lemmas.count)
    while low < high {
      let middle = (low + high) / 2
      if lemmas[middle] < term { low = middle + 1 } else { high = middle }
    }
    return low < lemmas.count && lemmas[low] == term ? low : nil
  }

  /// How much a lemma says by standing in a text, its inverse document frequency: ln((n + 1) / (df + 1)) over the n
  /// training articles, of which df hold it; 0…`rarityMax`.
  func rarity(at place: Int?) -> Float {
    place.map { Float(rarities[$0]) / Self.raritySteps } ?? Self.rarityMax
  }

  /// How near the lemmas of two places are, 0…1.
  func kinship(_ one: Int, _ other: Int) -> Float {
    var (left, right) = (Int(starts[one]), Int(starts[other]))
    let (leftEnd, rightEnd) = (Int(starts[one + 1]), Int(starts[other + 1]))
    var best: UInt32 = 0
    while left < leftEnd, right < rightEnd {
      let (mine, theirs) = (nodes[left] >> 8, nodes[right] >> 8)
      if mine == theirs { best = max(best, (nodes[left] & 255) * (nodes[right] & 255)) }
      if mine <= theirs { left += 1 }
      if theirs <= mine { right += 1 }
    }
    return Float(best) / (255 * 255)
  }
}

/// The format of the table, for the program that makes it.
package enum ConceptTable {
  package static let magic = Concepts.magic
  package static let formatVersion = Concepts.formatVersion
  package static let raritySteps = Concepts.raritySteps

  /// The key of a lemma in lower case.
  package static func term(_ lemma: String) -> UInt32 { Concepts.term(WordHash.of(lemma)) }

  /// The keys of all words of a text, by lemma.
  package static func terms(of text: String) -> [UInt32] {
    let span = Span(0, text.utf8.count)
    let columns = TokenColumns(
      Article(text: text, paragraphs: [Paragraph(fragments: [span])]))
    return columns.lemma.map(Concepts.term)
  }
}
