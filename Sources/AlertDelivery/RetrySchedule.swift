// When a failed delivery is tried again.

/// The delays between the attempts of one delivery.
package struct RetrySchedule: Hashable, Sendable {
  /// The delays after the first failed attempt, after the second and so on.
  ///
  /// When they are used up, the delivery is a dead letter.
  package var delaysMilliseconds: [Int64]
  /// Each delay is made up to this share shorter or longer, 0…1, so that what failed together does
  /// not return together.
  package var jitter: Double
  /// The least delay after a 429 or a time-out.
  package var pauseMillisecondsMin: Int64
  /// The longest `Retry-After` that is honoured.
  package var retryAfterMillisecondsMax: Int64

  package init(
    delaysMilliseconds: [Int64], jitter: Double = 0.2, pauseMillisecondsMin: Int64 = 60_000,
    retryAfterMillisecondsMax: Int64 = 86_400_000
  ) {
    self.delaysMilliseconds = delaysMilliseconds
    self.jitter = jitter
    self.pauseMillisecondsMin = pauseMillisecondsMin
    self.retryAfterMillisecondsMax = retryAfterMillisecondsMax
  }

  /// The example of the Standard Webhooks specification.
  ///
  /// At once, then after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h.
  package static let standard = RetrySchedule(
    delaysMilliseconds: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
      .map { $0 * 1000 })

  /// The delay after a failed attempt; nil when there is no further one.
  ///
  /// `attemptsMade`, 1 or more, counts this one too; `random` is 0..<1, and one half leaves the
  /// delay as it stands.
  package func delayMilliseconds(afterAttempts attemptsMade: Int, random: Double) -> Int64? {
    guard attemptsMade <= delaysMilliseconds.count else { return nil }
    let factor = 1 + jitter * (2 * random - 1)
    return Int64((Double(delaysMilliseconds[attemptsMade - 1]) * factor).rounded())
  }
}
