// The grammar that the rules need: predicates, subjects and complements around a verb.

import Articles

/// Looks around the verbs of one sentence.
struct Clauses {
  private let text: AnalysisText
  private let range: Range<Int>

  init(_ text: AnalysisText, _ range: Range<Int>) {
    self.text = text
    self.range = range
  }

  private func token(_ index: Int) -> Token? { range.contains(index) ? text.tokens[index] : nil }

  private func isIn(_ set: WordSet, _ index: Int) -> Bool {
    token(index).map { set.contains($0) } ?? false
  }

  private static let to = WordHash.of("to")
  private static let that = WordHash.of("that")
  private static let or = WordHash.of("or")
  private static let possessive = WordHash.of("'s")

  // MARK: Is it a verb?

  /// Forms that are as often nouns.
  private static let nounLike = WordSet(
    "claim claims report reports state states note notes blame call calls dispute caution warning")

  /// True if a reporting verb's form stands here as the verb of a clause, neither negated nor only possible, outside
  /// quotation marks.
  func isPredicate(_ index: Int) -> Bool {
    guard text.quotation[index] != .inside, let before = token(index - 1) else { return false }
    if before.lower == Self.to { return isIn(Words.continuing, index - 2) }
    // "could not confirm or deny": what comes before "or" holds for both verbs, and is seldom a plain assertion.
    if before.lower == Self.or { return false }
    if Words.determiners.contains(before) || Words.prepositions.contains(before)
      || before.form == .number
      || before.lower == Self.possessive
      || isIn(Words.be, index - 1) && Self.nounLike.contains(text.tokens[index])
    {
      return false
    }
    for back in 1...3 {
      guard let word = token(index - back), word.isWord,
        Words.auxiliaries.contains(word) || Words.adverbs.contains(word)
          || Words.negators.contains(word)
      else { break }
      if Words.negators.contains(word) || Words.modals.contains(word) { return false }
    }
    guard Self.nounLike.contains(text.tokens[index]) else { return true }
    guard let after = token(index + 1) else { return false }
    return after.lower == Self.that || Words.determiners.contains(after) || after.startsWithCapital
      || Words.pronouns.contains(after) || after.form == .colon
      || text.quotation[index + 1] == .opening
  }

  /// True for a form that is a past participle, not sure to be a past tense.
  func isParticiple(_ index: Int) -> Bool {
    let word = text.bytes[text.tokens[index].span.range]
    return word.suffix(2).elementsEqual("ed".utf8) || word.elementsEqual("said".utf8)
      || word.elementsEqual("told".utf8)
  }

  func isPassive(_ index: Int) -> Bool {
    guard isParticiple(index) else { return false }
    var back = index - 1
    while isIn(Words.adverbs, back) || endsInLy(back) { back -= 1 }
    return isIn(Words.be, back) && token(back)?.lower != Self.possessive
  }

  private func endsInLy(_ index: Int) -> Bool {
    guard let token = token(index), token.isWord, token.span.count > 4 else { return false }
    return text.bytes[token.span.range].suffix(2).elementsEqual("ly".utf8)
  }

  /// "Quoted by the agency, Lee …": a participle that opens the sentence says something of its subject, not for it.
  func opensParticiple(_ cue: Range<Int>) -> Bool {
    cue.lowerBound == range.first { text.tokens[$0].isWordOrNumber } && isParticiple(cue.lowerBound)
      && token(cue.lowerBound + 1)?.lower == WordHash.of("by")
  }

  /// True if a cue is negated, or joined by "or" to one that is: "did not deny", "could not confirm or deny".
  func isNegated(_ cue: Range<Int>) -> Bool {
    if cue.contains(where: { isIn(Words.negators, $0) }) { return true }
    var index = cue.lowerBound - 1
    while let token = token(index), token.isWord, cue.lowerBound - index <= 4 {
      if Words.negators.contains(token) { return true }
      let passes =
        Words.auxiliaries.contains(token) || Words.adverbs.contains(token) || token.lower == Self.or
        || ReportingVerbs.verb(token) != nil
      guard passes else { return false }
      index -= 1
    }
    return false
  }

