// Where the names of tracked actors stand in a text.

import Articles

/// An occurrence of an actor's name.
struct Mention: Sendable {
  let tokens: Range<Int>
  /// Index into the analyzer's actors.
  let actor: Int
  /// The name is not the actor's own, but of somebody who speaks for it.
  var isMember = false
}

extension [Mention] {
  /// Those that start in a range of tokens, found by halving: mentions are in order.
  func starting(in range: Range<Int>) -> ArraySlice<Mention> {
    let first = firstIndex(from: range.lowerBound)
    return self[first..<Swift.max(first, firstIndex(from: range.upperBound))]
  }

  /// The one that holds a token.
  func holding(_ token: Int) -> Mention? {
    starting(in: Swift.max(0, token - Self.wordsMax)..<token + 1).last { $0.tokens.contains(token) }
  }

  /// No name has more words.
  private static var wordsMax: Int { 16 }

  private func firstIndex(from token: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].tokens.lowerBound < token { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The names of all actors, found in one pass over the tokens whatever their number.
struct AliasIndex: Sendable {
  private struct Alias: Sendable {
    let words: [UInt64]
    /// An alias that is written in capitals only ("US") matches nothing else ("us").
    let isAllCapitals: Bool
    let startsWithCapital: Bool
    let actor: Int
    let isMember: Bool
  }

  /// By the first word, longest first.
  private let byFirstWord: [UInt64: [Alias]]
  /// The last words of names of several words: "Goldsmith" for "Peter Goldsmith".
  ///
  /// Only those of one actor.
  private let lastNames: [UInt64: Int]
  /// The given names of persons: "Victor" for "Victor Conte", once the article has named him.
  private let firstNames: [UInt64: Int]
  /// The adjectives of names by their last words: "Ukrainian" for "Ukraine", "North Korean" for "North Korea".
  private let peoples: [UInt64: [PeopleName]]

  /// The people of a country, with the words before the last.
  private struct PeopleName: Sendable {
    let before: [UInt64]
    let actor: Int
  }

  private let natures: [(Referent.Nature, Referent.Gender?)]

  /// An index of names, aliases and members.
  init(_ actors: [TrackedActor]) {
    var byFirstWord: [UInt64: [Alias]] = [:]
    var lastNames: [UInt64: Set<Int>] = [:]
    var firstNames: [UInt64: Set<Int>] = [:]
    var peoples: [UInt64: [PeopleName]] = [:]
    for (actor, tracked) in actors.enumerated() {
      let isPerson = Self.nature(of: tracked).0 == .person
      let own = Set([tracked.name] + tracked.aliases)
      for name in [tracked.name] + tracked.aliases + tracked.members {
        let bytes = Array(name.utf8)
        let tokens = Self.tokens(of: bytes)
        guard let first = tokens.first, let last = tokens.last else { continue }
        for spelling in [name] + NameSpellings.others(of: name, isPerson: isPerson) {
          let tokens = Self.tokens(of: Array(spelling.utf8))
          guard let first = tokens.first else { continue }
          byFirstWord[first.lower, default: []].append(
            Alias(
              words: tokens.map(\.lower), isAllCapitals: tokens.count == 1 && first.isAllCapitals,
              startsWithCapital: first.startsWithCapital, actor: actor,
              isMember: !own.contains(name)))
        }
        if last.startsWithCapital, !last.isAllCapitals,
          tokens.count == 1 || NounSenses.embedded.isCountry(bytes)
        {
          let people = PeopleName(before: tokens.dropLast().map(\.lower), actor: actor)
          for form in Self.adjectives(of: Array(bytes[last.span.range])) {
            peoples[form, default: []].append(people)
          }
        }
        if tokens.count > 1, tokens.allSatisfy({ $0.isWord && $0.startsWithCapital }),
          !last.isAllCapitals
        {
          lastNames[last.lower, default: []].insert(actor)
          if FirstNames.contains(first) {
            firstNames[first.lower, default: []].insert(actor)
          }
        }
      }
    }
    self.firstNames = firstNames.compactMapValues { $0.count == 1 ? $0.first : nil }
    natures = actors.map(Self.nature)
    // "North Korean" before "Korean".
    self.peoples = peoples.mapValues { $0.sorted { $0.before.count > $1.before.count } }
    self.lastNames = lastNames.compactMapValues { $0.count == 1 ? $0.first : nil }
    self.byFirstWord = byFirstWord.mapValues { $0.sorted { $0.words.count > $1.words.count } }
  }

  private static func tokens(of name: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    Tokenizer(name).tokenize(Span(0, name.count), into: &tokens)
    return tokens
  }

  /// What an actor is by its names alone: a given name makes a person, a country's name a country.
  func nature(of actor: Int) -> (Referent.Nature, Referent.Gender?) { natures[actor] }

  private static func nature(of actor: TrackedActor) -> (Referent.Nature, Referent.Gender?) {
    let names = [actor.name] + actor.aliases
    let words = names.map { tokens(of: Array($0.utf8)) }
    for name in words where name.count > 1 {
      if FirstNames.masculine.contains(name[0]) { return (.person, .masculine) }
      if FirstNames.feminine.contains(name[0]) { return (.person, .feminine) }
      if FirstNames.either.contains(name[0]) { return (.person, nil) }
    }
    if names.contains(where: { NounSenses.embedded.isCountry($0.utf8) }) { return (.country, nil) }
    if words.contains(where: { $0.contains { People.bodies.contains($0) } }) { return (.body, nil) }
    for name in words where name.contains(where: { People.titles.contains($0) }) {
      let title = name.first { People.titles.contains($0) }
      let isMasculine = title.map { People.masculineTitles.contains($0) } ?? false
      let isFeminine = title.map { People.feminineTitles.contains($0) } ?? false
      return (.person, isMasculine ? .masculine : isFeminine ? .feminine : nil)
    }
    return (words.contains { $0.count == 1 && $0[0].isAllCapitals } ? .body : .unknown, nil)
  }

  /// The adjectives that English makes of a country's name: "Russian", "Iranian", "Chinese", "Polish", "Iraqi".
  private static func adjectives(of name: [UInt8]) -> [UInt64] {
    guard name.count >= 4 else { return [] }
    let vowels = Set("aeiou".utf8)
    var forms = ["n", "an", "ian", "ean", "ese", "i"].map { name + $0.utf8 }
    if let last = name.last, vowels.contains(last) {
      let stem = Array(name.dropLast())
      forms += ["ian", "an", "ean", "ese", "ish"].map { stem + $0.utf8 }
    }
    return forms.map { WordHash.of($0) }
  }

  /// The actor whose people's adjective ends at a token; nil for any other word, or where several share it.
  func country(ofPeopleAt index: Int, in tokens: [Token]) -> Int? {
    guard tokens[index].startsWithCapital, let names = peoples[tokens[index].lower] else {
      return nil
    }
    let fitting = names.filter { name in
      name.before.count <= index
        && zip(name.before, index - name.before.count..<index).allSatisfy { $0 == tokens[$1].lower }
    }
    guard let first = fitting.first else { return nil }
    let longest = fitting.prefix { $0.before.count == first.before.count }
    return longest.allSatisfy { $0.actor == first.actor } ? first.actor : nil
  }

  /// The mentions in a text, leftmost and longest first, without overlap, in order.
  func mentions(in columns: TokenColumns) -> [Mention] {
    let tokens = columns.text.tokens
    var mentions: [Mention] = []
    var named: Set<Int> = []
    var index = 0
    while index < tokens.count {
      if let alias = match(tokens, at: index) {
        let range = index..<index + alias.words.count
        if !isOutlet(after: range.upperBound, tokens) {
          mentions.append(
            Mention(tokens: range, actor: alias.actor, isMember: alias.isMember))
          named.insert(alias.actor)
        }
        index = range.upperBound
      } else {
        index += 1
      }
    }
    guard !lastNames.isEmpty || !firstNames.isEmpty else { return mentions }
    let taken = Set(mentions.flatMap { Array($0.tokens) })
    for index in tokens.indices where !taken.contains(index) {
      guard let actor = lastNames[tokens[index].lower] ?? firstNames[tokens[index].lower],
        named.contains(actor), isLastName(at: index, columns, taken)
      else { continue }
      mentions.append(Mention(tokens: index..<index + 1, actor: actor))
    }
    return mentions.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }

  /// True for a name of its own that stands alone or after a title: "Goldsmith", "Lord Goldsmith", not "the Group".
  private func isLastName(at index: Int, _ columns: TokenColumns, _ taken: Set<Int>) -> Bool {
    let tokens = columns.text.tokens
    guard tokens[index].startsWithCapital,
      columns.known(index).map({ $0.overlaps(.properNoun) }) ?? true
    else { return false }
    if index + 1 < tokens.count, tokens[index + 1].isWord, tokens[index + 1].startsWithCapital,
      !tokens[index + 1].isAllCapitals
    {
      return false
    }
    guard index > 0, tokens[index - 1].isWord, tokens[index - 1].startsWithCapital else {
      return true
    }
    let isSentenceStart = columns.sentence(of: index) != columns.sentence(of: index - 1)
    return isSentenceStart || taken.contains(index - 1) || People.titles.contains(tokens[index - 1])
      || People.roles.contains(tokens[index - 1])
  }

  /// True where a mention is the first half of an outlet's name: "Washington Post".
  private func isOutlet(after end: Int, _ tokens: [Token]) -> Bool {
    end < tokens.count && tokens[end].startsWithCapital && People.outlets.contains(tokens[end])
  }

  private func match(_ tokens: [Token], at index: Int) -> Alias? {
    byFirstWord[tokens[index].lower]?.first { alias in
      guard index + alias.words.count <= tokens.count,
        alias.words.indices.allSatisfy({ tokens[index + $0].lower == alias.words[$0] })
      else { return false }
      if alias.isAllCapitals { return tokens[index].isAllCapitals }
      guard alias.startsWithCapital, !tokens[index].startsWithCapital else { return true }
      // "the attorney general" for "Attorney General", but not "an attorney general" or that of another place.
      let end = index + alias.words.count
      let isDefinite = index > 0 && tokens[index - 1].lower == WordHash.of("the")
      let isElsewhere = end < tokens.count && tokens[end].lower == WordHash.of("of")
      return alias.words.count > 1 && isDefinite && !isElsewhere
    }
  }
}
