import GRDB
import InMemoryLogging
import Logging
import LoopbackReceiving
import Testing

@testable import AlertDelivery
@testable import StatementLedger

private let held = EndpointLanes.unrecordedMax

extension Ledger {
  /// Lets the file grow no further, as if its disk were full.
  fileprivate func fill() async throws {
    try await database.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
  }

  fileprivate func makeRoom() async throws {
    try await database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA max_page_count = 1000000")
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct LedgerTroubleTests {
  private let bench: DeliveryBench
  private let receiver: LoopbackReceiver

  init() throws {
    bench = try DeliveryBench()
    receiver = try LoopbackReceiver(.status(200))
  }

  private func delivered() async throws -> Int {
    try await bench.reports().count { $0.state == .delivered }
  }

  /// Queues alerts and returns once no more are sent because their outcomes cannot be recorded.
  private func sendUntilHeldUp(of count: Int) async throws {
    try await bench.queue(1...count)
    try await bench.ledger.fill()
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    // From the first failure on nothing is recorded until the clock is moved.
    await bench.clock.waitForSleep(milliseconds: 1000)
    let last = try await delivered() + held
    for await request in receiver.arrivals where request.sequence == last { break }
    #expect(last < count)
  }

  @Test func `while the ledger is full outcomes are kept up to a bound and none is lost`()
    async throws
  {
    defer { receiver.stop() }
    try await bench.whileDelivering {
      try await sendUntilHeldUp(of: 500)
      #expect(try await receiver.requests.count == delivered() + held)
      try await bench.ledger.makeRoom()
      bench.clock.advance(milliseconds: 60_000)
      try await bench.waitUntil { try await delivered() == 500 }
    }
    #expect(receiver.requests.map(\.sequence) == Array(1...500))
    let messages = bench.log.entries.filter { $0.metadata["alert"] == nil }.map(\.message)
    #expect(
      messages == ["ledger takes no outcomes, kept in memory", "ledger takes outcomes again"])
  }

  @Test func `what a full ledger did not take goes again under the same ids`() async throws {
    defer { receiver.stop() }
    var sent = 0
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await bench.whileDelivering {
        try await sendUntilHeldUp(of: 500)
        sent = receiver.requests.count
        group.addTask { [bench] in
          await bench.clock.waitForSleep(milliseconds: DeliveryService.stopMillisecondsMax)
          bench.clock.advance(milliseconds: DeliveryService.stopMillisecondsMax)
        }
      }
      try await group.waitForAll()
    }
    #expect(receiver.requests.count == sent)
    let recorded = try await delivered()
    try await bench.ledger.makeRoom()

    let successor = try bench.successor()
    try await successor.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.whileDelivering(with: successor) {
      try await bench.waitUntil { try await delivered() == 500 }
    }
    let sequences = receiver.requests.map(\.sequence)
    #expect(sequences == Array(1...sent) + Array((recorded + 1)...500))
    #expect(Set(receiver.requests.map { $0.headers["webhook-id"] }).count == 500)
  }

  @Test func `a ledger that is lost stops the service`() async throws {
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...3)
    try await bench.ledger.database.write { db in try db.execute(sql: "DROP TABLE attempt") }
    await #expect(throws: LedgerError.self) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { [bench] in try await bench.service.run() }
        group.addTask { [bench] in
          await bench.clock.waitForSleep(milliseconds: DeliveryService.stopMillisecondsMax)
          bench.clock.advance(milliseconds: DeliveryService.stopMillisecondsMax)
        }
        try await group.waitForAll()
      }
    }
  }
}
