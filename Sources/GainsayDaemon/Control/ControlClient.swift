// A command's side of the control socket.

import Foundation
import Glibc

/// Why a request was not answered.
package struct ControlClientError: Error, CustomStringConvertible {
  package enum Code: Sendable {
    /// Nobody listens: the daemon is not running.
    case notRunning
    /// This user is not in the daemon's group.
    case notAllowed
    /// No answer in time.
    case timedOut
    /// The answer broke off or is not one.
    case failed
  }
  package var code: Code
  package var detail: String
  /// `errno`, where a system call failed.
  package var underlying: Int32?

  package var description: String { detail }
}

/// Asks a running daemon.
package struct ControlClient: Sendable {
  private let path: String

  /// - Parameter path: Of the daemon's socket.
  package init(path: String) {
    self.path = path
  }

  /// Sends a request and waits for the answer.
  ///
  /// The timeout is for connecting, for sending and for each wait for the answer.
  ///
  /// - Throws: `ControlClientError` with code `notRunning` if there is no daemon.
  package func send(_ request: ControlRequest, timeoutMilliseconds: Int)
    async throws(ControlClientError) -> ControlReply
  {
    // The calls block, and the threads of Swift's and Dispatch's pools must not.
    let result: Result<ControlReply, ControlClientError> = await withCheckedContinuation {
      waiting in
      Thread.detachNewThread {
        waiting.resume(
          returning: Result { () throws(ControlClientError) in
            try exchange(request, timeoutMilliseconds: timeoutMilliseconds)
          })
      }
    }
    return try result.get()
  }

  private func exchange(_ request: ControlRequest, timeoutMilliseconds: Int)
    throws(ControlClientError) -> ControlReply
  {
    let descriptor = unixSocket(SOCK_STREAM)
    guard descriptor >= 0 else { throw failure(errno) }
    defer { close(descriptor) }
    var patience = timeval(
      tv_sec: timeoutMilliseconds / 1_000, tv_usec: timeoutMilliseconds % 1_000 * 1_000)
    for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
      setsockopt(
        descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    guard let address = UnixSocketAddress(path) else { throw failure(ENAMETOOLONG) }
    guard address.withPointer({ connect(descriptor, $0, $1) }) == 0 else { throw failure(errno) }
    let line = ControlLine.encode(request)
    guard Glibc.send(descriptor, line, line.count, Int32(MSG_NOSIGNAL)) == line.count
    else { throw failure(errno) }
    return try readReply(descriptor)
  }

  private func readReply(_ descriptor: Int32) throws(ControlClientError) -> ControlReply {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: ControlLine.replyBytesMax)
    while bytes.last != UInt8(ascii: "\n"), bytes.count <= ControlLine.replyBytesMax {
      let count = read(descriptor, &chunk, chunk.count)
      guard count >= 0 else { throw failure(errno) }
      guard count > 0 else { break }
      bytes += chunk[..<count]
    }
    guard let reply = ControlLine.decode(ControlReply.self, from: bytes) else {
      throw ControlClientError(
        code: .failed, detail: "the daemon ended the connection without an answer; see its log")
    }
    return reply
  }

  private func failure(_ errorNumber: Int32) -> ControlClientError {
    let (code, detail): (ControlClientError.Code, String) =
      switch errorNumber {
      case ENOENT, ECONNREFUSED:
        (.notRunning, "the daemon is not running: nobody listens on \(shown(path))")
      case EACCES, EPERM:
        (
          .notAllowed,
          "user \(currentUserName()) may not use \(shown(path)); join the group of the daemon"
        )
      case EAGAIN, ETIMEDOUT:
        (.timedOut, "the daemon has not answered in time; see its log")
      default:
        (.failed, "cannot talk to the daemon on \(shown(path)): \(errorText(errorNumber))")
      }
    return ControlClientError(code: code, detail: detail, underlying: errorNumber)
  }
}
