// The watchdog lives on real progress.

import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import GainsayDaemon

/// A monotonic clock that stands still until it is moved.
private final class StillClock: Sendable {
  private let state = Mutex(ContinuousClock.now)

  var now: ContinuousClock.Instant { state.withLock { $0 } }

  func advance(_ duration: Duration) {
    state.withLock { $0 += duration }
  }
}

@Suite(.timeLimit(.minutes(1))) struct WatchdogTests {
  @Test func `a step that takes too long is a hang, waiting and resting are none`() {
    let clock = StillClock()
    let heartbeat = Heartbeat { clock.now }
    clock.advance(.seconds(100))
    #expect(heartbeat.hang == nil, "nothing is to be done")
    heartbeat.beat()
    clock.advance(Heartbeat.stepMax)
    #expect(heartbeat.hang == nil, "as long as the longest step may take")
    clock.advance(.seconds(1))
    #expect(heartbeat.hang == Heartbeat.stepMax + .seconds(1))
    heartbeat.beat()
    #expect(heartbeat.hang == nil, "it has come a step further")
    heartbeat.pause(because: "the disk is full")
    clock.advance(.seconds(1_000))
    #expect(heartbeat.hang == nil, "it waits for what it cannot mend")
    #expect(heartbeat.obstacle == "the disk is full")
    heartbeat.beat()
    #expect(heartbeat.obstacle == nil)
    heartbeat.rest()
    clock.advance(.seconds(1_000))
    #expect(heartbeat.hang == nil)
  }

  @Test func `a stuck intake is no longer fed to the watchdog, and one that gets on is`()
    async throws
  {
    let name = "@gainsay-test-\(UUID().uuidString)"
    let systemd = try DatagramReceiver(name)
    let clock = StillClock()
    let heartbeat = Heartbeat { clock.now }
    let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let notify = SystemdNotify(
      environment: ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "100000"], logger: quiet)
    let service = SystemdService(
      notify: notify, heartbeat: heartbeat,
      status: { heartbeat.hang == nil ? "watching" : "intake has not got on" })
    let group = ServiceGroup(services: [service], logger: quiet)
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { try await group.run() }
      func next() async throws -> String {
        try await withCheckedThrowingContinuation { waiting in
          Thread.detachNewThread {
            waiting.resume(
              with: Result { String(decoding: try systemd.receive(), as: UTF8.self) })
          }
        }
      }
      #expect(try await next() == "READY=1\nSTATUS=watching")
      #expect(try await next() == "WATCHDOG=1\nSTATUS=watching")
      heartbeat.beat()
      clock.advance(Heartbeat.stepMax + .seconds(1))
      // What was under way when the clock moved may still be a sign of life.
      let stuck = "STATUS=intake has not got on"
      var said = ""
      while said != stuck { said = try await next() }
      for _ in 1...3 { #expect(try await next() == stuck, "no sign of life") }
      heartbeat.rest()
      while said != "WATCHDOG=1\nSTATUS=watching" { said = try await next() }
      await group.triggerGracefulShutdown()
      while !said.hasPrefix("STOPPING=1") { said = try await next() }
      try await tasks.waitForAll()
    }
  }
}
