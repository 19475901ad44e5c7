// An HTTP receiver on loopback that answers as it is told, well or badly: for `gainsay listen` and for tests.
//
// Written on sockets because no library for servers resets, drips or floods.

import Foundation
import Glibc
import Synchronization

/// A request as it arrived.
package struct ReceivedRequest: Sendable {
  package let method: String
  package let path: String
  /// By name in lower case.
  package let headers: [String: String]
  package let body: [UInt8]
  /// Counts the receiver's connections from 1.
  package let connection: Int
}

/// What a receiver does with a request.
package enum Answer: Sendable {
  case status(Int, headers: [String: String] = [:])
  case statusWithBody(Int, String)
  /// A complete response, then the end of the connection, though nothing announced it.
  case statusThenClosed(Int)
  /// A complete head, then one byte of the body at a time, for ever.
  case statusThenDrip(Int)
  /// A complete head, then as much body as the client takes.
  case statusThenEndlessBody(Int)
  /// A status line, then headers without end.
  case statusThenEndlessHeaders(Int)
  /// A status line, then the end of the connection.
  case statusLineOnly(Int)
  case closed
  case reset
  /// Nothing, for as long as the client waits.
  case silence
  /// Once the gate is opened.
  case afterGate(Gate, Int)
}

/// Holds answers back until a test opens it.
package final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  /// A closed gate.
  package init() {}

  /// Lets so many answers through.
  package func open(for count: Int = 1) {
    for _ in 0..<count { semaphore.signal() }
  }

  fileprivate func pass() {
    semaphore.wait()
    semaphore.signal()
  }
}

/// A receiver with a thread that accepts and one for each connection.
package final class LoopbackReceiver: Sendable {
  private struct State {
    var requests: [ReceivedRequest] = []
    var sockets: Set<Int32> = []
    var connections = 0
    var isStopped = false
  }

  /// Its port on 127.0.0.1.
  package let port: Int
  /// Each request when it has arrived in full, before it is answered; for one reader.
  package let arrivals: AsyncStream<ReceivedRequest>
  private let arrivalsIn: AsyncStream<ReceivedRequest>.Continuation
  private let listener: Int32
  private let answer: @Sendable (ReceivedRequest) -> Answer
  private let state = Mutex(State())

  /// Listens; without `accepting`, connections stay in the backlog, as with an overloaded receiver.
  ///
  /// - Throws: `POSIXError` if there is no port to be had.
  package init(
    port: UInt16 = 0, accepting: Bool = true,
    answer: @escaping @Sendable (ReceivedRequest) -> Answer
  ) throws {
    (listener, self.port) = try Self.listen(port)
    (arrivals, arrivalsIn) = AsyncStream.makeStream()
    self.answer = answer
    if accepting { Thread.detachNewThread { [self] in accept() } }
  }

  /// Answers the first request with the first answer and so on, all further ones with the last.
  package convenience init(_ answers: Answer...) throws {
    let left = Mutex(answers[...])
    try self.init { _ in
      left.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? .silence }
    }
  }

  /// The address to send to.
  package func url(_ host: String = "127.0.0.1", path: String = "/hook") -> String {
    "http://\(host):\(port)\(path)"
  }

  /// Every request so far, in the order of arrival.
  package var requests: [ReceivedRequest] { state.withLock { $0.requests } }

  /// Connections accepted so far.
  package var connections: Int { state.withLock { $0.connections } }

  /// Ends all connections and takes no more.
  package func stop() {
    let sockets = state.withLock { state in
      state.isStopped = true
      return state.sockets
    }
    for socket in sockets.union([listener]) { shutdown(socket, Int32(SHUT_RDWR)) }
    arrivalsIn.finish()
  }

  private static func listen(_ port: UInt16) throws -> (Int32, Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // A port that was used a moment ago may be used again.
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout.size(ofValue: yes)))
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && Glibc.listen(listener, 64) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isListening else {
      defer { close(listener) }
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EADDRINUSE)
    }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  private func accept() {
    while true {
      let socket = Glibc.accept(listener, nil, nil)
      let number = state.withLock { state -> Int? in
        guard socket >= 0, !state.isStopped else { return nil }
        state.connections += 1
        state.sockets.insert(socket)
        return state.connections
      }
      guard let number else {
        if socket >= 0 { close(socket) }
        close(listener)
        return
      }
      Thread.detachNewThread { [self] in
        Connection(socket: socket, number: number, receiver: self).serve()
        state.withLock { _ = $0.sockets.remove(socket) }
        close(socket)
      }
    }
  }

  fileprivate func respond(to request: ReceivedRequest) -> Answer {
    state.withLock { $0.requests.append(request) }
    arrivalsIn.yield(request)
    return answer(request)
  }

}

/// One connection: reads requests and answers them until one side ends it.
private struct Connection {
  let socket: Int32
  let number: Int
  let receiver: LoopbackReceiver

  func serve() {
    var unread: [UInt8] = []
    while let request = read(&unread) {
      guard play(receiver.respond(to: request)) else { return }
    }
  }

  /// Nil when the connection has ended.
  private func read(_ unread: inout [UInt8]) -> ReceivedRequest? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let head = Data(unread).range(of: Data(end)) {
        let lines = String(decoding: unread[..<head.lowerBound], as: UTF8.self)
          .components(separatedBy: "\r\n")
        let headers = Dictionary(
          lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (
              parts[0].lowercased(),
              parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            )
          }, uniquingKeysWith: { "\($0), \($1)" })
        let length = headers["content-length"].flatMap { Int($0) } ?? 0
        if unread.count >= head.upperBound + length {
          let words = lines[0].components(separatedBy: " ")
          let body = Array(unread[head.upperBound..<head.upperBound + length])
          unread.removeFirst(head.upperBound + length)
          return ReceivedRequest(
            method: words[0], path: words.count > 1 ? words[1] : "", headers: headers, body: body,
            connection: number)
        }
      }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      unread += buffer[..<count]
    }
  }

  /// Whether the connection goes on.
  private func play(_ answer: Answer) -> Bool {
    switch answer {
    case .status(let status, let headers):
      let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
      return send("HTTP/1.1 \(status) Test\r\nContent-Length: 2\r\n\(lines)\r\nok")
    case .statusWithBody(let status, let body):
      return send("HTTP/1.1 \(status) Test\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    case .afterGate(let gate, let status):
      gate.pass()
      return play(.status(status))
    case .statusThenClosed(let status): _ = play(.status(status))
    case .statusThenDrip(let status):
      var isOpen = send("HTTP/1.1 \(status) Test\r\nContent-Length: 100000\r\n\r\n")
      while isOpen {
        usleep(20_000)
        isOpen = send(".")
      }
    case .statusThenEndlessBody(let status):
      flood(after: "HTTP/1.1 \(status) Test\r\n\r\n", with: String(repeating: "x", count: 4096))
    case .statusThenEndlessHeaders(let status):
      let header = "X-Filler: \(String(repeating: "x", count: 1000))\r\n"
      flood(after: "HTTP/1.1 \(status) Test\r\n", with: header)
    case .statusLineOnly(let status): _ = send("HTTP/1.1 \(status) Test\r\n")
    case .closed: break
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    case .silence:
      var byte: UInt8 = 0
      _ = recv(socket, &byte, 1, 0)
    }
    return false
  }

  private func flood(after head: String, with chunk: String) {
    var isOpen = send(head)
    while isOpen { isOpen = send(chunk) }
  }

  private func send(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