  /// The speaker that the tagger found, put right where it is a relative pronoun, which stands for the noun before it, or
  /// a day, which is none; without the marks at its ends.
  func speaker(_ speaker: Range<Int>, cue: Range<Int>) -> Range<Int>? {
    let isRelative =
      isIn(Words.relatives, speaker.lowerBound)
      && (speaker.count == 1 || token(speaker.lowerBound + 1)?.form == .comma)
    if isRelative, case .found(let phrase) = subject(before: speaker.lowerBound + 1) {
      return phrase
    }
    let isIdiom = isIn(Self.part, speaker.upperBound - 1) && speaker.count == 2
    if isIdiom || speaker.allSatisfy({ isIn(Words.days, $0) }),
      case .found(let phrase) = subject(before: cue.lowerBound)
    {
      return phrase
    }
    return trimmed(withoutDay(subjectBeforeInsertion(speaker, cue: cue) ?? speaker))
  }

  /// "The board on Monday": the day only says when.
  private func withoutDay(_ speaker: Range<Int>) -> Range<Int> {
    guard speaker.count > 2, isIn(Words.days, speaker.upperBound - 1) else { return speaker }
    let end = speaker.upperBound - (isIn(Words.prepositions, speaker.upperBound - 2) ? 2 : 1)
    return speaker.lowerBound..<end
  }

  /// "For his part".
  private static let part = WordSet("part")

  /// "Lee, who works for the ministry, denied": a phrase that a comma cuts off from its verb is no subject, but the end of
  /// what is inserted after the subject that opens the sentence.
  private func subjectBeforeInsertion(_ speaker: Range<Int>, cue: Range<Int>) -> Range<Int>? {
    let verb = skipAuxiliaries(before: cue.lowerBound)
    guard token(verb - 1)?.form == .comma, (verb - 1...verb).contains(speaker.upperBound),
      let start = firstAfterDateline(),
      text.tokens[start].startsWithCapital, !Words.subordinators.contains(text.tokens[start]),
      !Words.prepositions.contains(text.tokens[start]),
      start < speaker.lowerBound,
      let comma = (start..<speaker.lowerBound).first(where: { !text.tokens[$0].isWordOrNumber }),
      text.tokens[comma].form == .comma, comma - start <= 6,
      isIn(Words.relatives, comma + 1) || isGerund(comma + 1),
      !(start..<comma).contains(where: {
        Words.auxiliaries.contains(text.tokens[$0]) || ReportingVerbs.verb(text.tokens[$0]) != nil
      })
    else { return nil }
    return start..<comma
  }

  /// The first word, after "PARIS —" where it stands before it.
  private func firstAfterDateline() -> Int? {
    let opening = range.prefix(5)
    let dash = opening.first { text.tokens[$0].form == .dash }
    let start = dash.map { $0 + 1 } ?? range.lowerBound
    return (start..<range.upperBound).first { text.tokens[$0].isWordOrNumber }
  }

  /// The agent of a passive cue: "was reported on Sunday by the ministry".
  func agent(after cue: Range<Int>) -> Range<Int>? {
    guard isPassive(cue.upperBound - 1) else { return nil }
    var index = cue.upperBound
    while isIn(Words.days, index) || isIn(Words.adverbs, index)
      || isIn(Words.prepositions, index) && isIn(Words.days, index + 1)
    {
      index += 1
    }
    guard token(index)?.lower == WordHash.of("by"), let next = token(index + 1),
      next.startsWithCapital || Words.determiners.contains(next)
    else { return nil }
    return subject(after: index)
  }

  // MARK: Subjects

  enum Subject {
    case found(Range<Int>)
    /// The verb goes on from another: "and announced", ", warning".
    case shared
    case none
  }

  /// The noun phrase before a verb, with its apposition.
  func subject(before verb: Int) -> Subject {
    var end = skipAuxiliaries(before: verb)
    guard let last = token(end - 1) else { return .none }
    if text.quotation[end - 1] == .closing || last.isSentenceEnd { return .none }
    if Words.conjunctions.contains(last) { return .shared }
    var apposition: Int?
    if last.form == .comma {
      if isGerund(verb) { return .shared }
      guard let comma = commaBefore(end - 1) else { return .none }
      if isApposition(comma + 1..<end - 1) { apposition = end - 1 }
      end = skipAuxiliaries(before: comma)
    } else if isGerund(verb), !isIn(Words.be, verb - 1) {
      return .shared
    }
    if isIn(Words.relatives, end - 1) {
      end -= 1
      if token(end - 1)?.form == .comma { end -= 1 }
      let phrase = max(range.lowerBound, end - 8)..<max(range.lowerBound, end)
      return phrase.isEmpty || token(end - 1)?.isWordOrNumber != true
        ? .none : .found(lastNoun(of: phrase))
    }
    guard let phrase = nounPhrase(endingAt: end) else { return .none }
    return .found(apposition.map { phrase.lowerBound..<$0 } ?? phrase)
  }

