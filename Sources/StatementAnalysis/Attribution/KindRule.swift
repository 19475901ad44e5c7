// Whether an attribution is a claim, a denial, or no statement at all.

import Articles

/// Decides by the cue first, then by what the content does to an accusation.
///
/// In news text nearly half of the denials have no denial verb: the content itself calls a claim untrue, asserts innocence,
/// or says that the speaker did not do it.
struct KindRule {
  private let text: AnalysisText
  private let mentions: [Mention]

  init(_ text: AnalysisText, mentions: [Mention]) {
    self.text = text
    self.mentions = mentions
  }

  /// What decided, for the trace.
  enum Reason: String, Sendable {
    case cue, untruth, innocence, answer, ownDeed, noPart, plain
  }

  /// The kind of a found attribution and what decided it; nil if it is no statement: "rejected a request", "denied bail".
  ///
  /// `speakers` are the indices of the actors that the speaker was resolved to.
  func kind(_ found: FoundAttribution, speakers: [Int]) -> (kind: StatementKind, reason: Reason)? {
    let content = found.content.flatMap { Array($0) }
    if let verb = found.verb {
      if verb.isDenial {
        return isClaimObject(verb, content, in: found) ? (.denial, .cue) : nil
      }
      if verb.frame == .label {
        guard !(verb.lemma == "call" && isSummons(content)) else { return nil }
        let isDenial = namesClaim(content.prefix(10)) && callsUntrue(content)
        return isDenial ? (.denial, .untruth) : (.claim, .cue)
      }
      if verb.frame == .target {
        return (verb.lemma == "condemn" && callsUntrue(content) ? .denial : .claim, .cue)
      }
    }
    // A quotation may go on for sentences; what it denies in passing later does not make it a denial.
    let sentence = text.sentences[found.sentence].tokens
    let spoken = content.filter { sentence.contains($0) }
    if let reason = contests(spoken.isEmpty ? content : spoken, found: found, speakers: speakers) {
      return (.denial, reason)
    }
    return (.claim, .plain)
  }

  // MARK: Denial verbs

  /// True if what is denied or rejected is something that was said: not a request, a case or an employee.
  private func isClaimObject(_ verb: ReportingVerb, _ content: [Int], in found: FoundAttribution)
    -> Bool
  {
    if verb.lemma == "deny" { return !deniesAccess(content) }
    let isQuoted = found.content.contains { $0.contains { text.quotation[$0] == .opening } }
    // The noun may count to the cue: "rejected reports that".
    return namesClaim(content.prefix(10)) || namesClaim(found.cue.dropFirst())
      || callsUntrue(content) || (isQuoted && !asksFor(content))
  }

  private static let withheld = WordSet(
    "access admission aid asylum bail citizenship entry parole permission treatment visa visas")
  private static let requests = WordSet(
    "appeal application bid call calls demand demands motion offer offers petition plan plans plea proposal request requests"
  )

  /// "denied them bail": something is withheld, nothing is contested.
  private func deniesAccess(_ content: [Int]) -> Bool {
    content.prefix(4).contains { Self.withheld.contains(text.tokens[$0]) }
  }

  private func asksFor(_ content: [Int]) -> Bool {
    content.prefix(4).contains { Self.requests.contains(text.tokens[$0]) }
  }

  /// "called for", "called on", "called off": no name is given.
  private func isSummons(_ content: [Int]) -> Bool {
    guard let first = content.first.map({ text.tokens[$0] }) else { return false }
    return Words.prepositions.contains(first) || first.lower == WordHash.of("off")
  }

  // MARK: Contents

  private static let claims = WordSet(
    """
    account accounts accusation accusations allegation allegations assertion assertions charge charges claim claims idea
    insinuation insinuations involvement knowledge link links notion report reports role rumor rumors rumour rumours
    speculation story stories suggestion suggestions theories theory wrongdoing statement statements
    """)
  private static let untrue = WordSet(
    """
    absurd baseless bogus concocted fabricated fabrication fabrications false falsehood falsehoods fiction gossip
    groundless hoax invented invention libel libellous lie lies ludicrous malicious nonsense preposterous rubbish
    rumor rumors rumour rumours slander slanderous smear speculation unfounded unsubstantiated untrue
    """)
  private static let innocence = WordSet("innocent innocence")

  private func namesClaim(_ content: some Sequence<Int>) -> Bool {
    content.contains {
      Self.claims.contains(text.tokens[$0]) || Words.claimNouns.contains(text.tokens[$0])
    }
  }

  private func callsUntrue(_ content: [Int]) -> Bool {
    content.contains { Self.untrue.contains(text.tokens[$0]) && !isNegated($0) }
  }

  private func isNegated(_ index: Int) -> Bool {
    (max(0, index - 3)..<index).contains { Words.negators.contains(text.tokens[$0]) }
  }

