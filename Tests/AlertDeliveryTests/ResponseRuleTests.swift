import StatementLedger
import Testing

@testable import AlertDelivery

private let now = Timestamp(millisecondsSince1970: 1_675_000_000_000)

private func response(_ status: Int, retryAfterSeconds: Int64? = nil) -> HTTPOutcome.Result {
  .response(status: status, retryAfterSeconds: retryAfterSeconds)
}

private func failure(_ kind: TransportFailure.Kind) -> HTTPOutcome.Result {
  .failed(TransportFailure(kind: kind, curlCode: 7, detail: "no"))
}

/// With a random number that leaves delays as they stand.
private func verdict(
  _ result: HTTPOutcome.Result, attemptsMade: Int = 1, schedule: RetrySchedule = .standard
) -> DeliveryAttempt.Verdict {
  ResponseRule.verdict(
    on: result, attemptsMade: attemptsMade, schedule: schedule, at: now, random: 0.5)
}

private func later(_ seconds: Int64) -> DeliveryAttempt.Verdict {
  .retry(at: now.adding(milliseconds: seconds * 1000))
}

private let retryAfters: [(status: Int, asked: Int64, delay: Int64)] = [
  (503, 0, 5), (503, 4, 5), (503, 6, 6), (503, 7200, 7200), (503, 86_400, 86_400),
  (503, 86_401, 86_400), (503, Int64.max, 86_400), (429, 30, 60), (429, 90, 90), (302, 70, 70),
]

private let statuses: [(Int, DeliveryAttempt.Verdict)] = [
  (200, .delivered), (201, .delivered), (202, .delivered),
  (204, .delivered), (299, .delivered),
  (300, later(5)), (301, later(5)), (302, later(5)), (304, later(5)), (308, later(5)),
  (400, later(5)), (401, .hold), (402, later(5)), (403, .hold), (404, later(5)),
  (405, later(5)), (408, later(5)), (409, later(5)), (410, .disable), (413, later(5)),
  (418, later(5)), (422, later(5)), (425, later(5)), (429, later(60)),
  (500, later(5)), (501, later(5)), (502, later(5)), (503, later(5)), (599, later(5)),
  (600, later(5)), (999, later(5)),
]

@Suite(.timeLimit(.minutes(1))) struct ResponseRuleTests {
  @Test(arguments: statuses)
  private func `a status leads to its verdict`(
    _ status: Int, _ expected: DeliveryAttempt.Verdict
  ) {
    #expect(verdict(response(status)) == expected)
  }

  @Test func `no response is tried again, after a time-out not within a minute`() {
    #expect(verdict(failure(.other)) == later(5))
    #expect(verdict(failure(.blocked)) == later(5))
    #expect(verdict(failure(.timeout)) == later(60))
    #expect(verdict(failure(.timeout), attemptsMade: 2) == later(300))
    #expect(verdict(response(429), attemptsMade: 2) == later(300))
  }

  @Test(arguments: [400, 413, 422])
  func `a request that the receiver calls wrong is tried three times`(_ status: Int) {
    #expect(verdict(response(status), attemptsMade: 2) == later(300))
    #expect(verdict(response(status), attemptsMade: 3) == .dead)
    #expect(verdict(response(404), attemptsMade: 3) == later(1800))
  }

  @Test func `after ten attempts a delivery is a dead letter`() {
    #expect(verdict(response(500), attemptsMade: 9) == later(86_400))
    #expect(verdict(response(500), attemptsMade: 10) == .dead)
    #expect(verdict(failure(.timeout), attemptsMade: 10) == .dead)
    #expect(verdict(response(200), attemptsMade: 10) == .delivered)
    #expect(verdict(response(401), attemptsMade: 10) == .hold)
  }

  @Test(arguments: retryAfters)
  private func `Retry-After is honoured when it is later than the schedule, up to a day`(
    _ row: (status: Int, asked: Int64, delay: Int64)
  ) {
    #expect(verdict(response(row.status, retryAfterSeconds: row.asked)) == later(row.delay))
  }

  @Test func `an endpoint's own schedule counts`() {
    let schedule = RetrySchedule(
      delaysMilliseconds: [1], pauseMillisecondsMin: 2, retryAfterMillisecondsMax: 3)
    let cases: [(HTTPOutcome.Result, Int64)] = [
      (response(500), 1), (response(429), 2), (response(503, retryAfterSeconds: 1), 3),
    ]
    for (result, delay) in cases {
      #expect(
        verdict(result, schedule: schedule) == .retry(at: now.adding(milliseconds: delay)))
    }
    #expect(verdict(response(500), attemptsMade: 2, schedule: schedule) == .dead)
  }
}

@Suite(.timeLimit(.minutes(1))) struct RetryScheduleTests {
  @Test func `the standard schedule is that of Standard Webhooks`() {
    let seconds = (1...10).map {
      RetrySchedule.standard.delayMilliseconds(afterAttempts: $0, random: 0.5).map { $0 / 1000 }
    }
    let hour: Int64 = 3600
    #expect(
      seconds == [
        5, 300, 1800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour, nil,
      ])
  }

  @Test func `a delay is at most a fifth shorter or longer`() {
    let schedule = RetrySchedule.standard
    #expect(schedule.delayMilliseconds(afterAttempts: 2, random: 0) == 240_000)
    #expect(schedule.delayMilliseconds(afterAttempts: 2, random: 0.25) == 270_000)
    #expect(schedule.delayMilliseconds(afterAttempts: 2, random: 1) == 360_000)
  }
}
