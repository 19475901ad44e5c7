// Dead letters and notices as the ledger keeps them.

import Foundation
import GRDB
import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct DeadLetterTests {
  let ledger: Ledger

  init() throws { ledger = try .inMemory() }

  /// Queues alerts for both endpoints: deliveries 1, 3, 5 … are desk's, 2, 4, 6 … chat's.
  private func queue(_ numbers: Range<Int>) async throws {
    var rules = Story.rules
    rules.endpoints = ["desk", "chat"]
    let articles = try numbers.map { number in
      try Story.article("\(number)", [.claim("story a\(number) b\(number)", by: ["us"])])
    }
    _ = try await ledger.record(articles, rules: rules, at: Story.start)
  }

  private func reports(_ endpoint: String = "desk") async throws -> [DeliveryReport] {
    try await ledger.deliveries(endpoint: endpoint, state: nil, limit: 100).reversed()
  }

  @Test func `dead letters are queued again under the same id, and go before newer alerts`()
    async throws
  {
    try await queue(0..<3)
    try await ledger.record([Attempts.of(1, .dead), Attempts.of(3, .delivered)])
    let id = try await reports()[0].alertId
    let done = try await ledger.change(
      .replay(DeliverySelection(alerts: [id])), at: Story.start)
    #expect(done == "1 dead letter is queued again")
    let due = try await ledger.waiting()
    #expect(due.map(\.sequence) == [1, 3])
    #expect(due.map(\.subject.id).first == id)
    #expect(due.map(\.attemptsMade) == [0, 0])
  }

  @Test func `dead letters stay until they are dropped, and those alone`() async throws {
    try await queue(0..<3)
    try await ledger.record([
      Attempts.of(1, .dead), Attempts.of(3, .delivered), Attempts.of(2, .dead),
    ])
    let done = try await ledger.change(.drop(DeliverySelection(endpoint: "desk")), at: Story.start)
    #expect(done == "1 dead letter is dropped")
    #expect(try await reports().map(\.sequence) == [2, 3])
    #expect(try await reports("chat").map(\.state) == [.dead, .waiting, .waiting])
    try await queue(3..<4)
    #expect(try await reports().map(\.sequence) == [2, 3, 4], "the count goes on")
    #expect(try await ledger.change(.drop(DeliverySelection()), at: Story.start).hasPrefix("1 "))
    #expect(try await ledger.counts().deliveriesDead == 0)
  }

  @Test func `a try that waits is due now, at once and in its lane`() async throws {
    try await queue(0..<2)
    let later = Story.start.adding(milliseconds: 9999)
    try await ledger.record([Attempts.of(1, .retry(at: later)), Attempts.of(2, .retry(at: later))])
    #expect(
      try await ledger.change(.retry(DeliverySelection(endpoint: "desk")), at: Story.start)
        == "1 delivery is due now")
    func due(_ endpoint: String) async throws -> Int {
      try await ledger.dueDeliveries(endpoint: endpoint, lane: .retry, at: Story.start, limit: 9)
        .count
    }
    #expect(try await due("desk") == 1)
    #expect(try await due("chat") == 0)
  }

  @Test(
    arguments: [
      .retry(DeliverySelection()), .replay(DeliverySelection()), .drop(DeliverySelection()),
      .replay(DeliverySelection(alerts: ["alert_none"])),
      .drop(DeliverySelection(endpoint: "none")),
    ] as [DeliveryChange])
  func `where there is nothing to change, that is said`(_ change: DeliveryChange) async throws {
    try await queue(0..<1)
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.change(change, at: Story.start)
    }
    #expect(error?.code == .notFound)
  }

  @Test func `what waits for a disabled endpoint is dead, and is not queued before it is enabled`()
    async throws
  {
    try await queue(0..<2)
    try await ledger.disable(endpoint: "desk")
    #expect(try await reports().map(\.state) == [.dead, .dead])
    #expect(try await reports("chat").map(\.state) == [.waiting, .waiting])
    let all = DeliveryChange.replay(DeliverySelection(endpoint: "desk"))
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.change(all, at: Story.start)
    }
    #expect(error?.detail.contains("gainsay endpoint enable desk") == true)
    try await ledger.enable(endpoint: "desk")
    #expect(try await reports().map(\.state) == [.dead, .dead], "they stay until asked for")
    _ = try await ledger.change(all, at: Story.start)
    #expect(try await ledger.waiting().map(\.sequence) == [1, 2])
  }

  @Test func `a notice is queued with the outcome that it tells of, counted like any alert`()
    async throws
  {
    try await queue(0..<2)
    let telling = NoticeRules(endpoints: ["desk", "chat"])
    #expect(try await ledger.record([Attempts.of(1, .hold, status: 401)], telling: telling) == 1)
    #expect(try await ledger.record([Attempts.of(3, .hold, status: 401)], telling: telling) == 0)
    let told = try await ledger.waiting("chat")
    #expect(told.map(\.sequence) == [1, 2, 3])
    guard case .endpoint(let notice) = told[2].subject else {
      Issue.record("\(told[2])")
      return
    }
    #expect(notice.event == .failing && notice.endpoint == "desk" && notice.state == .held)
    #expect(notice.status == 401)
    #expect(try await reports("chat").last?.statementId == nil)
    #expect(try await ledger.endpointReports().map(\.failingSince) == [nil, Story.start.iso8601])
    try await ledger.enable(endpoint: "desk")
    #expect(try await ledger.record([Attempts.of(1, .delivered)], telling: telling) == 1)
    #expect(try await ledger.waiting("chat").map(\.subject.type).last == "endpoint.recovered")
    #expect(try await ledger.endpointReports().map(\.failingSince) == [nil, nil])
  }

  @Test func `a ledger made before notices keeps its alerts and takes notices`() async throws {
    let queue = try DatabaseQueue(configuration: Ledger.configuration())
    try LedgerSchema.migrator.migrate(queue, upTo: "3")
    try await queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO article (id, sha256, folder, path, recorded_ms) VALUES (1, 'x', 'f', x'61', 0);
          INSERT INTO proposition (id, version, recorded_ms) VALUES (1, 1, 0);
          INSERT INTO statement VALUES (1, 1, 1, x'01', 'claim', 1, NULL, 's', 'c', 's', '{}', 1, 0);
          INSERT INTO alert VALUES (1, 'alert_1', 1, 'claim.new', '{}');
          INSERT INTO endpoint VALUES ('desk', 'held', 1);
          INSERT INTO delivery (id, endpoint, sequence, alert, state, due_ms)
            VALUES (1, 'desk', 1, 1, 'waiting', 0);
          """)
    }
    try LedgerSchema.migrator.migrate(queue)
    let ledger = Ledger(queue, path: "in memory")
    #expect(
      try await ledger.deliveries(endpoint: nil, state: nil, limit: 9).map(\.alertId) == ["alert_1"]
    )
    let telling = NoticeRules(endpoints: ["desk", "chat"])
    #expect(try await ledger.record([Attempts.of(1, .disable, status: 410)], telling: telling) == 1)
    let strays = try await queue.read {
      try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count
    }
    #expect(strays == 0)
  }
}
