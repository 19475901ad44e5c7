// Noun phrases that describe: "the American sprinter", "his lawyer", "officials".

import Articles

/// A noun phrase with a common noun at its head.
struct Phrase {
  enum Determiner {
    /// "the", "this", "that"
    case definite
    /// "a", "some", or none before a plural
    case indefinite
    /// "his", "its": the pronoun's token
    case owned(Int)
  }

  /// From the determiner to the head.
  let tokens: Range<Int>
  let head: Int
  let determiner: Determiner
}

extension TokenColumns {
  /// The phrase that starts at a token; nil if none does, or if a name stands in it, which then says who it is.
  ///
  /// `isName` tells of a token whether a tracked name starts there; other capitals may only modify: "the Danish king".
  func phrase(at start: Int, isName: (Int) -> Bool) -> Phrase? {
    let tokens = text.tokens
    let sentence = text.sentences[sentence(of: start)].tokens
    let first = tokens[start]
    guard first.isWord else { return nil }
    let determiner: Phrase.Determiner
    var index = start + 1
    if Self.definite.contains(first) {
      determiner = .definite
    } else if Words.possessives.contains(first) {
      determiner = .owned(start)
    } else if Self.indefinite.contains(first) {
      determiner = .indefinite
    } else {
      guard isPlainNounStart(start, in: sentence) else { return nil }
      determiner = .indefinite
      index = start
    }
    var head: Int?
    let limit = min(sentence.upperBound, start + Self.wordsMax)
    while index < limit, tokens[index].isWordOrNumber {
      if isName(index) { return nil }
      // A name after the noun is whom the phrase describes: "the sailor Ann Lee", not "the two-time Olympic champion".
      if head != nil, tokens[index].startsWithCapital, !isModifierRun(from: index, before: limit) {
        return nil
      }
      if tokens[index].startsWithCapital {
        index += 1
        continue
      }
      if isNoun(index), !isVerbHere(index, after: head) {
        head = index
      } else if head != nil || !isModifier(index) {
        break
      }
      index += 1
    }
    guard let head else { return nil }
    return Phrase(tokens: start..<head + 1, head: head, determiner: determiner)
  }

  /// True for the "'s" or the apostrophe after a name or noun.
  func isPossessive(_ index: Int) -> Bool {
    guard text.tokens.indices.contains(index) else { return false }
    let token = text.tokens[index]
    if token.lower == Self.possessiveMark { return true }
    // "Jones' lawyer"
    return token.lower == Self.apostrophe && !token.followsBlank && index > 0
      && text.bytes[text.tokens[index - 1].span.end - 1] | 0x20 == UInt8(ascii: "s")
  }

  private static var possessiveMark: UInt64 { WordHash.of("'s") }
  private static var apostrophe: UInt64 { WordHash.of("'") }
  private static var wordsMax: Int { 8 }
  private static let definite = WordSet("the this that these those")
  private static let indefinite = WordSet(
    "a an another some several many other two three four five")

  /// A plural that opens a phrase without a determiner: "officials", "senior officials".
  private func isPlainNounStart(_ start: Int, in sentence: Range<Int>) -> Bool {
    let tokens = text.tokens
    guard !tokens[start].startsWithCapital || start == sentence.lowerBound,
      isNoun(start) || isModifier(start)
    else { return false }
    guard start > sentence.lowerBound else { return true }
    let before = tokens[start - 1]
    return !before.isWordOrNumber || Words.prepositions.contains(before)
      || Words.conjunctions.contains(before) || isFinite(start - 1)
  }

  /// Capitals that a common noun follows.
  private func isModifierRun(from start: Int, before limit: Int) -> Bool {
    let end = (start..<limit).first { !text.tokens[$0].startsWithCapital } ?? limit
    return end < limit && text.tokens[end].isWord && isNoun(end) && !isFinite(end)
      && ReportingVerbs.verb(text.tokens[end]) == nil
  }

  private func isModifier(_ index: Int) -> Bool {
    text.tokens[index].form == .number || isAdjective(index)
      || text.tokens[index].lower == WordHash.of("'s") || text.tokens[index].startsWithCapital
  }

  /// A word that may be both, after a noun and before a determiner or a pronoun: "the group claims the …".
  private func isVerbHere(_ index: Int, after head: Int?) -> Bool {
    guard head != nil, WordClass(rawValue: wordClass[index]).overlaps(.verb),
      index + 1 < text.tokens.count
    else { return false }
    let next = text.tokens[index + 1]
    return Words.determiners.contains(next) || Words.pronouns.contains(next)
      || next.startsWithCapital || next.lower == WordHash.of("that")
      || Words.adverbs.contains(next)
  }
}
