// Whom pronouns and descriptions mean, followed through an article in reading order.

/// What has been spoken of so far, and the choice among it.
///
/// A pronoun means the most salient referent that it fits: one mentioned lately, as a subject, as the last speaker. The
/// factors are those of Lappin and Leass (1994); their weights are set by hand, not fitted, and were kept because they
/// told speakers right in .96 of the statements of the development disputes.
struct Discourse {
  /// What a word does in its sentence, with how much it makes its referent salient.
  enum Role: Double {
    /// The subject that opens a sentence.
    case topic = 1.2
    case subject = 1.0
    case object = 0.5
    case oblique = 0.25
    case possessive = 0.2
  }

  /// Where a pronoun stands.
  struct Circumstances {
    /// It speaks: "he added".
    var isSpeaker = false
    /// Who says the words that it stands in; nil outside what is said.
    var speakers: [Int]?
    /// It stands within quotation marks.
    var isQuoted = false
    /// Whom the speaker that it is names: those it cannot be.
    var namedBySpeaker: Set<Int> = []
  }

  private struct Occurrence {
    let token: Int
    let sentence: Int
    let referent: Int
    let role: Role
  }

  /// An antecedent stands no further back than so many sentences.
  private static let memorySentences = 3
  private static let occurrencesMax = 64

  private(set) var referents: [Referent]
  private var occurrences: [Occurrence] = []
  private var counts: [Int: Int] = [:]
  /// Who spoke last.
  private(set) var lastSpeakers: [Int] = []

  private let columns: TokenColumns
  private var tokens: [Token] { columns.text.tokens }

  init(_ columns: TokenColumns, referents: [Referent]) {
    self.columns = columns
    self.referents = referents
  }

  // MARK: What is known

  /// Takes note that words of the text refer to somebody.
  mutating func note(_ referent: Int, at words: Range<Int>) {
    note(referent, at: words.lowerBound, role: role(of: words))
  }

  /// Takes note of who speaks.
  mutating func noteSpeech(by speakers: [Int], cue: Int) {
    for speaker in speakers { note(speaker, at: cue, role: .subject) }
    lastSpeakers = speakers
  }

  private mutating func note(_ referent: Int, at token: Int, role: Role) {
    occurrences.append(
      Occurrence(
        token: token, sentence: columns.sentence(of: token), referent: referent, role: role))
    counts[referent, default: 0] += 1
  }

  /// A new referent for somebody without a name.
  mutating func add(_ referent: Referent) -> Int {
    referents.append(referent)
    return referents.count - 1
  }

  /// Somebody turns out to speak for an actor.
  mutating func enlist(_ referent: Int, for principal: Int) {
    referents[referent].principal = principal
    if referents[referent].nature == .unknown { referents[referent].nature = .person }
  }

  /// A pronoun tells what its antecedent is.
  mutating func learn(_ gender: Referent.Gender, of referent: Int) {
    if referents[referent].nature == .person, referents[referent].gender == nil {
      referents[referent].gender = gender
    }
  }

  /// What words do in their sentence, by what stands before and after.
  private func role(of words: Range<Int>) -> Role {
    let sentence = columns.text.sentences[columns.sentence(of: words.lowerBound)].tokens
    if words.upperBound < sentence.upperBound,
      columns.isPossessive(words.upperBound)
    {
      return .possessive
    }
    var before = words.lowerBound - 1
    while before >= sentence.lowerBound,
      Words.determiners.contains(tokens[before]) || tokens[before].startsWithCapital
    {
      before -= 1
    }
    guard before >= sentence.lowerBound else { return .topic }
    // "That Lee, who": the subject of a clause within the sentence.
    if tokens[before].lower == Self.that { return .subject }
    if Words.prepositions.contains(tokens[before]) { return .oblique }
    if words.upperBound < sentence.upperBound, isVerbal(words.upperBound) { return .subject }
    let opens = !(sentence.lowerBound..<words.lowerBound).contains(where: columns.isFinite)
    return opens ? .subject : .object
  }

  private static let that = WordHash.of("that")

  private func isVerbal(_ index: Int) -> Bool {
    columns.isFinite(index) || Words.auxiliaries.contains(tokens[index])
      || ReportingVerbs.verb(tokens[index]) != nil
  }

  // MARK: The choice