  /// How a content contests an accusation; nil if it does not.
  private func contests(_ content: [Int], found: FoundAttribution, speakers: [Int]) -> Reason? {
    guard let first = content.first(where: { text.tokens[$0].isWordOrNumber }) else { return nil }
    if isUntruth(content, first: first) { return .untruth }
    if content.prefix(12).contains(where: {
      Self.innocence.contains(text.tokens[$0]) && !isNegated($0)
    })
      || isNotGuilty(content)
    {
      return .innocence
    }
    if isRefusal(content, first: first) { return .answer }
    if deniesInFirstPerson(content) { return .ownDeed }
    for index in content.prefix(30) {
      if isNoPart(at: index) || isNoTruth(at: index) { return .noPart }
      if disownsPerson(at: index, in: content) { return .ownDeed }
      if isOwnDeedNegated(at: index, in: content, found: found, speakers: speakers) {
        return .ownDeed
      }
    }
    return nil
  }

  private static let pointers = WordSet("that it this these those they")
  private static let trueWords = WordSet("true correct accurate so")

  /// "the allegations are not true", "that is false", or a bare "false and malicious".
  private func isUntruth(_ content: [Int], first: Int) -> Bool {
    let head = content.prefix(40)
    guard
      let judgement = head.first(where: { index in
        Self.untrue.contains(text.tokens[index]) && !isNegated(index)
          || Self.trueWords.contains(text.tokens[index]) && isNegated(index)
      })
    else { return false }
    let token = text.tokens[first]
    // "false and malicious", said of a report, but not "false papers were found".
    let isFragment = content.count { text.tokens[$0].isWord } <= 3
    let pointsBack = Self.pointers.contains(token) && judgement - first <= 6
    // "a false report of X": the noun follows the word at once; "the reports were false": it stands before.
    let judged = head.contains {
      Self.claims.contains(text.tokens[$0]) && !Self.untrue.contains(text.tokens[$0])
    }
    return isFragment || pointsBack || judged
  }

  /// Innocence in the words of a court.
  private func isNotGuilty(_ content: [Int]) -> Bool {
    content.prefix(12).contains { text.tokens[$0].lower == WordHash.of("guilty") && isNegated($0) }
  }

  /// "No," and what follows, as an answer.
  private func isRefusal(_ content: [Int], first: Int) -> Bool {
    text.tokens[first].lower == WordHash.of("no") && first + 1 < text.tokens.count
      && content.contains(first + 1)
      && [.comma, .stop].contains(text.tokens[first + 1].form)
      && content.contains { Words.negators.contains(text.tokens[$0]) && $0 != first }
      && content.contains { Self.trueWords.contains(text.tokens[$0]) }
  }

  private static let speakingOneself = WordSet("i we")

  /// A denial quoted in the speaker's own words, as in “We categorically deny it”.
  private func deniesInFirstPerson(_ content: [Int]) -> Bool {
    let head = content.prefix(8)
    guard let subject = head.first(where: { Self.speakingOneself.contains(text.tokens[$0]) }),
      let verb = head.first(where: { $0 > subject && !isAdverb($0) })
    else { return false }
    return ReportingVerbs.verb(text.tokens[verb])?.lemma == "deny"
  }

  private static let partVerbs = WordSet(
    "play plays played playing had has have having took take takes bore bears")
  private static let part = WordSet(
    "part role involvement hand knowledge connection connections ties links responsibility")

  private static let groundless = WordSet("truth basis foundation substance")
  private static let misdeeds = WordSet(
    """
    breach breaches bribe bribes collusion conspiracy contact contacts corruption coverup cover-up deal deals fraud illegal
    payment payments plot pressure sale sales secret torture violation violations wrongdoing
    """)

  /// "no truth in it", "there is nothing to that", "there have been no illegal sales".
  private func isNoTruth(at index: Int) -> Bool {
    if text.tokens[index].lower == WordHash.of("nothing"), index > 0, index + 2 < text.tokens.count
    {
      return Words.be.contains(text.tokens[index - 1])
        && text.tokens[index + 1].lower == WordHash.of("to")
        && Self.pointers.contains(text.tokens[index + 2])
    }
    guard text.tokens[index].lower == WordHash.of("no"), index + 1 < text.tokens.count, index > 0
    else {
      return false
    }
    if Self.groundless.contains(text.tokens[index + 1]) { return true }
    return Words.be.contains(text.tokens[index - 1])
      && (index + 1...index + 2).contains {
        $0 < text.tokens.count && Self.misdeeds.contains(text.tokens[$0])
      }
  }

  /// "played no part", "has no knowledge", "had nothing to do with".
  private func isNoPart(at index: Int) -> Bool {
    guard Self.partVerbs.contains(text.tokens[index]), index + 2 < text.tokens.count else {
      return false
    }
    let next = text.tokens[index + 1]
    if next.lower == WordHash.of("no") { return Self.part.contains(text.tokens[index + 2]) }
    return next.lower == WordHash.of("nothing") && text.tokens[index + 2].lower == WordHash.of("to")
  }

