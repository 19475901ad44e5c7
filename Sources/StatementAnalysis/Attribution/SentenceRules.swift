// Who says what in one sentence: a first version by rules over verbs and clauses.

import Articles

/// Finds the attributions of a sentence by its reporting verbs and "according to".
struct SentenceRules {
  private let text: AnalysisText
  private let clauses: Clauses
  private let sentence: Int
  private let range: Range<Int>

  init(_ text: AnalysisText, sentence: Int) {
    self.text = text
    self.sentence = sentence
    self.range = text.sentences[sentence].tokens
    self.clauses = Clauses(text, range)
  }

  /// The attributions in the order of their cues; an outer one and the one nested in its content are two.
  func attributions() -> [FoundAttribution] {
    var found: [FoundAttribution] = []
    for index in range {
      if let attribution = accordingTo(at: index) ?? nominal(at: index)
        ?? verbal(at: index, after: found)
      {
        found.append(attribution)
      }
    }
    return found
  }

  private func token(_ index: Int) -> Token? { range.contains(index) ? text.tokens[index] : nil }

  private func isWord(_ index: Int, _ word: StaticString) -> Bool {
    token(index)?.lower == WordHash.of(word.withUTF8Buffer { Array($0) })
  }

  // MARK: According to

  private func accordingTo(at index: Int) -> FoundAttribution? {
    guard isWord(index, "according"), isWord(index + 1, "to"), text.quotation[index] != .inside
    else {
      return nil
    }
    let speakerStart = index + 2
    let opensSentence =
      !(range.lowerBound..<index).contains { text.tokens[$0].form == .comma }
      && index - range.lowerBound <= 2
    let end = clauses.firstMark(from: speakerStart, stoppingAtComma: true)
    guard speakerStart < end else { return nil }
    let content =
      opensSentence && token(end)?.form == .comma
      ? clauses.trimmed(end + 1..<range.upperBound)
      : clauses.trimmed(range.lowerBound..<index)
    guard let content else { return nil }
    return FoundAttribution(
      speaker: clauses.trimmed(speakerStart..<end), cue: index..<index + 2, content: [content],
      sentence: sentence)
  }

  // MARK: Nouns

  private static let denial = ReportingVerb(lemma: "deny", frame: .object, isDenial: true)

  /// "Lee's allegations that S", "his denial that S", "claims by Lee that S".
  private func nominal(at index: Int) -> FoundAttribution? {
    let noun = text.tokens[index]
    let isDenial = Words.denialNouns.contains(noun)
    guard isDenial || Words.allegationNouns.contains(noun), text.quotation[index] == .outside,
      let (speaker, that) = owner(ofNounAt: index), isWord(that, "that"),
      let next = token(that + 1), next.isWordOrNumber,
      // "The claims that were made": that is the subject.
      !Words.auxiliaries.contains(next), ReportingVerbs.verb(next) == nil,
      let content = clauses.trimmed(
        that + 1..<clauses.claimEnd(after: that, noun: index, owner: speaker))
    else { return nil }
    return FoundAttribution(
      speaker: speaker, cue: index..<index + 1, content: [content], sentence: sentence,
      verb: isDenial ? Self.denial : nil)
  }

  /// Whose claim a noun is, and where what is claimed starts.
  private func owner(ofNounAt index: Int) -> (speaker: Range<Int>, that: Int)? {
    if isWord(index + 1, "by") || isWord(index + 1, "from"),
      let speaker = clauses.subject(after: index + 1, before: "that")
    {
      return (speaker, speaker.upperBound)
    }
    return clauses.possessor(of: index).map { ($0, index + 1) }
  }

  // MARK: Verbs

