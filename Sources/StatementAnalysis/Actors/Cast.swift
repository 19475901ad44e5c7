// Who is who in one article: the actors and the strangers it names, and what it says of them.

import Articles

/// What the article tells about people and bodies, gathered before anybody's speaker is looked for.
struct Cast: TokenReading {
  /// A name where it stands.
  struct Name {
    let tokens: Range<Int>
    /// Index into `referents`.
    let referent: Int
  }

  /// Everybody with a name; pronouns and descriptions mean one of them, or somebody without a name.
  private(set) var referents: [Referent] = []
  /// In order, without overlap.
  private(set) var names: [Name] = []
  /// Whom the article describes by a noun, by its base form, in the order of their descriptions.
  private var described: [UInt64: [Description]] = [:]

  /// A noun said of somebody, with the capitalised words before it: "American sprinter".
  struct Description {
    let referent: Int
    var capitals: Set<UInt64>
  }

  /// People who are introduced as speaking for an actor, by their last name.
  private var people: [UInt64: Int] = [:]

  let columns: TokenColumns
  private let mentionAt: [Int: Mention]
  private var referentOfActor: [Int: Int] = [:]
  private var referentOfName: [UInt64: Int] = [:]

  init(_ columns: TokenColumns, _ mentions: [Mention], _ aliases: AliasIndex) {
    self.columns = columns
    mentionAt = Dictionary(
      mentions.flatMap { mention in mention.tokens.map { ($0, mention) } },
      uniquingKeysWith: { first, _ in first })
    for mention in mentions {
      readOffice(after: mention)
      if !mention.isMember, referentOfActor[mention.actor] == nil {
        referentOfActor[mention.actor] = referents.count
        var referent = Referent(actor: mention.actor)
        (referent.nature, referent.gender) = aliases.nature(of: mention.actor)
        referents.append(referent)
      }
    }
    readAffiliations()
    readNames()
    for name in names {
      readFirstName(before: name)
      readTitle(before: name)
      readKind(of: name)
      readNoun(before: name)
      readApposition(after: name)
    }
  }

  /// The referent of a tracked actor; nil if the article does not name it.
  func referent(ofActor actor: Int) -> Int? { referentOfActor[actor] }

  /// Who is described by a noun or by one that means the same, given its base form.
  func descriptions(_ lemma: UInt64) -> [Description] {
    described[People.sameNouns[lemma] ?? lemma] ?? []
  }

  private func isCapital(_ index: Int) -> Bool {
    tokens.indices.contains(index) && tokens[index].isWord && tokens[index].startsWithCapital
  }

  // MARK: Names

  private mutating func readNames() {
    var index = 0
    while index < tokens.count {
      if let mention = mentionAt[index] {
        let known = mention.isMember ? member(mention) : referentOfActor[mention.actor]
        if let referent = known {
          names.append(Name(tokens: mention.tokens, referent: referent))
        }
        index = mention.tokens.upperBound
      } else if let name = strangerName(from: index) {
        index = name.upperBound
        if let referent = stranger(name) {
          names.append(Name(tokens: name, referent: referent))
        }
      } else {
        index += 1
      }
    }
  }

  /// Somebody who is configured to speak for an actor.
  private mutating func member(_ mention: Mention) -> Int {
    let last = mention.tokens.upperBound - 1
    let key = tokens[last].lower
    if let known = referentOfName[key] { return known }
    var referent = Referent(principal: mention.actor)
    referent.gender = gender(ofFirstName: mention.tokens.lowerBound, nil)
    referent.nature =
      isIn(People.bodies, last) ? .body : mention.tokens.count > 1 ? .person : .unknown
    referentOfName[key] = referents.count
    referents.append(referent)
    return referents.count - 1
  }

  private static let particles = WordSet("de van von der den al bin el la di da del du ben ibn")

