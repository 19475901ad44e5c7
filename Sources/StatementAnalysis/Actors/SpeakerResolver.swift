// Which tracked actors a speaker's words stand for.

import Articles

/// Resolves the speakers of one article in reading order, remembering who has spoken.
///
/// Without evidence a speaker stays unresolved: an honest gap is better than a wrong name.
struct SpeakerResolver {
  /// How a speaker was recognised.
  enum Evidence: String, Sendable {
    case name, introduced, description, pronoun, accused, none
  }

  /// Who spoke last, or was spoken of.
  private struct Turn {
    var actors: [Int]
    var sentence: Int
    var isDenial: Bool
    /// Whom it was about, the speaker left out.
    var about: [Int]
  }

  /// A pronoun looks back no further than this many sentences.
  private static let memorySentences = 4

  private let columns: TokenColumns
  private let cast: Cast
  private let aliases: AliasIndex
  private let mentions: [Mention]
  private let mentionAt: [Int: Mention]
  private var last: Turn?
  /// The last speaker whose words name a person.
  private var lastPerson: Turn?

  init(_ columns: TokenColumns, mentions: [Mention], aliases: AliasIndex) {
    self.columns = columns
    self.mentions = mentions
    self.aliases = aliases
    cast = Cast(columns, mentions)
    mentionAt = Dictionary(
      mentions.flatMap { mention in mention.tokens.map { ($0, mention) } },
      uniquingKeysWith: { first, _ in first })
  }

  private var tokens: [Token] { columns.text.tokens }

  private func isIn(_ set: WordSet, _ index: Int) -> Bool {
    tokens.indices.contains(index) && set.contains(tokens[index])
  }

  /// The actors that say it; none for a stranger, an unknown speaker or no speaker at all.
  mutating func actors(
    of found: FoundAttribution, about: [Int]
  ) -> (actors: [Int], evidence: Evidence) {
    let resolved = resolve(found)
    if found.speaker != nil, found.role == .reporting || !resolved.actors.isEmpty {
      last = Turn(
        actors: resolved.actors, sentence: found.sentence, isDenial: found.verb?.isDenial ?? false,
        about: about.filter { !resolved.actors.contains($0) })
      if isPerson(found, resolved.evidence) { lastPerson = last }
    }
    return resolved
  }

  /// True if the speaker's words are a person's: a name of several words, a person's office, or "he" again.
  private func isPerson(_ found: FoundAttribution, _ evidence: Evidence) -> Bool {
    guard let speaker = found.speaker else { return false }
    switch evidence {
    case .introduced: return true
    case .pronoun:
      return isIn(People.masculine, speaker.lowerBound) || isIn(People.feminine, speaker.lowerBound)
    default: break
    }
    if speaker.contains(where: { isIn(People.roles, $0) || isIn(People.titles, $0) }) {
      return true
    }
    return mentions.starting(in: speaker).contains { cast.persons.contains($0.actor) }
  }

  private func resolve(_ found: FoundAttribution) -> (actors: [Int], evidence: Evidence) {
    guard let speaker = found.speaker else { return ([], .none) }
    let named = named(in: speaker)
    if !named.isEmpty { return (named, .name) }
    if let actor = officeOfPeople(speaker) { return ([actor], .name) }
    let words = tokens[speaker].filter(\.isWordOrNumber)
    guard let first = words.first else { return ([], .none) }
    if words.count == 1, Words.pronouns.contains(first) || People.plural.contains(first) {
      return pronoun(first, found)
    }
    if let actor = introduced(in: speaker) { return ([actor], .introduced) }
    if Words.determiners.contains(first) || !first.startsWithCapital {
      return description(speaker, found)
    }
    return ([], .none)
  }

  // MARK: Names

  /// The actors whose names head the speaker's words; several when "and" joins them.
  private func named(in speaker: Range<Int>) -> [Int] {
    let inside = mentions.starting(in: speaker).filter {
      speaker.contains($0.tokens.upperBound - 1)
    }
    guard let first = inside.first(where: { speaks($0, in: speaker) }) else { return [] }
    var actors = [first.actor]
    var end = first.tokens.upperBound
    for mention in inside where mention.tokens.lowerBound > first.tokens.lowerBound {
      let isJoined =
        mention.tokens.lowerBound - end <= 2 && tokens[end].lower == WordHash.of("and")
      // "Japan's Tokyo Shimbun": the owned one speaks.
      let isOwned = tokens[end].lower == WordHash.of("'s") && mention.tokens.lowerBound == end + 1
      if isOwned { actors = [mention.actor] } else if isJoined { actors.append(mention.actor) }
      if !isOwned && !isJoined { break }
      end = mention.tokens.upperBound
    }
    return actors
  }

