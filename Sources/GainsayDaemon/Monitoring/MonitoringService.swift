// Serves the pages for monitoring; the only file that knows the HTTP server.

import FlyingFox
import FlyingSocks
import Foundation
import Glibc
import Logging
import ServiceLifecycle

/// Why the pages cannot be served: their address is taken, or not this machine's.
package struct MonitoringError: Error, CustomStringConvertible {
  package let detail: String
  /// The server's own error.
  package let underlying: any Error

  package var description: String { detail }
}

/// An HTTP server that stops with the daemon; a page that is being sent is cut off then.
struct MonitoringService: Service {
  /// For making a page.
  private static let timeoutSeconds = 10.0
  /// Before a server that has failed is followed by another.
  private static let pause = Duration.seconds(5)

  let address: ListenAddress
  private let pages: MonitoringPages
  private let logger: Logger
  private let server: HTTPServer

  /// - Throws: `MonitoringError`.
  init(address: ListenAddress, pages: MonitoringPages, logger: Logger) throws(MonitoringError) {
    self.address = address
    self.pages = pages
    self.logger = logger
    do {
      // Whether it can be had is seen before anything has started.
      try Self.tryListening(at: address)
      server = try Self.server(address, pages)
    } catch {
      let reason =
        if case .failed(_, let number, _) = error as? SocketError { number } else { EINVAL }
      throw MonitoringError(
        detail: "cannot listen on \(address): \(errorText(reason)); set http.listen",
        underlying: error)
    }
  }

  private static func server(
    _ address: ListenAddress, _ pages: MonitoringPages
  ) throws -> HTTPServer {
    let pool = BoundedPool(base: HTTPServer.defaultPool())
    let handler = PageHandler(pages: pages)
    return address.isVersion6
      ? HTTPServer(
        address: try sockaddr_in6.inet6(ip6: address.host, port: address.port),
        timeout: timeoutSeconds, pool: pool, logger: .disabled, handler: handler)
      : HTTPServer(
        address: try sockaddr_in.inet(ip4: address.host, port: address.port),
        timeout: timeoutSeconds, pool: pool, logger: .disabled, handler: handler)
  }

  private static func tryListening(at address: ListenAddress) throws {
    let socket = try Socket(domain: address.isVersion6 ? AF_INET6 : AF_INET)
    defer { try? socket.close() }
    try socket.setValue(true, for: .localAddressReuse)
    if address.isVersion6 {
      try socket.bind(to: sockaddr_in6.inet6(ip6: address.host, port: address.port))
    } else {
      try socket.bind(to: sockaddr_in.inet(ip4: address.host, port: address.port))
    }
    try socket.listen()
  }

  /// Serves until graceful shutdown or cancellation.
  ///
  /// A server that fails, as for want of descriptors, is followed by another: no page is worth
  /// ending the daemon for.
  func run() async throws {
    var server = server
    while !Task.isCancelled, !Task.isShuttingDownGracefully {
      do {
        try await cancelWhenGracefulShutdown { [server] in try await server.run() }
      } catch {
        if Task.isCancelled || Task.isShuttingDownGracefully { return }
        logger.error(
          "pages for monitoring failed, will be served again",
          metadata: ["address": "\(address)", "reason": "\(error)"])
      }
      try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
      server = try Self.server(address, pages)
    }
  }

  /// The port that was taken, once it listens.
  func port() async throws -> UInt16? {
    try await server.waitUntilListening()
    switch await server.listeningAddress {
    case .ip4(_, let port), .ip6(_, let port): return port
    case .unix, nil: return nil
    }
  }
}

/// Bounds how many connections wait for their peer, and for how long, which the server does not.
struct BoundedPool<Base: AsyncSocketPool>: AsyncSocketPool {
  private let base: Base
  private let connectionsMax: Int
  private let waitMax: Duration
  private let waiting = ClientCount()

  init(base: Base, connectionsMax: Int = 32, waitMax: Duration = .seconds(10)) {
    self.base = base
    self.connectionsMax = connectionsMax
    self.waitMax = waitMax
  }

  func prepare() async throws { try await base.prepare() }

  func run() async throws { try await base.run() }

  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    guard !socket.isListening else {
      return try await base.suspendSocket(socket, untilReadyFor: events)
    }
    waiting.add(1)
    defer { waiting.add(-1) }
    guard waiting.current <= connectionsMax else { throw SocketError.disconnected }
    try await withThrowingTaskGroup { group in
      group.addTask { try await base.suspendSocket(socket, untilReadyFor: events) }
      group.addTask {
        try await Task.sleep(for: waitMax)
        throw SocketError.disconnected
      }
      try await group.next()
      group.cancelAll()
    }
  }
}

extension Socket {
  /// Whether it takes connections rather than being one.
  fileprivate var isListening: Bool {
    var answer: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(file.rawValue, SOL_SOCKET, SO_ACCEPTCONN, &answer, &length)
    return answer != 0
  }
}

/// Between the server's types and the pages.
private struct PageHandler: HTTPHandler {
  let pages: MonitoringPages

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    let page = await pages.answer(
      method: request.method.rawValue, path: request.path,
      authorization: request.headers[.authorization])
    var headers = HTTPHeaders()
    for (name, value) in page.headers { headers[HTTPHeader(name)] = value }
    return HTTPResponse(
      statusCode: HTTPStatusCode(page.status, phrase: page.phrase), headers: headers,
      body: Data(page.body.utf8))
  }
}

extension MonitoringPages.Page {
  fileprivate var phrase: String {
    switch status {
    case 200: "OK"
    case 401: "Unauthorized"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    default: "Service Unavailable"
    }
  }
}
