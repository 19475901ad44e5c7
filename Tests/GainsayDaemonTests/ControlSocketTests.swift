// The control socket, with real sockets on both sides.

import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import GainsayDaemon

/// A short-lived folder for sockets: their paths must be short.
private final class SocketFolder: Sendable {
  let path: String
  var socket: String { path + "/c.sock" }

  init() throws {
    path = try #require(mkdtemp(strdup("/tmp/gainsay-XXXXXX")).map { String(cString: $0) })
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Runs a daemon's socket while the body runs, then cancels it and waits for its end.
private func withControlSocket(
  at path: String, patienceMilliseconds: Int32 = 5_000,
  handler: @escaping @Sendable (ControlRequest) async -> ControlReply,
  body: @Sendable (ControlClient) async throws -> Void
) async throws {
  let socket = try ControlSocket(
    path: path, patienceMilliseconds: patienceMilliseconds, logger: quiet, handler: handler)
  try await withThrowingTaskGroup { group in
    group.addTask { try await socket.run() }
    try await body(ControlClient(path: path))
    group.cancelAll()
    try await group.waitForAll()
  }
}

extension ControlClient {
  /// Sends a request and waits longer than any test takes.
  fileprivate func ask(_ request: ControlRequest) async throws -> ControlReply {
    try await send(request, timeoutMilliseconds: 20_000)
  }

  fileprivate func expect(
    _ request: ControlRequest, answeredBy expected: ControlReply,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let reply = try await ask(request)
    #expect(reply == expected, sourceLocation: sourceLocation)
  }
}

/// A daemon's socket that nothing runs.
private func idleSocket(_ path: String) throws -> ControlSocket {
  try ControlSocket(path: path, logger: quiet) { _ in .done(text: "") }
}

/// Connects without sending anything; the caller closes the descriptor.
private func connectSilently(_ path: String) throws -> Int32 {
  let descriptor = unixSocket(SOCK_STREAM)
  let address = try #require(UnixSocketAddress(path))
  try #require(address.withPointer { connect(descriptor, $0, $1) } == 0)
  return descriptor
}

/// What comes next; nothing if the other side has hung up.
///
/// Waits on a thread of its own: the daemon needs Swift's.
private func received(from descriptor: Int32) async -> [UInt8] {
  await withCheckedContinuation { waiting in
    Thread.detachNewThread {
      var bytes = [UInt8](repeating: 0, count: 1_000)
      let count = read(descriptor, &bytes, 1_000)
      waiting.resume(returning: Array(bytes[..<max(0, count)]))
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct ControlSocketTests {
  @Test(arguments: [
    ControlRequest.reload, .status, .statusAsJSON, .enableEndpoint(name: "desk \"1\"\nü"),
  ])
  func `a request reaches the daemon and its answer the command`(request: ControlRequest)
    async throws
  {
    let folder = try SocketFolder()
    try await withControlSocket(at: folder.socket) { received in
      received == request ? .done(text: "line 1\nline 2 ü") : .refused(reason: "not what was sent")
    } body: { client in
      let reply = try await client.ask(request)
      #expect(reply == .done(text: "line 1\nline 2 ü"))
    }
  }

  @Test func `requests are answered beside one another`() async throws {
    let folder = try SocketFolder()
    let (statusAsked, asked) = AsyncStream.makeStream(of: Void.self)
    try await withControlSocket(at: folder.socket) { request in
      // The reload ends only after a status that came later has been asked for.
      guard request == .reload else {
        asked.yield()
        return .done(text: "status")
      }
      for await _ in statusAsked { break }
      return .done(text: "reloaded")
    } body: { client in
      async let reload = client.ask(.reload)
      async let status = client.ask(.status)
      let replies = try await [status, reload]
      #expect(replies == [.done(text: "status"), .done(text: "reloaded")])
    }
  }

  @Test func `clients that say nothing hold up nobody and are cut off`() async throws {
    let folder = try SocketFolder()
    try await withControlSocket(at: folder.socket, patienceMilliseconds: 50) { _ in
      .done(text: "here")
    } body: { client in
      let silent = try connectSilently(folder.socket)
      defer { close(silent) }
      try await client.expect(.status, answeredBy: .done(text: "here"))
      #expect(await received(from: silent) == [])
    }
  }

  @Test func `a client that leaves before its answer harms nobody`() async throws {
    let folder = try SocketFolder()
    try await withControlSocket(at: folder.socket) { _ in
      .done(text: "here")
    } body: { client in
      let hasty = try connectSilently(folder.socket)
      let line = ControlLine.encode(ControlRequest.status)
      #expect(write(hasty, line, line.count) == line.count)
      close(hasty)
      try await client.expect(.status, answeredBy: .done(text: "here"))
    }
  }

  @Test(arguments: [
    ("hello\n", "the daemon does not know this request; is it another version?"),
    (#"{"explode":{}}"# + "\n", "the daemon does not know this request; is it another version?"),
    ("\n", "the daemon does not know this request; is it another version?"),
    (String(repeating: "x", count: 5_000), "the request is too long"),
  ])
  func `what is not a request is refused`(sent: String, reason: String) async throws {
    let folder = try SocketFolder()
    try await withControlSocket(at: folder.socket) { _ in
      .done(text: "must not be asked")
    } body: { _ in
      let client = try connectSilently(folder.socket)
      defer { close(client) }
      let bytes = Array(sent.utf8)
      #expect(write(client, bytes, bytes.count) == bytes.count)
      let reply = await received(from: client)
      #expect(
        ControlLine.decode(ControlReply.self, from: reply)
          == .refused(reason: reason))
    }
  }

  @Test func `a client beyond the limit is turned away, and served once another has left`()
    async throws
  {
    let folder = try SocketFolder()
    try await withControlSocket(at: folder.socket, patienceMilliseconds: 60_000) { _ in
      .done(text: "here")
    } body: { client in
      var silent: [Int32] = []
      for _ in 0..<ControlSocket.clientsMax { silent.append(try connectSilently(folder.socket)) }
      try await client.expect(
        .status, answeredBy: .refused(reason: "too many commands at once; try again"))
      for descriptor in silent { close(descriptor) }
      // The thread hears of the closed ones before it accepts the next.
      try await client.expect(.status, answeredBy: .done(text: "here"))
    }
  }

  @Test func `an answer that is too long is replaced by a refusal`() async throws {
    let folder = try SocketFolder()
    try await withControlSocket(at: folder.socket) { _ in
      .done(text: String(repeating: "x", count: 70_000))
    } body: { client in
      try await client.expect(
        .status, answeredBy: .refused(reason: "the answer is too long to send"))
    }
  }

  @Test func `an answer of nearly the longest length arrives whole`() async throws {
    let folder = try SocketFolder()
    let text = String(repeating: "x", count: 65_000)
    try await withControlSocket(at: folder.socket) { _ in
      .done(text: text)
    } body: { client in
      try await client.expect(.status, answeredBy: .done(text: text))
    }
  }

  @Test func `the socket is for the owner and the group alone`() async throws {
    let folder = try SocketFolder()
    let socket = try idleSocket(folder.socket)
    var status = stat()
    #expect(stat(folder.socket, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o660)
    withExtendedLifetime(socket) {}
  }

  @Test func `a graceful shutdown lets the answer under way arrive and removes the file`()
    async throws
  {
    let folder = try SocketFolder()
    let (handled, handling) = AsyncStream.makeStream(of: Void.self)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    let socket = try ControlSocket(path: folder.socket, logger: quiet) { _ in
      handling.yield()
      for await _ in released { break }
      return .done(text: "to the end")
    }
    let services = ServiceGroup(services: [socket], logger: quiet)
    try await withThrowingTaskGroup { group in
      group.addTask { try await services.run() }
      async let reply = ControlClient(path: folder.socket).ask(.reload)
      for await _ in handled { break }
      await services.triggerGracefulShutdown()
      // Nobody is let in any more, while the answer is still to come.
      while FileManager.default.fileExists(atPath: folder.socket) { await Task.yield() }
      release.yield()
      let last = try await reply
      #expect(last == .done(text: "to the end"))
      try await group.waitForAll()
    }
    #expect(!FileManager.default.fileExists(atPath: folder.socket))
  }

  @Test func `a command without a daemon says that it is not running`() async throws {
    let folder = try SocketFolder()
    let client = ControlClient(path: folder.socket)
    let missing = await #expect(throws: ControlClientError.self) {
      try await client.send(.reload, timeoutMilliseconds: 1_000)
    }
    #expect(missing?.code == .notRunning)
    #expect(missing?.description.contains("the daemon is not running") == true)

    try leaveDeadSocket(folder.socket)
    let dead = await #expect(throws: ControlClientError.self) {
      try await client.send(.reload, timeoutMilliseconds: 1_000)
    }
    #expect(dead?.code == .notRunning)
  }

  @Test func `a command whose daemon does not answer gives up in time`() async throws {
    let folder = try SocketFolder()
    let socket = try idleSocket(folder.socket)
    // Nothing runs the socket, so the request waits in its queue.
    let error = await #expect(throws: ControlClientError.self) {
      try await ControlClient(path: folder.socket).send(.status, timeoutMilliseconds: 50)
    }
    #expect(error?.code == .timedOut)
    withExtendedLifetime(socket) {}
  }

  @Test func `the file of a killed daemon is replaced`() async throws {
    let folder = try SocketFolder()
    try leaveDeadSocket(folder.socket)
    try await withControlSocket(at: folder.socket) { _ in
      .done(text: "here")
    } body: { client in
      try await client.expect(.status, answeredBy: .done(text: "here"))
    }
  }

  @Test func `a socket on which a daemon listens is left to it`() async throws {
    let folder = try SocketFolder()
    try await withControlSocket(at: folder.socket) { _ in
      .done(text: "the first")
    } body: { client in
      let error = #expect(throws: ControlSocketError.self) {
        try idleSocket(folder.socket)
      }
      #expect(error?.code == .alreadyRunning)
      try await client.expect(.status, answeredBy: .done(text: "the first"))
    }
  }

  @Test func `of many daemons that start at once on a dead socket one wins`() async throws {
    let folder = try SocketFolder()
    for _ in 0..<20 {
      try leaveDeadSocket(folder.socket)
      let sockets = await withTaskGroup(of: ControlSocket?.self) { group in
        for _ in 0..<8 {
          group.addTask {
            try? idleSocket(folder.socket)
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(sockets.compactMap(\.self).count == 1)
    }
  }

  @Test func `a file that is not a socket is not touched`() throws {
    let folder = try SocketFolder()
    try Data("precious".utf8).write(to: URL(filePath: folder.socket))
    let error = #expect(throws: ControlSocketError.self) {
      try idleSocket(folder.socket)
    }
    #expect(error?.code == .notASocket)
    #expect(try String(contentsOfFile: folder.socket, encoding: .utf8) == "precious")
  }

  @Test func `a daemon that ends leaves alone the socket another has made since`() throws {
    let folder = try SocketFolder()
    do {
      let first = try idleSocket(folder.socket)
      unlink(folder.socket)
      try leaveDeadSocket(folder.socket)
      withExtendedLifetime(first) {}
    }
    #expect(FileManager.default.fileExists(atPath: folder.socket))
  }

  @Test(arguments: [
    ("/tmp/" + String(repeating: "a", count: 103), ControlSocketError.Code.pathTooLong),
    ("", .pathTooLong), ("relative.sock", .pathTooLong),
    ("/no/such/folder/c.sock", .cannotCreate),
  ])
  func `a path that cannot be is refused with the reason`(
    path: String, code: ControlSocketError.Code
  ) {
    let error = #expect(throws: ControlSocketError.self) {
      try idleSocket(path)
    }
    #expect(error?.code == code)
  }

  /// What kill -9 leaves: a socket's file on which nobody listens.
  private func leaveDeadSocket(_ path: String) throws {
    let address = try #require(UnixSocketAddress(path))
    let descriptor = unixSocket(SOCK_STREAM)
    defer { close(descriptor) }
    try #require(address.withPointer { bind(descriptor, $0, $1) } == 0)
    try #require(listen(descriptor, 1) == 0)
  }
}
