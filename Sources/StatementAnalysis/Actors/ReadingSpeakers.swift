// Who speaks an attribution: by name, by an office, as a description, as a pronoun.

extension Reading {
  mutating func readSpeaker(of index: Int) {
    let found = attributions[index]
    guard let speaker = found.speaker else { return }
    let referents = referents(speaking: speaker, found)
    speakerReferents[index] = referents
    var actors: [Int] = []
    for actor in referents.flatMap({ discourse.referents[$0].speaksFor })
    where !actors.contains(actor) {
      actors.append(actor)
    }
    speakers[index] = actors
    guard found.role == .reporting || !actors.isEmpty else { return }
    discourse.noteSpeech(by: referents, cue: found.cue.lowerBound)
    last = Turn(
      actors: actors, sentence: found.sentence, isDenial: found.verb?.isDenial ?? false,
      about: names.named(in: found.content).filter { !actors.contains($0) })
  }

  /// Who speaks: by name, by an office, as a description, as a pronoun.
  private mutating func referents(
    speaking speaker: Range<Int>, _ found: FoundAttribution
  ) -> [Int] {
    let named = names.speakers(in: speaker)
    if !named.isEmpty { return referents(of: named, in: speaker) }
    if let stranger = strangerNamed(in: speaker) {
      if discourse.referents[stranger].principal == nil,
        let principal = principalNamed(in: speaker)
          ?? (isRepresentative(speaker) ? principal(in: found) : nil)
      {
        discourse.enlist(stranger, for: principal)
      }
      return [stranger]
    }
    if let referent = referenceAt[speaker.upperBound - 1], referent.form == .description,
      referent.tokens.lowerBound <= speaker.lowerBound + 1,
      !discourse.referents[referent.referent].speaksFor.isEmpty
    {
      return [referent.referent]
    }
    let words = tokens[speaker].filter(\.isWordOrNumber)
    if words.count == 1, let pronoun = Pronoun(words[0], isObject: false) {
      if let known = referenceAt[speaker.lowerBound] { return [known.referent] }
      return meaning(of: pronoun, at: speaker.lowerBound).map { [$0] } ?? []
    }
    return described(speaking: speaker, found)
  }

  /// The referents of actors; where others speak for one, "he" or "it" is they.
  private mutating func referents(of actors: [Int], in speaker: Range<Int>) -> [Int] {
    actors.map { actor in
      let own = cast.referent(ofActor: actor)
      if let own, discourse.referents[own].nature == .person { return own }
      if let name = speaker.compactMap({ nameAt[$0] }).first(where: {
        let referent = discourse.referents[$0.referent]
        return referent.actor == nil && (referent.nature == .person || referent.nature == .unknown)
      }) {
        discourse.enlist(name.referent, for: actor)
        return name.referent
      }
      let isNameAlone = speaker.allSatisfy {
        tokens[$0].startsWithCapital || Words.determiners.contains(tokens[$0])
      }
      if let own, isNameAlone { return own }
      let servant = speaker.first { isIn(People.roles, $0) || isIn(People.titles, $0) }
      var voice = Referent(principal: actor, nature: servant == nil ? .unknown : .person)
      voice.isPlural =
        servant.map { WordClass(rawValue: columns.wordClass[$0]).overlaps(.plural) } ?? false
      return discourse.add(voice)
    }
  }

  private static let representatives = WordSet(
    "spokesman spokeswoman spokesperson lawyer attorney director solicitor")

  /// "Ann Lee, who speaks for the Council at the White House": whom somebody else in the words speaks for, or whom the
  /// stranger is said to serve.
  private func principalNamed(in speaker: Range<Int>) -> Int? {
    let names = speaker.compactMap { nameAt[$0] }
    if let principal = names.lazy.compactMap({ discourse.referents[$0.referent].principal }).first {
      return principal
    }
    guard let verb = speaker.first(where: { isIn(People.serving, $0) }) else { return nil }
    return names.lazy.filter { $0.tokens.lowerBound > verb }
      .compactMap { discourse.referents[$0.referent].actor }.first
  }

  /// "Spokesman John Kirby", "communications director Ann Lee": they speak for somebody who need not stand beside them.
  private func isRepresentative(_ speaker: Range<Int>) -> Bool {
    guard let role = speaker.first(where: { isIn(Self.representatives, $0) }) else { return false }
    return !isIn(Self.complements, role + 1)
      && !speaker.contains { aliases.country(ofPeopleAt: $0, in: tokens) != nil }
  }

  /// Whom a representative speaks for: the body or country that opens what is said.
  private func principal(in found: FoundAttribution) -> Int? {
    guard let content = found.content.first else { return nil }
    let opening = content.prefix { !columns.isFinite($0) }
    return opening.lazy.compactMap { nameAt[$0] }.map { discourse.referents[$0.referent] }
      .first { $0.actor != nil && $0.nature != .person }?.actor
  }

  /// A stranger whose name is the head of the words, or stands in them as an apposition.
  private func strangerNamed(in speaker: Range<Int>) -> Int? {
    let inside = speaker.compactMap { nameAt[$0] }.filter {
      speaker.contains($0.tokens.upperBound - 1) && discourse.referents[$0.referent].actor == nil
        && !isIn(Words.prepositions, $0.tokens.lowerBound - 1)
        // "The Sydney Olympic medallist"
        && !(speaker.contains($0.tokens.upperBound) && columns.isNoun($0.tokens.upperBound)
          && !tokens[$0.tokens.upperBound].startsWithCapital)
    }
    return inside.first?.referent
  }

  /// "The ministry", "the spokesman", "the lawsuit": what the article calls somebody, or else the last speaker where the
  /// noun can only mean somebody who has spoken.
  private mutating func described(
    speaking speaker: Range<Int>, _ found: FoundAttribution
  ) -> [Int] {
    guard let phrase = phrase(at: speaker.lowerBound) else { return [] }
    if let known = referenceAt[phrase.head],
      !discourse.referents[known.referent].speaksFor.isEmpty
    {
      return [known.referent]
    }
    if case .definite = phrase.determiner, let last,
      found.sentence - last.sentence <= Self.memorySentences,
      !phrase.tokens.dropFirst().contains(where: { tokens[$0].startsWithCapital }),
      !isIn(Self.complements, phrase.tokens.upperBound),
      let actors = spokenBefore(by: phrase, last, isDenial: found.verb?.isDenial ?? false)
    {
      return actors.map { discourse.add(Referent(principal: $0, nature: .person)) }
    }
    if let known = referenceAt[phrase.head] { return [known.referent] }
    return [discourse.add(Referent(nature: .unknown))]
  }

  /// The actors of the last speech where only they can be meant.
  private func spokenBefore(by phrase: Phrase, _ last: Turn, isDenial: Bool) -> [Int]? {
    let isOfficial = isIn(People.roles, phrase.head)
    if isOfficial || isIn(People.bodies, phrase.head), isDenial, !last.isDenial {
      // Who denies answers an accusation: the accused, never the accuser.
      return last.about.count == 1 ? last.about : nil
    }
    // A body is no person.
    let natures = last.actors.compactMap { cast.referent(ofActor: $0) }.map {
      discourse.referents[$0].nature
    }
    if isIn(People.bodies, phrase.head), natures.contains(.person) { return nil }
    let speaks =
      isOfficial && phrase.tokens.count == 2 || isIn(Self.utterances, phrase.head)
      || isIn(Words.speakerNouns, phrase.head)
    return speaks && !last.actors.isEmpty ? last.actors : nil
  }

  /// What somebody has said, standing for who said it.
  private static let utterances = WordSet("statement letter memo communique")
}
