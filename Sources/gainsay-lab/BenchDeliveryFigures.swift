// The figures of delivery: signed alerts out of a real ledger, beside bare POSTs; healthy endpoints beside dead ones.

import AlertDelivery
import Foundation
import Glibc
import LoopbackReceiving
import StatementLedger

struct DeliveryBench {
  private static let (rounds, articles) = (9, 300)
  private static let roundsOfMany = 3
  /// Of the run with many endpoints: articles queued at once, and those that come one at a time.
  private static let (together, single) = (15, 40)
  private static let pauseMilliseconds = 300
  private static let (endpoints, dead) = (100, 30)

  let places: BenchPlaces

  /// Measures everything, or says loudly that there is no nginx.
  func measure() async throws {
    guard BenchNginx.isThere else {
      print(
        "********\nNOT MEASURED: delivery, since there is no nginx (apt install nginx-light)\n********"
      )
      return
    }
    let nginx = try BenchNginx(in: try places.makeFolder("nginx"), ports: Self.endpoints)
    defer { nginx.stop() }
    try await measureOne(nginx)
    try await measureMany(nginx)
  }

  // MARK: One endpoint

  private struct Rate {
    let perSecond: Double
    let processor: Duration
  }

  /// Deliveries and bare POSTs of the same bodies to the same nginx, in turn.
  private func measureOne(_ nginx: BenchNginx) async throws {
    let curl = try CurlLoop(userAgent: "Gainsay/bench")
    var (bare, delivered): ([Rate], [Rate]) = ([], [])
    var bytes = 0
    for round in 0..<Self.rounds {
      let endpoint = try endpoint(0, at: nginx.url())
      let outbox = try await BenchOutbox(
        in: try places.makeFolder("outbox-\(round)"), to: [endpoint], counting: [endpoint.name],
        by: curl)
      let count = try await outbox.queue(articles: 0..<Self.articles)
      let bodies = try await outbox.bodies(for: endpoint.name)
      bytes = bodies.map(\.count).reduce(0, +) / max(1, bodies.count)
      bare.append(
        try await rate(of: count) {
          for body in bodies { try await post(body, to: endpoint, by: curl) }
        })
      delivered.append(
        try await rate(of: count) {
          try await outbox.whileDelivering { await outbox.attempts.wait(for: count) }
        })
      try outbox.close()
    }
    await curl.stop()
    report(bare, delivered, bytes: bytes)
  }

  private func report(_ bare: [Rate], _ delivered: [Rate], bytes: Int) {
    // Of the rounds' ratios, since the machine may have been quieter in some.
    let ratios = zip(delivered, bare).map { $0.perSecond / $1.perSecond }.sorted()
    BenchReport.figure(
      "deliveries to one nginx", "\(BenchReport.number(median(delivered).perSecond)) /s",
      "signed, each recorded; \(microseconds(median(delivered))) of CPU time each")
    BenchReport.figure(
      "  to bare POSTs, one by one", "\(BenchReport.number(ratios[ratios.count / 2])) x",
      "\(BenchReport.number(ratios[0]))…\(BenchReport.number(ratios[ratios.count - 1])); "
        + "\(BenchReport.number(median(bare).perSecond)) POSTs/s of \(bytes) B by the same client, "
        + "\(microseconds(median(bare))) each")
  }

  private func median(_ rates: [Rate]) -> Rate {
    rates.sorted { $0.perSecond < $1.perSecond }[rates.count / 2]
  }

  private func microseconds(_ rate: Rate) -> String {
    "\(BenchReport.number(rate.processor / .microseconds(1))) µs"
  }

  private func rate(of count: Int, _ work: () async throws -> Void) async throws -> Rate {
    let figures = ProcessFigures(id: getpid())
    let (processor, start) = (figures.processorTime, ContinuousClock.now)
    try await work()
    return Rate(
      perSecond: Double(count) / (.now - start).seconds,
      processor: (figures.processorTime - processor) / count)
  }

