// What the configuration says, as values: nothing here reads a file.

package import AlertDelivery
package import Logging
package import StatementAnalysis

/// What an empty ledger makes of the articles that lie in a folder at the first start.
package enum FirstRun: String, CaseIterable, Sendable {
  /// They are known, not news: nothing is told.
  case learn
  /// They are told like any other.
  case alert
}

/// How the log is written.
package enum LogFormat: String, CaseIterable, Sendable {
  /// `journal` where standard error is the journal, else `text`.
  case auto
  /// One line an entry: time, level, message, `key=value`.
  case text
  /// One JSON object a line.
  case json
  /// The journal's own protocol, with a field for each fact.
  case journal
}

/// A configuration in which every check has passed.
package struct Settings: Hashable, Sendable {
  /// The ledger and the control socket.
  package var places: SettingsPlaces
  /// In the order of the file; ids are unique, no name belongs to two of them.
  package var actors: [TrackedActor]
  /// At least one; names are unique.
  package var folders: [FolderSettings]
  /// Names are unique; none means that nothing is told.
  package var endpoints: [EndpointSettings]
  package var onFirstRun: FirstRun
  /// After this long without a sighting a statement is new again; nil: never.
  package var noveltyWindowMilliseconds: Int64?
  /// How often each folder is listed anew, whatever its events said.
  package var rescanIntervalMilliseconds: Int64
  /// A longer file is set aside.
  package var fileBytesMax: Int64
  package var logLevel: Logger.Level
  package var logFormat: LogFormat
  /// What is allowed but unwise, to be logged.
  package var warnings: [SettingsProblem]
}

/// Where a command finds the daemon and its ledger.
package struct SettingsPlaces: Hashable, Sendable {
  /// Absolute.
  package var ledger: String
  /// Absolute, at most `ControlSocket.pathBytesMax` bytes.
  package var controlSocket: String

  package static let standard = SettingsPlaces(
    ledger: "/var/lib/gainsay/ledger.sqlite", controlSocket: "/run/gainsay/control.sock")
}

/// A watched folder (`[[folder]]`).
package struct FolderSettings: Hashable, Sendable {
  package var name: String
  /// Absolute; it was a readable directory when the configuration was read.
  package var path: String
  package var isRecursive: Bool
  /// Patterns of file names to read; at least one.
  package var include: [String]
  /// Patterns of file names to leave, stronger than `include`.
  package var ignore: [String]
  /// How long a file must stay unchanged before it is read.
  package var settleMilliseconds: Int64
}

/// A receiver of alerts (`[[endpoint]]`).
package struct EndpointSettings: Hashable, Sendable {
  package var name: String
  /// http or https, without user name or fragment.
  ///
  /// Secret like a password for chat services: see `SecretText`.
  package var url: SecretText
  /// Signs every request.
  package var secret: WebhookSecret
  /// The secret before a rotation: alerts carry a signature by each.
  package var previousSecret: WebhookSecret?
  /// For one attempt, from connecting to the response.
  package var timeoutMilliseconds: Int64
  /// Whether loopback and private addresses may be dialled.
  package var allowsPrivate: Bool
  /// The wait after each failed attempt; when all are used up there is no further one.
  ///
  /// Nil: the standard schedule.
  package var retryScheduleMilliseconds: [Int64]?
}

/// A text that must not be printed: printing, logging or dumping it shows `(secret)`.
package struct SecretText: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The text itself.
  package let revealed: String

  package init(_ text: String) {
    revealed = text
  }

  package var description: String { "(secret)" }

  package var customMirror: Mirror { Mirror(reflecting: description) }
}
