// Tells systemd that the daemon is ready, alive, and stopping.

import Logging
import ServiceLifecycle
import StatementLedger

/// Feeds the watchdog for as long as intake gets on.
struct SystemdService: Service {
  /// Reading, analysing or recording the longest file takes less, on a slow disk too.
  private static let stepMax = Duration.seconds(60)
  private static let statusEvery = Duration.seconds(10)

  let notify: SystemdNotify
  let heartbeat: Heartbeat
  let ledger: Ledger
  let folderCount: Int

  func run() async throws {
    notify.send(.ready, .status(await ledger.summary(folderCount: folderCount)))
    let watchdog = notify.watchdogMilliseconds.map { Duration.milliseconds($0 / 2) }
    let period = min(watchdog ?? Self.statusEvery, Self.statusEvery)
    await withGracefulShutdownHandler {
      try? await cancelWhenGracefulShutdown {
        while true {
          try await Task.sleep(for: period)
          if heartbeat.isAlive(within: Self.stepMax) {
            notify.send(.watchdog, .status(await ledger.summary(folderCount: folderCount)))
          }
        }
      }
    } onGracefulShutdown: {
      notify.send(.stopping, .status("stopping"))
    }
  }
}

extension Ledger {
  /// How the daemon is doing, in a sentence for an administrator.
  func summary(folderCount: Int) async -> String {
    guard let counts = try? await counts() else { return "the ledger cannot be read; see the log" }
    let folders = folderCount == 1 ? "1 folder" : "\(folderCount) folders"
    return """
      watching \(folders); \(counts.articles) articles, \(counts.statements) statements, \(counts.setAside) files set \
      aside; \(counts.deliveriesWaiting) deliveries waiting, \(counts.deliveriesDead) given up
      """
  }
}
