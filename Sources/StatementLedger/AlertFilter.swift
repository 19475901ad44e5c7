// Which alerts an endpoint is told of.

/// What an alert must have to be queued for an endpoint.
///
/// It decides before the endpoint's `seq` counts: what is left out leaves no gap.
package struct AlertFilter: Hashable, Sendable {
  /// Types of events, such as "denial.new"; nil: all.
  package var events: Set<String>?
  /// Ids of actors of whom one must say it or be one that it is about; nil: all.
  package var actors: Set<String>?
  /// How sure the analysis must be, 0…1.
  package var certaintyMin: Double

  package init(
    events: Set<String>? = nil, actors: Set<String>? = nil, certaintyMin: Double = 0
  ) {
    self.events = events
    self.actors = actors
    self.certaintyMin = certaintyMin
  }

  /// Whether a notice is for the endpoint: it is about no actor and is certain.
  func passes(_ event: EndpointNotice.Event) -> Bool {
    events?.contains(event.rawValue) ?? true
  }

  /// Whether an alert on the statement is for the endpoint.
  func passes(_ statement: RecordedStatement) -> Bool {
    guard events?.contains(Alert.type(of: statement.kind)) ?? true,
      statement.certainty >= certaintyMin
    else { return false }
    guard let actors else { return true }
    return (statement.speaker.actors + statement.about).contains { actors.contains($0.id) }
  }
}
