// Contents that the tagger cuts short, completed where grammar says that they go on.

import Articles

/// Widens the contents of one attribution.
///
/// Each rule raised the share of contents found whole on PolNeAR dev; together, overlap of at least a half from 70.7 to
/// 71.6 F1.
struct ContentRepair {
  private let columns: TokenColumns
  private let clauses: Clauses
  private let cue: Range<Int>
  private let speaker: Range<Int>?
  private let range: Range<Int>

  init(_ columns: TokenColumns, _ attribution: TaggedAttribution) {
    self.columns = columns
    cue = attribution.cue
    speaker = attribution.speaker
    range = columns.text.sentences[attribution.sentence].tokens
    clauses = Clauses(columns.text, range)
  }

  /// A part can be widened by one rule after another, so many times.
  private static let stepsMax = 3

  /// A part of the content with what belongs to it; the same if it stands in another sentence than the cue.
  func repaired(_ part: Range<Int>) -> Range<Int> {
    guard range.lowerBound <= part.lowerBound, part.upperBound <= range.upperBound else {
      return part
    }
    var part = part
    for _ in 0..<Self.stepsMax {
      guard let end = end(after: part), end > part.upperBound else { break }
      part = part.lowerBound..<end
    }
    return (subjectStart(before: part) ?? part.lowerBound)..<part.upperBound
  }

  private func end(after part: Range<Int>) -> Int? {
    // Whole clauses before phrases.
    if part.lowerBound >= cue.upperBound,
      let end = predicateEnd(after: part) ?? claimEnd(after: part) ?? insertionEnd(after: part)
        ?? messageEnd(after: part)
    {
      return end
    }
    return appositionEnd(after: part) ?? objectEnd(after: part)
      ?? (part.lowerBound >= cue.upperBound ? relativeEnd(after: part) : nil)
  }

  private var tokens: [Token] { columns.text.tokens }

  private func isIn(_ set: WordSet, _ index: Int) -> Bool {
    range.contains(index) && set.contains(tokens[index])
  }

  private func isComma(_ index: Int) -> Bool {
    range.contains(index) && tokens[index].form == .comma
  }

  private func isVerb(_ index: Int) -> Bool {
    columns.isFinite(index)
      || isIn(Words.auxiliaries, index) && !columns.isPossessive(index)
  }

  private func isQuoted(_ index: Int) -> Bool { columns.text.quotation[index] != .outside }

  /// True for a token that belongs to the attribution's other parts.
  private func isTaken(_ index: Int) -> Bool {
    cue.contains(index) || speaker?.contains(index) ?? false
  }

  /// Where the clause ends that goes on at a token; nil if the attribution's other parts stand in it.
  private func clauseEnd(from index: Int) -> Int? {
    let end = clauses.contentEnd(after: index)
    guard index < end, !(index..<end).contains(where: isTaken) else { return nil }
    return clauses.trimmed(index..<end)?.upperBound
  }

  // MARK: Clauses

  /// "Denied | his statement | to the council was written by …": a noun phrase whose verb follows.
  private func predicateEnd(after part: Range<Int>) -> Int? {
    guard !part.contains(where: isVerb), !isQuoted(part.upperBound - 1) else { return nil }
    var index = part.upperBound
    while index < range.upperBound, tokens[index].isWordOrNumber, !isTaken(index),
      !Words.subordinators.contains(tokens[index]), !Words.conjunctions.contains(tokens[index])
    {
      if isVerb(index) { return clauseEnd(from: index) }
      index += 1
    }
    return nil
  }

  /// "Told | reporters | – as he had done before – that …": what follows the hearer.
  private func messageEnd(after part: Range<Int>) -> Int? {
    guard ReportingVerbs.verb(tokens[cue.upperBound - 1])?.frame == .hearer,
      part.lowerBound == cue.upperBound, !part.contains(where: isVerb),
      !isIn(Words.prepositions, part.upperBound),
      let that = (part.upperBound..<range.upperBound).first(where: {
        isIn(Self.that, $0) && !tokens[$0 - 1].isWordOrNumber
      })
    else { return nil }
    return clauseEnd(from: that)
  }

