// A folder with a configuration in it.

import Foundation
import Testing

@testable import GainsayDaemon

/// A temporary folder that holds gainsay.toml, actors.toml and a folder to watch.
final class SettingsFixture {
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  static let folder = "[[folder]]\nname = \"inbox\"\npath = \"inbox\"\n"
  static let actors = "[[actor]]\nid = \"russia\"\nname = \"Russia\"\n"

  /// Absolute, without a slash at the end.
  let path: String

  init(config: String = folder, actors: String? = actors) throws {
    path = try #require(
      mkdtemp(strdup("/tmp/gainsay-settings-XXXXXX")).map { String(cString: $0) })
    try FileManager.default.createDirectory(
      atPath: path + "/inbox", withIntermediateDirectories: true)
    try write(config, to: "gainsay.toml")
    if let actors { try write(actors, to: "actors.toml") }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ text: String, to name: String, mode: Int = 0o600) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
  }

  /// Reads gainsay.toml.
  func read(
    credentials: String? = nil, for purpose: SettingsReader.Purpose = .running
  ) throws(SettingsError) -> Settings {
    let environment = credentials.map { ["CREDENTIALS_DIRECTORY": $0] } ?? [:]
    return try SettingsReader(environment: environment).read(path + "/gainsay.toml", for: purpose)
  }

  /// What is wrong, a line each, with paths relative to the folder.
  func faults(
    credentials: String? = nil, for purpose: SettingsReader.Purpose = .running
  ) -> [String] {
    do {
      _ = try read(credentials: credentials, for: purpose)
      return []
    } catch {
      return error.problems.map { relative($0.description) }
    }
  }

  func relative(_ text: String) -> String {
    text.replacing(path + "/", with: "")
  }
}
