// A folder with a configuration in it.

import Foundation
import Testing

@testable import GainsayDaemon

/// A temporary folder that holds gainsay.toml, actors.toml and a folder to watch.
final class SettingsFixture {
  static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  /// An endpoint's key that names the file of the secret, which every fixture has.
  static let secretFile = "secret_file = \"desk.secret\"\n"
  static let folder = "[[folder]]\nname = \"inbox\"\npath = \"inbox\"\n"
  static let actors = "[[actor]]\nid = \"russia\"\nname = \"Russia\"\n"

  /// Of nobody in particular.
  static let certificate = """
    -----BEGIN CERTIFICATE-----
    MIIBhTCCASugAwIBAgIUSYnnu+Ao0HoL2bBNE0gCT4GWtaMwCgYIKoZIzj0EAwIw
    FzEVMBMGA1UEAwwMZ2FpbnNheS10ZXN0MCAXDTI2MTEyMTIzMTM1OVoYDzIxMjYx
    MDI4MjMxMzU5WjAXMRUwEwYDVQQDDAxnYWluc2F5LXRlc3QwWTATBgcqhkjOPQIB
    BggqhkjOPQMBBwNCAATII/MxNBZbFWBX2Tb8i4Ww+UjGExF1/ThnP/FGM3yHJR64
    0Vk3k7NWgVQIJ3tc+3W1BjkboI1hCwULJCNyAvHro1MwUTAdBgNVHQ4EFgQUo53v
    N2bv4h80btnVZN4PCnRxDRswHwYDVR0jBBgwFoAUo53vN2bv4h80btnVZN4PCnRx
    DRswDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiB1inug7ZJ3gHRk
    zRQpfmQYBxRF9b+so8Y815nQKUrujgIhANSemHVDumTOpfNOj+N2fhKWt+vPwbcN
    mn3Q1AproXnq
    -----END CERTIFICATE-----
    """

  /// Absolute, without a slash at the end.
  let path: String

  init(config: String = folder, actors: String? = actors) throws {
    path = try #require(
      mkdtemp(strdup("/tmp/gainsay-settings-XXXXXX")).map { String(cString: $0) })
    try FileManager.default.createDirectory(
      atPath: path + "/inbox", withIntermediateDirectories: true)
    try write(config, to: "gainsay.toml")
    try write(Self.secret, to: "desk.secret")
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

  /// Puts into the folder "desk" what the package's example names.
  func installExample(from package: String) throws {
    try FileManager.default.createDirectory(
      atPath: path + "/desk", withIntermediateDirectories: true)
    for name in ["desk.secret", "desk-previous.secret"] {
      try write(Self.secret, to: "desk/\(name)")
    }
    try write("Bearer t", to: "desk/desk.token")
    try write("https://hooks.slack.com/services/T/B/x", to: "desk/chat.url")
    try write(
      String(contentsOfFile: package + "config/alert.mustache", encoding: .utf8),
      to: "desk/alert.mustache")
    try write(Self.certificate, to: "desk/ca.pem")
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
