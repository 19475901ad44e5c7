// Who is who in one article: what it says of the actors and of those who speak for them.

import Articles

/// What the article tells about people and offices, gathered before anybody's speaker is looked for.
struct Cast {
  /// People who are introduced as speaking for an actor, by their last name.
  private(set) var people: [UInt64: Int] = [:]
  /// Nouns that the article uses for an actor: "the congressman", "the site".
  private(set) var descriptions: [UInt64: Int] = [:]
  /// Actors that the article treats as persons.
  private(set) var persons: Set<Int> = []

  private let columns: TokenColumns
  private var tokens: [Token] { columns.text.tokens }
  private let mentionAt: [Int: Mention]

  init(_ columns: TokenColumns, _ mentions: [Mention]) {
    self.columns = columns
    mentionAt = Dictionary(
      mentions.flatMap { mention in mention.tokens.map { ($0, mention) } },
      uniquingKeysWith: { first, _ in first })
    for mention in mentions {
      readFirstName(before: mention)
      readKind(of: mention)
      readTitle(before: mention)
      readApposition(after: mention)
      readOffice(after: mention)
    }
    readAffiliations()
  }

  private func isCapital(_ index: Int) -> Bool {
    tokens.indices.contains(index) && tokens[index].isWord && tokens[index].startsWithCapital
  }

  private func isIn(_ set: WordSet, _ index: Int) -> Bool {
    tokens.indices.contains(index) && set.contains(tokens[index])
  }

  /// "Kelli White": a name before the name makes a person.
  private mutating func readFirstName(before mention: Mention) {
    let index = mention.tokens.lowerBound - 1
    guard isCapital(index), mentionAt[index] == nil, mention.tokens.count == 1,
      columns.known(index).map({ $0 == .properNoun }) ?? true, !tokens[index].isAllCapitals
    else { return }
    persons.insert(mention.actor)
  }

  /// "Wagner Group", "the Wagner group": "the group" may stand for it later.
  private mutating func readKind(of mention: Mention) {
    let last = mention.tokens.upperBound - 1
    for index in [last, last + 1] where isIn(People.bodies, index) {
      if index > last || mention.tokens.count > 1 {
        descriptions[tokens[index].lower] = mention.actor
      }
    }
  }

  /// "Congressman Anthony Weiner": the title may stand for him later.
  private mutating func readTitle(before mention: Mention) {
    var index = mention.tokens.lowerBound - 1
    // First names between the title and the part that is tracked.
    while isCapital(index), !isIn(People.titles, index), !isIn(People.roles, index),
      mentionAt[index] == nil, mention.tokens.lowerBound - index < 3
    {
      index -= 1
    }
    guard isIn(People.titles, index) || isIn(People.roles, index) else { return }
    persons.insert(mention.actor)
    descriptions[tokens[index].lower] = mention.actor
  }

  /// "BigGovernment.com, a website run by …", "Anthony Weiner, the congressman".
  private mutating func readApposition(after mention: Mention) {
    var index = mention.tokens.upperBound
    guard index + 2 < tokens.count, tokens[index].form == .comma, isIn(Words.determiners, index + 1)
    else { return }
    index += 2
    var noun: Int?
    while index < tokens.count, tokens[index].isWord, !Words.prepositions.contains(tokens[index]),
      !Words.relatives.contains(tokens[index]), noun.map({ index - $0 < 2 }) ?? true
    {
      if columns.isNoun(index), !isCapital(index) { noun = index }
      if let noun, index > noun, !columns.isNoun(index) { break }
      index += 1
    }
    if let noun { descriptions[tokens[noun].lower] = mention.actor }
  }

  /// "White House spokesman John Kirby", "NATO Secretary General Jens Stoltenberg": the person speaks for the actor.
  private mutating func readOffice(after mention: Mention) {
    var index = mention.tokens.upperBound
    if index < tokens.count, tokens[index].lower == WordHash.of("'s") { index += 1 }
    var office: Int?
    let limit = min(tokens.count, mention.tokens.upperBound + 8)
    while index < limit, tokens[index].isWord, mentionAt[index] == nil,
      columns.sentence(of: index) == columns.sentence(of: mention.tokens.lowerBound)
    {
      if isIn(People.roles, index) || isIn(People.titles, index) {
        office = index
      } else if office != nil, isCapital(index) {
        break
      } else if !isCapital(index), !columns.isNoun(index), !columns.isAdjective(index) {
        return
      }
      index += 1
    }
    guard let office, index > office, let last = lastName(from: index) else { return }
    people[tokens[last].lower] = mention.actor
  }

  /// The last word of the name that starts at a token; nil if it is no name.
  private func lastName(from start: Int) -> Int? {
    var index = start
    while isCapital(index), mentionAt[index] == nil { index += 1 }
    return index > start ? index - 1 : nil
  }

  /// "Ann Lee, director of the Port Authority", "Ann Lee of the Port Authority": the person speaks for the actor.
  private mutating func readAffiliations() {
    var index = 0
    while index < tokens.count {
      guard isCapital(index), mentionAt[index] == nil, let last = lastName(from: index) else {
        index += 1
        continue
      }
      if last > index, let actor = affiliation(after: last) { people[tokens[last].lower] = actor }
      index = last + 1
    }
  }

  private func affiliation(after last: Int) -> Int? {
    var index = last + 1
    var role = false
    if index < tokens.count, tokens[index].form == .comma {
      index += 1
    } else {
      // "Jack Levin of yFrog"
      guard isIn(Self.joining, index) else { return nil }
      role = true
    }
    let limit = min(tokens.count, last + 14)
    var joined = role
    while index < limit {
      let token = tokens[index]
      if token.form == .comma || token.isSentenceEnd || Words.relatives.contains(token) {
        return nil
      }
      if let mention = mentionAt[index] {
        // "Iran's ambassador", "of the Port Authority"; not "of the Iran panel".
        if isIn(People.matters, mention.tokens.upperBound) { return nil }
        if isWithinName(mention) { return nil }
        if joined { return mention.actor }
        return officeFollows(mention) ? mention.actor : nil
      }
      if isIn(People.others, index) { return nil }
      if isIn(People.roles, index) { role = true }
      if role, isIn(Self.joining, index) { joined = true }
      index += 1
    }
    return nil
  }

  private static let joining = WordSet("of for at with from")

  /// "the Department of US Affairs": the name is part of another one.
  private func isWithinName(_ mention: Mention) -> Bool {
    let start = mention.tokens.lowerBound
    return isIn(Words.prepositions, start - 1) && isCapital(start - 2)
      && isCapital(mention.tokens.upperBound) && !isIn(People.roles, mention.tokens.upperBound)
  }

  private func officeFollows(_ mention: Mention) -> Bool {
    (mention.tokens.upperBound..<min(tokens.count, mention.tokens.upperBound + 5)).contains {
      isIn(People.roles, $0)
    }
  }
}
