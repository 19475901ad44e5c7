// The circuit breaker, and what it spares a receiver.

import LoopbackReceiving
import StatementLedger
import Synchronization
import Testing

@testable import AlertDelivery

private func time(_ milliseconds: Int64) -> Timestamp {
  Timestamp(millisecondsSince1970: milliseconds)
}

/// A circuit in a box, so that expectations may call what changes it.
private final class TestCircuit {
  private var circuit = Circuit()

  /// One that so many failures in a row have gone through at the time 0.
  init(failures: Int) {
    for _ in 0..<failures {
      #expect(start(at: time(0)))
      _ = end(succeeded: false, at: time(0))
    }
  }

  func obstacle(at now: Timestamp) -> Circuit.Obstacle? { circuit.obstacle(at: now) }
  func start(at now: Timestamp) -> Bool { circuit.start(at: now) }
  func end(succeeded: Bool, at now: Timestamp) -> Bool {
    circuit.end(succeeded: succeeded, at: now)
  }
  func giveBack(at now: Timestamp) { circuit.giveBack(at: now) }
}

@Suite(.timeLimit(.minutes(1))) struct CircuitTests {
  @Test(
    arguments: [
      (0, nil), (4, nil), (5, .pause(until: time(5000))),
    ] as [(Int, Circuit.Obstacle?)])
  func `it opens after five failures in a row`(_ failures: Int, _ obstacle: Circuit.Obstacle?) {
    #expect(TestCircuit(failures: failures).obstacle(at: time(0)) == obstacle)
  }

  @Test func `a success in between starts the count anew`() {
    let circuit = TestCircuit(failures: 4)
    #expect(!circuit.end(succeeded: true, at: time(0)), "nobody waited")
    for _ in 0..<4 { _ = circuit.end(succeeded: false, at: time(0)) }
    #expect(circuit.obstacle(at: time(0)) == nil)
  }

  @Test func `after the pause one attempt is let through, and each failure doubles the pause`() {
    let circuit = TestCircuit(failures: 5)
    var now: Int64 = 0
    for pause: Int64 in [5, 10, 20, 40, 80, 160, 300, 300] {
      #expect(!circuit.start(at: time(now + pause * 1000 - 1)))
      now += pause * 1000
      #expect(circuit.start(at: time(now)))
      #expect(circuit.obstacle(at: time(now)) == .attempt)
      #expect(!circuit.start(at: time(now)))
      #expect(circuit.end(succeeded: false, at: time(now)))
    }
  }

  @Test func `a success closes it, and whoever waited may know`() {
    let circuit = TestCircuit(failures: 5)
    #expect(circuit.start(at: time(5000)))
    #expect(circuit.end(succeeded: true, at: time(5000)))
    #expect(circuit.obstacle(at: time(5000)) == nil)
  }

  @Test func `an attempt that was not sent leaves the way to the next one`() {
    let circuit = TestCircuit(failures: 5)
    #expect(circuit.start(at: time(5000)))
    circuit.giveBack(at: time(5000))
    #expect(circuit.obstacle(at: time(5000)) == nil)
  }

  @Test func `a clock that was set back makes no pause long`() {
    #expect(TestCircuit(failures: 5).obstacle(at: time(-1)) == nil)
  }

  @Test
  func `alerts that come while it is open are sent when the receiver is well, untried before`()
    async throws
  {
    let bench = try DeliveryBench()
    let receiver = try LoopbackReceiver(
      .status(500), .status(500), .status(500), .status(500), .status(500), .status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...20)
    try await bench.whileDelivering {
      var arrivals = receiver.arrivals.makeAsyncIterator()
      #expect(await arrivals.sequences(5) == [1, 2, 3, 4, 5])
      try await bench.waitUntil { try await bench.reports()[4].attempts == 1 }
      try await bench.queue(21...30)
      #expect(receiver.requests.count == 5)
      bench.clock.advance(milliseconds: 5000)
      try await bench.waitUntil { try await bench.reports().allSatisfy { $0.state == .delivered } }
    }
    #expect(
      try await bench.reports().map(\.attempts) == [2, 2, 2, 2, 2] + Array(repeating: 1, count: 25))
  }

  @Test func `a restart goes on with the pause, and its one attempt doubles it`() async throws {
    let bench = try DeliveryBench()
    let receiver = try LoopbackReceiver(.status(500))
    defer { receiver.stop() }
    let endpoint = try bench.endpoint("desk", receiver)
    try await bench.service.replaceEndpoints([endpoint])
    try await bench.queue(1...8)
    try await bench.whileDelivering {
      try await bench.waitUntil { try await bench.reports()[4].attempts == 1 }
    }
    let end = bench.clock.now.adding(milliseconds: 5000)
    #expect(try await bench.ledger.endpointReports().map(\.pausedUntil) == [end.iso8601])

    bench.clock.advance(milliseconds: 1000)
    let successor = try bench.successor()
    try await successor.replaceEndpoints([endpoint])
    try await bench.whileDelivering(with: successor) {
      await bench.clock.waitForSleep(milliseconds: 4000)
      #expect(receiver.requests.count == 5)
      bench.clock.advance(milliseconds: 4000)
      await bench.clock.waitForSleep(milliseconds: 10_000)
      #expect(receiver.requests.count == 6)
    }
  }

  @Test func `failures in a row are counted over restarts`() async throws {
    let bench = try DeliveryBench()
    let receiver = try LoopbackReceiver(.status(500))
    defer { receiver.stop() }
    let endpoint = try bench.endpoint("desk", receiver)
    for run in 1...5 {
      let service = try bench.successor()
      try await service.replaceEndpoints([endpoint])
      try await bench.queue(run...run)
      try await bench.whileDelivering(with: service) {
        service.ring()
        try await bench.waitUntil { try await bench.reports()[run - 1].attempts == 1 }
      }
      let isPaused = try await bench.ledger.failures(endpoint: "desk").pause != nil
      #expect(isPaused == (run == 5))
    }
  }

  @Test func `a success and a user end a pause for the next run too`() async throws {
    for isMendedByHand in [false, true] {
      let bench = try DeliveryBench()
      let failures = Array(repeating: Answer.status(500), count: 5)
      let answers = Mutex(failures[...])
      let receiver = try LoopbackReceiver { _ in
        answers.withLock { $0.popFirst() } ?? .status(200)
      }
      defer { receiver.stop() }
      try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
      try await bench.queue(1...6)
      try await bench.whileDelivering {
        try await bench.waitUntil { try await bench.reports()[4].attempts == 1 }
        #expect(try await bench.ledger.failures(endpoint: "desk").pause?.milliseconds == 5000)
        if isMendedByHand {
          try await bench.service.enable(endpoint: "desk")
        } else {
          bench.clock.advance(milliseconds: 5000)
        }
        try await bench.waitUntil { try await bench.reports()[5].state == .delivered }
      }
      let found = try await bench.ledger.failures(endpoint: "desk")
      #expect(found.count == 0 && found.pause == nil)
    }
  }

  @Test func `a user who says that the receiver is mended is taken at his word`() async throws {
    let bench = try DeliveryBench()
    let receiver = try LoopbackReceiver(
      .status(500), .status(500), .status(500), .status(500), .status(500), .status(200))
    defer { receiver.stop() }
    try await bench.service.replaceEndpoints([bench.endpoint("desk", receiver)])
    try await bench.queue(1...8)
    try await bench.whileDelivering {
      try await bench.waitUntil { try await bench.reports()[4].attempts == 1 }
      #expect(
        try await bench.service.change(.retry(DeliverySelection(endpoint: "desk")))
          == "5 deliveries are due now")
      try await bench.waitUntil { try await bench.reports().allSatisfy { $0.state == .delivered } }
    }
    #expect(receiver.requests.count == 13)
  }
}
