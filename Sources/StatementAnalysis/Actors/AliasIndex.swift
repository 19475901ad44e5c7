// Where the names of tracked actors stand in a text.

import Articles

/// An occurrence of an actor's name.
struct Mention: Sendable {
  let tokens: Range<Int>
  /// Index into the analyzer's actors.
  let actor: Int
}

/// The names of all actors, found in one pass over the tokens whatever their number.
struct AliasIndex: Sendable {
  private struct Alias: Sendable {
    let words: [UInt64]
    /// An alias that is written in capitals only ("US") matches nothing else ("us").
    let isAllCapitals: Bool
    let startsWithCapital: Bool
    let actor: Int
  }

  /// By the first word, longest first.
  private let byFirstWord: [UInt64: [Alias]]

  /// An index of names, aliases and members.
  init(_ actors: [TrackedActor]) {
    var byFirstWord: [UInt64: [Alias]] = [:]
    for (actor, tracked) in actors.enumerated() {
      for name in [tracked.name] + tracked.aliases + tracked.members {
        let bytes = Array(name.utf8)
        var tokens: [Token] = []
        Tokenizer(bytes).tokenize(Span(0, bytes.count), into: &tokens)
        guard let first = tokens.first else { continue }
        let alias = Alias(
          words: tokens.map(\.lower), isAllCapitals: tokens.count == 1 && first.isAllCapitals,
          startsWithCapital: first.startsWithCapital, actor: actor)
        byFirstWord[first.lower, default: []].append(alias)
      }
    }
    self.byFirstWord = byFirstWord.mapValues { $0.sorted { $0.words.count > $1.words.count } }
  }

  /// The mentions in a range of tokens, leftmost and longest first, without overlap.
  func mentions(in text: AnalysisText, _ range: Range<Int>) -> [Mention] {
    var mentions: [Mention] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if let alias = match(text.tokens, at: index, before: range.upperBound) {
        mentions.append(Mention(tokens: index..<index + alias.words.count, actor: alias.actor))
        index += alias.words.count
      } else {
        index += 1
      }
    }
    return mentions
  }

  private func match(_ tokens: [Token], at index: Int, before end: Int) -> Alias? {
    byFirstWord[tokens[index].lower]?.first { alias in
      guard index + alias.words.count <= end,
        !alias.isAllCapitals || tokens[index].isAllCapitals,
        !alias.startsWithCapital || tokens[index].startsWithCapital
      else { return false }
      return alias.words.indices.allSatisfy { tokens[index + $0].lower == alias.words[$0] }
    }
  }
}
