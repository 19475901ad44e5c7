// Whom a statement is about.

import Articles

/// Finds the actors whom a content names, and those whom its pronouns and descriptions mean.
struct AboutFinder: TokenReading {
  private static let firstPerson = WordSet("i me my myself we us our ours ourselves")

  let columns: TokenColumns
  private let mentions: [Mention]
  private let aliases: AliasIndex
  private let reading: Reading

  init(_ columns: TokenColumns, mentions: [Mention], aliases: AliasIndex, reading: Reading) {
    self.columns = columns
    self.mentions = mentions
    self.aliases = aliases
    self.reading = reading
  }

  /// All whom a statement is about, each once: those named, those meant, the accused.
  ///
  /// Who denies is nearly always whom it is about.
  func actors(
    of found: FoundAttribution, kind: StatementKind, speakers: [Int]
  ) -> [Int] {
    var actors: [Int] = []
    func add(_ more: some Sequence<Int>) {
      for actor in more where !actors.contains(actor) { actors.append(actor) }
    }
    let person = spokenOf(found)
    for part in found.core(in: columns.text) {
      add(named(in: part, kind: kind))
      if person == nil { add(meant(in: part)) }
      add(peoples(in: part))
      add(mentions.starting(in: rest(of: part, found)).map(\.actor))
    }
    if kind == .denial || speaksOfItself(found) { add(speakers) }
    if let person { add([person]) }
    if let accused = accusedSubject(of: found) { add(meantOrNamed(in: accused)) }
    return actors
  }

  /// Those named after a content in its sentence, other than the speakers and whose claim it is: "denied the claims, made
  /// in a book about Lee".
  func named(after found: FoundAttribution, not speakers: [Int]) -> [Int] {
    guard let end = found.content.last?.upperBound, found.cue.upperBound <= end else { return [] }
    let sentence = columns.text.sentences[found.sentence].tokens
    let clause = (end..<max(end, sentence.upperBound)).prefix {
      ReportingVerbs.verb(tokens[$0]) == nil
    }
    return named(in: clause.startIndex..<clause.endIndex, kind: .denial).filter {
      !speakers.contains($0)
    }
  }

  /// What follows a quotation in its clause: "being “leant on” by the ministry".
  private func rest(of part: Range<Int>, _ found: FoundAttribution) -> Range<Int> {
    let start = part.upperBound
    guard !part.isEmpty else { return start..<start }
    let sentence = columns.text.sentences[columns.sentence(of: start - 1)].tokens
    guard start < sentence.upperBound, columns.text.quotation[start - 1] == .closing,
      isIn(Words.prepositions, start)
    else { return start..<start }
    let end =
      (start..<sentence.upperBound).first {
        !tokens[$0].isWordOrNumber || columns.isFinite($0) || found.cue.contains($0)
      } ?? sentence.upperBound
    return start..<end
  }

  // MARK: Names

  private func named(in part: Range<Int>, kind: StatementKind) -> [Int] {
    let inside = mentions.starting(in: part)
    return inside.indices.filter { index in
      let mention = inside[index]
      let owns =
        index + 1 < inside.endIndex && owns(mention, inside[index + 1])
        && !isModifier(inside[index + 1])
      return !owns && !isPlace(mention) && !isModifier(mention) && !isPartOfName(mention)
        && !(kind == .denial && isClaimant(mention))
    }.map { inside[$0].actor }
  }

  /// In "Russia's private army Wagner" only the last is meant, whose the name is.
  private func owns(_ owner: Mention, _ owned: Mention) -> Bool {
    let between = owner.tokens.upperBound..<max(owner.tokens.upperBound, owned.tokens.lowerBound)
    // "The US Central Intelligence Agency"
    if between.isEmpty { return aliases.nature(of: owner.actor).0 == .country }
    return between.count <= 7 && columns.isPossessive(owner.tokens.upperBound)
      && between.dropFirst().allSatisfy { index in
        tokens[index].isWord
          && (columns.isNoun(index) && !columns.isFinite(index) || columns.isAdjective(index))
      }
  }

  private static let within = WordSet("in inside near across around")
  private static let via = WordSet("via")

  /// "In Ukraine": where something happens.
  private func isPlace(_ mention: Mention) -> Bool {
    let nature = aliases.nature(of: mention.actor).0
    let before = mention.tokens.lowerBound - 1
    return nature == .country && isIn(Self.within, before)
      || nature != .person && isIn(Self.via, before)
  }

