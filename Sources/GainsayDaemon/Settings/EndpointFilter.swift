// Reads which alerts an endpoint is told of.

import StatementAnalysis
import StatementLedger

/// The keys of an `[[endpoint]]` that leave out alerts.
struct EndpointFilter {
  let table: TableReader<EndpointKey>

  private static let events =
    StatementKind.allCases.map { Alert.type(of: $0) } + EndpointNotice.Event.told.map(\.rawValue)

  /// The filter; its actors are not yet compared with those that are tracked.
  func read() -> AlertFilter {
    AlertFilter(
      events: words(.events, example: Self.events[0]).map { events in
        for (index, event) in events.enumerated() where !Self.events.contains(event) {
          table.add(
            .events, element: index + 1, "\"\(shown(event))\" is not an event",
            "write one of \(Self.events.joined(separator: ", "))")
        }
        return Set(events)
      },
      actors: words(.actors, example: "north-korea").map { Set($0) },
      certaintyMin: table.share(.certaintyMin, default: 0))
  }

  /// Notes ids of actors who are not tracked.
  func check(_ filter: AlertFilter, known: [String]) {
    for id in (filter.actors ?? []).sorted() where !known.contains(id) {
      let meant = NearMiss.nearest(to: id, among: known)
      table.add(
        .actors, "\"\(shown(id))\" is not an actor's id",
        meant.map { "did you mean \"\($0)\"?" } ?? "write the id of an [[actor]]")
    }
  }

  /// A list that leaves nothing would mean an endpoint that is never told.
  private func words(_ key: EndpointKey, example: String) -> [String]? {
    guard let words = table.strings(key, example: example) else { return nil }
    if words.isEmpty {
      table.add(key, "is empty: nothing would be told", "list some or remove it")
    }
    return words
  }
}