  private static let pastAuxiliaries = WordSet("did has have had was were 've")
  private static let ownPronouns = WordSet("i we he she they it")
  private static let ownPossessives = WordSet("my our his her their its")
  /// Not doing these is no answer to an accusation.
  private static let mental = WordSet(
    """
    able appear believe care certain clear comment consider decide expect feel find get give go going hear intend know
    like mean need plan recall receive remember respond say see seem specify sure tell think understand want wish yet
    """)
  private static let done = WordSet("did done doing do")

  /// "he did not send it", "we have never sold", "had done nothing wrong": the speaker's own deed, in the past.
  private func isOwnDeedNegated(
    at index: Int, in content: [Int], found: FoundAttribution, speakers: [Int]
  ) -> Bool {
    let token = text.tokens[index]
    if token.lower == WordHash.of("nothing"), index > 0, Self.done.contains(text.tokens[index - 1]),
      index + 1 < text.tokens.count
    {
      return [WordHash.of("wrong"), WordHash.of("illegal"), WordHash.of("improper")]
        .contains(text.tokens[index + 1].lower)
    }
    guard
      token.lower == WordHash.of("not") || token.lower == WordHash.of("n't")
        || token.lower == WordHash.of("never")
    else { return false }
    var subject = index - 1
    var isCopula = false
    if content.contains(subject), Self.pastAuxiliaries.contains(text.tokens[subject]) {
      isCopula = Words.be.contains(text.tokens[subject])
      subject -= 1
    } else if token.lower != WordHash.of("never") {
      return false
    }
    while content.contains(subject), isAdverb(subject) { subject -= 1 }
    guard content.contains(subject), isOwn(subject, in: content, found: found, speakers: speakers)
    else {
      return false
    }
    var verb = index + 1
    while content.contains(verb), isAdverb(verb) || !text.tokens[verb].isWord { verb += 1 }
    guard content.contains(verb), !Self.mental.contains(text.tokens[verb]),
      !isHypothetical(subject, in: content)
    else { return false }
    // "was not leaned on" answers an accusation, "was not cold" describes.
    return !isCopula || isParticiple(text.tokens[verb]) || Self.accused.contains(text.tokens[verb])
  }

  private static let accused = WordSet(
    "aware behind complicit guilty involved party privy responsible written")

  private func isParticiple(_ token: Token) -> Bool {
    let word = text.bytes[token.span.range]
    return word.suffix(2).elementsEqual("ed".utf8) || word.suffix(2).elementsEqual("en".utf8)
      || Self.irregularParticiples.contains(token)
  }

  private static let irregularParticiples = WordSet(
    """
    begun bought brought built caught cut done drawn found gone had heard held hurt kept known laid leant led left lent
    lost made met paid put put read sent set shot shown sold spent struck sung taught thrown told told torn won
    """)

  /// "I do not know the woman", "he has never known her": an acquaintance is contested, no knowledge lacking.
  private func disownsPerson(at index: Int, in content: [Int]) -> Bool {
    guard Words.negators.contains(text.tokens[index]), content.contains(index - 1),
      Words.auxiliaries.contains(text.tokens[index - 1])
    else { return false }
    var verb = index + 1
    while content.contains(verb), isAdverb(verb) || !text.tokens[verb].isWord { verb += 1 }
    guard content.contains(verb), Self.knowing.contains(text.tokens[verb]) else { return false }
    let object = (verb + 1..<verb + 5).prefix {
      content.contains($0) && text.tokens[$0].isWord
        && !Words.subordinators.contains(text.tokens[$0])
    }
    return object.contains {
      NounSenses.embedded.isPerson(lemma: text.tokens[$0].lower) || mentions.holding($0) != nil
        || Self.persons.contains(text.tokens[$0])
    }
  }

  private static let knowing = WordSet("know known knew")
  private static let persons = WordSet("him her them")

  /// "if he had not", "unless they have not".
  private func isHypothetical(_ subject: Int, in content: [Int]) -> Bool {
    (max(0, subject - 2)..<subject).contains {
      content.contains($0) && Self.conditions.contains(text.tokens[$0])
    }
  }

  private static let conditions = WordSet("if unless whether had")

  private func isAdverb(_ index: Int) -> Bool {
    let token = text.tokens[index]
    let isLy =
      token.isWord && token.span.count > 4
      && text.bytes[token.span.range].suffix(2).elementsEqual("ly".utf8)
    return isLy || Words.adverbs.contains(token) && !Words.negators.contains(token)
      || token.lower == WordHash.of("ever")
  }

  /// True if the subject that ends at a token is the speaker: a pronoun, something of the speaker's, or its name.
  private func isOwn(_ index: Int, in content: [Int], found: FoundAttribution, speakers: [Int])
    -> Bool
  {
    if Self.ownPronouns.contains(text.tokens[index]) { return true }
    if content.contains(index - 1), Self.ownPossessives.contains(text.tokens[index - 1]) {
      return true
    }
    if let mention = mentions.holding(index), speakers.contains(mention.actor) {
      return true
    }
    guard let speaker = found.speaker, text.tokens[index].startsWithCapital else { return false }
    return text.tokens[speaker].contains {
      $0.startsWithCapital && $0.lower == text.tokens[index].lower
    }
  }
}
