// Which addresses may be dialled: the guard against endpoints that point into our own network.

import Glibc

/// An IP address as it is about to be dialled, after every spelling and every name has been
/// resolved.
package struct DialledAddress: Hashable, Sendable, CustomStringConvertible {
  /// Whose address it is.
  package enum Reach: Hashable, Sendable {
    /// Anybody's.
    case global
    /// Ours: loopback, private networks. Dialled when the endpoint allows it.
    case local
    /// Link-local, cloud metadata, multicast. Never dialled.
    case barred
  }

  /// 16 bytes; an IPv4 address as `::ffff:a.b.c.d`.
  private let bytes: [UInt8]

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private init(v4: some Sequence<UInt8>) {
    self.init(bytes: Self.v4Prefix + v4)
  }

  /// Reads an address in its ordinary notation, "127.0.0.1" or "fe80::1"; nil if it is none.
  package init?(_ text: String) {
    var v4 = in_addr()
    var v6 = in6_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      self.init(v4: withUnsafeBytes(of: v4) { [UInt8]($0) })
    } else if inet_pton(AF_INET6, text, &v6) == 1 {
      self.init(bytes: withUnsafeBytes(of: v6) { [UInt8]($0) })
    } else {
      return nil
    }
  }

  /// Reads the host of a URL in any spelling that libcurl or a proxy would take for an address:
  /// "[::1]", "2130706433", "0x7f.1", "localhost"; nil for a name that must be looked up.
  package init?(host: String) {
    var name = host.lowercased().filter { !"[]".contains($0) }
    if name.hasSuffix(".") { name.removeLast() }
    // RFC 6761: such names are never looked up.
    if name == "localhost" || name.hasSuffix(".localhost") { name = "127.0.0.1" }
    var v4 = in_addr()
    if inet_aton(name, &v4) != 0 {
      self.init(v4: withUnsafeBytes(of: v4) { [UInt8]($0) })
    } else {
      self.init(name)
    }
  }

  /// Reads a socket address; nil if it is not an IP address.
  init?(_ address: UnsafePointer<sockaddr>) {
    let raw = UnsafeRawPointer(address)
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      let v4 = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
      self.init(v4: withUnsafeBytes(of: v4) { [UInt8]($0) })
    case AF_INET6:
      let v6 = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
      self.init(bytes: withUnsafeBytes(of: v6) { [UInt8]($0) })
    default: return nil
    }
  }

  /// The address in its ordinary notation.
  package var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let isV4 = bytes.starts(with: Self.v4Prefix)
    let written =
      isV4
      ? inet_ntop(AF_INET, Array(bytes.suffix(4)), &text, socklen_t(text.count))
      : inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count))
    return written.map { String(cString: $0) } ?? "an unknown address"
  }

  /// By the first row of the table that covers it; an IPv4 address within an IPv6 one counts as
  /// itself.
  package var reach: Reach {
    if let row = Self.rows.first(where: { covers($0) }) { return row.reach }
    guard let embedded = embeddedV4 else { return .global }
    return embedded.reach
  }

  /// NAT64 (RFC 6052), 6to4 (RFC 3056) and IPv4-compatible addresses (RFC 4291) lead to an IPv4
  /// address.
  private var embeddedV4: DialledAddress? {
    if bytes.starts(with: [0x00, 0x64, 0xff, 0x9b] + [UInt8](repeating: 0, count: 8))
      || bytes.starts(with: [UInt8](repeating: 0, count: 12))
    {
      return DialledAddress(v4: bytes.suffix(4))
    }
    return bytes.starts(with: [0x20, 0x02]) ? DialledAddress(v4: bytes[2..<6]) : nil
  }

  private func covers(_ row: Row) -> Bool {
    (0..<row.bits).allSatisfy { bit in
      (bytes[bit / 8] ^ row.network.bytes[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
    }
  }

  private static let v4Prefix = [UInt8](repeating: 0, count: 10) + [0xff, 0xff]

  private struct Row {
    let network: DialledAddress
    /// Of the 128.
    let bits: Int
    let reach: Reach
  }

  /// IANA's special-purpose registries and the metadata services of the large clouds; the first
  /// row that fits counts.
  private static let rows: [Row] = """
    barred 169.254.0.0/16    link-local; metadata of AWS, Azure, Google
    barred 100.100.100.200/32  metadata of Alibaba
    barred 192.0.0.192/32    metadata of Oracle
    barred 168.63.129.16/32  Azure's host
    barred fd00:ec2::/32     metadata of AWS
    barred fd20:ce::254/128  metadata of Google
    barred fe80::/10         link-local
    barred 224.0.0.0/4       multicast
    barred 240.0.0.0/4       reserved, broadcast
    barred ff00::/8          multicast
    local  0.0.0.0/8         this host
    local  10.0.0.0/8        private
    local  100.64.0.0/10     shared with the carrier
    local  127.0.0.0/8       loopback
    local  172.16.0.0/12     private
    local  192.0.0.0/24      protocol assignments
    local  192.168.0.0/16    private
    local  198.18.0.0/15     benchmarks
    local  ::/128            this host
    local  ::1/128           loopback
    local  64:ff9b:1::/48    local translation
    local  fc00::/7          private
    local  fec0::/10         private, of old
    """
    .split(separator: "\n")
    .compactMap { line in
      let fields = line.split(separator: " ")
      let parts = fields[1].split(separator: "/")
      guard let network = DialledAddress(String(parts[0])), let bits = Int(parts[1]) else {
        return nil
      }
      return Row(
        network: network, bits: parts[0].contains(":") ? bits : 96 + bits,
        reach: fields[0] == "barred" ? .barred : .local)
    }
}
