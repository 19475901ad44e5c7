// Who says what, as it stands in one text.

public import Articles

/// A speaker, a cue and a content that belong together, before anything is known of tracked actors.
public struct Attribution: Sendable, Hashable {
  /// The words of the speaker; nil when the text names none ("it was reported").
  public let speaker: Span?
  /// The words that signal it: "denied", "according to".
  public let cue: Span
  /// What is said, in reading order; several parts when the cue stands inside a quotation.
  public let content: [Span]
  /// The sentence of the cue.
  public let sentence: Span
  /// Whether words were uttered ("said") or something else is attributed ("wants", "opposes").
  public let role: Role
  /// How sure the analysis is that this is one, 0…1.
  public let certainty: Double

  /// What is attributed.
  public enum Role: String, Sendable, Hashable {
    /// Words that were uttered.
    case reporting
    /// A wish, an intention, a feeling: never becomes a statement.
    case other
  }

  /// An attribution of spans in one text.
  public init(
    speaker: Span?, cue: Span, content: [Span], sentence: Span, role: Role, certainty: Double
  ) {
    self.speaker = speaker
    self.cue = cue
    self.content = content
    self.sentence = sentence
    self.role = role
    self.certainty = certainty
  }
}
