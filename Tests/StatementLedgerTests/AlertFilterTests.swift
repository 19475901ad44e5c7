// Which endpoints an alert is queued for.

import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct AlertFilterTests {
  /// Two claims and two denials, each with the certainty 0.9.
  private static let said: [Said] = [
    .claim("one first", by: ["us"], about: ["nk"]),
    .denial("two second", by: ["nk"]),
    .claim("three third", by: ["ru"]),
    .denial("four fourth", by: ["us"], about: ["ru"]),
  ]

  @Test(arguments: [
    (AlertFilter(), [0, 1, 2, 3]),
    (AlertFilter(events: ["denial.new"]), [1, 3]),
    (AlertFilter(events: ["claim.new", "denial.new"]), [0, 1, 2, 3]),
    (AlertFilter(actors: ["nk"]), [0, 1]),
    (AlertFilter(actors: ["nk", "ru"]), [0, 1, 2, 3]),
    (AlertFilter(actors: ["wg"]), []),
    (AlertFilter(certaintyMin: 0.9), [0, 1, 2, 3]),
    (AlertFilter(certaintyMin: 0.91), []),
    (AlertFilter(events: ["claim.new"], actors: ["ru"], certaintyMin: 0.5), [2]),
  ])
  func `an endpoint is told what its filter lets through, and its sequence has no gap`(
    _ filter: AlertFilter, _ expected: [Int]
  ) async throws {
    let ledger = try Ledger.inMemory()
    var rules = Story.rules
    rules.endpoints = ["desk", "all"]
    rules.filters = ["desk": filter]
    try await ledger.record(Story.article("a", Self.said), rules: rules)
    let told = try await ledger.waiting("desk")
    #expect(told.map(\.alert.statement.content) == expected.map { Self.said[$0].words })
    #expect(told.map(\.sequence) == (0..<expected.count).map { Int64($0 + 1) })
    #expect(try await ledger.waiting("all").count == 4)
  }
}
