// The tracked actors whom a speaker's own words name.

/// Reads names in the words of a speaker, and tells who speaks from who is only mentioned.
struct SpeakerNames: TokenReading {
  let columns: TokenColumns
  private let mentions: [Mention]
  private let aliases: AliasIndex

  init(_ columns: TokenColumns, mentions: [Mention], aliases: AliasIndex) {
    self.columns = columns
    self.mentions = mentions
    self.aliases = aliases
  }

  /// The actors that the words name as speaking: by name, or as the office of a people.
  func speakers(in speaker: Range<Int>) -> [Int] {
    let named = headed(speaker)
    return named.isEmpty ? officeOfPeople(speaker).map { [$0] } ?? [] : named
  }

  /// The actors named anywhere in some ranges, each once, in order.
  func named(in ranges: [Range<Int>]) -> [Int] {
    var actors: [Int] = []
    for mention in ranges.flatMap({ mentions.starting(in: $0) })
    where !actors.contains(mention.actor) {
      actors.append(mention.actor)
    }
    return actors
  }

  /// The actors whose names head the speaker's words; several when "and" joins them.
  private func headed(_ speaker: Range<Int>) -> [Int] {
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
      && tokens[index].lower != WordHash.of("'s") && !isIn(Words.determiners, index - 1)
  }

  /// "the Ukrainian government", "Iranian officials": the office of a people speaks for the country.
  func officeOfPeople(_ words: Range<Int>) -> Int? {
    for index in words {
      guard let actor = aliases.country(ofPeopleAt: index, in: tokens) else { continue }
      let following = index + 1..<min(words.upperBound, index + 4)
      if following.contains(where: { isIn(People.roles, $0) || isIn(People.bodies, $0) }) {
        return actor
      }
    }
    return nil
  }
}
