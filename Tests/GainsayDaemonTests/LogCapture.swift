// A log that a test reads back.

import Foundation
import Logging
import Testing

@testable import GainsayDaemon

/// A temporary file in the place of standard error.
final class LogCapture {
  enum Style {
    case text, json
  }

  let threshold = LogThreshold(.info)
  let output: LogOutput
  private let descriptor: Int32
  private let path: String

  init() throws {
    path = NSTemporaryDirectory() + "gainsay-log-\(UUID().uuidString)"
    descriptor = open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0)
    output = LogOutput(descriptor: descriptor)
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  func logger(_ style: Style) -> Logger {
    logger(style == .text ? .text(output) : .json(output))
  }

  func logger(_ destination: LogDestination) -> Logger {
    let threshold = threshold
    return Logger(label: "intake") {
      DaemonLogHandler(label: $0, threshold: threshold, destination: destination)
    }
  }

  func lines() throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }
}
