// Who says what in an article: the trained tagger, and rules where they are better.

import Articles

/// An attribution in tokens, before actors.
struct FoundAttribution: Sendable {
  var speaker: Range<Int>?
  var cue: Range<Int>
  var content: [Range<Int>]
  /// Index into `AnalysisText.sentences`.
  var sentence: Int
  /// The cue's verb, if it is one of the table.
  var verb: ReportingVerb?
  var role: Attribution.Role = .reporting
  var certainty: Double = 0.5
  /// The tagger took its cue from a list of verbs.
  var isFromLexicon = false
}

extension FoundAttribution {
  /// The content as far as it stands in the cue's sentence; all of it where too little does.
  ///
  /// A quotation may go on for sentences, which say more than one thing; the first is what is told.
  func core(in text: AnalysisText) -> [Range<Int>] {
    let sentence = text.sentences[sentence].tokens
    let near = content.map { $0.clamped(to: sentence) }.filter { !$0.isEmpty }
    return near.reduce(0) { $0 + $1.count } >= Self.coreMin ? near : content
  }

  private static let coreMin = 4
}

/// Joins what the tagger and the rules find.
struct AttributionFinder: Sendable {
  /// The finder with the program's own models.
  static let shared = AttributionFinder()

  private let tagger: AttributionTagger

  private init() {
    do {
      tagger = try AttributionTagger()
    } catch {
      // The models are part of the program, which its tests read: nobody can run one without them.
      preconditionFailure("the program's own models cannot be used: \(error)")
    }
  }

  /// Less certain attributions are left out, those of verbs from the list apart: chosen on the development disputes,
  /// where it costs one statement in 250 and leaves out one error in six.
  private static let certaintyMin = 0.55

  /// The attributions of an article in the order of their cues, nested ones included.
  func attributions(in columns: TokenColumns) -> [FoundAttribution] {
    let text = columns.text
    var found = tagger.attributions(in: columns, includesNested: true).compactMap {
      completed($0, in: columns)
    }
    let bySentence = Dictionary(grouping: found.indices) { found[$0].sentence }
    for sentence in text.sentences.indices {
      let tagged = bySentence[sentence] ?? []
      for rule in SentenceRules(text, sentence: sentence).attributions() {
        if let index = tagged.first(where: { found[$0].cue.overlaps(rule.cue) }) {
          // "According to X, Y", and verbs that the first stage left out: the rule cuts better.
          if rule.verb == nil || found[index].isFromLexicon {
            found[index] = rule
          }
        } else if rule.verb?.isDenial ?? true || tagged.isEmpty {
          found.append(rule)
        }
      }
    }
    found.sort { $0.cue.lowerBound < $1.cue.lowerBound }
    return found.indices.filter { index in
      let near = found[max(0, index - Self.neighbours)..<min(found.count, index + Self.neighbours)]
      return !near.contains {
        $0.cue != found[index].cue
          && (repeats(found[index], in: $0, text) || swallows(found[index], $0))
      }
    }.map { found[$0] }
  }

  /// An attribution that holds another stands no further from it than so many others.
  private static let neighbours = 16

  /// True if a nested attribution only says again who speaks: "X denies the claim", “We deny it,” X said.
  private func repeats(
    _ inner: FoundAttribution, in outer: FoundAttribution, _ text: AnalysisText
  ) -> Bool {
    guard outer.content.contains(where: { $0.contains(inner.cue.lowerBound) }) else { return false }
    guard let speaker = inner.speaker else { return false }
    if speaker == outer.speaker { return true }
    return speaker.count == 1 && Self.oneself.contains(text.tokens[speaker.lowerBound])
  }

  private static let oneself = WordSet("i we")

  /// True if an attribution takes the verb of a denial for a part of its speaker: "LEE DENOUNCES | REPORTS OF".
  private func swallows(_ attribution: FoundAttribution, _ denial: FoundAttribution) -> Bool {
    denial.verb?.isDenial == true
      && attribution.speaker?.last.map { denial.cue.contains($0) } ?? false
  }

  /// What the tagger found, with what it leaves to rules; nil if nothing is said or it is negated.
  private func completed(_ tagged: TaggedAttribution, in columns: TokenColumns) -> FoundAttribution?
  {
    let text = columns.text
    let tagged = withWholeName(tagged, in: text)
    let content = tagged.content.enumerated().map { place, part in
      place == 0 ? withoutThat(part, in: text) : part
    }
    guard !content.isEmpty, tagged.isFromLexicon || tagged.certainty >= Self.certaintyMin else {
      return nil
    }
    let clauses = Clauses(text, text.sentences[tagged.sentence].tokens)
    let verb = verb(of: tagged.cue, in: text)
    if verb?.isDenial == true, clauses.isNegated(tagged.cue) { return nil }
    if clauses.opensParticiple(tagged.cue) { return nil }
    let hears = verb?.frame == .hearer && clauses.isPassive(tagged.cue.upperBound - 1)
    if hears, tagged.isNested { return nil }
    // "Claim" and the like are nouns as often.
    if tagged.isFromLexicon, verb?.isDenial == false, !clauses.isPredicate(tagged.cue.lowerBound) {
      return nil
    }
    return FoundAttribution(
      // "Lee was told": she does not speak.
      speaker: (hears ? nil : tagged.speaker).flatMap { clauses.speaker($0, cue: tagged.cue) }
        ?? clauses.agent(after: tagged.cue),
      cue: tagged.cue, content: content, sentence: tagged.sentence, verb: verb,
      role: columns.role(of: tagged), certainty: tagged.certainty,
      isFromLexicon: tagged.isFromLexicon)
  }

  /// "… in Harbour, | North | Harbour | denies": a speaker's name that was cut, the other half taken for what is said.
  private func withWholeName(_ tagged: TaggedAttribution, in text: AnalysisText)
    -> TaggedAttribution
  {
    guard let speaker = tagged.speaker, text.tokens[speaker.lowerBound].startsWithCapital else {
      return tagged
    }
    var start = speaker.lowerBound
    while start > 0, text.tokens[start - 1].isWord, text.tokens[start - 1].startsWithCapital,
      tagged.content.contains(where: { $0.contains(start - 1) })
    {
      start -= 1
    }
    guard start < speaker.lowerBound else { return tagged }
    var whole = tagged
    whole.speaker = start..<speaker.upperBound
    whole.content = tagged.content.map { $0.contains(start) ? $0.lowerBound..<start : $0 }
      .filter { !$0.isEmpty }
    return whole
  }

  /// A content without the "that" which only joins it.
  private func withoutThat(_ part: Range<Int>, in text: AnalysisText) -> Range<Int> {
    guard part.count > 2, text.tokens[part.lowerBound].lower == WordHash.of("that"),
      !Words.auxiliaries.contains(text.tokens[part.lowerBound + 1])
    else { return part }
    return part.lowerBound + 1..<part.upperBound
  }

  /// The verb of a cue that tells: one of denial before others ("denies claims"), else the last one ("went on to say").
  private func verb(of cue: Range<Int>, in text: AnalysisText) -> ReportingVerb? {
    let verbs = cue.compactMap { ReportingVerbs.verb(text.tokens[$0]) }
    return verbs.first { $0.isDenial } ?? verbs.last
  }
}
