// Waits on one thread for the control socket's clients and reads their requests.

import Foundation
import Glibc
import Logging
import Synchronization

/// A connected client; disconnected when the last reference goes.
final class ControlClientConnection: Sendable {
  let descriptor: Int32
  private let openCount: ClientCount

  init(descriptor: Int32, openCount: ClientCount) {
    self.descriptor = descriptor
    self.openCount = openCount
    openCount.add(1)
  }

  deinit {
    close(descriptor)
    openCount.add(-1)
  }

  /// Sends without waiting: the line fits the socket's empty buffer.
  ///
  /// A client that has gone needs no answer.
  func send(_ reply: ControlReply) {
    let line = ControlLine.reply(reply)
    _ = Glibc.send(
      descriptor, line, line.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
  }
}

/// How many clients are connected.
final class ClientCount: Sendable {
  private let count = Atomic(0)

  var current: Int { count.load(ordering: .relaxed) }

  func add(_ difference: Int) {
    count.add(difference, ordering: .relaxed)
  }
}

/// A request and whom to answer.
struct ControlCall: Sendable {
  let request: ControlRequest
  let client: ControlClientConnection
}

/// The thread that accepts clients and reads their lines.
final class ControlListener: Sendable {
  private let socket: ControlSocketFile
  private let patienceMilliseconds: Int32
  private let logger: Logger
  private let clientCount = ClientCount()
  /// Writing to the second wakes the thread, which polls the first.
  private let wake: (Int32, Int32)

  init(socket: ControlSocketFile, patienceMilliseconds: Int32, logger: Logger)
    throws(ControlSocketError)
  {
    self.socket = socket
    self.patienceMilliseconds = patienceMilliseconds
    self.logger = logger
    var ends: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
      throw ControlSocketError(
        code: .cannotCreate, detail: "cannot start the control socket", underlying: errno)
    }
    wake = (ends[0], ends[1])
  }

  deinit {
    close(wake.0)
    close(wake.1)
  }

  /// Starts the thread.
  ///
  /// The requests end after `stop`, once the socket's file is gone.
  func start() -> AsyncStream<ControlCall> {
    let (calls, continuation) = AsyncStream.makeStream(
      of: ControlCall.self, bufferingPolicy: .bufferingOldest(ControlSocket.clientsMax))
    Thread.detachNewThread {
      Thread.current.name = "control"
      self.serve(continuation)
      self.socket.remove()
      continuation.finish()
    }
    return calls
  }

  func stop() {
    var byte: UInt8 = 0
    write(wake.1, &byte, 1)
  }

  /// A client whose request is not complete.
  private struct Reading {
    let client: ControlClientConnection
    let until: ContinuousClock.Instant
    var bytes: [UInt8] = []
  }

  private func serve(_ calls: AsyncStream<ControlCall>.Continuation) {
    var readings: [Reading] = []
    while true {
      let watched = [wake.0, socket.descriptor] + readings.map(\.client.descriptor)
      var polls = watched.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let count = poll(&polls, nfds_t(polls.count), timeout(for: readings))
      guard count >= 0 || errno == EINTR else {
        return logger.error("control socket lost", metadata: ["reason": "\(errorText(errno))"])
      }
      if polls[0].revents != 0 { return }
      let now = ContinuousClock.now
      let ready = Set(polls.dropFirst(2).filter { $0.revents != 0 }.map(\.fd))
      readings = readings.compactMap { reading in
        var reading = reading
        let isReady = ready.contains(reading.client.descriptor)
        guard !isReady || takeLine(&reading, calls) else { return nil }
        return reading.until > now ? reading : nil
      }
      if polls[1].revents != 0 { accept(&readings) }
    }
  }

  /// Until the first client runs out of time; without clients, for ever.
  private func timeout(for readings: [Reading]) -> Int32 {
    guard let first = readings.map(\.until).min() else { return -1 }
    let left = first - ContinuousClock.now
    return max(0, Int32(left / .milliseconds(1)) + 1)
  }

  private func accept(_ readings: inout [Reading]) {
    let descriptor = Glibc.accept(socket.descriptor, nil, nil)
    guard descriptor >= 0 else {
      // Out of descriptors, the client stays in the queue and would wake this loop without end.
      if errno == EMFILE || errno == ENFILE { usleep(100_000) }
      return
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    let client = ControlClientConnection(descriptor: descriptor, openCount: clientCount)
    guard clientCount.current <= ControlSocket.clientsMax else {
      return client.send(.refused(reason: "too many commands at once; try again"))
    }
    let until = ContinuousClock.now.advanced(by: .milliseconds(patienceMilliseconds))
    readings.append(Reading(client: client, until: until))
  }

  /// Reads what there is; false when the client is done with: its request is passed on, refused, or
  /// it has gone.
  private func takeLine(
    _ reading: inout Reading, _ calls: AsyncStream<ControlCall>.Continuation
  ) -> Bool {
    var chunk = [UInt8](repeating: 0, count: ControlLine.requestBytesMax)
    let count = read(reading.client.descriptor, &chunk, chunk.count)
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
    reading.bytes += chunk[..<count]
    guard let end = reading.bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      guard reading.bytes.count > ControlLine.requestBytesMax else { return true }
      reading.client.send(.refused(reason: "the request is too long"))
      return false
    }
    let line = Array(reading.bytes[..<end])
    guard let request = ControlLine.decode(ControlRequest.self, from: line) else {
      reading.client.send(
        .refused(reason: "the daemon does not know this request; is it another version?"))
      return false
    }
    calls.yield(ControlCall(request: request, client: reading.client))
    return false
  }
}
