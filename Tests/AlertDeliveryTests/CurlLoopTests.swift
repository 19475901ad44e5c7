import Foundation
import LoopbackReceiving
import Synchronization
import Testing

@testable import AlertDelivery

private func request(
  _ url: String, body: String = "{}", timeoutMilliseconds: Int = 20_000, allowPrivate: Bool = true
) throws -> HTTPRequest {
  HTTPRequest(
    url: try EndpointURL(url), headers: [HTTPHeader("Content-Type", "application/json")],
    body: Array(body.utf8), timeoutMilliseconds: timeoutMilliseconds, allowPrivate: allowPrivate)
}

private func response(_ status: Int, retryAfterSeconds: Int64? = nil) -> HTTPOutcome.Result {
  .response(status: status, retryAfterSeconds: retryAfterSeconds)
}

extension HTTPOutcome {
  fileprivate var failure: TransportFailure? {
    if case .failed(let failure) = result { failure } else { nil }
  }
}

@Suite(.timeLimit(.minutes(1))) final class CurlLoopTests {
  private let curl: CurlLoop

  init() throws {
    curl = try CurlLoop(userAgent: "Gainsay/test")
  }

  /// Sends one request to a receiver that answers so.
  private func send(
    to answers: Answer..., timeoutMilliseconds: Int = 20_000
  ) async throws -> (HTTPOutcome, LoopbackReceiver) {
    let left = Mutex(answers)
    let receiver = try LoopbackReceiver { _ in
      left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    }
    defer { receiver.stop() }
    let outcome = await curl.send(
      try request(receiver.url(), timeoutMilliseconds: timeoutMilliseconds))
    return (outcome, receiver)
  }

  @Test func `a request arrives as it was meant`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    let body = #"{"said":"“groundless”"}"#
    let outcome = await curl.send(
      try request(receiver.url(path: "/hook?key=1"), body: body))
    #expect(outcome.result == response(200))
    let arrived = try #require(receiver.requests.first)
    #expect(arrived.method == "POST")
    #expect(arrived.path == "/hook?key=1")
    #expect(arrived.body == Array(body.utf8))
    #expect(arrived.headers["content-type"] == "application/json")
    #expect(arrived.headers["user-agent"] == "Gainsay/test")
    #expect(arrived.headers["expect"] == nil)
  }

  @Test func `an empty and a large body arrive whole`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    let bodies = ["", String(repeating: "x", count: 200_000)]
    for body in bodies {
      #expect(await curl.send(try request(receiver.url(), body: body)).result == response(200))
    }
    #expect(receiver.requests.map(\.body.count) == [0, 200_000])
  }

  @Test(arguments: [200, 204, 301, 400, 401, 410, 429, 500, 503])
  func `a status comes back`(_ status: Int) async throws {
    #expect(try await send(to: .status(status)).0.result == response(status))
  }

  @Test(arguments: [("120", Int64(120)), ("0", nil), ("soon", nil)])
  func `Retry-After comes back`(_ value: String, _ seconds: Int64?) async throws {
    let outcome = try await send(to: .status(503, headers: ["Retry-After": value])).0
    #expect(outcome.result == response(503, retryAfterSeconds: seconds))
  }

  @Test func `a redirect is not followed`() async throws {
    let other = try LoopbackReceiver(.status(200))
    defer { other.stop() }
    let outcome = try await send(to: .status(302, headers: ["Location": other.url()])).0
    #expect(outcome.result == response(302))
    #expect(other.connections == 0)
  }

  @Test func `a status counts though the body drips until the time-out`() async throws {
    let outcome = try await send(to: .statusThenDrip(200), timeoutMilliseconds: 300).0
    #expect(outcome.result == response(200))
    #expect(outcome.durationMilliseconds > 250)
  }

  @Test func `a status counts and an endless body is cut off long before the time-out`()
    async throws
  {
    let outcome = try await send(to: .statusThenEndlessBody(200)).0
    #expect(outcome.result == response(200))
    #expect(outcome.durationMilliseconds < 10_000)
  }

  @Test func `a status counts and endless headers are cut off long before the time-out`()
    async throws
  {
    let outcome = try await send(to: .statusThenEndlessHeaders(202)).0
    #expect(outcome.result == response(202))
    #expect(outcome.durationMilliseconds < 10_000)
  }

  @Test func `a status counts though the connection ends behind it`() async throws {
    #expect(try await send(to: .statusLineOnly(200)).0.result == response(200))
  }

  @Test func `no response at all is a failure`() async throws {
    #expect(try await send(to: .closed).0.failure?.curlCode == 52)
    #expect(try await send(to: .reset).0.failure?.curlCode == 56)
    let silence = try await send(to: .silence, timeoutMilliseconds: 200).0.failure
    #expect(silence?.kind == .timeout)
    #expect(silence?.curlCode == 28)
  }

  @Test func `a receiver that does not accept is a time-out`() async throws {
    let receiver = try LoopbackReceiver(accepting: false) { _ in .silence }
    defer { receiver.stop() }
    let outcome = await curl.send(try request(receiver.url(), timeoutMilliseconds: 200))
    #expect(outcome.failure?.kind == .timeout)
  }

  @Test func `a port where nobody listens is a failure`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    receiver.stop()
    // The port is free once the accepting thread has noticed; until then connections are reset.
    let outcome = await curl.send(try request(receiver.url()))
    #expect(outcome.failure?.kind == .other)
  }

  @Test(arguments: ["no-such-host.invalid", "127.0.0.1:1"])
  func `a host that cannot be reached is a failure`(_ host: String) async throws {
    #expect(await curl.send(try request("http://\(host)/")).failure?.kind == .other)
  }

  @Test(arguments: [
    "127.0.0.1", "2130706433", "0x7f.1", "017700000001", "127.1", "localhost", "0.0.0.0",
    "[::ffff:127.0.0.1]",
  ])
  func `every spelling of loopback is blocked unless it is allowed`(_ host: String) async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    let blocked = await curl.send(try request(receiver.url(host), allowPrivate: false))
    #expect(blocked.failure?.kind == .blocked)
    #expect(blocked.failure?.curlCode == 7)
    #expect(receiver.connections == 0)
    let allowed = await curl.send(try request(receiver.url(host), allowPrivate: true))
    #expect(allowed.result == response(200))
  }

  @Test(arguments: ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "0xA9FEA9FE"])
  func `link-local addresses are blocked though private ones are allowed`(_ host: String)
    async throws
  {
    let outcome = await curl.send(try request("http://\(host)/", timeoutMilliseconds: 1000))
    #expect(outcome.failure?.kind == .blocked)
  }

  @Test func `a connection is kept, but not for an endpoint that may not dial it`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    for _ in 0..<3 { _ = await curl.send(try request(receiver.url())) }
    #expect(receiver.requests.map(\.connection) == [1, 1, 1])
    let other = await curl.send(try request(receiver.url(), allowPrivate: false))
    #expect(other.failure?.kind == .blocked)
    #expect(receiver.requests.count == 3)
  }

  @Test func `a kept connection that the receiver has closed is opened anew`() async throws {
    let receiver = try LoopbackReceiver(.statusThenClosed(200))
    defer { receiver.stop() }
    for _ in 0..<20 {
      #expect(await curl.send(try request(receiver.url())).result == response(200))
    }
    #expect(receiver.requests.count == 20)
    #expect(receiver.connections == 20)
  }

  @Test func `no more than four connections go to one host`() async throws {
    let gate = Gate()
    let receiver = try LoopbackReceiver { _ in .afterGate(gate, 200) }
    defer { receiver.stop() }
    let message = try request(receiver.url())
    try await withThrowingTaskGroup(of: HTTPOutcome.self) { group in
      for _ in 0..<20 { group.addTask { [curl] in await curl.send(message) } }
      var arrivals = receiver.arrivals.makeAsyncIterator()
      for _ in 0..<4 { _ = await arrivals.next() }
      #expect(receiver.connections == 4)
      gate.open()
      for try await outcome in group { #expect(outcome.result == response(200)) }
    }
    #expect(receiver.connections == 4)
    #expect(receiver.requests.count == 20)
  }

  @Test func `a cancelled task cuts its request off`() async throws {
    let receiver = try LoopbackReceiver(.silence)
    defer { receiver.stop() }
    let message = try request(receiver.url())
    await withTaskGroup(of: HTTPOutcome.self) { group in
      group.addTask { [curl] in await curl.send(message) }
      var arrivals = receiver.arrivals.makeAsyncIterator()
      _ = await arrivals.next()
      group.cancelAll()
      #expect(await group.next()?.failure?.kind == .abandoned)
      group.addTask { [curl] in await curl.send(message) }
      #expect(await group.next()?.failure?.kind == .abandoned)
    }
    #expect(receiver.requests.count == 1)
  }

  @Test func `stopping cuts off what is under way and takes nothing more`() async throws {
    let receiver = try LoopbackReceiver(.silence)
    defer { receiver.stop() }
    let message = try request(receiver.url())
    await withTaskGroup(of: HTTPOutcome.self) { group in
      group.addTask { [curl] in await curl.send(message) }
      var arrivals = receiver.arrivals.makeAsyncIterator()
      _ = await arrivals.next()
      await curl.stop()
      #expect(await group.next()?.failure?.kind == .abandoned)
    }
    #expect(await curl.send(message).failure?.kind == .abandoned)
    await curl.stop()
    #expect(receiver.requests.count == 1)
  }
}
