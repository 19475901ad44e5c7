// Reads the configuration: start here to see what it holds.

import FoundationEssentials
import Glibc
import Logging
package import StatementAnalysis

/// The keys at the top of gainsay.toml.
enum TopKey: String, SettingsKey {
  case ledger
  case controlSocket = "control_socket"
  case actors
  case onFirstRun = "on_first_run"
  case noveltyWindow = "novelty_window"
  case rescanInterval = "rescan_interval"
  case maxFileSize = "max_file_size"
  case logLevel = "log_level"
  case logFormat = "log_format"
  case http, folder, endpoint
}

/// Reads and checks gainsay.toml and the actors file it names.
package struct SettingsReader: Sendable {
  /// What the configuration is read for.
  package enum Purpose: Sendable {
    /// To run by it: all must be in place.
    case running
    /// To check it outside the service, which alone is given the credentials of systemd: an
    /// endpoint that needs one of them is left out with a warning.
    case checking
  }

  package static let standardPath = "/etc/gainsay/gainsay.toml"

  private let credentialsDirectory: String?

  /// A reader for this process.
  ///
  /// - Parameter environment: `CREDENTIALS_DIRECTORY` is where systemd has put the credentials.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    credentialsDirectory = environment["CREDENTIALS_DIRECTORY"]
  }

  /// Reads everything.
  ///
  /// - Throws: `SettingsError` with all that is wrong in both files.
  package func read(_ path: String, for purpose: Purpose = .running) throws(SettingsError)
    -> Settings
  {
    let problems = ProblemList()
    guard let document = TOMLDocument(path: path, problems: problems) else { throw problems.error }
    let top = TableReader<TopKey>(
      document.root, of: document, path: "", problems: problems, misplaced: Self.misplaced)
    let secrets = SecretReader(credentialsDirectory: credentialsDirectory, purpose: purpose)
    var names = FirstUses()
    let endpoints = EndpointTable.all(in: top, secrets: secrets)
      .map { (table: $0, settings: $0.read(&names)) }
    var settings = Settings(
      places: Self.places(top),
      actors: [],
      monitoring: MonitoringSettings.read(from: top, secrets: secrets),
      folders: FolderSettings.read(from: top),
      endpoints: endpoints.compactMap(\.settings),
      onFirstRun: top.choice(.onFirstRun, default: FirstRun.learn),
      noveltyWindowMilliseconds: Self.noveltyWindow(top),
      rescanIntervalMilliseconds: top.duration(
        .rescanInterval, in: 1_000...86_400_000, default: 300_000),
      fileBytesMax: top.size(.maxFileSize, in: 1_000...64_000_000, default: 4_000_000),
      logLevel: top.choice(.logLevel, default: Logger.Level.info),
      logFormat: top.choice(.logFormat, default: LogFormat.auto),
      warnings: [])
    if purpose == .checking { Self.warn(ofPlaces: settings.places, top) }
    let actorsPath = top.absolute(top.string(.actors, example: "actors.toml") ?? "actors.toml")
    settings.actors = TrackedActor.read(from: actorsPath, problems: problems)
    for case (let endpoint, let read?) in endpoints where !settings.actors.isEmpty {
      EndpointFilter(table: endpoint.table)
        .check(read.filter, known: settings.actors.map(\.id))
    }
    settings.warnings = try problems.finish()
    return settings
  }

  /// Reads where the daemon and its ledger are, and checks nothing else: so a command reaches a
  /// daemon whose configuration has since been broken.
  ///
  /// - Throws: `SettingsError` if the file cannot be parsed or one of the two keys is at fault.
  package func readPlaces(_ path: String) throws(SettingsError) -> SettingsPlaces {
    let problems = ProblemList()
    guard let document = TOMLDocument(path: path, problems: problems) else { throw problems.error }
    let wanted = [TopKey.ledger, .controlSocket].map(\.rawValue)
    let top = TableReader<TopKey>(
      document.root.filter { wanted.contains($0.key) }, of: document, path: "", problems: problems)
    let places = Self.places(top)
    _ = try problems.finish()
    return places
  }

  /// Reads an actors file alone.
  ///
  /// - Throws: `SettingsError` with all that is wrong in it.
  package func readActors(_ path: String) throws(SettingsError) -> [TrackedActor] {
    let problems = ProblemList()
    let actors = TrackedActor.read(from: path, problems: problems)
    _ = try problems.finish()
    return actors
  }

  /// What keeps a daemon from starting or from being of use, but may be put in place until then.
  private static func warn(ofPlaces places: SettingsPlaces, _ top: TableReader<TopKey>) {
    if !top.has(.endpoint) {
      top.warn(
        .endpoint, "is missing", "add an [[endpoint]]: statements are recorded, nobody is told")
    }
    if let folder = places.missingLedgerFolder {
      top.warn(
        .ledger, "its folder \(shown(folder)) does not exist",
        "create it before the start; systemd creates that of the unit")
    }
  }

  private static func places(_ top: TableReader<TopKey>) -> SettingsPlaces {
    let standard = SettingsPlaces.standard
    let places = SettingsPlaces(
      ledger: top.absolute(top.string(.ledger, example: standard.ledger) ?? standard.ledger),
      controlSocket: top.absolute(
        top.string(.controlSocket, example: standard.controlSocket) ?? standard.controlSocket))
    let length = places.controlSocket.utf8.count
    if length > ControlSocket.pathBytesMax {
      top.add(
        .controlSocket, "is \(length) bytes long",
        "choose a path of at most \(ControlSocket.pathBytesMax), the limit of a unix socket")
    }
    return places
  }

  private static func noveltyWindow(_ top: TableReader<TopKey>) -> Int64? {
    guard let text = top.string(.noveltyWindow, example: "90d"), text != "forever" else {
      return nil
    }
    return top.duration(
      text, of: .noveltyWindow, in: 60_000...315_360_000_000, orElse: " or \"forever\"")
  }

  /// Where a key belongs that stands at the top by mistake.
  private static func misplaced(_ key: String) -> String? {
    if key == "actor" { return "move each [[actor]] to the file that \"actors\" names" }
    if FolderKey(rawValue: key) != nil { return "move it below [[folder]]" }
    if EndpointKey(rawValue: key) != nil { return "move it below [[endpoint]]" }
    if HTTPKey(rawValue: key) != nil { return "move it below [http]" }
    return nil
  }
}

extension SettingsPlaces {
  /// The folder that the ledger is to lie in, if it is not there.
  var missingLedgerFolder: String? {
    access(ledgerFolder, F_OK) == 0 || errno != ENOENT ? nil : ledgerFolder
  }
}

/// Where a key belongs that stands in a `[[folder]]` or an `[[endpoint]]` by mistake.
func misplacedBelowTop(_ key: String) -> String? {
  TopKey(rawValue: key).map { _ in "move it to the top, above the first [[…]]" }
}