  /// "the Ukrainian government", "Iranian officials": the office of a people speaks for the country.
  private func officeOfPeople(_ speaker: Range<Int>) -> Int? {
    for index in speaker {
      guard let actor = aliases.country(ofPeople: tokens[index]) else { continue }
      let following = index + 1..<min(speaker.upperBound, index + 4)
      if following.contains(where: { isIn(People.roles, $0) || isIn(People.bodies, $0) }) {
        return actor
      }
    }
    return nil
  }

  /// True if the words name the actor as the one who speaks: not "critics of X", "an expert on X", "the X panel", nor a
  /// stranger in whose description X stands.
  private func speaks(_ mention: Mention, in speaker: Range<Int>) -> Bool {
    if isIn(People.matters, mention.tokens.upperBound) { return false }
    let before = speaker.lowerBound..<mention.tokens.lowerBound
    if before.contains(where: { isIn(People.others, $0) }) { return false }
    var preposition = mention.tokens.lowerBound - 1
    while before.contains(preposition), isIn(Words.determiners, preposition) { preposition -= 1 }
    let isJoined = before.contains(preposition) && Words.prepositions.contains(tokens[preposition])
    if isJoined, !isIn(Self.joining, preposition) { return false }
    // A body within a department's name: "the Department of US Affairs".
    if isJoined, before.contains(preposition - 1), tokens[preposition - 1].startsWithCapital,
      mention.tokens.upperBound < speaker.upperBound,
      tokens[mention.tokens.upperBound].startsWithCapital,
      !isIn(People.roles, mention.tokens.upperBound)
    {
      return false
    }
    // A verb before the name makes the words a clause, in which the name need not be who speaks.
    return !before.contains(where: isVerb)
  }

  private static let joining = WordSet("of for at from with by in")

  private func isVerb(_ index: Int) -> Bool {
    columns.isFinite(index) && !tokens[index].startsWithCapital
      && tokens[index].lower != WordHash.of("'s")
  }

  /// The actor for whom somebody named in the words speaks.
  private func introduced(in speaker: Range<Int>) -> Int? {
    // The name stands before the apposition, or closes the words.
    let head = speaker.prefix { tokens[$0].form != .comma }
    for index in head.reversed() where tokens[index].startsWithCapital {
      if let actor = cast.people[tokens[index].lower] { return actor }
    }
    for index in speaker.reversed() where tokens[index].startsWithCapital {
      if let actor = cast.people[tokens[index].lower] { return actor }
    }
    return nil
  }

  // MARK: Pronouns

  private func pronoun(_ word: Token, _ found: FoundAttribution) -> ([Int], Evidence) {
    guard let candidates = antecedent(found) else { return ([], .none) }
    if People.masculine.contains(word) || People.feminine.contains(word) {
      let persons = candidates.filter { cast.persons.contains($0) }
      if !persons.isEmpty { return (persons, .pronoun) }
      // In an article that knows persons, "he" is one of them or the person who spoke for a body.
      let strangerSpoke = last.map { $0.actors.isEmpty } ?? false
      if !strangerSpoke, let lastPerson,
        found.sentence - lastPerson.sentence <= Self.memorySentences
      {
        return (lastPerson.actors, .pronoun)
      }
      return candidates.isEmpty || !cast.persons.isEmpty ? ([], .none) : (candidates, .pronoun)
    }
    let fits = candidates.filter { !cast.persons.contains($0) || !People.neuter.contains(word) }
    return fits.isEmpty ? ([], .none) : (fits, .pronoun)
  }

  /// Whom a pronoun stands for: the subject of what stands between the last speech and here, else the last speaker; nil
  /// when that was a stranger.
  private func antecedent(_ found: FoundAttribution) -> [Int]? {
    if let subject = subjectBefore(found) { return [subject] }
    guard let last, found.sentence - last.sentence <= Self.memorySentences else { return nil }
    return last.actors
  }

