// A delivery as the commands list it.

import ArgumentParser
import StatementLedger

/// Deliveries in words.
enum DeliveryText {
  /// One line, and one more for what the receiver said when it refused.
  static func text(_ delivery: DeliveryReport, isHeld: Bool, now: String) -> String {
    let isWaiting = delivery.state == .waiting
    var line = """
      \(delivery.endpoint) #\(delivery.sequence) \(delivery.type) \(delivery.alertId): \
      \(isWaiting && isHeld ? "held" : delivery.state.rawValue)
      """
    if delivery.attempts > 0 { line += ", attempts \(delivery.attempts)" }
    if let failure = delivery.lastFailure {
      line += ", \(withoutEcho(failure))"
    } else if let status = delivery.lastStatus {
      line += ", status \(status)"
    }
    // What is due has only to wait for its turn, or for the daemon.
    if let next = delivery.nextAttemptAt, !isHeld {
      line += next > now ? ", next \(next)" : ", due"
    }
    if let response = delivery.lastResponse { line += "\n    the receiver: \(response)" }
    return line
  }

  /// libcurl ends its message with the general words for it, which stand before it already.
  private static func withoutEcho(_ failure: String) -> String {
    let parts = failure.split(separator: ": ", maxSplits: 1)
    guard parts.count == 2, parts[1].hasSuffix(parts[0]) else { return failure }
    return String(parts[1])
  }
}

extension DeliveryReport.State: ExpressibleByArgument {}
