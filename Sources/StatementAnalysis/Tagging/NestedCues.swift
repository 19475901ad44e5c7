// Verbs of denial and accusation that the first stage leaves out because they stand in another's content.

/// The lexicon pass: verbs that nearly always attribute something, wherever they stand.
enum NestedCues {
  private static let lemmas = Set(
    [
      "deny", "reject", "refute", "dismiss", "dispute", "rebut", "disavow", "repudiate", "debunk",
      "accuse", "claim", "allege",
    ].map { WordHash.of($0) })
  /// A sentence with more is no sentence.
  private static let perSentenceMax = 8
  private static let to = WordHash.of("to")

  /// The verbs that are in no cue yet; bare infinitives ("to deny them help") are left out.
  static func candidates(in columns: TokenColumns, besides cues: [Range<Int>]) -> [FoundCue] {
    let taken = Set(cues.joined())
    var sentence = -1
    var inSentence = 0
    var candidates: [FoundCue] = []
    for token in 0..<columns.tokenCount where lemmas.contains(columns.lemma[token]) {
      let wordClass = WordClass(rawValue: columns.wordClass[token])
      let start = columns.tokens(ofSentence: columns.sentence(of: token)).lowerBound
      let previous = token > start ? token - 1 : nil
      guard isVerb(wordClass, after: previous.map { columns.wordClass[$0] }),
        previous.map({ columns.word[$0] }) != to,
        !taken.contains(token)
      else { continue }
      if columns.sentence(of: token) != sentence {
        sentence = columns.sentence(of: token)
        inSentence = 0
      }
      inSentence += 1
      guard inSentence <= perSentenceMax else { continue }
      candidates.append(FoundCue(tokens: token..<token + 1, probability: 0.5))
    }
    return candidates
  }

  /// True for a verb form that no determiner, adjective or preposition makes a noun or an attribute.
  private static func isVerb(_ wordClass: WordClass, after previous: UInt64?) -> Bool {
    guard wordClass.overlaps(.verb) else { return false }
    guard let previous = previous.map(WordClass.init(rawValue:)) else { return true }
    return !previous.overlaps(nominal)
  }

  private static let nominal = WordClass("DT|PRP$|POS|JJ|CD|IN")
}
