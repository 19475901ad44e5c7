// Tests that need a process of their own: lowered limits, no privileges, mounts.

import Foundation
import Testing

/// A way to run this test binary again in namespaces of its own; limits lowered in there change
/// nothing outside.
enum Confinement: String, CaseIterable, Sendable {
  case fewWatches, watchesRunOut, noInstances, noPrivileges, ownMounts

  private static let variable = "GAINSAY_TEST_CONFINEMENT"

  /// The one this process runs in.
  static let current = ProcessInfo.processInfo.environment[variable].flatMap(Self.init)

  /// Whether this machine lets a user make namespaces.
  static let isPossible =
    (try? run(["unshare", "-Urm", "true"], environment: [:]))?.status == 0

  /// The suite that runs in it.
  var suite: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() + "Tests" }

  private var launcher: [String] {
    func limited(_ key: String, to count: Int) -> [String] {
      let script = "echo \(count) >/proc/sys/user/\(key) && exec \"$@\""
      return ["unshare", "-Ur", "sh", "-c", script, "sh"]
    }
    return switch self {
    case .fewWatches, .watchesRunOut: limited("max_inotify_watches", to: 3)
    case .noInstances: limited("max_inotify_instances", to: 0)
    case .noPrivileges: ["unshare", "-U"]
    case .ownMounts: ["unshare", "-Urm"]
    }
  }

  /// Runs the suite; the output is the test report.
  ///
  /// Waits on a thread of its own: the few that tests share are not for blocking.
  func runSuite() async throws -> (status: Int32, output: String) {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try runSuiteBlocking() })
      }
    }
  }

  private func runSuiteBlocking() throws -> (status: Int32, output: String) {
    let binary = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let arguments = [
      binary, "--testing-library", "swift-testing", "--filter", "FolderWatchingTests.\(suite)",
    ]
    return try Self.run(launcher + arguments, environment: [Self.variable: rawValue])
  }

  /// Blocks until the command has ended.
  static func run(
    _ command: [String], environment: [String: String]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}

@Suite(
  .timeLimit(.minutes(1)), .serialized, .enabled(if: Confinement.current == nil),
  .enabled(if: Confinement.isPossible, "NOT TESTED: this machine allows no user namespaces"))
struct ConfinementTests {
  @Test(arguments: Confinement.allCases)
  func `the watcher bears being confined`(confinement: Confinement) async throws {
    let (status, output) = try await confinement.runSuite()
    #expect(status == 0, "\(output)")
    #expect(output.contains(" in 1 suite passed"), "\(output)")
  }
}
