// The daemon's log: one handler, three ways to write an entry.

import FoundationEssentials
import Glibc
package import Logging
import Synchronization

/// The level below which nothing is logged; a reload may change it while loggers are in use.
package final class LogThreshold: Sendable {
  private let current: Mutex<Logger.Level>

  package init(_ level: Logger.Level) {
    current = Mutex(level)
  }

  package var level: Logger.Level {
    get { current.withLock { $0 } }
    set { current.withLock { $0 = newValue } }
  }
}

/// Where lines go: one line is never broken by another, from whatever thread.
package final class LogOutput: Sendable {
  private struct State {
    let descriptor: Int32
    /// Stands below the lines and is written anew after each.
    var progress: String?
  }

  /// Takes the cursor to the line's start and clears the line (ECMA-48).
  private static let cleared = "\r\u{1B}[K"

  private let state: Mutex<State>

  /// Standard error.
  ///
  /// By number: under systemd `/dev/stderr` is a socket and cannot be opened.
  package static let standardError = LogOutput(descriptor: 2)

  /// - Parameter descriptor: Stays open as long as the output is used.
  package init(descriptor: Int32) {
    state = Mutex(State(descriptor: descriptor))
  }

  /// Standard error if it is a terminal, which can show progress.
  package static var terminal: LogOutput? { isatty(2) == 1 ? .standardError : nil }

  /// Writes a line and its end.
  ///
  /// A failure has nobody to be told to.
  func write(line: String) {
    state.withLock { state in
      let progress = state.progress.map { (Self.cleared, $0) } ?? ("", "")
      Self.write(progress.0 + line + "\n" + progress.1, to: state.descriptor)
    }
  }

  /// Shows a line on a terminal below all others, in the place of the one before; nil ends it.
  func show(progress: String?) {
    state.withLock { state in
      guard progress != state.progress else { return }
      state.progress = progress
      Self.write(Self.cleared + (progress ?? ""), to: state.descriptor)
    }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}

/// Where entries go and how they are written.
package enum LogDestination: Sendable {
  /// `2023-01-30T09:15:00.123Z info article recorded path=a.txt statements=2`
  case text(LogOutput)
  /// `{"facts":{"path":"a.txt"},"level":"info","logger":"intake","message":"…","time":"…"}`
  case json(LogOutput)
  case journal(JournalWriter)

  /// The destination of a configured format.
  ///
  /// `JOURNAL_STREAM` in the environment tells whether standard error is the journal.
  package init(
    _ format: LogFormat, environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    switch format {
    case .auto:
      let isJournal = JournalWriter.isStandardErrorTheJournal(environment)
      self = isJournal ? .journal(JournalWriter()) : .text(.standardError)
    case .text: self = .text(.standardError)
    case .json: self = .json(.standardError)
    case .journal: self = .journal(JournalWriter())
    }
  }

  func write(_ entry: LogEntry) {
    switch self {
    case .text(let output): output.write(line: entry.text)
    case .json(let output): output.write(line: entry.json)
    case .journal(let journal): journal.write(entry)
    }
  }
}

/// The log of the daemon, for `LoggingSystem.bootstrap`.
package struct DaemonLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?
  private var ownLevel: Logger.Level?
  private let label: String
  private let threshold: LogThreshold
  private let destination: LogDestination

  /// A handler with the label of its logger; the threshold is shared by all.
  package init(label: String, threshold: LogThreshold, destination: LogDestination) {
    self.label = label
    self.threshold = threshold
    self.destination = destination
  }

  /// The shared threshold unless set on this logger.
  package var logLevel: Logger.Level {
    get { ownLevel ?? threshold.level }
    set { ownLevel = newValue }
  }

  package subscript(metadataKey name: String) -> Logger.Metadata.Value? {
    get { metadata[name] }
    set { metadata[name] = newValue }
  }

  package func log(event: LogEvent) {
    destination.write(
      LogEntry(event, label: label, metadata: metadata, provider: metadataProvider))
  }
}
