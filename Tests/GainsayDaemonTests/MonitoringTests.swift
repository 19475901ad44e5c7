// The pages for monitoring: what is answered to whom, and over real HTTP.

import FlyingSocks
import Foundation
import FoundationNetworking
import Logging
import ServiceLifecycle
import Testing

@testable import GainsayDaemon

private let token = "0123456789abcdef"
private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

private func pages(
  hang: String? = nil, obstacles: [String] = [],
  access: MonitoringAccess = MonitoringAccess(token: nil)
) -> MonitoringPages {
  MonitoringPages(
    MonitoringPages.Content(
      metrics: { "gainsay_up 1\n" }, hang: { hang }, obstacles: { obstacles }),
    access: access)
}

@Suite(.timeLimit(.minutes(1))) struct MonitoringTests {
  @Test(
    arguments: [
      ("GET", "/metrics", 200, "gainsay_up 1\n"), ("GET", "/health", 200, "alive\n"),
      ("GET", "/ready", 200, "ready\n"), ("HEAD", "/ready", 200, ""),
      ("GET", "/", 404, "there are /metrics, /health and /ready\n"),
      ("GET", "/metrics/", 404, "there are /metrics, /health and /ready\n"),
      ("POST", "/metrics", 405, "only GET and HEAD are answered\n"),
    ])
  func `the three pages are answered, and nothing else`(
    method: String, path: String, status: Int, body: String
  ) async {
    let page = await pages().answer(method: method, path: path, authorization: nil)
    #expect(page.status == status)
    #expect(page.body == body)
  }

  @Test func `a hang makes health fail and obstacles make ready fail, each with the reason`() async
  {
    let page = pages(hang: "intake has not got on for 70 s", obstacles: ["a", "b"])
    let health = await page.answer(method: "GET", path: "/health", authorization: nil)
    #expect(health.status == 503)
    #expect(health.body == "intake has not got on for 70 s\n")
    let ready = await page.answer(method: "GET", path: "/ready", authorization: nil)
    #expect(ready.status == 503)
    #expect(ready.body == "a\nb\n")
  }

  @Test(
    arguments: [
      (nil, 401), ("", 401), ("Bearer", 401), ("Bearer ", 401), (token, 401),
      ("Basic \(token)", 401), ("Bearer \(token.dropLast())", 401), ("Bearer \(token)0", 401),
      ("Bearer 0123456789abcdeF", 401), ("Bearer \(token)", 200), ("bearer \(token)", 200),
    ] as [(String?, Int)])
  func `with a token, nothing is answered without it`(authorization: String?, status: Int) async {
    let guarded = pages(access: MonitoringAccess(token: MonitoringToken(token)))
    for (path, allowed) in [("/metrics", 200), ("/health", 200), ("/ready", 200), ("/none", 404)] {
      let page = await guarded.answer(method: "GET", path: path, authorization: authorization)
      #expect(page.status == (status == 200 ? allowed : 401))
      if status == 401 { #expect(page.headers["WWW-Authenticate"] == "Bearer") }
    }
  }

  @Test func `a reload changes the token`() async {
    let access = MonitoringAccess(token: MonitoringToken(token))
    let guarded = pages(access: access)
    access.replaceToken(MonitoringToken("another-token-than-before"))
    for (given, status) in [(token, 401), ("another-token-than-before", 200)] {
      let page = await guarded.answer(
        method: "GET", path: "/ready", authorization: "Bearer \(given)")
      #expect(page.status == status)
    }
  }

  @Test func `the token is shown nowhere`() throws {
    let secret = try #require(MonitoringToken("hunter2hunter2hunter2"))
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped] {
      #expect(!text.contains("hunter2"))
    }
  }

  @Test func `the pages are served until the daemon stops, an open connection notwithstanding`()
    async throws
  {
    let address = try #require(ListenAddress(host: "127.0.0.1", port: 0))
    let service = try MonitoringService(address: address, pages: pages(), logger: quiet)
    let group = ServiceGroup(
      services: [service], logger: quiet)
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { try await group.run() }
      let port = try #require(try await service.port())
      for (path, status) in [("metrics", 200), ("none", 404)] {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)/\(path)"))
        let (body, response) = try await URLSession.shared.data(from: url)
        let answer = try #require(response as? HTTPURLResponse)
        #expect(answer.statusCode == status)
        guard path == "metrics" else { continue }
        #expect(String(decoding: body, as: UTF8.self) == "gainsay_up 1\n")
        #expect(
          answer.value(forHTTPHeaderField: "Content-Type")
            == "text/plain; version=0.0.4; charset=utf-8")
      }
      // The session keeps its connection open for a next request.
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
    }
  }

  @Test func `an address that is taken is refused by name before anything starts`() throws {
    let holder = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(holder) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try #require(bind(holder, $0, length) == 0)
        try #require(listen(holder, 1) == 0)
        try #require(getsockname(holder, $0, &length) == 0)
      }
    }
    let taken = try #require(
      ListenAddress(host: "127.0.0.1", port: UInt16(bigEndian: address.sin_port)))
    let error = #expect(throws: MonitoringError.self) {
      try MonitoringService(address: taken, pages: pages(), logger: quiet)
    }
    #expect(
      error?.detail == "cannot listen on \(taken): address already in use; set http.listen")
  }
}