  private func post(_ body: [UInt8], to endpoint: Endpoint, by curl: CurlLoop) async throws {
    let outcome = await curl.send(
      HTTPRequest(
        url: endpoint.url, headers: [HTTPHeader("Content-Type", "application/json")], body: body,
        timeoutMilliseconds: endpoint.timeoutMilliseconds, allowPrivate: true))
    guard case .response(200, _) = outcome.result else {
      throw BenchFailure("nginx has not taken a POST: \(outcome.result)")
    }
  }

  // MARK: Many endpoints

  private struct Fairness {
    var perSecond: [Double] = []
    var delays: [Duration] = []

    var median: Double { perSecond.sorted()[perSecond.count / 2] }
  }

  /// What the healthy endpoints notice of the dead ones: runs with and without them, in turn.
  private func measureMany(_ nginx: BenchNginx) async throws {
    let curl = try CurlLoop(userAgent: "Gainsay/bench")
    let healthy = try (Self.dead..<Self.endpoints).map { try endpoint($0, at: nginx.url($0)) }
    let silent = try LoopbackReceiver { _ in .silence }
    let failing = try LoopbackReceiver { _ in .status(500) }
    let gone = try LoopbackReceiver(accepting: false) { _ in .closed }
    gone.stop()
    defer { for receiver in [silent, failing] { receiver.stop() } }
    let dead = try (0..<Self.dead).map {
      try endpoint($0, at: [silent, failing, gone][$0 % 3].url(path: "/\($0)"))
    }
    var (without, with) = (Fairness(), Fairness())
    for round in 0..<Self.roundsOfMany {
      try await suffer(healthy, [], &without, "alone-\(round)", curl)
      try await suffer(healthy, dead, &with, "beside-\(round)", curl)
    }
    await curl.stop()
    report(without, with)
  }

  private func suffer(
    _ healthy: [Endpoint], _ dead: [Endpoint], _ fairness: inout Fairness, _ name: String,
    _ curl: CurlLoop
  ) async throws {
    let outbox = try await BenchOutbox(
      in: try places.makeFolder(name), to: healthy + dead, counting: Set(healthy.map(\.name)),
      by: curl)
    let backlog = try await outbox.queue(articles: 0..<Self.together)
    var starts: [ContinuousClock.Instant] = []
    try await outbox.whileDelivering {
      let start = ContinuousClock.now
      await outbox.attempts.wait(for: backlog * healthy.count)
      fairness.perSecond.append(Double(backlog * healthy.count) / (.now - start).seconds)
      for number in 0..<Self.single {
        let start = ContinuousClock.now
        let first = Self.together + number
        let count = try await outbox.queue(articles: first..<first + 1)
        starts += Array(repeating: start, count: count)
        try await Task.sleep(for: .milliseconds(Self.pauseMilliseconds))
      }
      await outbox.attempts.wait(for: (backlog + starts.count) * healthy.count)
    }
    for moments in outbox.attempts.moments.values {
      fairness.delays += zip(moments.dropFirst(backlog), starts).map { $0 - $1 }
    }
    try outbox.close()
  }

  private func report(_ without: Fairness, _ with: Fairness) {
    let kinds = "a third each silent, failing and gone"
    let (alone, beside) = (without.median, with.median)
    BenchReport.figure(
      "deliveries to \(Self.endpoints - Self.dead) healthy of \(Self.endpoints)",
      "\(BenchReport.number(beside)) /s", "\(Self.dead) dead: \(kinds)")
    BenchReport.figure(
      "  to those \(Self.endpoints - Self.dead) alone", "\(BenchReport.number(beside / alone)) x",
      "\(BenchReport.number(alone)) /s")
    for percent in [50, 99] {
      let (slow, fast) = (with.delays.percentile(percent), without.delays.percentile(percent))
      BenchReport.figure(
        "  article to their receivers, p\(percent)", BenchReport.milliseconds(slow),
        "\(BenchReport.number(slow / fast)) x alone: \(BenchReport.milliseconds(fast))")
    }
  }

  private func endpoint(_ number: Int, at url: String) throws -> Endpoint {
    Endpoint(
      name: "bench-\(number)", url: try EndpointURL(url), secret: try WebhookSecret.generate(),
      timeoutMilliseconds: 2000, allowPrivate: true)
  }
}
