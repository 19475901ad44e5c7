// What the other endpoints are told of one that fails, and the test of one by hand.

import Foundation
import LoopbackReceiving
import Synchronization
import Testing

@testable import AlertDelivery
@testable import StatementLedger

extension ReceivedRequest {
  fileprivate var json: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:]
  }
  fileprivate var type: String { json["type"] as? String ?? "" }
  fileprivate var data: [String: Any] { json["data"] as? [String: Any] ?? [:] }
}

@Suite(.timeLimit(.minutes(1))) struct EndpointNoticeTests {
  private let bench: DeliveryBench

  init() throws {
    bench = try DeliveryBench()
  }

  @Test(arguments: [(401, "held"), (403, "held"), (410, "disabled")])
  func `the others are told at once of an endpoint that refuses us, and it is not`(
    _ status: Int, _ state: String
  ) async throws {
    let bad = try LoopbackReceiver(.status(status))
    let good = try LoopbackReceiver(.status(200))
    defer { for receiver in [bad, good] { receiver.stop() } }
    try await bench.service.replaceEndpoints([
      bench.endpoint("bad", bad), bench.endpoint("good", good),
    ])
    try await bench.queue(1...1, for: ["bad"])
    try await bench.whileDelivering {
      var arrivals = good.arrivals.makeAsyncIterator()
      let notice = try #require(await arrivals.next())
      #expect(notice.type == "endpoint.failing")
      #expect(notice.check(secrets: [bench.secret], at: bench.clock.now) == .valid)
      #expect(notice.data["endpoint"] as? String == "bad")
      #expect(notice.data["state"] as? String == state)
      #expect(notice.data["status"] as? Int == status)
      #expect(notice.data["seq"] as? Int == 1)
      #expect(notice.headers["webhook-id"] == notice.data["id"] as? String)
    }
    #expect(good.requests.count == 1)
    #expect(bad.requests.allSatisfy { $0.type == "claim.new" })
  }

  @Test func `a spell is told once when it begins and once when it ends`() async throws {
    let answers: [Answer] = Array(repeating: .status(500), count: 7) + [.status(200)]
    let left = Answers(answers)
    let bad = try LoopbackReceiver { _ in left.next() }
    let good = try LoopbackReceiver(.status(200))
    defer { for receiver in [bad, good] { receiver.stop() } }
    try await bench.service.replaceEndpoints([
      bench.endpoint("bad", bad), bench.endpoint("good", good),
    ])
    try await bench.queue(1...6, for: ["bad"])
    try await bench.whileDelivering {
      var arrivals = good.arrivals.makeAsyncIterator()
      #expect(await arrivals.next()?.type == "endpoint.failing")
      for count in 6...7 {
        bench.clock.advance(milliseconds: 60_000)
        try await bench.waitUntil {
          try await bench.reports("bad").map(\.attempts).reduce(0, +) == count
        }
      }
      bench.clock.advance(milliseconds: 600_000)
      let recovered = try #require(await arrivals.next())
      #expect(recovered.type == "endpoint.recovered")
      #expect(recovered.data["since"] as? String == "2023-01-29T13:46:40.000Z")
    }
    #expect(good.requests.count == 2)
  }

  @Test func `four failures in a row are no spell`() async throws {
    let bad = try LoopbackReceiver(
      .status(500), .status(500), .status(500), .status(500), .status(200))
    let good = try LoopbackReceiver(.status(200))
    defer { for receiver in [bad, good] { receiver.stop() } }
    try await bench.service.replaceEndpoints([
      bench.endpoint("bad", bad), bench.endpoint("good", good),
    ])
    try await bench.queue(1...5, for: ["bad"])
    try await bench.whileDelivering {
      try await bench.waitUntil { try await bench.reports("bad")[4].state == .delivered }
    }
    #expect(good.requests.isEmpty)
    #expect(try await bench.ledger.endpointReports().map(\.failingSince) == [nil, nil])
  }

  @Test(arguments: [
    (["claim.new"], [String]()), (["endpoint.failing"], ["endpoint.failing"]),
    (["endpoint.recovered", "denial.new"], []),
  ])
  func `an endpoint may be told of alerts alone`(_ events: [String], _ told: [String]) async throws
  {
    let bad = try LoopbackReceiver(.status(401))
    let (good, other) = (try LoopbackReceiver(.status(200)), try LoopbackReceiver(.status(200)))
    defer { for receiver in [bad, good, other] { receiver.stop() } }
    try await bench.service.replaceEndpoints(
      [
        bench.endpoint("bad", bad), bench.endpoint("good", good), bench.endpoint("other", other),
      ], filters: ["good": AlertFilter(events: Set(events))])
    try await bench.queue(1...1, for: ["bad"])
    try await bench.whileDelivering {
      var arrivals = other.arrivals.makeAsyncIterator()
      #expect(await arrivals.next()?.type == "endpoint.failing")
      try await bench.waitUntil {
        try await bench.reports("good").allSatisfy { $0.state == .delivered }
      }
    }
    #expect(good.requests.map(\.type) == told)
  }

  @Test func `what a receiver says when it refuses is kept, without what is secret`() async throws {
    let secret = bench.secret.revealed
    let receiver = try LoopbackReceiver(
      .statusWithBody(422, "no \u{1B}[31m field\r\nx; key=CanaryQuery \(secret) Bearer CanaryToken")
    )
    defer { receiver.stop() }
    var endpoint = try bench.endpoint("desk", receiver)
    endpoint.url = try EndpointURL(receiver.url(path: "/hook?key=CanaryQuery"))
    endpoint.headers = [HTTPHeader("Authorization", "Bearer CanaryToken")]
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...1)
    try await bench.whileDelivering {
      try await bench.waitUntil { try await bench.reports()[0].attempts == 1 }
    }
    #expect(try await bench.reports()[0].lastResponse == "no [31m field x; … … …")
  }

  @Test func `a secret that the end of what is kept cuts in two is hidden too`() {
    let body = Array((String(repeating: "x", count: 1020) + "CanarySecret").utf8)
    let text = ResponseText.make(body, hiding: ["CanarySecret"])
    #expect(text == String(repeating: "x", count: 1020) + "…")
    #expect(ResponseText.make([], hiding: []) == nil)
    #expect(ResponseText.make([0xFF, 0x00, 0x41], hiding: []) == "… A")
  }

  @Test(arguments: [
    (Answer.status(200), true, "nothing"), (.status(401), false, "secret"),
    (.status(302, headers: ["Location": "http://169.254.169.254/"]), false, "redirects"),
    (.status(410), false, "ended this address"), (.status(503), false, "receiver's log"),
    (.closed, false, "receiver's log"),
  ])
  func `a test by hand says what came of it and what to do`(
    _ answer: Answer, _ isDelivered: Bool, _ advice: String
  ) async throws {
    let receiver = try LoopbackReceiver(answer)
    defer { receiver.stop() }
    let report = try await bench.service.test(bench.endpoint("desk", receiver))
    #expect(report.isDelivered == isDelivered)
    #expect(report.lines.last?.contains(advice) == true, "\(report.lines)")
    #expect(report.lines.contains { $0.contains("TLS: none") })
    let request = try #require(receiver.requests.first)
    #expect(request.type == "endpoint.test")
    #expect(request.check(secrets: [bench.secret], at: bench.clock.now) == .valid)
    #expect(try await bench.reports().isEmpty)
  }

  @Test(arguments: AlertFormats.all.map { $0.traits.name })
  func `every format tells of an endpoint in words or data`(_ name: String) throws {
    let type = try #require(AlertFormats.all.first { $0.traits.name == name })
    let format = try type.init(
      AlertFormatOptions(
        url: EndpointURL("https://example.com/topic"),
        template: #"{"text": "{{content}} {{sentence}}", "type": "{{type}}", "of": "{{endpoint}}"}"#
      ))
    for (state, event) in [
      (EndpointState.held, EndpointNotice.Event.failing), (.active, .failing),
      (.disabled, .failing), (.active, .recovered), (.active, .test),
    ] {
      var notice = EndpointNotice.test(of: "desk", at: bench.clock.now)
      notice.state = state
      notice.event = event
      notice.failure = "status 500 <!channel> \"@everyone"
      let message = try format.message(for: [
        Delivery(
          id: 1, endpoint: "other", sequence: 3, subject: .endpoint(notice), attemptsMade: 0)
      ])
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(message.body)) }
      let text = String(decoding: message.body, as: UTF8.self)
      #expect(text.contains("desk"))
      if ["slack", "discord", "teams"].contains(name) {
        #expect(text.utf8.firstRange(of: "@everyone".utf8) == nil)
      }
    }
  }
}

/// Answers in turn, the last one for ever.
private final class Answers: Sendable {
  private let answers: [Answer]
  private let count = Mutex(0)

  init(_ answers: [Answer]) { self.answers = answers }

  func next() -> Answer {
    count.withLock {
      $0 += 1
      return answers[min($0, answers.count) - 1]
    }
  }
}
