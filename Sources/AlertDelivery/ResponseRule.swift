// What follows from a response, and from none.

package import StatementLedger

/// The rule that turns the outcome of an attempt into a verdict on the delivery.
package enum ResponseRule {
  /// A receiver that calls the request itself wrong will hardly change its mind: it is asked this
  /// often.
  package static let attemptsOfRefusedMax = 3

  private enum Treatment {
    case delivered
    case retry
    /// Retry, but not soon: the receiver is overloaded.
    case pause
    case retryFewTimes
    case hold
    case disable
  }

  /// The verdict on a delivery after an attempt.
  ///
  /// A redirect is a failure: it is never followed, and tried again like any other status.
  /// `attemptsMade` counts this one too; `random`, 0..<1, is for the jitter.
  package static func verdict(
    on result: HTTPOutcome.Result, attemptsMade: Int, schedule: RetrySchedule, at now: Timestamp,
    random: Double
  ) -> DeliveryAttempt.Verdict {
    var isPause = false
    switch treatment(of: result) {
    case .delivered: return .delivered
    case .hold: return .hold
    case .disable: return .disable
    case .retryFewTimes where attemptsMade >= attemptsOfRefusedMax: return .dead
    case .retry, .retryFewTimes: break
    case .pause: isPause = true
    }
    guard
      let scheduled = schedule.delayMilliseconds(afterAttempts: attemptsMade, random: random)
    else { return .dead }
    let asked = retryAfterMilliseconds(result, schedule)
    let delay = max(scheduled, asked, isPause ? schedule.pauseMillisecondsMin : 0)
    return .retry(at: now.adding(milliseconds: delay))
  }

  /// Whether the receiver has taken the message.
  static func isDelivered(_ result: HTTPOutcome.Result) -> Bool {
    treatment(of: result) == .delivered
  }

  private static func treatment(of result: HTTPOutcome.Result) -> Treatment {
    switch result {
    case .failed(let failure): failure.kind == .timeout ? .pause : .retry
    case .response(let status, _):
      switch status {
      case 200...299: .delivered
      case 400, 413, 422: .retryFewTimes
      case 401, 403: .hold
      case 410: .disable
      case 429: .pause
      default: .retry
      }
    }
  }

  private static func retryAfterMilliseconds(
    _ result: HTTPOutcome.Result, _ schedule: RetrySchedule
  ) -> Int64 {
    guard case .response(_, let seconds?) = result else { return 0 }
    let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    return overflow
      ? schedule.retryAfterMillisecondsMax : min(milliseconds, schedule.retryAfterMillisecondsMax)
  }
}
