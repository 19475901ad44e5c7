// What a daemon needs: a folder to watch, a configuration, a place for its ledger.

import Foundation
import Glibc
import StatementLedger

/// A folder of its own for each test, removed with the value.
final class Workplace: Sendable {
  static let actors = """
    [[actor]]
    id = "arvania"
    name = "Arvania"
    aliases = ["Belport"]

    [[actor]]
    id = "corland"
    name = "Corland"
    aliases = ["Lindhaven"]

    """

  let path: String

  /// Makes the folder with an empty inbox, the actors and a configuration.
  ///
  /// Endpoints are tables as the configuration writes them, settings are lines for its top.
  init(endpoints: String = "", settings: String = #"on_first_run = "alert""#) throws {
    // Short, because a unix socket's path may not be long.
    var template = Array("\(NSTemporaryDirectory())/gainsay-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw SystemError() }
    path = String(cString: made)
    try FileManager.default.createDirectory(
      atPath: inbox(""), withIntermediateDirectories: true)
    try write(Self.actors, to: "actors.toml")
    try configure(endpoints: endpoints, settings: settings)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var configuration: String { path("gainsay.toml") }
  var ledgerPath: String { path("ledger.sqlite") }
  var socketPath: String { path("control.sock") }

  func path(_ name: String) -> String { "\(path)/\(name)" }
  func inbox(_ name: String) -> String { path("inbox/\(name)") }

  /// Writes a file in place.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
  }

  /// Writes the configuration anew.
  ///
  /// Lines given for the folder are added to the inbox's table.
  func configure(
    endpoints: String, settings: String = #"on_first_run = "alert""#, folder: String = "",
    http: String = #"listen = "off""#
  ) throws {
    try write(
      """
      ledger = "ledger.sqlite"
      control_socket = "control.sock"
      \(settings)

      [http]
      \(http)

      [[folder]]
      name = "inbox"
      path = "inbox"
      \(folder)

      \(endpoints)
      """, to: "gainsay.toml")
  }

  /// Brings an article whole, as a program that knows how does it: under a hidden name, then renamed.
  func drop(_ article: String, as name: String) throws {
    try drop(article, as: Array(name.utf8))
  }

  /// The same with a name that need not be UTF-8.
  func drop(_ article: String, as name: [UInt8]) throws {
    try write(article, to: "inbox/.arriving")
    let target = (Array(inbox("").utf8) + name + [0]).map { CChar(bitPattern: $0) }
    guard rename(inbox(".arriving"), target) == 0 else { throw SystemError() }
  }

  /// Starts `gainsay run` on the configuration.
  func daemon(_ arguments: String..., environment: [String: String] = [:]) throws -> Program {
    try Program(["run", "--config", configuration] + arguments, environment: environment)
  }

  /// Starts it and waits until the inbox has been looked through, to the last file found there.
  func watchingDaemon(_ arguments: String...) async throws -> Program {
    let daemon = try Program(["run", "--config", configuration] + arguments)
    _ = try await daemon.log.first("the first scan") { $0.contains("folder scanned") }
    return daemon
  }

  /// The ledger, to look at.
  func ledger() throws -> Ledger {
    try Ledger.open(at: ledgerPath, purpose: .command)
  }
}

/// What the system refused.
struct SystemError: Error, CustomStringConvertible {
  let number = errno
  var description: String { String(cString: strerror(number)) }
}

extension Program {
  /// Asks the daemon to stop, and waits.
  func stop() async throws -> End {
    signal(SIGTERM)
    return try await end()
  }

  /// Waits for a line of the log that holds all the words.
  @discardableResult
  func logged(_ words: String..., from place: Int = 0) async throws -> String {
    try await log.first("a line with \(words)", from: place) { line in
      words.allSatisfy(line.contains)
    }
  }
}