  private func verbal(at index: Int, after found: [FoundAttribution]) -> FoundAttribution? {
    guard let verb = ReportingVerbs.verb(text.tokens[index]), clauses.isPredicate(index) else {
      return nil
    }
    if let passive = passive(verb, at: index) { return passive }
    guard !clauses.isPassive(index) else { return nil }
    var speaker: Range<Int>?
    var content: Range<Int>?
    switch clauses.subject(before: index) {
    case .found(let subject):
      speaker = subject
      content =
        postposed(before: subject.lowerBound, cue: index) ?? rightContent(of: verb, after: index)
    case .shared:
      // "…, warning that": the subject is that of the verb before, or the one that opens the sentence.
      speaker = found.last?.speaker ?? clauses.firstSubject()
      content = rightContent(of: verb, after: index)
    case .none:
      // “…,” said X.
      guard let left = leftContent(before: index) else { return nil }
      speaker = clauses.subject(after: index)
      content = left
    }
    guard let content, speaker != nil else { return nil }
    return FoundAttribution(
      speaker: speaker, cue: index..<index + 1, content: [quoteCompleted(content)],
      sentence: sentence, verb: verb)
  }

  /// "X was accused of Y", "X is said to Y", "the claims were denied by X".
  private func passive(_ verb: ReportingVerb, at index: Int) -> FoundAttribution? {
    let isParticiple =
      verb.frame == .target && isWord(index + 1, "of") && clauses.isParticiple(index)
    guard clauses.isPassive(index) || isParticiple,
      let object = clauses.passiveSubject(before: index)
    else {
      return nil
    }
    let agent =
      clauses.agent(after: index..<index + 1)
      ?? (isWord(index + 1, "by") ? clauses.subject(after: index + 1) : nil)
    let start = agent.map(\.upperBound) ?? index + 1
    // An apposition of the agent may reach further: "by Lee, claims officer of the yard".
    let right = clauses.trimmed(start..<max(start, clauses.contentEnd(after: index)))
    let content = [object, right].compactMap(\.self)
    guard !verb.isDenial || agent != nil, right != nil || agent != nil else { return nil }
    return FoundAttribution(
      speaker: agent, cue: index..<index + 1, content: content, sentence: sentence, verb: verb)
  }

  /// What is said before "X said" when nothing is said after it, as in "S, X said on Friday".
  private func postposed(before subject: Int, cue: Int) -> Range<Int>? {
    guard let mark = token(subject - 1),
      mark.form == .comma || text.quotation[subject - 1] == .closing,
      clauses.isTail(from: cue + 1)
        || (text.quotation[subject - 1] == .closing && clauses.namesHearerOnly(after: cue))
    else { return nil }
    return leftContent(before: subject)
  }

  private func leftContent(before index: Int) -> Range<Int>? {
    guard let mark = token(index - 1), mark.form == .comma || text.quotation[index - 1] == .closing,
      let content = clauses.trimmed(range.lowerBound..<index), content.count >= 2
    else { return nil }
    return content
  }

  private func rightContent(of verb: ReportingVerb, after index: Int) -> Range<Int>? {
    let end = clauses.contentEnd(after: index)
    var start = index + 1
    if verb.frame == .clause || verb.frame == .hearer || verb.frame == .object {
      start = clauses.complementStart(after: index, before: end, skipsHearer: verb.frame == .hearer)
    }
    return start < end ? clauses.trimmed(start..<end) : nil
  }

  /// A quotation that the sentence only starts or ends, taken whole within its paragraph.
  private func quoteCompleted(_ content: Range<Int>) -> Range<Int> {
    var (start, end) = (content.lowerBound, content.upperBound)
    let paragraph = text.sentences[sentence].paragraph
    if end == range.upperBound || text.quotation[end - 1] == .inside,
      text.quotation[end - 1] == .inside
    {
      var last = sentence
      while end < text.tokens.count,
        text.quotation[end] == .inside || text.quotation[end] == .closing
      {
        while end >= text.sentences[last].tokens.upperBound { last += 1 }
        guard text.sentences[last].paragraph == paragraph else { break }
        end += 1
        if text.quotation[end - 1] == .closing { break }
      }
    }
    if start == range.lowerBound, text.quotation[start] == .inside {
      var first = sentence
      while start > 0, text.quotation[start - 1] == .inside || text.quotation[start - 1] == .opening
      {
        while start - 1 < text.sentences[first].tokens.lowerBound { first -= 1 }
        guard text.sentences[first].paragraph == paragraph else { break }
        start -= 1
        if text.quotation[start] == .opening { break }
      }
    }
    return start..<end
  }
}
