// The address of a unix socket, in the shape the system calls want it.

import Glibc

/// A path, or a name in the abstract namespace written `@name`.
struct UnixSocketAddress {
  /// `sun_path` without the NUL at its end.
  static let pathBytesMax = 107

  private var address = sockaddr_un()
  private let lengthBytes: socklen_t

  /// Nil if the name is empty or too long.
  init?(_ name: String) {
    guard !name.isEmpty, name.utf8.count <= Self.pathBytesMax else { return nil }
    var bytes = Array(name.utf8)
    let isAbstract = bytes[0] == UInt8(ascii: "@")
    // An abstract name starts with a NUL and ends where the address ends.
    if isAbstract { bytes[0] = 0 } else { bytes.append(0) }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let pathOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
    lengthBytes = socklen_t(pathOffset + bytes.count)
  }

  /// Calls with the address as `bind`, `connect` and `sendto` take it.
  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, lengthBytes) }
    }
  }
}

/// A new socket that child processes do not inherit; negative on failure, with `errno` set.
func unixSocket(_ type: __socket_type, nonBlocking: Bool = false) -> Int32 {
  let flags = nonBlocking ? SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue : SOCK_CLOEXEC.rawValue
  return socket(AF_UNIX, Int32(type.rawValue | flags), 0)
}
