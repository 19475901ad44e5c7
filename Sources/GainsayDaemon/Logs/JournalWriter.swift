// Writes log entries to systemd's journal, with a field for each fact.

import Glibc
import Logging

/// The journal's own protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL); where it fails, lines with a
/// priority prefix (sd-daemon(3)) on an output that the journal reads.
package struct JournalWriter: Sendable {
  package static let standardSocket = "/run/systemd/journal/socket"

  private let address: UnixSocketAddress?
  private let fallback: LogOutput

  package init(socket: String = standardSocket, fallback: LogOutput = .standardError) {
    address = UnixSocketAddress(socket)
    self.fallback = fallback
  }

  /// Whether standard error is connected to the journal: `JOURNAL_STREAM` holds its device and
  /// inode (systemd.exec(5)).
  static func isStandardErrorTheJournal(_ environment: [String: String]) -> Bool {
    var status = stat()
    guard let stream = environment["JOURNAL_STREAM"], fstat(2, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }

  func write(_ entry: LogEntry) {
    if !send(datagram(entry)) {
      fallback.write(line: "<\(priority(entry.level))>\(entry.messageWithFacts)")
    }
  }

  private func send(_ datagram: [UInt8]) -> Bool {
    guard let address else { return false }
    let descriptor = unixSocket(SOCK_DGRAM)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return address.withPointer { pointer, length in
      sendto(descriptor, datagram, datagram.count, Int32(MSG_NOSIGNAL), pointer, length)
    } >= 0
  }

  /// `MESSAGE` shows the facts as well, since that is all `journalctl` prints.
  private func datagram(_ entry: LogEntry) -> [UInt8] {
    var fields = [
      ("MESSAGE", entry.messageWithFacts), ("PRIORITY", "\(priority(entry.level))"),
      ("SYSLOG_IDENTIFIER", "gainsay"), ("GAINSAY_LOGGER", entry.label),
    ]
    fields += entry.facts.map { ("GAINSAY_FACT_" + fieldName($0.name), $0.value) }
    return fields.flatMap { field($0.0, $0.1) }
  }

  /// In the form that carries any bytes: name, newline, length in 64 bits little-endian, value,
  /// newline.
  private func field(_ name: String, _ value: String) -> [UInt8] {
    let bytes = Array(value.utf8)
    let length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) }
    return Array(name.utf8) + [UInt8(ascii: "\n")] + length + bytes + [UInt8(ascii: "\n")]
  }

  /// Capitals, digits and underscores; at most 64 with the prefix, or the journal drops the field.
  private func fieldName(_ name: String) -> String {
    String(
      name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(50))
  }

  /// Syslog's numbers.
  private func priority(_ level: Logger.Level) -> Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}
