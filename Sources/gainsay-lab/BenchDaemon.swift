// The daemon under measurement: configured, started, listened to, stopped.

import Foundation
import Glibc
import Synchronization

final class BenchDaemon {
  private let process: Process
  private let log: DaemonLog
  /// The moment before the process was started.
  let started: ContinuousClock.Instant

  /// Starts it, to send its alerts to an endpoint's URL.
  ///
  /// - Throws: `CocoaError` if it cannot be started.
  init(gainsay: String, places: BenchPlaces, endpoint: String) throws {
    let configuration = places.file("gainsay.toml")
    let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) })
    try "whsec_\(key.base64EncodedString())"
      .write(to: places.file("bench.secret"), atomically: false, encoding: .utf8)
    try Self.configuration(places, endpoint: endpoint)
      .write(to: configuration, atomically: false, encoding: .utf8)
    // The daemon insists.
    chmod(places.file("bench.secret").path, 0o600)
    let pipe = Pipe()
    process = BenchProcess.make([gainsay, "run", "--config", configuration.path])
    process.standardError = pipe
    log = DaemonLog()
    started = .now
    try process.run()
    log.follow(pipe.fileHandleForReading)
  }

  var figures: ProcessFigures { ProcessFigures(id: process.processIdentifier) }

  /// Waits until so many more articles are recorded.
  ///
  /// - Returns: when that was, and how many alerts they have given.
  /// - Throws: `BenchFailure` if it takes longer than anything takes that still works.
  func waitForRecorded(_ count: Int) throws -> (moment: ContinuousClock.Instant, alertCount: Int) {
    guard let moment = log.recorded.next(count) else {
      throw failure("not all of \(count) articles have been recorded")
    }
    return (moment, log.takeAlertCount())
  }

  /// Waits for that in ten parts.
  ///
  /// - Returns: when it was, and the memory after each part.
  /// - Throws: `BenchFailure` as for all at once.
  func waitForRecorded(inTenths count: Int) throws -> (ContinuousClock.Instant, memory: String) {
    var (end, memory): (ContinuousClock.Instant, [Int]) = (started, [])
    for tenth in 1...10 {
      end = try waitForRecorded(count * tenth / 10 - count * (tenth - 1) / 10).moment
      memory.append(figures.memory.resident)
    }
    return (end, memory.map { BenchReport.megabytes(kilobytes: $0) }.joined(separator: ", "))
  }

  /// How often the daemon has said that the kernel's queue was too short.
  var lossCount: Int { log.losses.count }

  /// Keeps the daemon from doing anything, or lets it go on.
  func hold(_ holds: Bool) {
    kill(process.processIdentifier, holds ? SIGSTOP : SIGCONT)
  }

  /// A failure with the last that the daemon said.
  func failure(_ description: String) -> BenchFailure {
    BenchFailure("\(description); its log ends:\n\(log.lastLines.joined(separator: "\n"))")
  }

  func stop() {
    BenchProcess.end(process)
  }

  private static func configuration(_ places: BenchPlaces, endpoint: String) -> String {
    """
    ledger = "\(places.file("ledger.sqlite").path)"
    control_socket = "\(places.file("control.sock").path)"
    actors = "\(places.actors.path)"
    on_first_run = "learn"
    log_format = "text"

    [[folder]]
    name = "inbox"
    path = "\(places.inbox.path)"

    [[endpoint]]
    name = "bench"
    url = "\(endpoint)"
    secret_file = "bench.secret"
    allow_private = true

    """
  }
}

/// Reads the daemon's log as it is written, so that the daemon never waits for it.
private final class DaemonLog: Sendable {
  /// When the log said that an article had been recorded.
  let recorded = BenchMoments()
  let losses = BenchMoments()
  private let alertCount = Mutex(0)
  private let last = Mutex<[String]>([])

  var lastLines: [String] { last.withLock { $0 } }

  /// How many alerts the articles recorded since the last time have given.
  func takeAlertCount() -> Int {
    alertCount.withLock { count in
      defer { count = 0 }
      return count
    }
  }

  func follow(_ handle: FileHandle) {
    let descriptor = dup(handle.fileDescriptor)
    Thread.detachNewThread { [self] in
      defer { close(descriptor) }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      var rest: [UInt8] = []
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return }
        rest += buffer[..<count]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          take(String(decoding: rest[..<end], as: UTF8.self))
          rest.removeSubrange(...end)
        }
      }
    }
  }

  private func take(_ line: String) {
    last.withLock { $0 = $0.suffix(9) + [line] }
    if line.contains(" more files changed than could be followed") { losses.note() }
    guard line.contains(" article recorded ") else { return }
    let alerts = line.split(separator: " ").first { $0.hasPrefix("alerts=") }
    alertCount.withLock { $0 += alerts.flatMap { Int($0.dropFirst("alerts=".count)) } ?? 0 }
    recorded.note()
  }
}
