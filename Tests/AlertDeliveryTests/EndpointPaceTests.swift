// Messages that tell of several alerts, the pace of attempts, and what a request carries.

import Foundation
import LoopbackReceiving
import StatementLedger
import Testing

@testable import AlertDelivery

@Suite(.timeLimit(.minutes(1))) struct EndpointPaceTests {
  private let bench: DeliveryBench

  init() throws {
    bench = try DeliveryBench()
  }

  /// A Slack endpoint that waits 30 s for more.
  private func chat(_ receiver: LoopbackReceiver) throws -> Endpoint {
    var endpoint = try bench.endpoint("desk", receiver)
    endpoint.format = EndpointFormat(SlackMessage(AlertFormatOptions(url: endpoint.url)))
    endpoint.secret = nil
    endpoint.groupWaitMilliseconds = 30_000
    endpoint.intervalMilliseconds = 0
    return endpoint
  }

  /// How many alerts a message to Slack tells of.
  private func alerts(_ request: ReceivedRequest?) -> Int {
    String(decoding: request?.body ?? [], as: UTF8.self).components(separatedBy: "\"header\"").count
      - 1
  }

  @Test func `what arrives within the wait is told in one message`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([chat(receiver)])
    try await bench.queue(1...3)
    try await bench.whileDelivering {
      await bench.clock.waitForSleep(milliseconds: 30_000)
      bench.clock.advance(milliseconds: 10_000)
      try await bench.queue(4...5)
      await bench.clock.waitForSleep(milliseconds: 20_000)
      #expect(receiver.requests.isEmpty)
      bench.clock.advance(milliseconds: 20_000)
      try await bench.waitUntil {
        try await bench.reports().allSatisfy { $0.state == .delivered }
      }
    }
    #expect(receiver.requests.map { alerts($0) } == [5])
    #expect(receiver.requests[0].headers["webhook-signature"] == nil)
    let reports = try await bench.reports()
    #expect(reports.map(\.attempts) == [1, 1, 1, 1, 1])
  }

  @Test func `a full message waits for no more`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([chat(receiver)])
    try await bench.queue(1...20)
    try await bench.whileDelivering {
      try await bench.waitUntil {
        try await bench.reports().allSatisfy { $0.state == .delivered }
      }
    }
    #expect(receiver.requests.map { alerts($0) } == [10, 10])
  }

  @Test func `what failed together is tried again together`() async throws {
    let receiver = try LoopbackReceiver(.status(500), .status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([chat(receiver)])
    try await bench.queue(1...3)
    try await bench.whileDelivering {
      await bench.clock.waitForSleep(milliseconds: 30_000)
      bench.clock.advance(milliseconds: 30_000)
      await bench.clock.waitForSleep(milliseconds: 5000)
      #expect(try await bench.reports().map(\.lastStatus) == [500, 500, 500])
      bench.clock.advance(milliseconds: 5000)
      try await bench.waitUntil {
        try await bench.reports().allSatisfy { $0.state == .delivered }
      }
    }
    #expect(receiver.requests.map { alerts($0) } == [3, 3])
    #expect(try await bench.reports().map(\.attempts) == [2, 2, 2])
  }

  @Test func `attempts start no faster than the pace allows`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    var endpoint = try bench.endpoint("desk", receiver)
    endpoint.intervalMilliseconds = 2000
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...3)
    try await bench.whileDelivering {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(1) == [1])
      for sequence in 2...3 {
        await bench.clock.waitForSleep(milliseconds: 2000)
        #expect(receiver.requests.count == sequence - 1)
        bench.clock.advance(milliseconds: 2000)
        #expect(await arrivals.sequences(1) == [sequence])
      }
    }
  }

  @Test func `a format's own pace counts unless the endpoint has another`() throws {
    let url = try EndpointURL("https://example.com/")
    var endpoint = Endpoint(
      name: "chat", url: url, format: EndpointFormat(SlackMessage(AlertFormatOptions(url: url))),
      secret: nil)
    #expect(endpoint.pace == 1000)
    endpoint.intervalMilliseconds = 0
    #expect(endpoint.pace == 0)
  }

  @Test func `a stop does not wait for the pace`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    var endpoint = try bench.endpoint("desk", receiver)
    endpoint.intervalMilliseconds = 3_600_000
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...2)
    try await bench.whileDelivering {
      await bench.clock.waitForSleep(milliseconds: 3_600_000)
    }
    #expect(try await bench.reports().map(\.state) == [.delivered, .waiting])
  }

  @Test(arguments: [1, 3])
  func `as many attempts are in flight as the endpoint allows`(_ concurrency: Int) async throws {
    let gate = Gate()
    let receiver = try LoopbackReceiver(.afterGate(gate, 200))
    defer { receiver.stop() }
    var endpoint = try bench.endpoint("desk", receiver)
    endpoint.concurrency = concurrency
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...8)
    try await bench.whileDelivering {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await Set(arrivals.sequences(concurrency)) == Set(1...concurrency))
      #expect(receiver.requests.count == concurrency)
      gate.open(for: 8)
      try await bench.waitUntil {
        try await bench.reports().allSatisfy { $0.state == .delivered }
      }
    }
    #expect(receiver.connections == concurrency)
  }

  @Test func `an endpoint's headers come beside the signature and never in its place`() async throws
  {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    var endpoint = try bench.endpoint("desk", receiver)
    endpoint.headers = [
      try HTTPHeader(checking: "X-Team: desk: one "),
      try HTTPHeader(checkingName: "Authorization", value: "Bearer t"),
    ]
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...1)
    try await bench.whileDelivering {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(1) == [1])
    }
    let request = receiver.requests[0]
    #expect(request.headers["x-team"] == "desk: one")
    #expect(request.headers["authorization"] == "Bearer t")
    #expect(request.check(secrets: [bench.secret], at: bench.clock.now) == .valid)
  }

  @Test(arguments: [
    "Webhook-Id: x", "webhook-timestamp: 1", "WEBHOOK-SIGNATURE: v1,x", "Host: a", "host:",
    "Content-Type: text/plain", "Content-Length: 0", "Transfer-Encoding: chunked",
    "X-A: a\r\nX-B: b",
    "X-A: a\nX-B: b", "X-A: a\u{0}", "X-A: é", "X-A", "X-A:", "X-A:  ", ": a", "X A: a",
    "X\u{e9}: a",
    "X-A\r\n: a", "", "Expect: 100-continue", "Connection: close", "Proxy-Authorization: Basic x",
  ])
  func `a header that would change the request is refused without its value`(_ line: String) {
    let error = #expect(throws: DeliveryError.self) { try HTTPHeader(checking: line) }
    #expect(error?.code == .badHeader)
    #expect(error?.detail.contains("v1,x") == false)
  }

  @Test func `without a secret a request still says which alert it is`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    var endpoint = try bench.endpoint("desk", receiver)
    endpoint.format = EndpointFormat(
      try TemplatedMessage(
        AlertFormatOptions(url: endpoint.url, template: #"{"data": {"seq": {{seq}} } }"#)))
    endpoint.secret = nil
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...1)
    try await bench.whileDelivering {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(1) == [1])
    }
    #expect(receiver.requests[0].headers["webhook-id"]?.hasPrefix("alert_") == true)
    #expect(receiver.requests[0].headers["webhook-signature"] == nil)
  }
}