  /// "The Iran scandal", "his Twitter account": the name only says which; not "Wagner mercenaries", who are people.
  private func isModifier(_ mention: Mention) -> Bool {
    let before = mention.tokens.lowerBound - 1
    guard aliases.nature(of: mention.actor).0 != .person,
      // "yFrog", but not "dockers".
      columns.text.bytes[tokens[mention.tokens.lowerBound].span.range].contains(where: {
        (0x41...0x5A).contains($0)
      }),
      // "Owed Norland money": two objects.
      before < 0 || !WordClass(rawValue: columns.wordClass[before]).overlaps(.verb)
        || columns.isNoun(before) || columns.isPossessive(before)
    else { return false }
    // "His Harbour Group office"
    let isOwned = isIn(Words.possessives, before)
    var index = mention.tokens.upperBound
    while index < tokens.count, tokens[index].isWord, !columns.traits[index].contains(.capital),
      columns.isNoun(index), !columns.isFinite(index),
      !Words.prepositions.contains(tokens[index]), !Words.auxiliaries.contains(tokens[index])
    {
      // "Norland soldiers", "the Norland government says"
      if NounSenses.embedded.isPerson(lemma: columns.lemma[index]) || isIn(People.roles, index)
        || isIn(People.bodies, index) && !isOwned
      {
        return false
      }
      index += 1
    }
    return index > mention.tokens.upperBound
  }

  /// "The US Olympic Committee": the name of a body that is not tracked.
  private func isPartOfName(_ mention: Mention) -> Bool {
    guard aliases.nature(of: mention.actor).0 != .person else { return false }
    var index = mention.tokens.upperBound
    while index < tokens.count, tokens[index].isWord, tokens[index].startsWithCapital { index += 1 }
    return index > mention.tokens.upperBound && isIn(People.bodies, index - 1)
      && mentions.holding(index - 1) == nil
  }

  /// "Washington's claims that …", "claims by Washington": who is answered, not whom the answer is about.
  private func isClaimant(_ mention: Mention) -> Bool {
    let end = mention.tokens.upperBound
    if columns.isPossessive(end), isIn(Words.claimNouns, end + 1) {
      return isIn(Self.clauseOpeners, end + 2)
    }
    // "Washington accuses Norland of arming them", denied
    if end < tokens.count, ReportingVerbs.verb(tokens[end])?.isDenial == false { return true }
    // "The claim made by Norland's ministry"
    var by = mention.tokens.lowerBound - 1
    while tokens.indices.contains(by),
      tokens[by].startsWithCapital || columns.isPossessive(by)
        || Words.determiners.contains(tokens[by])
    {
      by -= 1
    }
    return isIn(Self.by, by)
      && (isIn(Words.claimNouns, by - 1)
        || isIn(Words.claimNouns, by - 2)
          && WordClass(rawValue: columns.wordClass[by - 1]).overlaps(.participle))
  }

  private static let clauseOpeners = WordSet("that of about against")
  private static let by = WordSet("by from")

  /// "Iranian officials": a people's people stand for the country.
  private func peoples(in part: Range<Int>) -> [Int] {
    part.compactMap { index in
      guard let actor = aliases.country(ofPeopleAt: index, in: tokens) else { return nil }
      let following = index + 1..<min(part.upperBound, index + 3)
      return following.contains {
        !tokens[$0].startsWithCapital && (isIn(People.roles, $0) || isIn(Self.powers, $0))
      } ? actor : nil
    }
  }

  private static let powers = WordSet("government regime administration ministry authorities")

  // MARK: Meanings

  private func meant(in part: Range<Int>) -> [Int] {
    reading.references(in: part).flatMap { reference -> [Int] in
      // "The statement" says it, but is not who said it.
      guard reference.form != .name, !isIn(People.words, reference.tokens.upperBound - 1) else {
        return []
      }
      return reading.referent(of: reference).speaksFor
    }
  }

  private func meantOrNamed(in part: Range<Int>) -> [Int] {
    reading.references(in: part).flatMap { reading.referent(of: $0).speaksFor }
  }

  /// "I", "our": the speaker is meant.
  private func speaksOfItself(_ found: FoundAttribution) -> Bool {
    // "US" is somebody else.
    found.content.contains {
      $0.contains { Self.firstPerson.contains(tokens[$0]) && !tokens[$0].isAllCapitals }
    }
  }

  /// “He will be a good witness,” one lawyer said of Lee.
  private func spokenOf(_ found: FoundAttribution) -> Int? {
    let end = max(found.cue.upperBound, found.speaker?.upperBound ?? 0)
    guard isIn(Self.of, end), found.content.allSatisfy({ !$0.contains(end) }) else { return nil }
    return mentions.starting(in: end + 1..<end + 4).first?.actor
  }

  private static let of = WordSet("of")
  private static let to = WordSet("to")

  /// "Lee has been accused of fraud", "Lee is said to have fled": whom a passive verb is said of.
  private func accusedSubject(of found: FoundAttribution) -> Range<Int>? {
    let clauses = Clauses(columns.text, columns.text.sentences[found.sentence].tokens)
    guard let verb = found.verb,
      let head = found.cue.first(where: { ReportingVerbs.verb(tokens[$0]) != nil }),
      clauses.isPassive(head), verb.frame == .target || isIn(Self.to, head + 1)
    else { return nil }
    return clauses.passiveSubject(before: head)
  }
}
