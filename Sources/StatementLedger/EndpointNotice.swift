// What we tell of ourselves: that an endpoint fails, or is well again.

import StatementAnalysis

/// What endpoints are told of another one.
package struct EndpointNotice: Codable, Hashable, Sendable {
  package enum Event: String, Codable, CaseIterable, Sendable {
    case failing = "endpoint.failing"
    case recovered = "endpoint.recovered"
    /// Sent to the endpoint itself, at a user's request.
    case test = "endpoint.test"

    /// Those that an endpoint can be told of by itself.
    package static let told: [Event] = [.failing, .recovered]
  }

  /// Holds no full stop, as an alert's.
  package var id: String
  /// ISO 8601 with milliseconds, UTC.
  package var timestamp: String
  package var event: Event
  /// The endpoint that it is about.
  package var endpoint: String
  /// Held (401, 403), disabled (410), or active: tried again by itself.
  package var state: EndpointState
  /// Since when no attempt has succeeded, ISO 8601; nil for a test.
  @OrNull package var since: String?
  /// Of the last failed attempt; nil if there was no response.
  @OrNull package var status: Int?
  /// Without the URL's query or any secret.
  @OrNull package var failure: String?

  /// A test, which no ledger holds.
  package static func test(
    of endpoint: String, at now: Timestamp, random: () -> UInt64 = { .random(in: .min ... .max) }
  ) -> EndpointNotice {
    EndpointNotice(
      id: AlertId.make(at: now, random: random), timestamp: now.iso8601, event: .test,
      endpoint: endpoint, state: .active, since: nil, status: nil, failure: nil)
  }
}

/// What one delivery tells of.
package enum AlertSubject: Hashable, Sendable {
  case statement(Alert)
  case endpoint(EndpointNotice)

  /// The same for all attempts.
  package var id: String {
    switch self {
    case .statement(let alert): alert.id
    case .endpoint(let notice): notice.id
    }
  }

  /// The event's type: "denial.new", "endpoint.failing".
  package var type: String {
    switch self {
    case .statement(let alert): alert.type
    case .endpoint(let notice): notice.event.rawValue
    }
  }

  /// ISO 8601 with milliseconds, UTC.
  package var timestamp: String {
    switch self {
    case .statement(let alert): alert.timestamp
    case .endpoint(let notice): notice.timestamp
    }
  }

  /// The `data` object of a webhook for the endpoint whose alerts `sequence` counts from 1.
  package func data(sequence: Int64) -> AlertSubjectData {
    AlertSubjectData(subject: self, sequence: sequence)
  }
}

/// The `data` object of a webhook, each key always there.
package struct AlertSubjectData: Encodable, Sendable {
  let subject: AlertSubject
  let sequence: Int64

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case id, seq, endpoint, state, since, status, failure
  }

  package func encode(to encoder: any Encoder) throws {
    switch subject {
    case .statement(let alert): try alert.data(sequence: sequence).encode(to: encoder)
    case .endpoint(let notice):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Alert.schemaVersion, forKey: .schemaVersion)
      try container.encode(notice.id, forKey: .id)
      try container.encode(sequence, forKey: .seq)
      try container.encode(notice.endpoint, forKey: .endpoint)
      try container.encode(notice.state, forKey: .state)
      try container.encode(notice.since, forKey: .since)
      try container.encode(notice.status, forKey: .status)
      try container.encode(notice.failure, forKey: .failure)
    }
  }
}

/// Who is told when an endpoint fails and when it is well again.
package struct NoticeRules: Sendable {
  /// Names of all endpoints.
  package var endpoints: [String]
  /// Those that are not here are told of everything.
  package var filters: [String: AlertFilter]

  package init(endpoints: [String], filters: [String: AlertFilter] = [:]) {
    self.endpoints = endpoints
    self.filters = filters
  }

  package static let nobody = NoticeRules(endpoints: [])

  /// All but the endpoint itself, which could not be reached or knows already.
  func endpoints(toTellOf event: EndpointNotice.Event, about name: String) -> [String] {
    endpoints.filter { $0 != name && filters[$0]?.passes(event) ?? true }
  }
}