@Suite(.timeLimit(.minutes(1))) struct ListenAddressTests {
  @Test(
    arguments: [
      ("127.0.0.1:9846", "127.0.0.1:9846", true), ("localhost:1", "127.0.0.1:1", true),
      ("127.8.9.1:65535", "127.8.9.1:65535", true), ("[::1]:80", "[::1]:80", true),
      ("0.0.0.0:80", "0.0.0.0:80", false), ("10.0.0.1:80", "10.0.0.1:80", false),
      ("[::]:80", "[::]:80", false), ("[fe80::1]:80", "[fe80::1]:80", false),
    ])
  func `an address is read and known for loopback or not`(
    text: String, shown: String, isLoopback: Bool
  ) {
    let address = ListenAddress(text)
    #expect(address?.description == shown)
    #expect(address?.isLoopback == isLoopback)
  }
}

/// Sockets in it are never ready.
private struct IdlePool: AsyncSocketPool {
  func prepare() async throws {}
  func run() async throws {}

  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    try await Task.sleep(for: .seconds(3_600))
  }
}

@Suite(.timeLimit(.minutes(1))) struct BoundedPoolTests {
  @Test func `a connection that says nothing is hung up on`() async throws {
    let pool = BoundedPool(base: IdlePool(), waitMax: .milliseconds(1))
    let connection = try Socket(domain: AF_INET)
    defer { try? connection.close() }
    await #expect(throws: SocketError.disconnected) {
      try await pool.suspendSocket(connection, untilReadyFor: .read)
    }
  }

  @Test func `of too many connections that wait, the last is hung up on; the listener is none`()
    async throws
  {
    let pool = BoundedPool(base: IdlePool(), connectionsMax: 0, waitMax: .seconds(3_600))
    let connection = try Socket(domain: AF_INET)
    defer { try? connection.close() }
    await #expect(throws: SocketError.disconnected) {
      try await pool.suspendSocket(connection, untilReadyFor: .read)
    }
    let listener = try Socket(domain: AF_INET)
    defer { try? listener.close() }
    try listener.bind(to: sockaddr_in.inet(ip4: "127.0.0.1", port: 0))
    try listener.listen()
    await withTaskGroup { group in
      // It waits until it is told not to.
      group.addTask {
        await #expect(throws: CancellationError.self) {
          try await pool.suspendSocket(listener, untilReadyFor: .connection)
        }
      }
      group.cancelAll()
    }
  }
}