  /// What a passive verb is said of.
  func passiveSubject(before verb: Int) -> Range<Int>? {
    var end = skipAuxiliaries(before: verb)
    if token(end - 1)?.form == .comma { end -= 1 }
    return nounPhrase(endingAt: end)
  }

  /// The noun phrase after a verb: "said X", "denied by X", with its apposition.
  func subject(after verb: Int) -> Range<Int>? {
    let start = verb + 1
    var end = start
    while let token = token(end),
      token.isWordOrNumber || token.form == .openBracket || token.form == .closeBracket,
      !(end > start && (Words.subordinators.contains(token) || stopsSubject(end)))
    {
      end += 1
    }
    guard start < end, let first = token(start),
      first.startsWithCapital || first.form == .number || Words.determiners.contains(first)
        || Words.pronouns.contains(first) || !Words.prepositions.contains(first)
    else { return nil }
    // An apposition ends with the next comma or the sentence.
    if token(end)?.form == .comma {
      let stop = firstMark(from: end + 1, stoppingAtComma: true)
      if isApposition(end + 1..<stop) { end = stop }
    }
    return trimmed(start..<end)
  }

  /// The noun phrase after a word and before another one: "by | Ann Lee of the council | that".
  func subject(after index: Int, before stop: StaticString) -> Range<Int>? {
    let stop = WordHash.of(stop.withUTF8Buffer { Array($0) })
    var end = index + 1
    while let token = token(end), token.isWordOrNumber, token.lower != stop {
      if Words.auxiliaries.contains(token) || ReportingVerbs.verb(token) != nil { return nil }
      end += 1
    }
    guard end > index + 1, token(end)?.lower == stop else { return nil }
    return index + 1..<end
  }

  /// Whose a noun is: "Ann Lee" of "Ann Lee's repeated claims", "his" of "his claims".
  func possessor(of noun: Int) -> Range<Int>? {
    var index = noun - 1
    // "Repeated", "false and malicious"
    while noun - index < 4, let token = token(index), token.isWord, token.lower != Self.possessive,
      !Words.possessives.contains(token), !Words.determiners.contains(token),
      !Words.prepositions.contains(token)
    {
      index -= 1
    }
    guard let mark = token(index) else { return nil }
    if Words.possessives.contains(mark) { return index..<index + 1 }
    guard mark.lower == Self.possessive || mark.lower == Self.apostrophe else { return nil }
    return nounPhrase(endingAt: index)
  }

  private static let apostrophe = WordHash.of("'")

  /// Where the clause after "that" ends which says what a noun claims: before the verb of which the noun is the subject if
  /// it opens the sentence, else where what is said ends.
  func claimEnd(after that: Int, noun: Int, owner: Range<Int>) -> Int {
    let end = contentEnd(after: that)
    let opens = !(range.lowerBound..<min(noun, owner.lowerBound)).contains(where: isPlainVerb)
    guard opens, var verb = (that + 1..<end).last(where: isPlainVerb) else { return end }
    // "Might never be"
    while isPlainVerb(verb - 1) || isIn(Words.negators, verb - 1) || isIn(Words.adverbs, verb - 1) {
      verb -= 1
    }
    return verb > that + 2 ? verb : end
  }

  /// True for an auxiliary, which may close a clause that is a subject.
  private func isPlainVerb(_ index: Int) -> Bool {
    Words.auxiliaries.contains(text.tokens[index]) || ReportingVerbs.verb(text.tokens[index]) != nil
  }

  private static let phraseStops = WordSet("in on at during after before when as to while")

  private func stopsSubject(_ index: Int) -> Bool {
    isIn(Self.phraseStops, index) || isIn(Words.days, index)
  }

  /// The noun phrase that opens the sentence.
  func firstSubject() -> Range<Int>? {
    let verb = range.first {
      Words.auxiliaries.contains(text.tokens[$0]) || ReportingVerbs.verb(text.tokens[$0]) != nil
    }
    return verb.flatMap { nounPhrase(endingAt: skipAuxiliaries(before: $0)) }
  }

