// Articles for a large ledger: actors and words as unevenly used as in news, no topic but chance.

import Articles
import Foundation
import StatementAnalysis
import StatementLedger

/// Makes analysed articles by number, the same in every run.
struct GrowthArticles {
  static let statementsPerArticle = 4
  private static let backgroundWords = 350

  let actors: [TrackedActor]
  private let words: [String]
  /// Indices of actors and of words, each as often as it is drawn.
  private let actorDraws: [Int]
  private let wordDraws: [Int]
  /// Makes the propositions; with no actors, whose names stand in no content here.
  private let analyzer = StatementAnalyzer(actors: [])

  init() {
    actors = (0..<400).map {
      TrackedActor(id: "actor-\($0)", name: Self.word($0 + 1_000_000).uppercased())
    }
    words = (0..<30_000).map(Self.word)
    actorDraws = Self.draws(actors.count)
    wordDraws = Self.draws(words.count)
  }

  /// One more article, of whose statements none has been made before.
  func article(_ number: Int) -> AnalysedArticle {
    let first = number * Self.statementsPerArticle
    return article(number, (first..<first + Self.statementsPerArticle).map { statement($0) })
  }

  /// An article of which every second statement says again what an earlier article says, a few words shorter.
  func retelling(_ number: Int) -> AnalysedArticle {
    var random = SplitMix(state: UInt64(number) &* 31)
    let first = number * Self.statementsPerArticle
    return article(
      number,
      (first..<first + Self.statementsPerArticle).map { index in
        guard index.isMultiple(of: 2) else { return statement(index) }
        var said = statement(Int.random(in: 0..<first, using: &random))
        said.words.removeLast(2)
        return said
      })
  }

  private struct Said {
    var kind: StatementKind
    var speaker: TrackedActor
    var about: [TrackedActor]
    var words: [String]
  }

  private func statement(_ index: Int) -> Said {
    var random = SplitMix(state: UInt64(index) &* 7919)
    let parties = (0..<Int.random(in: 2...3, using: &random)).map { _ in
      actors[draw(actorDraws, &random)]
    }
    return Said(
      kind: Int.random(in: 0..<4, using: &random) == 0 ? .denial : .claim,
      speaker: parties[0], about: Array(parties.dropFirst()),
      words: (0..<Int.random(in: 7...16, using: &random)).map { _ in
        words[draw(wordDraws, &random)]
      })
  }

  private func draw(_ draws: [Int], _ random: inout SplitMix) -> Int {
    draws[Int(truncatingIfNeeded: random.next() % UInt64(draws.count))]
  }

  /// Drawn evenly, these give the first of so many as much more often than the last as Zipf's law does.
  private static func draws(_ count: Int) -> [Int] {
    let draws = 65_536
    return (0..<draws).map { draw in
      min(count, Int(pow(Double(count + 1), Double(draw) / Double(draws)))) - 1
    }
  }

  private func article(_ number: Int, _ said: [Said]) -> AnalysedArticle {
    var random = SplitMix(state: UInt64(number) &* 104_729)
    var text = "News \(number)\n\n"
    let title = Span(0, text.utf8.count - 2)
    for _ in 0..<Self.backgroundWords { text += words[draw(wordDraws, &random)] + " " }
    var statements: [Statement] = []
    for said in said {
      func add(_ words: String) -> Span {
        let start = text.utf8.count
        text += words
        return Span(start, text.utf8.count)
      }
      let speaker = add(said.speaker.name)
      text += " "
      let cue = add(said.kind == .claim ? "said" : "denied")
      text += " that "
      let words = said.words.joined(separator: " ")
      let content = add(words)
      text += ". "
      statements.append(
        Statement(
          kind: said.kind,
          attribution: Attribution(
            speaker: speaker, cue: cue, content: [content], sentence: speaker.union(content),
            role: .reporting, certainty: 0.9),
          speakerActors: [said.speaker.id], about: said.about.map(\.id),
          proposition: proposition(words)))
    }
    let body = Span(title.end + 2, text.utf8.count)
    return AnalysedArticle(
      file: FileVersion(
        folder: "growth", path: PathBytes("\(number).txt"), sizeBytes: Int64(text.utf8.count),
        modifiedNanoseconds: 0),
      sha256: contentHash(number),
      article: Article(text: text, title: title, paragraphs: [Paragraph(fragments: [body])]),
      statements: statements)
  }

  private func proposition(_ words: String) -> Proposition {
    let span = Span(0, words.utf8.count)
    return analyzer.proposition(
      of: [span], in: Article(text: words, paragraphs: [Paragraph(fragments: [span])]))
  }

  /// 64 digits, other ones for each number.
  private func contentHash(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 64 - digits.count) + digits
  }

  /// A word that only this number gives.
  private static func word(_ number: Int) -> String {
    let syllables = ["ba", "do", "fe", "gu", "ka", "lo", "me", "nu"]
    var (rest, word) = (number, "")
    repeat {
      word += syllables[rest % syllables.count]
      rest /= syllables.count
    } while rest > 0
    return word + "x"
  }
}
