// Whom a statement is about.

import Articles

/// Finds the actors whom a content names, and those whom its pronouns stand for.
struct AboutFinder {
  /// A pronoun's antecedent stands no further back than this many sentences.
  private static let memorySentences = 1
  private static let firstPerson = WordSet("i me my mine myself we us our ours ourselves")
  private static let subjects = WordSet("he she it they his its their")
  private static let objects = WordSet("him them")
  private static let persons = WordSet("he she him her his")

  private let columns: TokenColumns
  private let mentions: [Mention]

  init(_ columns: TokenColumns, mentions: [Mention]) {
    self.columns = columns
    self.mentions = mentions
  }

  private var tokens: [Token] { columns.text.tokens }

  /// The actors named in a content, each once, in order: in "Russia's Wagner group" only the last, whose the name is.
  func named(in content: [Range<Int>]) -> [Int] {
    var actors: [Int] = []
    for index in content.flatMap({ mentions.starting(in: $0).indices }) {
      let mention = mentions[index]
      let isOwner =
        index + 1 < mentions.count && mention.tokens.upperBound < tokens.count
        && tokens[mention.tokens.upperBound].lower == WordHash.of("'s")
        && mentions[index + 1].tokens.lowerBound == mention.tokens.upperBound + 1
      if !isOwner, !actors.contains(mention.actor) { actors.append(mention.actor) }
    }
    return actors
  }

  /// All whom a statement is about: those named, then those meant.
  ///
  /// Who denies is nearly always whom it is about.
  func actors(
    of found: FoundAttribution, kind: StatementKind, speakers: [Int]
  ) -> [Int] {
    var actors = named(in: found.content)
    func add(_ more: [Int]) {
      for actor in more where !actors.contains(actor) { actors.append(actor) }
    }
    if kind == .denial || speaksOfItself(found, speakers: speakers) { add(speakers) }
    if let other = otherMeant(found, speakers: speakers) { add([other]) }
    return actors
  }

  /// True if a pronoun of the speaker's opens what is said: "I", or "he" with nobody named before it.
  private func speaksOfItself(_ found: FoundAttribution, speakers: [Int]) -> Bool {
    guard !speakers.isEmpty else { return false }
    for index in found.content.flatMap({ Array($0.prefix(12)) }) {
      if Self.firstPerson.contains(tokens[index]) { return true }
      if mentions.holding(index) != nil { return false }
      if Self.subjects.contains(tokens[index]) { return true }
    }
    return false
  }

  /// The actor that a pronoun for somebody else stands for: the nearest one named before the speech who does not speak.
  private func otherMeant(_ found: FoundAttribution, speakers: [Int]) -> Int? {
    let pronoun = found.content.lazy.flatMap { $0 }.first { index in
      Self.objects.contains(tokens[index])
        || (speakers.isEmpty || isObject(index)) && Self.persons.contains(tokens[index])
    }
    guard let pronoun else { return nil }
    let start = min(found.cue.lowerBound, found.speaker?.lowerBound ?? found.cue.lowerBound)
    let sentence = found.sentence
    let earliest = columns.text.sentences[max(0, sentence - Self.memorySentences)].tokens.lowerBound
    // Somebody named in the content before the pronoun is nearer than anybody outside.
    let isNearer = found.content.contains { part in
      !mentions.starting(in: part.lowerBound..<max(part.lowerBound, min(part.upperBound, pronoun)))
        .isEmpty
    }
    guard !isNearer else { return nil }
    return mentions.starting(in: earliest..<max(earliest, start)).last {
      $0.tokens.upperBound <= start && !speakers.contains($0.actor)
    }?.actor
  }

  /// "gave her drugs", "met him": a pronoun right after a verb.
  private func isObject(_ index: Int) -> Bool {
    tokens[index].lower == WordHash.of("her") && index > 0
      && WordClass(rawValue: columns.wordClass[index - 1]).overlaps(.verb)
  }
}
