import InMemoryLogging
import Logging
import LoopbackReceiving
import StatementLedger
import Testing

@testable import AlertDelivery

@Suite(.timeLimit(.minutes(1))) struct DeliveryServiceTests {
  private let bench: DeliveryBench

  init() throws {
    bench = try DeliveryBench()
  }

  @Test func `first attempts arrive in order, one at a time, signed and recorded`() async throws {
    let receiver = try LoopbackReceiver(.status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...40)
    try await bench.whileDelivering {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(40) == Array(1...40))
      try await bench.queue(41...100)
      #expect(await arrivals.sequences(60) == Array(41...100))
    }
    let requests = receiver.requests
    #expect(requests.count == 100)
    #expect(receiver.connections == 1)
    #expect(Set(requests.map { $0.headers["webhook-id"] }).count == 100)
    #expect(
      requests.allSatisfy { $0.check(secrets: [bench.secret], at: bench.clock.now) == .valid })
    #expect(try await bench.reports().map(\.state) == Array(repeating: .delivered, count: 100))
    #expect(bench.log.entries.filter { $0.message == "alert delivered" }.count == 100)
  }

  @Test func `a retry has the same id, another timestamp and a signature of its own`()
    async throws
  {
    let receiver = try LoopbackReceiver(.status(500), .status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...1)
    try await bench.whileDelivering {
      await bench.clock.waitForSleep(milliseconds: 5000)
      #expect(receiver.requests.count == 1)
      let statuses = try await bench.reports().map(\.lastStatus)
      #expect(statuses == [500])
      bench.clock.advance(milliseconds: 5000)
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(2) == [1, 1])
    }
    let requests = receiver.requests
    let headers = requests.map(\.headers)
    #expect(Set(headers.map { $0["webhook-id"] }).count == 1)
    #expect(headers.map { $0["webhook-timestamp"] } == ["1675000000", "1675000005"])
    #expect(Set(headers.map { $0["webhook-signature"] }).count == 2)
    #expect(requests[1].check(secrets: [bench.secret], at: bench.clock.now) == .valid)
    let report = try await bench.reports()
    #expect(report.map(\.state) == [.delivered])
    #expect(report.map(\.attempts) == [2])
  }

  @Test func `a retry never blocks a newer alert`() async throws {
    let gate = Gate()
    // The second request of the first alert is held: its retry is in flight for as long as the
    // test likes.
    let receiver = try LoopbackReceiver { request in
      guard request.sequence == 1 else { return .status(200) }
      return request.headers["webhook-timestamp"] == "1675000000"
        ? .status(500) : .afterGate(gate, 200)
    }
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...1)
    try await bench.whileDelivering {
      await bench.clock.waitForSleep(milliseconds: 5000)
      try await bench.queue(2...3)
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(3) == [1, 2, 3])
      bench.clock.advance(milliseconds: 5000)
      #expect(await arrivals.sequences(1) == [1])
      try await bench.queue(4...6)
      #expect(await arrivals.sequences(3) == [4, 5, 6])
      gate.open()
    }
    #expect(try await bench.reports().map(\.state) == Array(repeating: .delivered, count: 6))
  }

  @Test func `a dead endpoint does not delay another`() async throws {
    let dead = try LoopbackReceiver(.silence)
    let healthy = try LoopbackReceiver(.status(200))
    defer {
      dead.stop()
      healthy.stop()
    }
    try await bench.service.replaceEndpoints([
      bench.endpoint("dead", dead), bench.endpoint("healthy", healthy),
    ])
    try await bench.queue(1...20, for: ["dead", "healthy"])
    try await bench.whileDelivering {
      var stuck = dead.arrivals.makeAsyncIterator()
      #expect(await stuck.sequences(1) == [1])
      var arrivals = healthy.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(20) == Array(1...20))
      dead.stop()
    }
  }

  @Test(arguments: [401, 403])
  func `an endpoint that refuses us keeps its queue until it is enabled`(_ status: Int)
    async throws
  {
    let receiver = try LoopbackReceiver(.status(status), .status(200))
    defer { receiver.stop() }
    let endpoint = try bench.endpoint("desk", receiver)
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...10)
    try await bench.whileDelivering {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(1) == [1])
    }
    #expect(receiver.requests.count == 1)
    #expect(try await bench.state() == .held)
    #expect(try await bench.reports().allSatisfy { $0.state == .waiting })
    #expect(bench.log.entries.contains { $0.level == .error })
  }

  @Test func `an endpoint that was held goes on when it is enabled`() async throws {
    let receiver = try LoopbackReceiver(.status(401), .status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...3)
    try await bench.whileDelivering {
      try await bench.waitUntil { try await bench.state() == .held }
      try await bench.service.enable(endpoint: "desk")
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await Set(arrivals.sequences(4)) == [1, 2, 3])
    }
    #expect(try await bench.reports().map(\.state) == Array(repeating: .delivered, count: 3))
  }

  @Test func `a reload tries a held endpoint again, with the new secret`() async throws {
    let newSecret = try WebhookSecret.generate()
    let clock = bench.clock
    let receiver = try LoopbackReceiver { request in
      .status(request.check(secrets: [newSecret], at: clock.now) == .valid ? 200 : 401)
    }
    defer { receiver.stop() }
    var endpoint = try bench.endpoint("desk", receiver)
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...3)
    try await bench.whileDelivering {
      try await bench.waitUntil { try await bench.state() == .held }
      endpoint.previousSecret = endpoint.secret
      endpoint.secret = newSecret
      try await bench.service.replaceEndpoints([endpoint])
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await Set(arrivals.sequences(4)) == [1, 2, 3])
    }
    #expect(try await bench.reports().map(\.state) == Array(repeating: .delivered, count: 3))
  }

  @Test func `an endpoint that is gone is disabled and its queue is dead letters`() async throws {
    let receiver = try LoopbackReceiver(.status(200), .status(410), .status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...10)
    try await bench.whileDelivering {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(2) == [1, 2])
    }
    #expect(receiver.requests.count == 2)
    #expect(try await bench.state() == .disabled)
    #expect(
      try await bench.reports().map(\.state) == [.delivered] + Array(repeating: .dead, count: 9))
  }

  @Test func `three times 400 is a dead letter and the next alert goes out`() async throws {
    let receiver = try LoopbackReceiver { .status($0.sequence == 1 ? 400 : 200) }
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...1)
    try await bench.whileDelivering {
      await bench.clock.waitForSleep(milliseconds: 5000)
      bench.clock.advance(milliseconds: 5000)
      await bench.clock.waitForSleep(milliseconds: 300_000)
      bench.clock.advance(milliseconds: 300_000)
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(3) == [1, 1, 1])
      try await bench.queue(2...2)
      #expect(await arrivals.sequences(1) == [2])
    }
    let reports = try await bench.reports()
    #expect(reports.map(\.state) == [.dead, .delivered])
    #expect(reports.map(\.attempts) == [3, 1])
    #expect(reports.map(\.lastStatus) == [400, 200])
  }

  @Test func `a stop lets what is in flight end and takes nothing more`() async throws {
    let gate = Gate()
    let receiver = try LoopbackReceiver(.afterGate(gate, 200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...10)
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await bench.whileDelivering {
        var arrivals = receiver.arrivals.makeAsyncIterator()
        #expect(await arrivals.sequences(1) == [1])
        group.addTask { [bench] in
          // The stop has begun when the service starts to run out of patience.
          await bench.clock.waitForSleep(milliseconds: DeliveryService.stopMillisecondsMax)
          gate.open()
        }
      }
      try await group.waitForAll()
    }
    #expect(receiver.requests.count == 1)
    let states = try await bench.reports().map(\.state)
    #expect(states == [.delivered] + Array(repeating: .waiting, count: 9))
  }

  @Test func `a stop cuts off what does not end, and it goes again under the same id`()
    async throws
  {
    let receiver = try LoopbackReceiver(.silence, .status(200))
    defer { receiver.stop() }
    let endpoint = try bench.endpoint("desk", receiver)
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...2)
    try await withThrowingTaskGroup(of: Void.self) { group in
      try await bench.whileDelivering {
        var arrivals = receiver.arrivals.makeAsyncIterator()
        #expect(await arrivals.sequences(1) == [1])
        group.addTask { [bench] in
          await bench.clock.waitForSleep(milliseconds: DeliveryService.stopMillisecondsMax)
          bench.clock.advance(milliseconds: DeliveryService.stopMillisecondsMax)
        }
      }
      try await group.waitForAll()
    }
    #expect(try await bench.reports().map(\.attempts) == [0, 0])

    let successor = try bench.successor()
    try await successor.replaceEndpoints([endpoint])
    try await bench.whileDelivering(with: successor) {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(2) == [1, 2])
    }
    let ids = receiver.requests.map { $0.headers["webhook-id"] }
    #expect(ids[0] == ids[1])
    #expect(ids[1] != ids[2])
  }

  @Test func `a reload leaves an unchanged endpoint alone and moves a changed one`() async throws {
    let gate = Gate()
    let old = try LoopbackReceiver(.afterGate(gate, 200))
    let new = try LoopbackReceiver(.status(200))
    let other = try LoopbackReceiver(.afterGate(gate, 200))
    defer { for receiver in [old, new, other] { receiver.stop() } }
    let unchanged = try bench.endpoint("other", other)
    try await bench.service.replaceEndpoints([bench.endpoint("desk", old), unchanged])
    try await bench.queue(1...3, for: ["desk", "other"])
    try await bench.whileDelivering {
      var oldArrivals = old.arrivals.makeAsyncIterator()
      #expect(await oldArrivals.sequences(1) == [1])
      var otherArrivals = other.arrivals.makeAsyncIterator()
      #expect(await otherArrivals.sequences(1) == [1])
      try await bench.service.replaceEndpoints([bench.endpoint("desk", new), unchanged])
      #expect(new.requests.isEmpty)
      gate.open()
      var newArrivals = new.arrivals.makeAsyncIterator()
      #expect(await newArrivals.sequences(2) == [2, 3])
      #expect(await otherArrivals.sequences(2) == [2, 3])
    }
    #expect(old.requests.count == 1)
    #expect(other.requests.count == 3)
  }

  @Test func `an endpoint that is gone from the configuration is sent nothing`() async throws {
    let gone = try LoopbackReceiver(.status(200))
    let kept = try LoopbackReceiver(.status(200))
    defer { for receiver in [gone, kept] { receiver.stop() } }
    try await bench.service.replaceEndpoints([
      bench.endpoint("gone", gone), bench.endpoint("kept", kept),
    ])
    try await bench.whileDelivering {
      try await bench.service.replaceEndpoints([bench.endpoint("kept", kept)])
      try await bench.queue(1...3, for: ["gone", "kept"])
      var arrivals = kept.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(3) == [1, 2, 3])
    }
    #expect(gone.requests.isEmpty)
    #expect(try await bench.reports("gone").map(\.state) == [.waiting, .waiting, .waiting])
  }
}