  /// The run of capitalised words that starts at a token, without a title before it.
  private func strangerName(from start: Int) -> Range<Int>? {
    guard isCapital(start), mentionAt[start] == nil else { return nil }
    let sentence = columns.text.sentences[columns.sentence(of: start)].tokens
    var end = start
    while end < sentence.upperBound, mentionAt[end] == nil,
      isCapital(end)
        || end > start && isIn(Self.particles, end) && isCapital(end + 1)
          && mentionAt[end + 1] == nil
    {
      end += 1
    }
    var first = start
    // "The Post", "But Ann Lee": the first word of a sentence has its capital from there.
    if first == sentence.lowerBound, Words.stopwords.contains(tokens[first]) { first += 1 }
    if first == end { first = start }
    // "Ann Lee QC"
    if end - first > 2, tokens[end - 1].isAllCapitals { end -= 1 }
    return first..<end
  }

  private func isProper(_ index: Int) -> Bool {
    columns.known(index).map { $0.overlaps(.properNoun) } ?? true
  }

  /// The stranger of a name, a new one if no other has it; nil where a run of capitals says nothing of who it is.
  private mutating func stranger(_ name: Range<Int>) -> Int? {
    let last = name.upperBound - 1
    let key = tokens[last].lower
    if let known = referentOfName[key] { return known }
    let title =
      name.contains { isIn(People.titles, $0) } ? name : name.lowerBound - 1..<name.lowerBound
    let titled = title.first { isIn(People.titles, $0) || isIn(People.roles, $0) }
    let first = name.first { !isIn(People.titles, $0) && !isIn(People.roles, $0) } ?? last
    var referent = Referent(principal: people[key])
    referent.gender = gender(ofFirstName: first, titled.map { tokens[$0] })
    let hasFirstName =
      first < last && (referent.gender != nil || FirstNames.contains(tokens[first]))
    if isIn(People.bodies, last) || isIn(People.outlets, last) {
      referent.nature = .body
    } else if hasFirstName || titled != nil || referent.principal != nil {
      referent.nature = .person
    } else if NounSenses.embedded.isCountry(bytes(of: name)) {
      referent.nature = .country
    } else if name.count == 1 || tokens[last].isAllCapitals {
      return nil
    } else if !isIn(Words.prepositions, name.lowerBound - 1), followsAge(name) || isSpeaking(name) {
      referent.nature = .person
    }
    referentOfName[key] = referents.count
    referents.append(referent)
    return referents.count - 1
  }

  private func bytes(of range: Range<Int>) -> ArraySlice<UInt8> {
    columns.text.bytes[columns.text.span(of: range).range]
  }

  /// "Ann Lee, 31,": an age follows.
  private func followsAge(_ name: Range<Int>) -> Bool {
    name.upperBound + 1 < tokens.count && tokens[name.upperBound].form == .comma
      && tokens[name.upperBound + 1].form == .number
  }

  /// A verb of speech stands on either side.
  private func isSpeaking(_ name: Range<Int>) -> Bool {
    [name.lowerBound - 1, name.upperBound].contains {
      tokens.indices.contains($0) && ReportingVerbs.verb(tokens[$0]) != nil
    }
  }

  private func gender(ofFirstName index: Int, _ title: Token?) -> Referent.Gender? {
    if let title {
      if People.masculineTitles.contains(title) { return .masculine }
      if People.feminineTitles.contains(title) { return .feminine }
    }
    if isIn(FirstNames.masculine, index) { return .masculine }
    return isIn(FirstNames.feminine, index) ? .feminine : nil
  }

  // MARK: What is said of a name

  private mutating func describe(_ referent: Int, _ noun: Int, capitals: Set<UInt64> = []) {
    let lemma = People.sameNouns[columns.lemma[noun]] ?? columns.lemma[noun]
    if People.masculineNouns.contains(tokens[noun]) { referents[referent].gender = .masculine }
    if People.feminineNouns.contains(tokens[noun]) { referents[referent].gender = .feminine }
    if referents[referent].nature == .unknown, isPerson(noun) {
      referents[referent].nature = .person
    }
    if let place = described[lemma]?.firstIndex(where: { $0.referent == referent }) {
      described[lemma]?[place].capitals.formUnion(capitals)
    } else {
      described[lemma, default: []].append(Description(referent: referent, capitals: capitals))
    }
  }