  /// Whom a pronoun means; nil if nobody fits.
  func antecedent(of pronoun: Pronoun, at token: Int, _ here: Circumstances) -> Int? {
    let sentence = columns.sentence(of: token)
    var best: (referent: Int, score: Double)?
    for occurrence in occurrences.suffix(Self.occurrencesMax).reversed() {
      let distance = sentence - occurrence.sentence
      guard distance <= Self.memorySentences, distance > 0 || occurrence.token < token,
        distance >= 0, pronoun.fits(referents[occurrence.referent]),
        let bonus = bonus(of: occurrence, for: pronoun, at: token, here)
      else { continue }
      let score = occurrence.role.rawValue - Self.perSentence * Double(distance) + bonus
      if score > best?.score ?? -.infinity { best = (occurrence.referent, score) }
    }
    return best?.referent
  }

  private static let perSentence = 0.7

  /// What speaks for a referent beside how lately it was mentioned; nil if grammar forbids it.
  private func bonus(
    of occurrence: Occurrence, for pronoun: Pronoun, at token: Int, _ here: Circumstances
  ) -> Double? {
    let referent = referents[occurrence.referent]
    if here.namedBySpeaker.contains(occurrence.referent) { return nil }
    var bonus = 0.08 * Double(min(counts[occurrence.referent] ?? 0, 6))
    if pronoun.isPersonal, referent.nature == .unknown { bonus -= 0.6 }
    if pronoun.gender != nil, referent.gender == pronoun.gender { bonus += 0.3 }
    if pronoun.isPlural, !referent.isPlural { bonus -= 0.3 }
    if !pronoun.isPersonal, !pronoun.isPlural, referent.nature == .unknown, !here.isSpeaker {
      return nil
    }
    if here.isSpeaker, lastSpeakers.contains(occurrence.referent) { bonus += 1.0 }
    if let speakers = here.speakers, here.isQuoted, let actor = referent.actor,
      speakers.contains(where: { referents[$0].principal == actor })
    {
      // Who speaks for a country says "we" of it.
      return nil
    }
    if let speakers = here.speakers, speakers.contains(occurrence.referent) {
      // A speaker says "I" of itself within quotation marks, "he" without.
      if here.isQuoted { return nil }
      switch pronoun.place {
      case .subject: bonus += 1.5
      case .possessive: bonus += 0.6
      case .object: bonus -= 1
      }
    }
    if pronoun.place == .object, isClauseMate(occurrence, of: token) { return nil }
    return bonus
  }

  /// "Jones met her": an object is somebody other than the subject of its clause.
  private func isClauseMate(_ occurrence: Occurrence, of token: Int) -> Bool {
    guard occurrence.role == .subject || occurrence.role == .topic, occurrence.token < token,
      columns.sentence(of: token) == occurrence.sentence
    else { return false }
    return (occurrence.token..<token).count(where: columns.isFinite) <= 1
  }

  /// The one of some referents that was mentioned last; the only one if none was.
  func latest(of candidates: [Int]) -> Int? {
    if let found = occurrences.last(where: { candidates.contains($0.referent) }) {
      return found.referent
    }
    return candidates.count == 1 ? candidates.first : nil
  }

  /// The persons mentioned of late, the most salient first.
  func persons(before token: Int, sentences: Int) -> [Int] {
    let sentence = columns.sentence(of: token)
    var scores: [Int: Double] = [:]
    for occurrence in occurrences.suffix(Self.occurrencesMax)
    where sentence - occurrence.sentence <= sentences && occurrence.token < token {
      let referent = referents[occurrence.referent]
      guard referent.nature == .person, !referent.isPlural else { continue }
      let score =
        occurrence.role.rawValue
        - Self.perSentence * Double(max(0, sentence - occurrence.sentence))
      scores[occurrence.referent] = max(scores[occurrence.referent] ?? -.infinity, score)
    }
    return scores.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map(\.key)
  }

  /// The most salient referent of a nature, no further back than some sentences.
  func mostSalient(_ natures: Set<Referent.Nature>, at token: Int, sentences: Int) -> Int? {
    let sentence = columns.sentence(of: token)
    var best: (referent: Int, score: Double)?
    for occurrence in occurrences.suffix(Self.occurrencesMax).reversed()
    where sentence - occurrence.sentence <= sentences {
      guard natures.contains(referents[occurrence.referent].nature) else { continue }
      let score =
        occurrence.role.rawValue
        - Self.perSentence * Double(max(0, sentence - occurrence.sentence))
      if score > best?.score ?? -.infinity { best = (occurrence.referent, score) }
    }
    return best?.referent
  }
}
