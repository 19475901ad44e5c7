// Disputes with gold statements, as the evaluation data holds them.

import ArticleReading
import Articles
import Foundation
import StatementAnalysis

/// One dispute: its actors, and its articles in the order of the stream.
struct GoldStream: Decodable {
  struct Party: Decodable {
    let id: String
    let name: String
    let aliases: [String]
  }

  struct GoldStatement: Decodable {
    let sentence: String
    let cue: String?
    let content: String?
    let kind: StatementKind
    let speakers: [String]
    let about: [String]
    let proposition: String

    private enum CodingKeys: String, CodingKey {
      case sentence, cue, content, kind, about
      case speakers = "speaker_actor"
      case proposition = "prop"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      sentence = try container.decode(String.self, forKey: .sentence)
      cue = try container.decodeIfPresent(String.self, forKey: .cue)
      content = try container.decodeIfPresent(String.self, forKey: .content)
      kind = try container.decode(StatementKind.self, forKey: .kind)
      about = try container.decode([String].self, forKey: .about)
      proposition = try container.decode(String.self, forKey: .proposition)
      // An id, a list of ids, or null.
      if let one = try? container.decode(String.self, forKey: .speakers) {
        speakers = [one]
      } else {
        speakers = (try? container.decode([String].self, forKey: .speakers)) ?? []
      }
    }
  }

  struct GoldArticle: Decodable {
    let file: String
    let quiet: Bool?
    let statements: [GoldStatement]
  }

  let id: String
  let actors: [Party]
  let articles: [GoldArticle]

  /// Reads a gold file.
  ///
  /// - Throws: `LabError` that names the file.
  init(_ path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LabError("cannot read \(path)")
    }
    do {
      self = try JSONDecoder().decode(GoldStream.self, from: data)
    } catch {
      throw LabError("\(path) is no gold file: \(error)")
    }
  }

  /// The parties as the analyzer takes them.
  var trackedActors: [TrackedActor] {
    actors.map { TrackedActor(id: $0.id, name: $0.name, aliases: $0.aliases) }
  }
}

/// Finds verbatim words of a gold statement in the article that it was taken from.
struct GoldLocator {
  private let article: Article
  /// The text's bytes with every run of white space as one blank, and where each came from.
  private let folded: [UInt8]
  private let places: [Int]

  init(_ article: Article) {
    self.article = article
    (folded, places) = Self.fold(article.text)
  }

  private static func fold(_ text: String) -> (bytes: [UInt8], places: [Int]) {
    var bytes: [UInt8] = []
    var places: [Int] = []
    var offset = 0
    for scalar in text.unicodeScalars {
      let width = UTF8.width(scalar)
      if scalar.properties.isWhitespace {
        if bytes.last != 0x20 {
          bytes.append(0x20)
          places.append(offset)
        }
      } else {
        for (index, byte) in UTF8.encode(scalar).map(Array.init)?.enumerated() ?? [].enumerated() {
          bytes.append(byte)
          places.append(offset + index)
        }
      }
      offset += width
    }
    return (bytes, places)
  }

  /// The span of words, the first one at or after a place; anywhere if there is none.
  func span(of words: String, from start: Int = 0) -> Span? {
    let wanted = Self.fold(words.trimmingCharacters(in: .whitespacesAndNewlines)).bytes
    guard !wanted.isEmpty else { return nil }
    let first = places.firstIndex { $0 >= start } ?? 0
    return find(wanted, from: first) ?? find(wanted, from: 0)
  }

  private func find(_ wanted: [UInt8], from start: Int) -> Span? {
    guard folded.count >= wanted.count else { return nil }
    for index in start...max(start, folded.count - wanted.count)
    where index + wanted.count <= folded.count && folded[index] == wanted[0] {
      if folded[index..<index + wanted.count].elementsEqual(wanted) {
        return Span(places[index], places[index + wanted.count - 1] + 1)
      }
    }
    return nil
  }
}
