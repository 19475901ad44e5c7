// Reads how fast and how often an endpoint is sent to.

import AlertDelivery

/// The keys of an `[[endpoint]]` that say when a request goes.
struct EndpointPace {
  let table: TableReader<EndpointKey>

  /// By unit, in milliseconds.
  private static let units: [String: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000]

  /// The schedule of retries.
  func retrySchedule() -> RetrySchedule {
    guard let waits = table.durations(.retrySchedule, in: 0...604_800_000) else { return .standard }
    if !(1...20).contains(waits.count) {
      table.add(
        .retrySchedule, "lists \(waits.count) waits",
        "list 1 to 20, one for each failed attempt, or remove the key")
    }
    // Where the longest wait is under the usual pause, that is the pause.
    let usual = RetrySchedule.standard.pauseMillisecondsMin
    return RetrySchedule(
      delaysMilliseconds: waits, pauseMillisecondsMin: min(usual, waits.max() ?? usual))
  }

  /// In milliseconds; 0 for none.
  func groupWait(_ traits: AlertFormatTraits) -> Int64 {
    let wait = table.duration(.groupWait, in: 0...3_600_000, default: 0)
    guard wait > 0, traits.alertsMax == 1 else { return wait }
    let others = AlertFormats.all.map { $0.traits }.filter { $0.alertsMax > 1 }.map(\.name)
    table.add(
      .groupWait, "cannot be: a message of format \(traits.name) is one alert",
      "remove it; these formats group: \(others.joined(separator: ", "))")
    return 0
  }

  /// From the start of one attempt to the next, in milliseconds; nil if the format says.
  func interval() -> Int64? {
    guard let text = table.string(.rateLimit, example: "1/s"), text != "none" else {
      return table.has(.rateLimit) ? 0 : nil
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let unit = Self.units[parts[1]], let count = Int64(parts[0]),
      (1...1_000).contains(count)
    else {
      table.add(
        .rateLimit, "\"\(shown(text))\" is not a rate",
        "write 1 to 1000 and /s, /m or /h, such as \"30/m\", or \"none\"")
      return nil
    }
    return (unit + count - 1) / count
  }

  /// Attempts in flight at once.
  func concurrency() -> Int {
    table.integer(.concurrency, in: 1...CurlLoop.connectionsPerHostMax, default: 1)
  }
}
