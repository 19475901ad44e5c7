// A claim or a denial, resolved to tracked actors: what is compared, stored and told.

public import Articles

/// Whether something is asserted or an assertion is contested.
///
/// An accusation is a claim about an actor.
public enum StatementKind: String, Sendable, Hashable, Codable, CaseIterable {
  case claim, denial

  /// The other kind.
  public var opposite: StatementKind { self == .claim ? .denial : .claim }
}

/// A reporting attribution with its kind, its actors and its proposition.
public struct Statement: Sendable, Hashable {
  /// Whether it asserts or contests.
  public let kind: StatementKind
  /// The attribution it was made from.
  public let attribution: Attribution
  /// Ids of the tracked actors who say it; several for joint speakers, none when the speaker is unresolved or a stranger.
  public let speakerActors: [String]
  /// Ids of the tracked actors whom the content is about, in the order of their mention.
  public let about: [String]
  /// What is asserted or denied.
  public let proposition: Proposition

  /// A statement made from an attribution.
  public init(
    kind: StatementKind, attribution: Attribution, speakerActors: [String], about: [String],
    proposition: Proposition
  ) {
    self.kind = kind
    self.attribution = attribution
    self.speakerActors = speakerActors
    self.about = about
    self.proposition = proposition
  }

  /// The words of the speaker; nil when the text names none.
  public var speaker: Span? { attribution.speaker }
  /// The words that signal it.
  public var cue: Span { attribution.cue }
  /// What is said, in reading order.
  public var content: [Span] { attribution.content }
  /// The sentence of the cue.
  public var sentence: Span { attribution.sentence }
  /// How sure the analysis is of the attribution, 0…1.
  public var certainty: Double { attribution.certainty }

  /// Everyone it concerns: who says it and whom it is about.
  public var actors: Set<String> { Set(speakerActors).union(about) }
}
