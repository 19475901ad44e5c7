// Where the pages for monitoring are served.

import Glibc

/// An IP address of this machine and a port.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// In the ordinary notation, without brackets.
  let host: String
  /// 0: any that is free.
  let port: UInt16
  /// Whether nobody else's machine can reach it.
  let isLoopback: Bool
  let isVersion6: Bool

  /// Unless the configuration says something else.
  static let standard = "127.0.0.1:9846"

  /// Reads "127.0.0.1:9846", "localhost:9846" or "[::1]:9846"; nil for anything else, a name included.
  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
      port > 0
    else { return nil }
    var host = String(text[..<colon])
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if isBracketed { host = String(host.dropFirst().dropLast()) }
    if host == "localhost" { host = "127.0.0.1" }
    self.init(host: host, port: port)
    guard isVersion6 == isBracketed else { return nil }
  }

  /// Nil unless the host is an address.
  init?(host: String, port: UInt16) {
    self.host = host
    self.port = port
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, host, &v4) == 1 {
      isVersion6 = false
      isLoopback = withUnsafeBytes(of: v4) { $0[0] == 127 }
    } else if inet_pton(AF_INET6, host, &v6) == 1 {
      isVersion6 = true
      isLoopback = withUnsafeBytes(of: v6) { $0.dropLast().allSatisfy { $0 == 0 } && $0[15] == 1 }
    } else {
      return nil
    }
  }

  package var description: String { isVersion6 ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
