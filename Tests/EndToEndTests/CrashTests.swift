// Kills the daemon (-9) at random moments while articles arrive and the receiver fails: nothing may be lost or doubled.

import Foundation
import GRDB
import Glibc
import LoopbackReceiving
import StatementLedger
import Synchronization
import Testing

/// How hard it is made.
private struct Ordeal: CustomTestStringConvertible {
  let articles: Int
  let kills: Int
  let seed: UInt64
  let minutesMax: Double

  static let short = Ordeal(
    articles: 40, kills: 8, seed: .random(in: 0...999_999), minutesMax: 1)
  static let long = Ordeal(
    articles: 200, kills: 50, seed: .random(in: 0...999_999), minutesMax: 9)

  /// The long form, the short one, or, to repeat a run, the one with a given seed.
  static var chosen: Ordeal {
    let environment = ProcessInfo.processInfo.environment
    let form = environment["GAINSAY_CRASH_LONG"] == "1" ? long : short
    guard let seed = environment["GAINSAY_CRASH_SEED"].flatMap({ UInt64($0) }) else { return form }
    return Ordeal(
      articles: form.articles, kills: form.kills, seed: seed, minutesMax: form.minutesMax)
  }

  var testDescription: String { "\(articles) articles, \(kills) kills" }
}

/// What makes a statement news: the same statement told twice has the same key.
private struct NoveltyKey: Hashable, Comparable, CustomStringConvertible {
  let description: String

  init(_ alert: ReceivedAlert) {
    let reasons = alert.data["reasons"].items
      .map { "\($0["role"].text ?? "") \($0["actor"].text ?? "")" }.sorted()
    description =
      "\(reasons.joined(separator: ", ")): \(alert.data["kind"].text ?? "") “\(alert.sentence)”"
  }

  static func < (left: NoveltyKey, right: NoveltyKey) -> Bool {
    left.description < right.description
  }
}

/// A receiver that fails one time in three: of ten failures four are a 500, four a reset, two a time-out.
private final class UnreliableReceiver: Sendable {
  let receiver: AlertReceiver
  /// The alerts that it took, answered with 200.
  let taken = Arriving<ReceivedAlert>()
  private let failureCount: Counter

  init(seed: UInt64) throws {
    let random = Mutex(SeededRandom(seed: seed))
    let failureCount = Counter()
    self.failureCount = failureCount
    receiver = try AlertReceiver { [taken] alert in
      let dice = random.withLock { Int.random(in: 0..<30, using: &$0) }
      if dice < 10 { failureCount.increase() }
      switch dice {
      case 0..<4: return .status(500)
      case 4..<8: return .reset
      case 8..<10: return .silence
      default:
        taken.append(alert)
        return .status(200)
      }
    }
  }

  var failures: Int { failureCount.value }
}

private final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func increase() { count.withLock { $0 += 1 } }
}

