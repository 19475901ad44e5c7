// How an article is worded, so that the same story is recognised in other files.

import Articles
import Foundation

/// The hashes of all runs of five words of a text, or of a long text the least ones.
///
/// Runs are compared instead of sentences, so that another division into sentences changes nothing
/// (Broder 1997, "On the resemblance and containment of documents").
struct ArticleWording: Equatable {
  private static let runWords = 5
  /// Hashes kept; an article of more words is sampled.
  static let hashesMax = 2048
  /// Hashes that an article is found by.
  static let sampleCount = 8
  /// Below this an article is too short to tell an agency's story from a set phrase.
  static let hashesMin = 32
  /// The share of the shorter text's runs that both have, from which on both tell one story.
  static let sharedMin = 0.5

  /// Ascending, without duplicates.
  let hashes: [UInt32]

  /// The wording of a text.
  init(of text: String) {
    self.init(of: [text[...]])
  }

  private init(of parts: [Substring]) {
    let words = parts.flatMap(Self.words)
    guard words.count >= Self.runWords else {
      hashes = []
      return
    }
    let runs = (0...words.count - Self.runWords).map { start in
      words[start..<start + Self.runWords].reduce(UInt32(2_166_136_261)) { hash, word in
        (0..<4).reduce(hash) { ($0 ^ (word >> (8 * $1) & 255)) &* 16_777_619 }
      }
    }
    hashes = Array(Set(runs).sorted().prefix(Self.hashesMax))
  }

  /// The wording of an article's title and paragraphs.
  init(_ article: Article) {
    let parts = (article.title.map { [$0] } ?? []) + article.paragraphs.flatMap(\.fragments)
    self.init(of: parts.map(article.text))
  }

  /// What was stored.
  init(encoded: Data) {
    hashes = encoded.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
      }
    }
  }

  /// For storing: little-endian.
  var encoded: Data {
    hashes.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }

  /// What the article is found by; empty for one that is too short.
  var sample: ArraySlice<UInt32> {
    hashes.count >= Self.hashesMin ? hashes.prefix(Self.sampleCount) : []
  }

  /// Whether two texts are versions of one story, one of them perhaps shortened.
  func isSameStory(as other: ArticleWording) -> Bool {
    let (fewer, more) =
      hashes.count < other.hashes.count ? (self, other) : (other, self)
    // Of a sampled text, only what lies in the range of its sample can be compared.
    let comparable = fewer.hashes.prefix { $0 <= more.limit }
    guard comparable.count >= Self.hashesMin else { return false }
    var (shared, place) = (0, 0)
    for hash in comparable {
      // Both ascend.
      while place < more.hashes.count, more.hashes[place] < hash { place += 1 }
      if place < more.hashes.count, more.hashes[place] == hash { shared += 1 }
    }
    return Double(shared) >= Self.sharedMin * Double(comparable.count)
  }

  /// Whether words stand in the text as they are; false for fewer than five.
  func holds(_ words: String) -> Bool {
    let runs = ArticleWording(of: words).hashes.prefix { $0 <= limit }
    return !runs.isEmpty && Set(runs).isSubset(of: hashes)
  }

  /// Up to here all hashes are kept.
  private var limit: UInt32 {
    hashes.count < Self.hashesMax ? .max : hashes.last ?? .max
  }

  /// The hashes of the words in lower case (FNV-1a); letters beyond ASCII belong to words.
  private static func words(of text: Substring) -> [UInt32] {
    var words: [UInt32] = []
    var word: UInt32?
    for byte in text.utf8 {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x80...:
        let lower = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        word = ((word ?? 2_166_136_261) ^ UInt32(lower)) &* 16_777_619
      default:
        if let word { words.append(word) }
        word = nil
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
