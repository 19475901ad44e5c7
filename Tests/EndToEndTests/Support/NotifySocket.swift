// What a service tells systemd.

import Foundation
import Glibc

/// A socket as systemd gives it to a service in `NOTIFY_SOCKET`; closed with the value.
final class NotifySocket: Sendable {
  let path: String
  /// Datagrams: one assignment a line.
  let messages = Arriving<String>()
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard descriptor >= 0, isBound else { throw SystemError() }
    Thread.detachNewThread { [descriptor, messages] in
      var datagram = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = recv(descriptor, &datagram, datagram.count, 0)
        guard count > 0 else { break }
        messages.append(String(decoding: datagram[..<count], as: UTF8.self))
      }
      close(descriptor)
    }
  }

  deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
