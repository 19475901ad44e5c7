// Whether words were uttered, or a wish, an intention, a feeling is attributed.

extension TokenColumns {
  private static let call = WordHash.of("call")
  private static let to = WordHash.of("to")
  private static let summons = Set(["for", "on", "off", "upon"].map { WordHash.of($0) })

  /// The role of an attribution, decided by its cue in context.
  ///
  /// An utterance needs a word of uttering in the cue, neither denied its happening ("did not say", "declined to say"),
  /// nor merely possible or still to come ("would say"), nor a demand ("told them to go"). Terms: `CueRoles`.
  package func role(of attribution: TaggedAttribution) -> Attribution.Role {
    let cue = attribution.cue
    if cue.count == 1, text.tokens[cue.lowerBound].form == .colon { return .reporting }
    if joked(about: attribution) { return .other }
    if cue.contains(where: { isSilent($0) }) || isNegated(before: cue) { return .other }
    let head = toldBy(cue)
    let startsWithTo = attribution.content.contains { word[$0.lowerBound] == Self.to }
    if startsWithTo, CueRoles.telling.contains(lemma[head]) { return .other }
    if lemma[head] == Self.call, isSummons(head) { return .other }
    if isUttered(head) { return .reporting }
    guard CueRoles.utteringClauses.contains(lemma[head]) else { return .other }
    return attribution.content.contains { hasClauseOrQuotation($0) } ? .reporting : .other
  }

  /// "Joked about the incident", "a statement over the weekend": a topic or a time is named, nothing is said of it.
  private func joked(about attribution: TaggedAttribution) -> Bool {
    let cue = attribution.cue
    return cue.count > 1 && Self.topical.contains(text.tokens[cue.upperBound - 1])
      && !cue.contains { ReportingVerbs.verb(text.tokens[$0])?.isDenial == true }
      && !attribution.content.contains { hasClauseOrQuotation($0) }
  }

  private static let topical = WordSet("about over")

  /// The word of a cue that tells: its head, or the verb that its head leads to.
  private func toldBy(_ cue: Range<Int>) -> Int {
    let head = CueHead.of(cue, self)
    guard CueRoles.leading.contains(lemma[head]) else {
      return isUttered(head)
        || CueRoles.utteringClauses.contains(lemma[head])
        ? head : nounOrVerb(of: cue, besides: head)
    }
    return cue.last { isUttered($0) } ?? head
  }

  /// "gave a statement", "made the claim": the noun tells, unless a verb of another kind governs it.
  private func nounOrVerb(of cue: Range<Int>, besides head: Int) -> Int {
    let light = WordClass(rawValue: wordClass[head])
    guard !light.overlaps(.verb) || Self.lightVerbs.contains(lemma[head]) else { return head }
    return cue.first { isUttered($0) } ?? head
  }

  private static let lightVerbs = WordSet("make give issue release be have do put send publish")

  /// By lemma, or by the form where the word tables know no base form.
  private func isUttered(_ token: Int) -> Bool {
    CueRoles.uttering.contains(lemma[token]) || CueRoles.uttering.contains(word[token])
  }

  private func isSilent(_ token: Int) -> Bool {
    CueRoles.silence.contains(lemma[token]) || Words.negators.contains(word[token])
      || Words.modals.contains(word[token])
  }

  /// True for a negation or a modal verb that stands just before the cue and that the cue left out.
  private func isNegated(before cue: Range<Int>) -> Bool {
    let start = tokens(ofSentence: sentence(of: cue.lowerBound)).lowerBound
    guard cue.lowerBound > start else { return false }
    let before = cue.lowerBound - 1
    return Words.negators.contains(word[before]) || Words.modals.contains(word[before])
  }

  private func isSummons(_ head: Int) -> Bool {
    head + 1 < tokenCount && Self.summons.contains(word[head + 1])
  }

  private func hasClauseOrQuotation(_ part: Range<Int>) -> Bool {
    traits[part.lowerBound].contains(.that) || part.contains { traits[$0].contains(.quoteMark) }
      || surroundings[part.upperBound - 1].finiteBefore > surroundings[part.lowerBound].finiteBefore
  }
}
