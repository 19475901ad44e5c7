// Reads an article for who is meant: the speakers of its attributions, and everybody its words refer to.

import Articles

/// Who speaks and who is spoken of, in one article.
///
/// Without evidence a speaker stays unresolved: an honest gap is better than a wrong name.
struct Reading: TokenReading {
  /// The actors that say each attribution, in the attributions' order.
  var speakers: [[Int]]
  /// What refers to somebody, in the order of the text.
  private(set) var references: [Reference] = []

  let columns: TokenColumns
  let attributions: [FoundAttribution]
  let cast: Cast
  let aliases: AliasIndex
  let names: SpeakerNames
  let nameAt: [Int: Cast.Name]
  let mentionAt: Set<Int>
  /// The attribution of a speaker, by the first of its words.
  let attributionOfSpeaker: [Int: Int]
  var discourse: Discourse
  /// The innermost attribution that says a token.
  var sayer: [Int: Int] = [:]
  var referenceAt: [Int: Reference] = [:]
  var speakerReferents: [[Int]]
  /// Somebody without a name, by the noun that brought it in: "a former official", later "the official".
  var nameless: [UInt64: Int] = [:]
  var last: Turn?

  /// A speech that later words may go back to.
  struct Turn {
    let actors: [Int]
    let sentence: Int
    let isDenial: Bool
    /// Whom it was about, the speaker left out.
    let about: [Int]
  }

  /// "The spokesman", "the company" look back no further than this many sentences for the last speech.
  static let memorySentences = 4

  init(
    _ columns: TokenColumns, mentions: [Mention], aliases: AliasIndex,
    attributions: [FoundAttribution]
  ) {
    self.columns = columns
    self.attributions = attributions
    self.aliases = aliases
    cast = Cast(columns, mentions, aliases)
    names = SpeakerNames(columns, mentions: mentions, aliases: aliases)
    nameAt = Dictionary(
      cast.names.map { ($0.tokens.lowerBound, $0) }, uniquingKeysWith: { first, _ in first })
    mentionAt = Set(mentions.map(\.tokens.lowerBound))
    attributionOfSpeaker = Dictionary(
      attributions.enumerated().compactMap { index, found in
        found.speaker.map { ($0.lowerBound, index) }
      }, uniquingKeysWith: { first, _ in first })
    discourse = Discourse(columns, referents: cast.referents)
    speakers = Array(repeating: [], count: attributions.count)
    speakerReferents = speakers
    readSayers()
    readSentences()
    references = referenceAt.values.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }

  /// Whom a reference means.
  func referent(of reference: Reference) -> Referent { discourse.referents[reference.referent] }

  /// The references that start within some tokens, in order.
  func references(in range: Range<Int>) -> ArraySlice<Reference> {
    let first = firstReference(from: range.lowerBound)
    return references[first..<max(first, firstReference(from: range.upperBound))]
  }

