// Requests by way of a proxy: who dials what, and whose answer counts.

import LoopbackReceiving
import Testing

@testable import AlertDelivery

@Suite(.timeLimit(.minutes(1))) final class ProxyTests {
  private let curl: CurlLoop

  init() throws {
    curl = try CurlLoop(userAgent: "Gainsay/test")
  }

  private func send(
    _ url: String, by proxy: LoopbackReceiver, allowPrivate: Bool = false
  ) async throws -> HTTPOutcome.Result {
    await curl.send(
      HTTPRequest(
        url: try EndpointURL(url), headers: [HTTPHeader("X-Key", "secret")], body: [],
        timeoutMilliseconds: 20_000, allowPrivate: allowPrivate,
        proxy: try EndpointURL(proxy.url(path: "")))
    ).result
  }

  @Test func `a proxy on a private address is dialled and asked for the receiver`() async throws {
    let proxy = try LoopbackReceiver(.status(204))
    defer { proxy.stop() }
    let result = try await send("http://alerts.invalid/hook?key=1", by: proxy)
    #expect(result == .response(status: 204, retryAfterSeconds: nil))
    #expect(proxy.requests.map(\.path) == ["http://alerts.invalid/hook?key=1"])
  }

  @Test(arguments: [
    "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://x.localhost./", "http://10.0.0.1/",
    "http://169.254.169.254/latest", "http://[fd00:ec2::254]/",
  ])
  func `a proxy is not asked for an address that we would not dial`(_ url: String) async throws {
    let proxy = try LoopbackReceiver(.status(200))
    defer { proxy.stop() }
    guard case .failed(let failure) = try await send(url, by: proxy) else {
      Issue.record("it was sent")
      return
    }
    #expect(failure.kind == .blocked)
    #expect(proxy.requests.isEmpty)
  }

  @Test(arguments: [("http://127.0.0.1/", true), ("http://169.254.169.254/", false)])
  func `allowing private addresses lets the proxy dial those and no metadata service`(
    _ url: String, _ isSent: Bool
  ) async throws {
    let proxy = try LoopbackReceiver(.status(200))
    defer { proxy.stop() }
    _ = try await send(url, by: proxy, allowPrivate: true)
    #expect(proxy.requests.count == (isSent ? 1 : 0))
  }

  @Test(arguments: [200, 401, 403, 407, 410, 502])
  func `what a proxy says of a tunnel is not the receiver's answer`(_ status: Int) async throws {
    let proxy = try LoopbackReceiver(.statusThenClosed(status))
    defer { proxy.stop() }
    guard case .failed(let failure) = try await send("https://alerts.invalid/hook", by: proxy)
    else {
      Issue.record("it counts as a response")
      return
    }
    #expect(failure.kind == .other)
    #expect(proxy.requests.first?.method == "CONNECT")
    #expect(proxy.requests.first?.path == "alerts.invalid:443")
    #expect(proxy.requests.first?.headers["x-key"] == nil)
  }
}
