// Connecting to an endpoint without sending anything, where it cannot be reached.

import LoopbackReceiving
import Testing

@testable import AlertDelivery

@Suite(.timeLimit(.minutes(1))) struct EndpointConnectionTests {
  private func report(
    _ url: String, allowPrivate: Bool = true, by curl: CurlLoop
  ) async throws -> EndpointConnectionReport {
    await .make(
      of: Endpoint(
        name: "desk", url: try EndpointURL(url), secret: nil, timeoutMilliseconds: 10_000,
        allowPrivate: allowPrivate), by: curl)
  }

  @Test func `a receiver is connected to, one after the other, and gets no request`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    let curl = try CurlLoop(userAgent: "Gainsay/test")
    for _ in 1...3 {
      let report = try await report(receiver.url(path: "/hunter2?t=hunter2"), by: curl)
      #expect(report.isConnected && report.advice == nil)
      #expect(
        report.found == "http://127.0.0.1:\(receiver.port)/… takes connections, without TLS")
    }
    // The same loop sends as well, over a connection of its own.
    let outcome = await curl.send(
      HTTPRequest(
        url: try EndpointURL(receiver.url()), headers: [], body: [], timeoutMilliseconds: 10_000,
        allowPrivate: true))
    #expect(outcome.result == .response(status: 200, retryAfterSeconds: nil))
    #expect(receiver.requests.count == 1)
  }

  @Test func `the guard holds for connections too, and each obstacle has its advice`() async throws
  {
    let receiver = try LoopbackReceiver(.status(200))
    let curl = try CurlLoop(userAgent: "Gainsay/test")
    for host in ["127.0.0.1", "2130706433", "localhost"] {
      let report = try await report(receiver.url(host), allowPrivate: false, by: curl)
      #expect(!report.isConnected && report.found.contains("is a private address"))
      #expect(report.advice?.contains("allow_private") == true)
    }
    #expect(receiver.connections == 0)
    let metadata = try await report("http://169.254.169.254/", by: curl)
    #expect(!metadata.isConnected && metadata.found.contains("never dialled"))
    receiver.stop()
    let nobody = try await report(receiver.url(), by: curl)
    #expect(!nobody.isConnected)
    #expect(nobody.advice == "is the receiver up, and is the port right?")
    // RFC 6761: there is no such name.
    let nameless = try await report("https://gainsay.invalid/hunter2", by: curl)
    #expect(!nameless.isConnected && !nameless.found.contains("hunter2"))
    #expect(nameless.advice?.hasPrefix("is the host's name right") == true)
  }

  @Test func `a port that speaks no TLS is told apart`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    let curl = try CurlLoop(userAgent: "Gainsay/test")
    let report = try await report("https://127.0.0.1:\(receiver.port)/", by: curl)
    #expect(!report.isConnected)
    #expect(report.found.hasPrefix("https://127.0.0.1:\(receiver.port)/… cannot be reached"))
    #expect(report.advice != nil)
  }
}