  private func skipAuxiliaries(before index: Int) -> Int {
    var end = index
    while let token = token(end - 1), token.isWord, token.lower != Self.possessive,
      Words.auxiliaries.contains(token) || Words.adverbs.contains(token)
        || Words.continuing.contains(token)
        || token.lower == Self.to || endsInLy(end - 1) || Words.reflexives.contains(token)
    {
      end -= 1
    }
    // "which for its part denied"
    if token(end - 1)?.lower == WordHash.of("part"), token(end - 3)?.lower == WordHash.of("for") {
      return skipAuxiliaries(before: end - 3)
    }
    return end
  }

  private func isGerund(_ index: Int) -> Bool {
    text.bytes[text.tokens[index].span.range].suffix(3).elementsEqual("ing".utf8)
  }

  /// The comma that a phrase between commas starts with.
  private func commaBefore(_ comma: Int) -> Int? {
    let first = max(range.lowerBound, comma - 30)
    guard first < comma else { return nil }
    for index in (first..<comma).reversed() {
      let token = text.tokens[index]
      if token.form == .comma { return index > range.lowerBound ? index : nil }
      if !(token.isWordOrNumber || token.form == .openBracket || token.form == .closeBracket) {
        return nil
      }
    }
    return nil
  }

  /// True for a phrase that says who somebody is: "director general of …", "the head of …".
  private func isApposition(_ phrase: Range<Int>) -> Bool {
    guard let first = token(phrase.lowerBound), first.isWordOrNumber, phrase.count > 1 else {
      return false
    }
    return !Words.prepositions.contains(first) && !Words.subordinators.contains(first)
      && !isGerund(phrase.lowerBound)
      && !Words.conjunctions.contains(first) && !Words.pronouns.contains(first)
  }

  /// The noun phrase that ends before a token, without what only says when or where.
  private func nounPhrase(endingAt end: Int) -> Range<Int>? {
    var start = end
    while let token = token(start - 1), continuesPhrase(token, start - 1) { start -= 1 }
    while start < end, isIn(Words.conjunctions, start) || isIn(Words.adverbs, start) { start += 1 }
    guard start < end else { return nil }
    let cut = (start + 1..<end).first { isIn(Self.phraseStops, $0) } ?? end
    return start < cut && text.tokens[start].isWordOrNumber ? start..<cut : nil
  }

  /// The last noun of a phrase with its determiner, or the name that closes it: what a relative clause speaks of.
  private func lastNoun(of phrase: Range<Int>) -> Range<Int> {
    var start = phrase.upperBound - 1
    if text.tokens[start].startsWithCapital {
      while start > phrase.lowerBound, text.tokens[start - 1].startsWithCapital { start -= 1 }
      return start..<phrase.upperBound
    }
    while start > phrase.lowerBound, !isIn(Words.determiners, start),
      !isIn(Words.prepositions, start - 1), text.tokens[start - 1].isWordOrNumber
    {
      start -= 1
    }
    return start..<phrase.upperBound
  }

  private func continuesPhrase(_ token: Token, _ index: Int) -> Bool {
    switch token.form {
    case .word:
      if Words.subordinators.contains(token) { return false }
      if Words.auxiliaries.contains(token) && token.lower != Self.possessive { return false }
      // "X said and Y denied" has two subjects, "X and Y denied" one.
      if Words.conjunctions.contains(token) {
        return !(range.lowerBound..<index).contains { ReportingVerbs.verb(text.tokens[$0]) != nil }
      }
      return ReportingVerbs.verb(token) == nil || isIn(Words.determiners, index - 1)
        || self.token(index - 1)?.lower == Self.possessive
    case .number, .openBracket, .closeBracket: return true
    case .openQuote, .closeQuote, .straightQuote: return false
    default: return false
    }
  }

  // MARK: Contents