  /// The actor that opens the sentence of the speech before the speaker's words, or the sentences since the last speech.
  private func subjectBefore(_ found: FoundAttribution) -> Int? {
    guard let speaker = found.speaker else { return nil }
    let sentences = columns.text.sentences
    var sentence = found.sentence
    let earliest = max(last.map { $0.sentence + 1 } ?? 0, found.sentence - 2)
    while sentence >= max(earliest, 0) {
      let range = sentences[sentence].tokens
      let end =
        sentence == found.sentence ? min(speaker.lowerBound, range.upperBound) : range.upperBound
      let opening = mentions.starting(in: range.lowerBound..<max(range.lowerBound, end))
      if let first = opening.first(where: {
        $0.tokens.upperBound <= end && isSubject($0, of: range)
      }) {
        return first.actor
      }
      // A stranger who opens a sentence is whom "he" means.
      if sentence != found.sentence, opensWithStranger(range) { return nil }
      sentence -= 1
    }
    return nil
  }

  /// True if a mention stands in a sentence's first phrase, before its verb, outside quotation marks.
  private func isSubject(_ mention: Mention, of sentence: Range<Int>) -> Bool {
    guard columns.text.quotation[mention.tokens.lowerBound] == .outside else { return false }
    let before = sentence.lowerBound..<mention.tokens.lowerBound
    if isIn(Words.prepositions, mention.tokens.lowerBound - 1)
      || isIn(Words.prepositions, mention.tokens.lowerBound - 2)
    {
      return false
    }
    if mention.tokens.upperBound < tokens.count,
      tokens[mention.tokens.upperBound].lower == WordHash.of("'s")
    {
      return false
    }
    return !before.contains(where: isVerb)
  }

  private func opensWithStranger(_ sentence: Range<Int>) -> Bool {
    guard let first = sentence.first(where: { tokens[$0].isWord }) else { return false }
    return tokens[first].startsWithCapital && first + 1 < sentence.upperBound
      && tokens[first + 1].isWord && tokens[first + 1].startsWithCapital && mentionAt[first] == nil
      && !Words.determiners.contains(tokens[first])
  }

  // MARK: Descriptions

  /// "the ministry", "his lawyer", "the company's former chief": what the article calls an actor, or else the last speaker
  /// where the noun can only mean somebody who has spoken.
  private func description(_ speaker: Range<Int>, _ found: FoundAttribution) -> ([Int], Evidence) {
    let head = speaker.prefix {
      !Words.prepositions.contains(tokens[$0]) && tokens[$0].form != .comma
    }
    if let owner = owner(of: head, found) { return owner }
    // "the Danish government" is somebody of its own, whatever the article calls "the government".
    if head.dropFirst().contains(where: { tokens[$0].startsWithCapital }) { return ([], .none) }
    for index in head.reversed() {
      if let actor = cast.descriptions[tokens[index].lower] { return ([actor], .description) }
    }
    guard let noun = head.last(where: { tokens[$0].isWord }) else { return ([], .none) }
    let isDefinite = isIn(Self.definite, speaker.lowerBound)
    guard isDefinite, let last, found.sentence - last.sentence <= Self.memorySentences else {
      return ([], .none)
    }
    if isIn(People.bodies, noun) || isIn(People.roles, noun), found.verb?.isDenial == true,
      !last.isDenial
    {
      // Who denies answers an accusation: the accused, never the accuser.
      return last.about.count == 1 ? (last.about, .accused) : ([], .none)
    }
    if isIn(People.words, noun) || isIn(Words.speakerNouns, noun) || isIn(People.roles, noun) {
      return last.actors.isEmpty ? ([], .none) : (last.actors, .description)
    }
    return ([], .none)
  }

  private static let definite = WordSet("the this that these both")

  /// "his lawyer", "the company's chief": the owner, if somebody speaks for the owner.
  private func owner(
    of head: Range<Int>.SubSequence, _ found: FoundAttribution
  ) -> ([Int], Evidence)? {
    guard let first = head.first,
      head.contains(where: {
        isIn(People.roles, $0) || isIn(People.words, $0) || isIn(People.bodies, $0)
      })
    else { return nil }
    guard
      People.masculine.contains(tokens[first]) || People.feminine.contains(tokens[first])
        || People.neuter.contains(tokens[first]) || tokens[first].lower == WordHash.of("their")
    else { return nil }
    let resolved = pronoun(tokens[first], found)
    return resolved.0.isEmpty ? nil : (resolved.0, .description)
  }
}