  private func isPerson(_ noun: Int) -> Bool {
    NounSenses.embedded.isPerson(lemma: columns.lemma[noun]) || isIn(People.roles, noun)
  }

  /// "Kelli White": a name before the part that is tracked makes a person.
  private mutating func readFirstName(before name: Name) {
    let index = name.tokens.lowerBound - 1
    guard isCapital(index), mentionAt[index] == nil, name.tokens.count == 1,
      referents[name.referent].nature == .unknown || referents[name.referent].nature == .person,
      isProper(index), !tokens[index].isAllCapitals
    else { return }
    referents[name.referent].nature = .person
    if referents[name.referent].gender == nil {
      referents[name.referent].gender = gender(ofFirstName: index, nil)
    }
  }

  /// "Wagner Group", "the Wagner group": "the group" may stand for it later.
  private mutating func readKind(of name: Name) {
    let last = name.tokens.upperBound - 1
    for index in [last, last + 1] where isIn(People.bodies, index) {
      if index > last || name.tokens.count > 1 {
        if referents[name.referent].nature == .unknown { referents[name.referent].nature = .body }
        if index == last || referents[name.referent].nature == .body {
          describe(name.referent, index)
        }
      }
    }
  }

  /// "Congressman Anthony Weiner": the title may stand for him later.
  private mutating func readTitle(before name: Name) {
    var index = name.tokens.lowerBound - 1
    // First names between the title and the part that is tracked.
    while isCapital(index), !isIn(People.titles, index), !isIn(People.roles, index),
      mentionAt[index] == nil, name.tokens.lowerBound - index < 3
    {
      index -= 1
    }
    if !isIn(People.titles, index), !isIn(People.roles, index) {
      guard
        let inside = name.tokens.dropLast().first(where: {
          isIn(People.titles, $0) || isIn(People.roles, $0)
        })
      else { return }
      index = inside
    }
    if referents[name.referent].nature == .unknown { referents[name.referent].nature = .person }
    guard referents[name.referent].nature == .person else { return }
    if referents[name.referent].gender == nil {
      referents[name.referent].gender = gender(ofFirstName: index, tokens[index])
    }
    describe(name.referent, index)
  }

  /// "American sprinter Marion Jones", "mercenary group Wagner": a common noun before the name.
  private mutating func readNoun(before name: Name) {
    var noun = name.tokens.lowerBound - 1
    while isCapital(noun), mentionAt[noun] == nil, name.tokens.lowerBound - noun < 3 { noun -= 1 }
    guard noun >= 0, tokens[noun].isWord, !tokens[noun].startsWithCapital, columns.isNoun(noun),
      isPerson(noun) || isIn(People.bodies, noun)
    else { return }
    if isPerson(noun), referents[name.referent].nature == .country { return }
    var capitals: Set<UInt64> = []
    var index = noun - 1
    while index >= 0, tokens[index].isWord,
      isCapital(index) || columns.isAdjective(index) || columns.isNoun(index)
    {
      if isCapital(index) { capitals.insert(tokens[index].lower) }
      index -= 1
    }
    describe(name.referent, noun, capitals: capitals)
  }

  /// "BigGovernment.com, a website run by …", "Anthony Weiner, the congressman".
  private mutating func readApposition(after name: Name) {
    let index = name.tokens.upperBound
    guard index + 2 < tokens.count, tokens[index].form == .comma,
      let phrase = columns.phrase(at: index + 1, isName: { mentionAt[$0] != nil }),
      phrase.tokens.lowerBound == index + 1,
      isPerson(phrase.head) && referents[name.referent].nature != .country
        || !isPerson(phrase.head) && referents[name.referent].nature != .person,
      isPerson(phrase.head) || phrase.tokens.count > 1
    else { return }
    let capitals = phrase.tokens.filter(isCapital).map { tokens[$0].lower }
    describe(name.referent, phrase.head, capitals: Set(capitals))
  }

  /// "White House spokesman John Kirby", "NATO Secretary General Jens Stoltenberg": the person speaks for the actor.
  private mutating func readOffice(after mention: Mention) {
    var index = mention.tokens.upperBound
    if columns.isPossessive(index) { index += 1 }
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
