// What the tagger finds.

/// Speaker, cue and content of one attribution, in tokens.
package struct TaggedAttribution: Sendable, Equatable {
  /// Nil when the text names none.
  package var speaker: Range<Int>?
  /// Never empty, within one sentence.
  package var cue: Range<Int>
  /// The parts in reading order, apart from each other.
  package var content: [Range<Int>]
  /// Index of the cue's sentence.
  package var sentence: Int
  /// How sure the tagger is that cue and roles are right, 0…1.
  package var certainty: Double
  /// True if it stands within the content of another.
  package var isNested: Bool
  /// Its cue comes from a list of verbs and was not found by the first stage.
  package var isFromLexicon = false
}