  /// "Denied | the claim | made by Lee that …": what the claim says.
  private func claimEnd(after part: Range<Int>) -> Int? {
    guard isIn(Words.claimNouns, part.upperBound - 1) else { return nil }
    var index = part.upperBound
    while index < range.upperBound, tokens[index].isWordOrNumber, !isTaken(index) {
      if isIn(Self.that, index) { return clauseEnd(from: index) }
      index += 1
    }
    return nil
  }

  private static let that = WordSet("that")
  private static let openers = WordSet(
    "if when after because although though while since unless once at in on by despite")

  /// "That the deals |, which cover five people, did not …", "that if it rains |, the march …": the main verb follows.
  private func insertionEnd(after part: Range<Int>) -> Int? {
    let mark = part.upperBound
    guard range.contains(mark), tokens[mark].form == .comma || tokens[mark].form == .dash,
      !isQuoted(mark - 1)
    else { return nil }
    // "Yesterday that Lee"
    let lead = (part.lowerBound..<mark).first { !isIn(Words.days, $0) } ?? part.lowerBound
    let that = (part.lowerBound - 1...lead).first { isIn(Self.that, $0) }
    let first = that.map { max($0 + 1, part.lowerBound) } ?? part.lowerBound
    if isIn(Self.openers, first), isComma(mark) {
      return part.contains(where: isComma) ? nil : clauseEnd(from: mark + 1)
    }
    guard that != nil, !part.contains(where: isVerb),
      let close = (mark + 1..<range.upperBound).first(where: {
        tokens[$0].form == tokens[mark].form
      }),
      !(mark..<close).contains(where: isTaken)
    else { return nil }
    return clauseEnd(from: close + 1)
  }

  private static let relatives = WordSet("which whose including especially")

  /// "… | a task force |, which would include the army": what is added of the last noun.
  private func relativeEnd(after part: Range<Int>) -> Int? {
    let comma = part.upperBound
    guard isComma(comma), isIn(Self.relatives, comma + 1), let end = clauseEnd(from: comma + 1),
      // "…, which for its part denied it" is a statement of its own.
      !(comma..<end).contains(where: { ReportingVerbs.verb(tokens[$0])?.isDenial ?? false })
    else { return nil }
    return end
  }

  /// "Claims that … were | “unfounded,” | he said": the subject of what a quotation marks off.
  private func subjectStart(before part: Range<Int>) -> Int? {
    let before = part.lowerBound - 1
    guard part.upperBound <= cue.lowerBound, range.contains(before),
      columns.text.quotation[part.lowerBound] == .opening, isIn(Words.be, before),
      !(range.lowerBound..<part.lowerBound).contains(where: { isTaken($0) || isQuoted($0) })
    else { return nil }
    return range.lowerBound
  }

  // MARK: Phrases

  /// "Went to | Ann Lee |, speaker of the council, …": who the last name is.
  private func appositionEnd(after part: Range<Int>) -> Int? {
    let comma = part.upperBound
    guard isComma(comma), tokens[comma - 1].startsWithCapital, comma + 2 < range.upperBound,
      tokens[comma + 1].isWord, !tokens[comma + 1].startsWithCapital,
      Words.determiners.contains(tokens[comma + 1]) || columns.isNoun(comma + 1),
      !Words.subordinators.contains(tokens[comma + 1])
    else { return nil }
    var index = comma + 1
    while index < range.upperBound, tokens[index].isWordOrNumber {
      if isTaken(index) || isVerb(index) { return nil }
      index += 1
    }
    return index > comma + 2 ? index : nil
  }

  private static let of = WordSet("of")
  private static let to = WordSet("to")

  /// "Announced | the arrest | of a man in …": what a noun is of.
  private func objectEnd(after part: Range<Int>) -> Int? {
    let next = part.upperBound + 1
    let isTo =
      isIn(Self.to, part.upperBound) && range.contains(next)
      && (tokens[next].startsWithCapital || Words.determiners.contains(tokens[next]))
    guard isIn(Self.of, part.upperBound) || isTo, columns.isNoun(part.upperBound - 1) else {
      return nil
    }
    var index = part.upperBound + 1
    while range.contains(index), tokens[index].isWordOrNumber, !isVerb(index),
      !Words.prepositions.contains(tokens[index]) || isIn(Self.of, index),
      !Words.conjunctions.contains(tokens[index]), !Words.subordinators.contains(tokens[index])
    {
      if isTaken(index) { return nil }
      index += 1
    }
    return index
  }
}
