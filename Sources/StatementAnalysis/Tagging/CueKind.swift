// Denials by their cue alone.

extension TokenColumns {
  private static let denials = Set(
    [
      "deny", "reject", "dismiss", "refute", "dispute", "rebut", "disavow", "repudiate", "debunk",
      "disclaim", "denial", "rejection", "rebuttal",
    ].map { WordHash.of($0) })

  /// True for a cue with a word of denial and no negation.
  package func isDenialCue(_ cue: Range<Int>) -> Bool {
    cue.contains { Self.denials.contains(lemma[$0]) }
      && !cue.contains { Words.negators.contains(word[$0]) }
  }
}
