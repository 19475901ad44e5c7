// Which tracked actors a speaker's words stand for.

import Articles

/// Resolves the speakers of one article in reading order, remembering who has spoken.
struct SpeakerResolver {
  private let text: AnalysisText
  private let aliases: AliasIndex
  /// People who were introduced as speaking for an actor, by their last name: "White House spokesman Ann Lee" → Lee.
  private var introduced: [UInt64: [Int]] = [:]
  /// Who spoke last; empty after a stranger, so that "he" is never put down to somebody else.
  private var last: [Int] = []

  init(_ text: AnalysisText, _ aliases: AliasIndex) {
    self.text = text
    self.aliases = aliases
  }

  /// The actors that say it; none for a stranger, an unknown speaker or no speaker at all.
  mutating func actors(speaking speaker: Range<Int>?) -> [Int] {
    guard let speaker else { return [] }
    if refersBack(speaker) { return last }
    let actors = named(in: speaker)
    if !actors.isEmpty { introduce(speaker, as: actors) }
    last = actors
    return actors
  }

  /// "he", "the ministry", "the spokesperson": nobody is named, so the last speaker is meant.
  private func refersBack(_ speaker: Range<Int>) -> Bool {
    let tokens = text.tokens[speaker]
    guard let first = tokens.first, !tokens.dropFirst().contains(where: \.startsWithCapital) else {
      return false
    }
    if tokens.count == 1 { return Words.pronouns.contains(first) }
    return Words.determiners.contains(first) && tokens.contains { Words.speakerNouns.contains($0) }
  }

  private func named(in speaker: Range<Int>) -> [Int] {
    let mentions = aliases.mentions(in: text, speaker)
    if let first = mentions.first { return joint(mentions, after: first) }
    for token in text.tokens[speaker].reversed() where token.startsWithCapital {
      if let actors = introduced[token.lower] { return actors }
    }
    return []
  }

  /// The first actor named; with it every one that "and" joins to it.
  private func joint(_ mentions: [Mention], after first: Mention) -> [Int] {
    var actors = [first.actor]
    var end = first.tokens.upperBound
    for mention in mentions.dropFirst() {
      guard mention.tokens.lowerBound == end + 1, WordHash.of("and") == text.tokens[end].lower
      else { break }
      if !actors.contains(mention.actor) { actors.append(mention.actor) }
      end = mention.tokens.upperBound
    }
    return actors
  }

  /// Remembers the last names of the people in a speaker's words, outside the mentions themselves.
  private mutating func introduce(_ speaker: Range<Int>, as actors: [Int]) {
    let mentioned = aliases.mentions(in: text, speaker).map(\.tokens)
    for index in speaker {
      let token = text.tokens[index]
      let isLastOfName =
        index + 1 == speaker.upperBound || !text.tokens[index + 1].startsWithCapital
      guard token.isWord, token.startsWithCapital, isLastOfName,
        !mentioned.contains(where: { $0.contains(index) })
      else {
        continue
      }
      introduced[token.lower] = actors
    }
  }
}
