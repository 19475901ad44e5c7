// What one log entry says, and how each format writes it.

import FoundationEssentials
import Glibc
import Logging
import StatementLedger

/// One entry with its facts gathered from logger, task and call.
struct LogEntry {
  /// A longer value is cut: one article's text must not fill the log.
  static let valueBytesMax = 4_096

  let time: String
  let level: Logger.Level
  let label: String
  let message: String
  /// By name, sorted.
  let facts: [(name: String, value: String)]

  /// The call's facts win over the task's, those over the logger's.
  init(
    _ event: LogEvent, label: String, metadata: Logger.Metadata,
    provider: Logger.MetadataProvider?
  ) {
    var merged = metadata
    merged.merge(provider?.get() ?? [:]) { $1 }
    merged.merge(event.metadata ?? [:]) { $1 }
    if let error = event.error { merged["error"] = "\(error)" }
    time = Self.timeNow()
    level = event.level
    self.label = label
    message = Self.cut(event.message.description)
    facts = merged.map { ($0.key, Self.cut($0.value.description)) }.sorted { $0.0 < $1.0 }
  }

  /// Time, level, message, facts.
  var text: String { "\(time) \(level) \(messageWithFacts)" }

  /// The message and `name=value` for each fact, on one line.
  var messageWithFacts: String {
    var line = Self.escaped(message, quotes: false)
    for fact in facts {
      line += " \(Self.escaped(fact.name, quotes: false))=\(Self.quotedIfNeeded(fact.value))"
    }
    return line
  }

  /// An object on one line; the facts stand in an object of their own, so that none hides the time
  /// or the level.
  var json: String {
    struct Object: Encodable {
      let time: String
      let level: String
      let logger: String
      let message: String
      let facts: [String: String]
    }
    let object = Object(
      time: time, level: level.rawValue, logger: label, message: message,
      facts: Dictionary(facts.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(object) else { return text }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func quotedIfNeeded(_ value: String) -> String {
    let isPlain =
      !value.isEmpty
      && value.unicodeScalars.allSatisfy { $0 != " " && $0 != "\"" && $0 != "=" && !isUnsafe($0) }
    return isPlain ? value : "\"\(escaped(value, quotes: true))\""
  }

  /// With what could break the line, move the cursor or reverse the text as escapes.
  private static func escaped(_ text: String, quotes: Bool) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": shown += "\\n"
      case "\t": shown += "\\t"
      case "\r": shown += "\\r"
      case "\"" where quotes: shown += "\\\""
      case "\\" where quotes: shown += "\\\\"
      case _ where isUnsafe(scalar): shown += "\\u{\(String(scalar.value, radix: 16))}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > valueBytesMax else { return text }
    return String(decoding: text.utf8.prefix(valueBytesMax), as: UTF8.self) + "…"
  }

  /// UTC with milliseconds.
  private static func timeNow() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Timestamp(
      millisecondsSince1970: Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
    ).iso8601
  }
}
