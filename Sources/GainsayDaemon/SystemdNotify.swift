// Tells systemd how the service is doing (sd_notify's protocol); does nothing when systemd did not
// start it.

import FoundationEssentials
import Glibc
package import Logging

/// The service manager's notification socket.
package struct SystemdNotify: Sendable {
  /// What can be told.
  package enum Message: Sendable {
    case ready, reloading, stopping
    /// What `systemctl status` shows: one sentence.
    case status(String)
    /// Sign of life; must come more often than `watchdogMilliseconds`.
    case watchdog
    /// Starting, reloading or stopping will take this much longer.
    case extendTimeout(milliseconds: Int64)

    /// The assignment as the protocol writes it; a line break would start another.
    var assignment: String {
      switch self {
      case .ready: "READY=1"
      case .reloading: "RELOADING=1"
      case .stopping: "STOPPING=1"
      case .status(let text):
        "STATUS=" + text.split(whereSeparator: \.isNewline).joined(separator: " ")
      case .watchdog: "WATCHDOG=1"
      case .extendTimeout(let milliseconds): "EXTEND_TIMEOUT_USEC=\(milliseconds * 1_000)"
      }
    }
  }

  /// Within which time systemd wants each sign of life; nil: it wants none.
  ///
  /// Send at half of it (sd_watchdog_enabled(3)).
  package let watchdogMilliseconds: Int64?

  /// Whether anybody is told.
  var isHeard: Bool { address != nil }

  private let address: UnixSocketAddress?
  private let logger: Logger

  /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` as systemd sets them.
  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment, logger: Logger
  ) {
    self.logger = logger
    let socket = environment["NOTIFY_SOCKET"]
    address = socket.flatMap(UnixSocketAddress.init)
    if let socket, !socket.isEmpty, address == nil {
      logger.warning("NOTIFY_SOCKET is unusable, systemd is not told anything")
    }
    let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
    watchdogMilliseconds = isMeant && microseconds >= 1_000 ? microseconds / 1_000 : nil
  }

  /// Tells all of it in one datagram.
  ///
  /// A failure is logged: the service can do without.
  package func send(_ messages: Message...) {
    guard let address else { return }
    let bytes = Array(messages.map(\.assignment).joined(separator: "\n").utf8)
    let descriptor = unixSocket(SOCK_DGRAM)
    guard descriptor >= 0 else { return warn(errno) }
    defer { close(descriptor) }
    // A READY that is lost ends in a restart, so wait for room in systemd's queue, but not for
    // ever.
    var patience = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let sent = address.withPointer { pointer, length in
      sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), pointer, length)
    }
    if sent < 0 { warn(errno) }
  }

  private func warn(_ errorNumber: Int32) {
    logger.warning("systemd not told", metadata: ["reason": "\(errorText(errorNumber))"])
  }
}
