// A unix datagram socket such as systemd and its journal listen on.

import Foundation
import Testing

@testable import GainsayDaemon

/// A bound datagram socket; `receive` waits at most ten seconds.
final class DatagramReceiver: Sendable {
  private let descriptor: Int32

  init(_ name: String) throws {
    let address = try #require(UnixSocketAddress(name))
    descriptor = unixSocket(SOCK_DGRAM)
    try #require(address.withPointer { bind(descriptor, $0, $1) } == 0)
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit {
    close(descriptor)
  }

  func receive() throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 100_000)
    let count = read(descriptor, &bytes, 100_000)
    try #require(count >= 0, "nothing was received")
    return Array(bytes[..<count])
  }
}
