// The schema that the README gives for alerts, and the validator that holds alerts to it.

import Testing

/// A change to an alert that the schema must notice.
private struct Fault: Sendable, CustomTestStringConvertible {
  /// What the validator must say.
  let text: String
  let places: [String]
  /// The value put there; nil takes the key away.
  let value: JSON?

  init(_ text: String, at places: String..., value: JSON?) {
    self.text = text
    self.places = places
    self.value = value
  }

  var testDescription: String { text }
}

extension JSON {
  fileprivate func replacing(_ places: ArraySlice<String>, by value: JSON?) -> JSON {
    guard let first = places.first else { return value ?? .null }
    var fields = fields
    fields[first] =
      places.count == 1 ? value : self[first].replacing(places.dropFirst(), by: value)
    return .object(fields)
  }
}

@Suite struct AlertSchemaTests {
  @Test func `the alert that the README shows is one`() throws {
    let schema = try JSONSchema.ofTheAlert()
    #expect(schema.faults(in: try JSONSchema.exampleOfTheAlert()) == [])
  }

  private static let alert = """
    {"type": "denial.new", "timestamp": "2023-01-30T09:15:00.123Z", "data": {
      "schema_version": 1, "id": "alert_01gqz4c3h8x5t9ve2m7kapd0rj", "seq": 3, "statement_id": 7, "kind": "denial",
      "certainty": 0.8, "speaker": {"text": null, "actors": [{"id": "corland", "name": "Corland"}]}, "cue": "denied",
      "content": "it had rained", "about": [], "sentence": "Corland denied that it had rained.",
      "offsets": {"sentence": {"start": 0, "end": 34}, "speaker": null, "cue": {"start": 8, "end": 14},
        "content": [{"start": 20, "end": 33}]},
      "article": {"folder": "inbox", "path": "a.txt", "title": null, "outlet": "The Ledger", "date": "2023-01-30",
        "url": null, "language": null,
        "sha256": "d37dc06192f5415b8db061edd61463d41fd65ada54583cbf522fb3713816dc6c"},
      "proposition": 4, "analysis_version": 1, "reasons": [{"actor": "corland", "role": "by"}],
      "answers": [{"statement_id": 2, "speaker": {"text": "Arvania", "actors": []}, "content": "it rained",
        "sentence": "Arvania said it rained.", "outlet": null, "date": null}],
      "denied_by": []}}
    """

  @Test func `a sound alert has no fault`() throws {
    let faults = try JSONSchema.ofTheAlert().faults(in: JSON(parsing: Self.alert.utf8))
    #expect(faults == [])
  }

  @Test(arguments: [
    Fault("$ has no timestamp", at: "timestamp", value: nil),
    Fault("$.type breaks enum", at: "type", value: "claim.old"),
    Fault("$.timestamp breaks pattern", at: "timestamp", value: "2023-01-30T09:15:00Z"),
    Fault("$.data has an unknown extra", at: "data", "extra", value: 1),
    Fault("$.data.article has no title", at: "data", "article", "title", value: nil),
    Fault("$.data.schema_version breaks const", at: "data", "schema_version", value: 2),
    Fault("$.data.id breaks pattern", at: "data", "id", value: "alert_01gqz4c3h8x5t9ve2m7kapd0r."),
    Fault("$.data.seq breaks minimum", at: "data", "seq", value: 0),
    Fault("$.data.seq breaks type", at: "data", "seq", value: "3"),
    Fault("$.data.statement_id breaks type", at: "data", "statement_id", value: .number(1.5)),
    Fault("$.data.certainty breaks maximum", at: "data", "certainty", value: 2),
    Fault("$.data.cue breaks type", at: "data", "cue", value: .some(.null)),
    Fault("$.data.about[0] breaks type", at: "data", "about", value: ["corland"]),
    Fault("$.data.reasons breaks minItems", at: "data", "reasons", value: []),
    Fault("$.data.offsets.content breaks minItems", at: "data", "offsets", "content", value: []),
    Fault("$.data.offsets.cue has no end", at: "data", "offsets", "cue", "end", value: nil),
    Fault(
      "$.data.offsets.cue.start breaks minimum", at: "data", "offsets", "cue", "start", value: -1),
    Fault("$.data.article.sha256 breaks pattern", at: "data", "article", "sha256", value: "d37d"),
    Fault("$.data.article.date breaks pattern", at: "data", "article", "date", value: "30 January"),
    Fault("$.data.answers breaks maxItems", at: "data", "answers", value: [1, 2, 3, 4, 5, 6]),
  ])
  private func `a fault is found`(_ fault: Fault) throws {
    let alert = try JSON(parsing: Self.alert.utf8)
    let faulty = alert.replacing(fault.places[...], by: fault.value)
    let found = try JSONSchema.ofTheAlert().faults(in: faulty)
    #expect(found.contains(fault.text))
  }

  @Test func `a keyword that the validator does not know is a fault`() {
    let schema = JSONSchema(.object(["format": "date-time"]))
    #expect(schema.faults(in: "2023-01-30T09:15:00Z") == ["$ breaks format"])
  }
}