  func firstReference(from token: Int) -> Int {
    var (low, high) = (0, references.count)
    while low < high {
      let middle = (low + high) / 2
      if references[middle].tokens.lowerBound < token { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: Reading order

  /// Longer contents first, so that the innermost stays.
  mutating func readSayers() {
    let bySize = attributions.indices.sorted {
      attributions[$0].content.reduce(0) { $0 + $1.count }
        > attributions[$1].content.reduce(0) { $0 + $1.count }
    }
    for index in bySize {
      for part in attributions[index].content {
        for token in part { sayer[token] = index }
      }
    }
  }

  /// What stands outside anybody's words first, then each speech: its speaker, then what is said.
  mutating func readSentences() {
    let bySentence = Dictionary(grouping: attributions.indices) { attributions[$0].sentence }
    for (sentence, range) in columns.text.sentences.map(\.tokens).enumerated() {
      read(range, saidBy: nil)
      let own = bySentence[sentence] ?? []
      // A nested speech comes after the one that it stands in.
      let outerFirst =
        own.filter { sayer[attributions[$0].cue.lowerBound] == nil }
        + own.filter { sayer[attributions[$0].cue.lowerBound] != nil }
      for index in outerFirst {
        readSpeaker(of: index)
        for part in attributions[index].content { read(part, saidBy: index) }
      }
    }
  }

  /// Reads the tokens of a range that one attribution says, and no other within it.
  mutating func read(_ range: Range<Int>, saidBy attribution: Int?) {
    var index = range.lowerBound
    while index < range.upperBound {
      index = sayer[index] == attribution ? read(index) : index + 1
    }
  }

  /// Reads what refers to somebody at a token, and returns where to go on.
  mutating func read(_ index: Int) -> Int {
    if let name = nameAt[index] {
      refer(name.tokens, to: name.referent, .name)
      readServant(of: name.referent, after: name.tokens.upperBound)
      return name.tokens.upperBound
    }
    if let pronoun = Pronoun(tokens[index], isObject: isObject(index)) {
      if let referent = meaning(of: pronoun, at: index) {
        refer(index..<index + 1, to: referent, .pronoun)
        if let gender = pronoun.gender { discourse.learn(gender, of: referent) }
        if let phrase = phrase(at: index), case .owned = phrase.determiner,
          isIn(People.roles, phrase.head) || isIn(People.words, phrase.head)
        {
          if let known = described(by: phrase) {
            refer(phrase.tokens, to: known, .description)
            return phrase.tokens.upperBound
          }
          let owner = discourse.referents[referent]
          let servant = discourse.add(
            Referent(
              principal: owner.actor ?? owner.principal,
              nature: isIn(People.roles, phrase.head) ? .person : .unknown))
          refer(phrase.tokens, to: servant, .description)
          nameless[noun(phrase.head)] = servant
        }
      }
      return index + 1
    }
    guard let phrase = phrase(at: index) else { return index + 1 }
    if let referent = meaning(of: phrase) {
      refer(phrase.tokens, to: referent, .description)
      readServant(of: referent, after: phrase.tokens.upperBound)
      return phrase.tokens.upperBound
    }
    return index + 1
  }

  /// "The company's owner Ann Lee", "the company's lawyer": somebody who speaks for whom the words before name.
  mutating func readServant(of owner: Int, after end: Int) {
    guard let principal = discourse.referents[owner].actor ?? discourse.referents[owner].principal,
      columns.isPossessive(end)
    else { return }
    var index = end + 1
    var role: Int?
    while index < tokens.count, index < end + 6, tokens[index].isWord, nameAt[index] == nil {
      if isIn(People.roles, index) || isIn(People.words, index) { role = index }
      index += 1
    }
    guard let role else { return }
    if index == role + 1, let name = nameAt[index] {
      if discourse.referents[name.referent].actor == nil {
        discourse.enlist(name.referent, for: principal)
      }
    } else if let known = cast.descriptions(columns.lemma[role]).first?.referent, known != owner {
      refer(end..<role + 1, to: known, .description)
    } else {
      let nature: Referent.Nature = isIn(People.roles, role) ? .person : .unknown
      let servant = discourse.add(Referent(principal: principal, nature: nature))
      refer(end..<role + 1, to: servant, .description)
      nameless[noun(role)] = servant
    }
  }

  mutating func refer(_ words: Range<Int>, to referent: Int, _ form: Reference.Form) {
    // "His lawyer" starts where "his" does.
    let place = form == .description ? words.upperBound - 1 : words.lowerBound
    referenceAt[place] = Reference(tokens: words, referent: referent, form: form)
    discourse.note(referent, at: words)
  }

  func phrase(at index: Int) -> Phrase? {
    columns.phrase(at: index, isName: mentionAt.contains)
  }

  // MARK: Pronouns

  /// "Gave her drugs", "met her": after a verb or preposition, and no noun follows.
  func isObject(_ index: Int) -> Bool {
    guard index + 1 < tokens.count, tokens[index + 1].isWord else { return true }
    let next = index + 1
    return Words.prepositions.contains(tokens[next]) || Words.auxiliaries.contains(tokens[next])
      || Words.conjunctions.contains(tokens[next]) || Words.determiners.contains(tokens[next])
      || Words.adverbs.contains(tokens[next])
  }

  func meaning(of pronoun: Pronoun, at index: Int) -> Int? {
    let attribution = sayer[index]
    let isSpeaker =
      attributionOfSpeaker[index].map { attributions[$0].speaker?.count == 1 } ?? false
    if isEmptySubject(pronoun, at: index, isSpeaker: isSpeaker) { return nil }
    if let explained = nameExplaining(index) { return explained }
    if let ahead = nameAhead(of: pronoun, at: index) { return ahead }
    return discourse.antecedent(
      of: pronoun, at: index,
      Discourse.Circumstances(
        isSpeaker: isSpeaker,
        // "Lee's allegations that he": somebody else.
        speakers: attribution.flatMap { isAllegation($0) ? nil : speakerReferents[$0] },
        isQuoted: columns.text.quotation[index] != .outside,
        namedBySpeaker: isSpeaker ? referentsNamed(bySpeaker: index) : []))
  }

  func isAllegation(_ attribution: Int) -> Bool {
    isIn(Words.allegationNouns, attributions[attribution].cue.lowerBound)
      && attributions[attribution].verb == nil
  }

  /// "He (Ann Lee's father)", "his [Ann Lee's] view": editors say in brackets whom a quoted pronoun means.
  func nameExplaining(_ index: Int) -> Int? {
    guard index + 2 < tokens.count, tokens[index + 1].form == .openBracket else { return nil }
    let name = (index + 2..<min(tokens.count, index + 5)).lazy.compactMap { nameAt[$0] }.first
    guard let name else { return nil }
    let end = name.tokens.upperBound
    let isAlone = end < tokens.count && tokens[end].form == .closeBracket
    return isAlone || columns.isPossessive(end) ? name.referent : nil
  }

  /// "In his new book, Ann Lee says": a possessive in the phrase before the subject means the subject.
  func nameAhead(of pronoun: Pronoun, at index: Int) -> Int? {
    let sentence = columns.text.sentences[columns.sentence(of: index)].tokens
    guard pronoun.place == .possessive, pronoun.isPersonal, index - sentence.lowerBound <= 3,
      isIn(Words.prepositions, sentence.lowerBound),
      let name = (index..<min(sentence.upperBound, index + 12)).lazy.compactMap({ nameAt[$0] })
        .first(where: { discourse.referents[$0.referent].nature == .person }),
      tokens[name.tokens.lowerBound - 1].form == .comma,
      pronoun.fits(discourse.referents[name.referent])
    else { return nil }
    return name.referent
  }

  /// Whom somebody names is somebody else: "he said Lord Grey had warned them".
  func referentsNamed(bySpeaker index: Int) -> Set<Int> {
    guard let found = attributionOfSpeaker[index].map({ attributions[$0] }) else { return [] }
    let sentence = columns.text.sentences[found.sentence].tokens
    let rest = (found.cue.upperBound..<max(found.cue.upperBound, sentence.upperBound)).prefix {
      tokens[$0].isWordOrNumber && !Words.conjunctions.contains(tokens[$0])
    }
    let after = rest.compactMap { nameAt[$0]?.referent }
    return Set(after + found.content.joined().compactMap { nameAt[$0]?.referent })
  }

  /// "It is possible that", "it would be wrong to", "it is said": nobody is meant.
  func isEmptySubject(_ pronoun: Pronoun, at index: Int, isSpeaker: Bool) -> Bool {
    guard pronoun.place == .subject, !pronoun.isPersonal, !pronoun.isPlural,
      index + 2 < tokens.count
    else { return false }
    var verb = index + 1
    while isIn(Words.modals, verb) || isIn(Words.adverbs, verb) || isIn(Words.negators, verb) {
      verb += 1
    }
    guard isIn(Words.be, verb), verb + 1 < tokens.count else { return false }
    var after = verb + 1
    while isIn(Words.adverbs, after) || isIn(Words.negators, after) { after += 1 }
    guard after < tokens.count else { return true }
    if isSpeaker { return ReportingVerbs.verb(tokens[after]) != nil }
    let wordClass = WordClass(rawValue: columns.wordClass[after])
    return !wordClass.overlaps(.gerund) && !wordClass.overlaps(.participle)
  }

  // MARK: Descriptions

  private static let states = WordSet("country nation state kingdom republic")
  private static let groups = WordSet(
    "group organisation organization company firm agency body association")

  /// Whom a description means: whom the article describes so, or a stranger.
  mutating func meaning(of phrase: Phrase) -> Int? {
    let isPerson =
      NounSenses.embedded.isPerson(lemma: columns.lemma[phrase.head])
      || isIn(People.roles, phrase.head)
    let isBody = isIn(People.bodies, phrase.head)
    if case .definite = phrase.determiner, !isIn(Self.complements, phrase.tokens.upperBound) {
      if let described = described(by: phrase) { return described }
      if !phrase.tokens.dropFirst().contains(where: { tokens[$0].startsWithCapital }) {
        if isIn(Self.states, phrase.head) {
          return discourse.mostSalient([.country], at: phrase.head, sentences: 2)
        }
        if isIn(Self.groups, phrase.head), phrase.tokens.count == 2,
          let body = discourse.mostSalient([.body], at: phrase.head, sentences: 2)
        {
          return body
        }
      }
    }
    guard isPerson || isBody, !isIn(Words.claimNouns, phrase.head) else { return nil }
    if let servant = servant(phrase) { return servant }
    let isPlural = WordClass(rawValue: columns.wordClass[phrase.head]).overlaps(.plural)
    if case .definite = phrase.determiner, isPerson, !isPlural, !isIn(People.roles, phrase.head),
      !isIn(Self.complements, phrase.tokens.upperBound), let person = person(by: phrase)
    {
      return person
    }
    var stranger = Referent(nature: isPerson ? .person : .body, isPlural: isPlural)
    if isIn(People.masculineNouns, phrase.head) { stranger.gender = .masculine }
    if isIn(People.feminineNouns, phrase.head) { stranger.gender = .feminine }
    let referent = discourse.add(stranger)
    if case .indefinite = phrase.determiner { nameless[noun(phrase.head)] = referent }
    return referent
  }

  /// "The sprinter", "the gold medallist": the only person of late, or the most salient one where more is said of it.
  func person(by phrase: Phrase) -> Int? {
    let others = Set(sayer[phrase.head].map { speakerReferents[$0] } ?? [])
      .union(referentsNamed(bySpeaker: phrase.tokens.lowerBound))
    let gender: Referent.Gender? =
      isIn(People.feminineNouns, phrase.head)
      ? .feminine : isIn(People.masculineNouns, phrase.head) ? .masculine : nil
    let persons = discourse.persons(before: phrase.head, sentences: 2).filter { referent in
      !others.contains(referent)
        && (gender == nil || discourse.referents[referent].gender ?? gender == gender)
    }
    return persons.count == 1 || phrase.tokens.count > 2 ? persons.first : nil
  }

  /// "The chief of Wagner", "a spokesman for Iran": somebody who speaks for the actor, with the name that may follow.
  mutating func servant(_ phrase: Phrase) -> Int? {
    guard isIn(People.roles, phrase.head), isIn(Self.complements, phrase.tokens.upperBound) else {
      return nil
    }
    var start = phrase.tokens.upperBound + 1
    while isIn(Words.determiners, start) { start += 1 }
    guard let owner = nameAt[start], let actor = discourse.referents[owner.referent].actor else {
      return nil
    }
    let end = owner.tokens.upperBound
    // "Of US affairs", "of the Iran panel"
    if end < tokens.count, tokens[end].isWord, columns.isNoun(end) { return nil }
    if end + 1 < tokens.count, tokens[end].form == .comma, let name = nameAt[end + 1],
      discourse.referents[name.referent].actor == nil
    {
      discourse.enlist(name.referent, for: actor)
      return name.referent
    }
    let isPlural = WordClass(rawValue: columns.wordClass[phrase.head]).overlaps(.plural)
    return discourse.add(Referent(principal: actor, nature: .person, isPlural: isPlural))
  }

  /// "The head of the agency" says itself who it is.
  static let complements = WordSet("of for in at")

  func noun(_ index: Int) -> UInt64 {
    People.sameNouns[columns.lemma[index]] ?? columns.lemma[index]
  }

  func described(by phrase: Phrase) -> Int? {
    let capitals = phrase.tokens.dropFirst().filter { tokens[$0].startsWithCapital }
    let candidates = cast.descriptions(columns.lemma[phrase.head]).filter { description in
      capitals.allSatisfy { description.capitals.contains(tokens[$0].lower) }
    }
    if let known = discourse.latest(of: candidates.map(\.referent)) { return known }
    return capitals.isEmpty ? nameless[noun(phrase.head)] : nil
  }
}
