// Tells systemd that the daemon is ready, alive, and stopping.

import Logging
import ServiceLifecycle

/// Feeds the watchdog for as long as intake gets on.
struct SystemdService: Service {
  private static let statusEvery = Duration.seconds(10)

  let notify: SystemdNotify
  let heartbeat: Heartbeat
  /// How the daemon is doing, in a sentence for an administrator.
  let status: @Sendable () async -> String

  func run() async throws {
    guard notify.isHeard else { return try await gracefulShutdown() }
    notify.send(.ready, .status(await status()))
    let watchdog = notify.watchdogMilliseconds.map { Duration.milliseconds($0 / 2) }
    let period = watchdog ?? Self.statusEvery
    await withGracefulShutdownHandler {
      try? await cancelWhenGracefulShutdown {
        while true {
          try await Task.sleep(for: period)
          // Looked at before the ledger is asked for the sentence, which waits when that hangs.
          let isAlive = heartbeat.hang == nil
          let status = SystemdNotify.Message.status(await status())
          if isAlive { notify.send(.watchdog, status) } else { notify.send(status) }
        }
      }
    } onGracefulShutdown: {
      notify.send(.stopping, .status("stopping"))
    }
  }
}
