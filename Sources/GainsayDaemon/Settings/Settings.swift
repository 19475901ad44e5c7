// What the configuration says, as values: nothing here reads a file.

package import AlertDelivery
package import FolderWatching
package import Logging
package import StatementAnalysis
package import StatementLedger

/// What an empty ledger makes of the articles that lie in a folder at the first start.
package enum FirstRun: String, CaseIterable, Sendable {
  /// They are known, not news: nothing is told.
  case learn
  /// They are told like any other.
  case alert
}

/// What becomes of a file after it was read or set aside.
package enum AfterReading: String, CaseIterable, Sendable {
  /// It stays where it is.
  case keep
  /// It goes to `done/` or `failed/` beside its folder.
  case move
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
  /// The pages for monitoring; nil: there are none.
  package var monitoring: MonitoringSettings?
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

/// The pages for monitoring (`[http]`).
package struct MonitoringSettings: Hashable, Sendable {
  package var address: ListenAddress
  /// What whoever asks must know; nil: nothing, which loopback alone allows.
  package var token: MonitoringToken?
  /// Whether the configuration names the address: then there is no starting without it.
  package var isChosen: Bool
}

/// Where a command finds the daemon and its ledger.
package struct SettingsPlaces: Hashable, Sendable {
  /// Absolute.
  package var ledger: String
  /// Absolute, at most `ControlSocket.pathBytesMax` bytes.
  package var controlSocket: String

  /// The folder that the ledger lies in, without a slash at its end.
  var ledgerFolder: String {
    let folder = ledger.lastIndex(of: "/").map { String(ledger[..<$0]) } ?? ""
    return folder.isEmpty ? "/" : folder
  }

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
  package var watch = WatchMode.auto
  package var after = AfterReading.keep

  /// Patterns for the formats that are read, where the configuration names none.
  static let includeDefault = [
    "*.txt", "*.md", "*.html", "*.htm", "*.xml", "*.rss", "*.atom", "*.json", "*.jsonl",
    "*.ndjson", "*.gz",
  ]
}

/// A receiver of alerts (`[[endpoint]]`) and which of them it is told.
package struct EndpointSettings: Hashable, Sendable {
  package var endpoint: Endpoint
  package var filter: AlertFilter

  /// The endpoint's.
  package var name: String { endpoint.name }
}
