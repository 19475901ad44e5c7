// What monitoring asks again and again.

import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct GaugeTests {
  @Test func `an empty ledger has nothing to tell`() async throws {
    #expect(try await Ledger.inMemory().gauges() == LedgerGauges())
  }

  @Test func `the gauges agree with what is counted`() async throws {
    let ledger = try Ledger.inMemory()
    _ = try await ledger.prepareEndpoints(["desk", "idle"])
    let later = Story.start.adding(milliseconds: 5_000)
    try await ledger.record(Story.article("a.txt", [.claim("it sent arms", by: ["us"])]))
    try await ledger.record(
      Story.article("b.txt", [.denial("it built a bridge", by: ["nk"])]), at: later)
    try await ledger.setAside(Story.file("c.txt"), reason: "not text", at: later)
    let first = try #require(try await ledger.waiting().first)
    try await ledger.record([
      DeliveryAttempt(
        delivery: first.id, at: later, durationMilliseconds: 1, status: 400, failure: "status 400",
        verdict: .dead)
    ])
    let gauges = try await ledger.gauges()
    let counts = try await ledger.counts()
    #expect(gauges.articles == 2 && counts.articles == 2)
    #expect(gauges.statements == Int64(counts.statements) && counts.statements == 2)
    #expect(gauges.setAside == 1)
    #expect(gauges.lastArticleAt == later)
    #expect(
      gauges.endpoints == [
        "desk": LedgerGauges.Endpoint(state: .active, isFailing: false, waiting: 1, dead: 1),
        "idle": LedgerGauges.Endpoint(state: .active, isFailing: false),
      ])
  }
}
