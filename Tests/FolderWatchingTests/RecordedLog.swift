// The log as a stream, so that a test can wait for a line and read it.

import Logging

/// Keeps every line of a logger.
struct RecordedLog: Sendable {
  private let lines: AsyncStream<String>
  let logger: Logger

  init() {
    let (lines, continuation) = AsyncStream.makeStream(of: String.self)
    self.lines = lines
    logger = Logger(label: "test") { _ in Handler(continuation: continuation) }
  }

  /// The next line with this text, as `level: message key=value …`; nil at the time limit.
  func line(with text: String) async -> String? {
    await lines.first { $0.contains(text) }
  }

  private struct Handler: LogHandler {
    let continuation: AsyncStream<String>.Continuation
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let facts = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
      let shownFacts = facts.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
      continuation.yield("\(event.level): \(event.message) \(shownFacts)")
    }
  }
}
