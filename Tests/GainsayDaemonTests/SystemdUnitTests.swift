// The unit, as systemd's own checker sees it.

import Foundation
import Testing

private let systemdAnalyze = "/usr/bin/systemd-analyze"

@Suite(
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: systemdAnalyze),
    "NOT CHECKED: gainsay.service, since systemd-analyze is not installed (apt install systemd)"),
  .timeLimit(.minutes(1)))
struct SystemdUnitTests {
  private static let unit = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "systemd/gainsay.service")

  /// The most that `systemd-analyze security` may find, in tenths.
  private static let exposureTenthsMax = 11

  @Test func `systemd finds nothing to complain about in the unit`() throws {
    let (status, said) = try analyze(["verify"]) { $0 }
    // Unknown keys are only warned of: the status alone says little.
    #expect(said == "")
    #expect(status == 0)
  }

  @Test func `a misspelt key of the unit would be noticed`() throws {
    let (_, said) = try analyze(["verify"]) {
      $0.replacing("ProtectSystem=", with: "ProtectSistem=")
    }
    #expect(said.contains("ProtectSistem"))
  }

  @Test func `the unit exposes no more than it must`() throws {
    let threshold = "--threshold=\(Self.exposureTenthsMax)"
    #expect(try analyze(["security", "--offline=true", threshold]) { $0 }.status == 0)
  }

  @Test func `an unprotected unit would be noticed`() throws {
    let threshold = "--threshold=\(Self.exposureTenthsMax)"
    let (status, _) = try analyze(["security", "--offline=true", threshold]) {
      $0.replacing("PrivateDevices=yes", with: "PrivateDevices=no")
    }
    #expect(status != 0)
  }

  /// Runs systemd-analyze on a copy of the unit whose command is one that is installed; says what
  /// came on standard error.
  private func analyze(_ arguments: [String], editing edit: (String) -> String) throws -> (
    status: Int32, said: String
  ) {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let copy = folder.appending(path: "gainsay.service")
    let text = try String(contentsOf: Self.unit, encoding: .utf8)
    try Data(edit(text.replacing("/usr/bin/gainsay", with: "/bin/true")).utf8).write(to: copy)
    let process = Process()
    process.executableURL = URL(filePath: systemdAnalyze)
    process.arguments = arguments + [copy.path()]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }
}