@Suite(.timeLimit(.minutes(10))) struct CrashTests {
  private static let waits = Array(repeating: "\"100ms\"", count: 20).joined(separator: ", ")

  private func workplace(for receiver: AlertReceiver) throws -> Workplace {
    try Workplace(
      endpoints: receiver.endpoint(more: "timeout = \"1s\"\nretry_schedule = [\(Self.waits)]"))
  }

  @Test func `no statement of the articles is like another`() async throws {
    let told = try await keysToldWithoutFaults(articles: 40)
    #expect(told.count == CrashArticles.statementCount(ofArticles: 40))
  }

  @Test func `what is told under kills and failures is what is told without`() async throws {
    let ordeal = Ordeal.chosen
    let started = ContinuousClock.now
    print("crash run, seed \(ordeal.seed): GAINSAY_CRASH_SEED repeats it, but for the timing")
    let expected = try await keysToldWithoutFaults(articles: ordeal.articles)
    let receiver = try UnreliableReceiver(seed: ordeal.seed)
    let place = try workplace(for: receiver.receiver)
    let kills = try await suffer(ordeal, in: place, telling: receiver.receiver)
    let takenAmidKills = receiver.taken.all.count
    let daemon = try place.daemon()
    let taken = try await receiver.taken.wait(
      for: "all of \(expected.count) alerts", seconds: ordeal.minutesMax * 60
    ) { Set($0.map(\.id)).count >= expected.count ? $0 : nil }
    #expect(try await daemon.stop() == .exit(0))

    let arrived = receiver.receiver.alerts.all
    #expect(arrived.flatMap(\.faults) == [])
    #expect(Set(taken.map(NoveltyKey.init)) == expected)
    for (key, alerts) in Dictionary(grouping: arrived, by: NoveltyKey.init) {
      #expect(Set(alerts.map(\.id)).count == 1, "\(key) was told under two ids")
    }
    for (id, alerts) in Dictionary(grouping: arrived, by: \.id) {
      #expect(Set(alerts.map(\.sequence)).count == 1, "\(id) has two numbers")
    }
    #expect(Set(arrived.map(\.sequence)).sorted() == Array(1...expected.count))
    try await expectSoundLedger(of: place, alerts: expected.count)
    print(
      """
      crash run: \(ordeal.articles) articles, \(kills) kills, \(expected.count) \
      alerts, \(arrived.count) requests, \(receiver.failures) of them failed, \
      \(takenAmidKills) taken before the last kill, \(taken.count - Set(taken.map(\.id)).count) taken twice, \
      \(ContinuousClock.now - started)
      """)
  }

  /// The run to compare with.
  private func keysToldWithoutFaults(articles: Int) async throws -> Set<NoveltyKey> {
    let receiver = try AlertReceiver()
    let place = try workplace(for: receiver)
    for number in 0..<articles {
      try place.drop(CrashArticles.article(number), as: "\(number).txt")
    }
    let daemon = try await place.watchingDaemon()
    let alerts = try await receiver.expect(CrashArticles.statementCount(ofArticles: articles))
    #expect(try await daemon.stop() == .exit(0))
    return Set(alerts.map(NoveltyKey.init))
  }

  /// Lets the articles arrive, half of them while no daemon runs, and kills the daemon; the number of kills.
  private func suffer(
    _ ordeal: Ordeal, in place: Workplace, telling receiver: AlertReceiver
  ) async throws -> Int {
    var random = SeededRandom(seed: ordeal.seed &+ 1)
    var kills = 0
    for round in 0..<ordeal.kills {
      let start = ordeal.articles * round / ordeal.kills
      let end = ordeal.articles * (round + 1) / ordeal.kills
      let middle = Int.random(in: start...end, using: &random)
      for number in start..<middle { try bring(number, to: place) }
      let daemon = try place.daemon()
      for number in middle..<end { try bring(number, to: place) }
      // Every other time not before it sends; then the one pause that is meant: the kill may come at any moment.
      let arrived = receiver.alerts.all.count
      if round.isMultiple(of: 2) {
        _ = try await receiver.alerts.first("an alert", from: arrived) { _ in true }
      }
      let longest = [30, 100, 300, 1000].randomElement(using: &random) ?? 300
      try await Task.sleep(for: .milliseconds(Int.random(in: 0...longest, using: &random)))
      daemon.signal(SIGKILL)
      #expect(try await daemon.end() == .signal(SIGKILL))
      kills += 1
    }
    return kills
  }

  /// Two are moved in, the third is written in place; every fifth comes under two names.
  private func bring(_ number: Int, to place: Workplace) throws {
    let article = CrashArticles.article(number)
    if number % 3 == 2 {
      try place.write(article, to: "inbox/\(number).txt")
    } else {
      try place.drop(article, as: "\(number).txt")
    }
    if number % 5 == 0 { try place.drop(article, as: "\(number)-again.txt") }
  }

  private func expectSoundLedger(of place: Workplace, alerts: Int) async throws {
    let deliveries = try await place.ledger()
      .deliveries(endpoint: nil, state: nil, limit: 100_000)
    #expect(deliveries.map(\.state).allSatisfy { $0 == .delivered })
    #expect(deliveries.map(\.sequence).sorted() == (1...alerts).map(Int64.init))
    let database = try DatabaseQueue(path: place.ledgerPath)
    let verdict = try await database.read {
      try String.fetchAll($0, sql: "PRAGMA integrity_check")
    }
    #expect(verdict == ["ok"])
  }
}