  /// Where the clause or the object after a verb starts: after "that", a colon, the hearer, or an adverbial of time.
  func complementStart(after verb: Int, before end: Int, skipsHearer: Bool) -> Int {
    var index = verb + 1
    let limit = min(end, verb + (skipsHearer ? 12 : 9))
    while index < limit, let token = token(index) {
      if token.lower == Self.that { return index + 1 }
      if token.form == .colon || text.quotation[index] == .opening { return index }
      if !token.isWordOrNumber && token.form != .comma { break }
      if !skipsHearer, ReportingVerbs.verb(token) != nil || Words.auxiliaries.contains(token) {
        break
      }
      index += 1
    }
    guard skipsHearer else {
      // "said on Thursday they", "said Friday it"
      var start = verb + 1
      if isIn(Words.prepositions, start), isIn(Words.days, start + 1) { start += 2 }
      if isIn(Words.days, start) { start += 1 }
      return start
    }
    // "told him it was": the hearer is one pronoun or a run of capitals.
    index = verb + 1
    if isIn(Words.pronouns, index) { return index + 1 }
    while let token = token(index), token.startsWithCapital { index += 1 }
    return index
  }

  /// Where what is said after a verb ends: with the sentence, or before a clause that belongs to another verb.
  func contentEnd(after verb: Int) -> Int {
    var index = verb + 1
    while index < range.upperBound {
      let token = text.tokens[index]
      if text.quotation[index] != .inside {
        if token.form == .semicolon { return index }
        if opensOtherClause(index) { return index }
      }
      index += 1
    }
    return range.upperBound
  }

  private static let sideClauses = WordSet("after while although though before")

  private func opensOtherClause(_ index: Int) -> Bool {
    let rest = index + 1..<range.upperBound
    if text.tokens[index].form == .comma {
      if let verb = token(index + 1).flatMap({ ReportingVerbs.verb($0) }),
        verb.lemma != "report" || isGerund(index + 1)
      {
        return true
      }
      return token(index + 1)?.lower == WordHash.of("according")
        || isIn(Self.sideClauses, index + 1)
    }
    if Self.sideClauses.contains(text.tokens[index]) {
      return rest.contains { ReportingVerbs.verb(text.tokens[$0]) != nil && isPredicate($0) }
    }
    return Words.conjunctions.contains(text.tokens[index])
      && (token(index + 1).map { ReportingVerbs.verb($0) != nil } ?? false)
      && isPredicate(index + 1)
  }

  /// True if nothing is said from here on: the sentence ends, or says only when, where and to whom.
  func isTail(from index: Int) -> Bool {
    guard let first = token(index), first.isWordOrNumber else { return true }
    let isAdverbial =
      Words.prepositions.contains(first) || Words.days.contains(first)
      || Words.adverbs.contains(first)
      || first.lower == Self.to || Words.subordinators.contains(first) && first.lower != Self.that
    return isAdverbial
      && !(index..<range.upperBound).contains {
        text.quotation[$0] == .opening || text.tokens[$0].lower == Self.that
      }
  }

  /// True if only the person told follows a verb: “…,” she told reporters.
  func namesHearerOnly(after verb: Int) -> Bool {
    ReportingVerbs.verb(text.tokens[verb])?.frame == .hearer
      && !(verb + 1..<range.upperBound).contains {
        text.quotation[$0] == .opening || text.tokens[$0].lower == Self.that
          || Words.auxiliaries.contains(text.tokens[$0])
      }
  }

  /// The first mark that ends a phrase, or the sentence's end.
  func firstMark(from start: Int, stoppingAtComma: Bool) -> Int {
    var index = start
    while let token = token(index) {
      switch token.form {
      case .stop, .question, .exclamation, .colon, .semicolon, .openQuote, .closeQuote,
        .straightQuote, .dash:
        return index
      case .comma where stoppingAtComma: return index
      default: index += 1
      }
    }
    return range.upperBound
  }

  /// A range without the marks at its ends; nil if no word remains.
  ///
  /// Quotation marks that pair up stay.
  func trimmed(_ range: Range<Int>) -> Range<Int>? {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, !text.tokens[start].isWordOrNumber, text.tokens[start].form != .openBracket {
      start += 1
    }
    while end > start, !text.tokens[end - 1].isWordOrNumber,
      text.tokens[end - 1].form != .closeBracket
    { end -= 1 }
    guard start < end else { return nil }
    // A quotation mark within the range has lost its partner when that stands right outside.
    if start > range.lowerBound, text.quotation[start - 1] == .opening { start -= 1 }
    if end < range.upperBound, text.quotation[end] == .closing { end += 1 }
    return start..<end
  }
}
