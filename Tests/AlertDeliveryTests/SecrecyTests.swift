import InMemoryLogging
import Logging
import LoopbackReceiving
import StatementLedger
import Testing

@testable import AlertDelivery

/// What must not be seen anywhere: the path and the query of a URL, and what a secret is made of.
private let canary = "CanaryPath/CanaryQuery"

@Suite(.timeLimit(.minutes(1))) struct SecrecyTests {
  private let bench: DeliveryBench
  private let secretCharacters: String

  init() throws {
    bench = try DeliveryBench()
    secretCharacters = String(bench.secret.revealed.dropFirst(WebhookSecret.prefix.count))
  }

  private func endpoint(_ name: String, _ url: String) throws -> Endpoint {
    Endpoint(
      name: name, url: try EndpointURL(url), secret: bench.secret, previousSecret: bench.secret,
      timeoutMilliseconds: name == "200" ? 30_000 : 300, allowPrivate: name != "blocked",
      retrySchedule: RetrySchedule(delaysMilliseconds: [], pauseMillisecondsMin: 0))
  }

  private func expectNothingSecret(in text: String) {
    #expect(!text.contains("Canary"))
    #expect(!text.contains(secretCharacters))
    #expect(!text.contains(secretCharacters.prefix(8)))
    #expect(!text.contains("\(bench.secret.key)"))
    #expect(!text.contains(bench.secret.key.prefix(4).map(String.init).joined(separator: ", ")))
  }

  @Test func `printing, describing, reflecting and dumping show nothing secret`() throws {
    let endpoint = try endpoint("desk", "https://example.com:8443/CanaryPath?key=CanaryQuery")
    let header = try HTTPHeader(checkingName: "Authorization", value: "Bearer Canary")
    let request = HTTPRequest(
      url: endpoint.url, headers: [header], body: [], timeoutMilliseconds: 1, allowPrivate: false)
    for value in [bench.secret, endpoint.url, endpoint, header, request, [endpoint]] as [Any] {
      var dumped = ""
      dump(value, to: &dumped)
      for text in [dumped, "\(value)", String(describing: value), String(reflecting: value)] {
        expectNothingSecret(in: text)
      }
    }
    #expect("\(endpoint.url)" == "https://example.com:8443/…")
  }

  @Test(arguments: [
    "ftp://example.com/CanaryPath?CanaryQuery", "https:///CanaryPath?CanaryQuery",
    "CanaryPath?CanaryQuery", "", "https://example.com:port/CanaryPath",
    "https://Canary@example.com/", "https://user:Canary@example.com/", "https://exa mple/Canary",
  ])
  func `a URL that cannot be sent to is refused without its text`(_ text: String) {
    let error = #expect(throws: DeliveryError.self) { try EndpointURL(text) }
    #expect(error?.code == .badURL)
    expectNothingSecret(in: "\(error as Any) \(String(reflecting: error))")
  }

  @Test(arguments: [
    ("https://example.com", "https://example.com/…"),
    ("http://EXAMPLE.com:8080/a?b#c", "http://EXAMPLE.com:8080/…"),
    ("HTTPS://[::1]:8443/a", "https://[::1]:8443/…"),
  ])
  func `a URL is shown as far as its host`(_ text: String, _ shown: String) throws {
    #expect(try EndpointURL(text).shown == shown)
  }

  @Test func `no failure, log line or record of a delivery shows anything secret`() async throws {
    let answers: [String: Answer] = [
      "500": .status(500), "401": .status(401), "410": .status(410), "400": .status(400),
      "302": .status(302, headers: ["Location": "http://example.com/\(canary)"]),
      "closed": .closed, "reset": .reset, "silence": .silence, "blocked": .status(200),
      "200": .status(200),
    ]
    let receivers = try answers.mapValues { try LoopbackReceiver($0) }
    defer { for receiver in receivers.values { receiver.stop() } }
    var endpoints = try receivers.map {
      try endpoint($0, $1.url(path: "/CanaryPath?key=CanaryQuery"))
    }
    for (name, url) in [
      ("unknown", "http://no-such-host.invalid"), ("refused", "http://127.0.0.1:1"),
      ("tls", "https://127.0.0.1:\(receivers["200"]?.port ?? 0)"),
      ("metadata", "http://169.254.169.254"),
    ] {
      endpoints.append(try endpoint(name, "\(url)/CanaryPath?key=CanaryQuery"))
    }
    let told = AlertFilter(events: ["claim.new"])
    try await bench.service.replaceEndpoints(
      endpoints, filters: Dictionary(uniqueKeysWithValues: endpoints.map { ($0.name, told) }))
    try await bench.queue(1...1, for: endpoints.map(\.name))
    try await bench.whileDelivering {
      try await bench.waitUntil {
        try await bench.ledger.deliveries(endpoint: nil, state: nil, limit: 100)
          .allSatisfy { $0.attempts == 1 }
      }
    }
    let outcomes = bench.log.entries.filter { $0.metadata["endpoint"] != nil }
    #expect(Set(outcomes.map { "\($0.metadata["endpoint"] ?? "")" }).count == endpoints.count)
    let reports = try await bench.ledger.deliveries(endpoint: nil, state: nil, limit: 100)
    #expect(reports.count { $0.lastFailure != nil } == endpoints.count - 1)
    expectNothingSecret(in: bench.logText)
    expectNothingSecret(in: "\(reports)")
  }
}
