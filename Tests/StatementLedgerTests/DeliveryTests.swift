// Deliveries: lanes, verdicts, the states of endpoints.

import Articles
import Foundation
import StatementAnalysis
import Testing

@testable import StatementLedger

enum Attempts {
  static func of(
    _ delivery: Int64, _ verdict: DeliveryAttempt.Verdict, status: Int? = nil
  ) -> DeliveryAttempt {
    DeliveryAttempt(
      delivery: delivery, at: Story.start, durationMilliseconds: 7, status: status,
      failure: verdict == .delivered ? nil : "it failed", verdict: verdict)
  }
}

@Suite(.timeLimit(.minutes(1))) struct DeliveryTests {
  let ledger: Ledger

  init() throws { ledger = try .inMemory() }

  /// Queues that many alerts.
  private func queue(_ count: Int, from first: Int = 0, for endpoints: [String] = ["desk"])
    async throws
  {
    var rules = Story.rules
    rules.endpoints = endpoints
    let articles = try (first..<first + count).map { number in
      try Story.article("\(number)", [.claim("story a\(number) b\(number)", by: ["us"])])
    }
    _ = try await ledger.record(articles, rules: rules, at: Story.start)
  }

  private func due(
    _ lane: DeliveryLane, of endpoint: String = "desk", after milliseconds: Int64 = 0,
    limit: Int = 100
  ) async throws -> [Int64] {
    try await ledger.dueDeliveries(
      endpoint: endpoint, lane: lane, at: Story.start.adding(milliseconds: milliseconds),
      limit: limit
    ).map(\.sequence)
  }

  private func states(_ endpoint: String = "desk") async throws -> [DeliveryReport.State] {
    try await ledger.deliveries(endpoint: endpoint, state: nil, limit: 100).reversed().map(\.state)
  }

  @Test func `deliveries never tried come in order, as many as asked for`() async throws {
    try await queue(3)
    #expect(try await due(.first) == [1, 2, 3])
    #expect(try await due(.first, limit: 2) == [1, 2])
    #expect(try await due(.retry).isEmpty)
    #expect(try await due(.first, of: "nobody").isEmpty)
  }

  @Test func `a delivery that failed leaves the first lane and comes back when it is due`()
    async throws
  {
    try await queue(3)
    let (late, soon) = (
      Story.start.adding(milliseconds: 500), Story.start.adding(milliseconds: 300)
    )
    try await ledger.record([Attempts.of(1, .retry(at: late)), Attempts.of(2, .retry(at: soon))])
    #expect(try await due(.first) == [3])
    #expect(try await due(.retry, after: 299).isEmpty)
    #expect(try await due(.retry, after: 300) == [2])
    #expect(try await due(.retry, after: 500) == [2, 1])
    #expect(try await due(.first, after: 500) == [3])
    #expect(try await ledger.nextRetry(endpoint: "desk") == soon)
    let delivery = try #require(
      try await ledger.dueDeliveries(endpoint: "desk", lane: .retry, at: soon, limit: 1).first)
    #expect(delivery.attemptsMade == 1)
  }

  @Test(
    arguments: [
      (.delivered, .delivered, nil), (.dead, .dead, nil),
      (.retry(at: Story.start), .waiting, "2023-01-29T13:46:40.000Z"),
    ] as [(DeliveryAttempt.Verdict, DeliveryReport.State, String?)])
  func `a try is kept with its outcome`(
    verdict: DeliveryAttempt.Verdict, state: DeliveryReport.State, next: String?
  ) async throws {
    try await queue(1)
    try await ledger.record([Attempts.of(1, verdict, status: 299)])
    let report = try #require(
      try await ledger.deliveries(endpoint: nil, state: nil, limit: 1).first)
    #expect(report.state == state)
    #expect(report.attempts == 1)
    #expect(report.lastStatus == 299)
    #expect(report.lastFailure == (state == .delivered ? nil : "it failed"))
    let start = Story.start.iso8601
    #expect(report.nextAttemptAt == (next == nil ? nil : start))
    let tries: [String] = try await ledger.read {
      try $0.values("SELECT delivery || ' ' || duration_ms || ' ' || status FROM attempt")
    }
    #expect(tries == ["1 7 299"])
  }

  @Test func `a held endpoint keeps its queue until it is enabled`() async throws {
    try await queue(2, for: ["desk", "chat"])
    let refused = try #require(try await ledger.waiting().first)
    try await ledger.record([Attempts.of(refused.id, .hold, status: 401)])
    try await queue(1, from: 2)
    #expect(
      try await ledger.prepareEndpoints(["desk", "chat"]) == ["desk": .held, "chat": .active])
    #expect(try await due(.first).isEmpty)
    #expect(try await due(.retry, after: 1000).isEmpty)
    #expect(try await ledger.nextRetry(endpoint: "desk") == nil)
    #expect(try await due(.first, of: "chat") == [1, 2])
    #expect(try await states() == [.waiting, .waiting, .waiting])
    try await ledger.enable(endpoint: "desk")
    #expect(try await due(.first) == [2, 3])
    #expect(try await due(.retry) == [1])
  }

  @Test func `a disabled endpoint keeps its queue as dead letters`() async throws {
    try await queue(3, for: ["desk", "chat"])
    let ids = try await ledger.waiting().map(\.id)
    try await ledger.record([Attempts.of(ids[0], .delivered), Attempts.of(ids[1], .disable)])
    #expect(try await ledger.prepareEndpoints(["desk"]) == ["desk": .disabled])
    #expect(try await states() == [.delivered, .dead, .dead])
    #expect(try await states("chat") == [.waiting, .waiting, .waiting])
    try await queue(1, from: 3)
    #expect(try await states() == [.delivered, .dead, .dead, .dead])
    try await ledger.record([Attempts.of(ids[2], .hold)])
    #expect(try await ledger.prepareEndpoints(["desk"]) == ["desk": .disabled])
    try await ledger.enable(endpoint: "desk")
    #expect(try await due(.first).isEmpty)
    try await queue(1, from: 4)
    #expect(try await due(.first) == [5])
  }

  @Test func `what came through is delivered whatever was decided meanwhile`() async throws {
    try await queue(2)
    try await ledger.record([Attempts.of(1, .disable), Attempts.of(2, .delivered)])
    #expect(try await states() == [.dead, .delivered])
    try await ledger.record([
      Attempts.of(1, .retry(at: Story.start)), Attempts.of(2, .retry(at: Story.start)),
      Attempts.of(2, .dead),
    ])
    #expect(try await states() == [.dead, .delivered])
  }

  @Test func `enabling an endpoint that never was says so`() async throws {
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.enable(endpoint: "nowhere")
    }
    #expect(error?.code == .notFound)
    #expect(error?.detail.contains("nowhere") == true)
  }

  @Test func `an attempt at no delivery is refused and changes nothing`() async throws {
    try await queue(1)
    await #expect(throws: LedgerError.self) {
      try await ledger.record([Attempts.of(1, .delivered), Attempts.of(99, .delivered)])
    }
    #expect(try await states() == [.waiting])
  }

  @Test func `a webhook's data is flat, with each key there`() async throws {
    let sequence: Int64 = 41
    try await ledger.record(
      Story.article(
        "a", [Said(kind: .claim, by: [], about: ["nk"], words: "nk sent arms")], outlet: nil))
    let alert = try #require(try await ledger.waiting().first).alert
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    let json = String(
      decoding: try encoder.encode(alert.data(sequence: sequence)), as: UTF8.self)
    #expect(json == Self.expectedData(id: alert.id, sha256: alert.statement.article.sha256))
  }

  private static func expectedData(id: String, sha256: String) -> String {
    """
    {
      "about" : [
        {
          "id" : "nk",
          "name" : "North Korea"
        }
      ],
      "analysis_version" : \(StatementAnalyzer.version),
      "answers" : [

      ],
      "article" : {
        "date" : null,
        "folder" : "wire",
        "language" : "en",
        "outlet" : null,
        "path" : "a",
        "sha256" : "\(sha256)",
        "title" : "News",
        "url" : null
      },
      "certainty" : 0.9,
      "content" : "nk sent arms",
      "cue" : "was said",
      "denied_by" : [

      ],
      "id" : "\(id)",
      "kind" : "claim",
      "offsets" : {
        "content" : [
          {
            "end" : 29,
            "start" : 17
          }
        ],
        "cue" : {
          "end" : 16,
          "start" : 8
        },
        "sentence" : {
          "end" : 29,
          "start" : 5
        },
        "speaker" : null
      },
      "proposition" : 1,
      "reasons" : [
        {
          "actor" : "nk",
          "role" : "about"
        }
      ],
      "schema_version" : 1,
      "sentence" : "It was said nk sent arms",
      "seq" : 41,
      "speaker" : {
        "actors" : [

        ],
        "text" : null
      },
      "statement_id" : 1
    }
    """
  }
}
