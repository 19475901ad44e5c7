// What is wrong with a configuration, collected so that one reading shows it all.

/// One thing wrong with the configuration, and the way out.
package struct SettingsProblem: Hashable, Sendable, CustomStringConvertible {
  /// The configuration file at fault, as it was named.
  package var file: String
  /// From 1; nil where no line can be named.
  package var line: Int?
  /// From 1, in characters; only syntax errors have one.
  package var column: Int?
  /// "endpoint[2].url" is the key `url` of the second `[[endpoint]]`; empty for the whole file.
  package var key: String
  package var what: String
  package var remedy: String

  /// One line: "gainsay.toml:12: endpoint[2].url: what is wrong; what to do".
  package var description: String {
    var place = file
    if let line { place += ":\(line)" }
    if let column { place += ":\(column)" }
    return place + ": " + (key.isEmpty ? "" : key + ": ") + what + "; " + remedy
  }
}

/// A configuration that must not be used (exit code 78).
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// At least one; by file, then by line.
  package var problems: [SettingsProblem]

  /// A line for each problem.
  package var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Gathers problems while the readers go on.
final class ProblemList {
  private var errors: [SettingsProblem] = []
  private var warnings: [SettingsProblem] = []

  func add(_ problem: SettingsProblem) {
    errors.append(problem)
  }

  func warn(_ problem: SettingsProblem) {
    warnings.append(problem)
  }

  /// Everything that is wrong.
  var error: SettingsError { SettingsError(problems: Self.sorted(errors)) }

  /// The warnings, once nothing is wrong.
  ///
  /// - Throws: `SettingsError` with everything that is.
  func finish() throws(SettingsError) -> [SettingsProblem] {
    guard errors.isEmpty else { throw error }
    return Self.sorted(warnings)
  }

  /// Files in the order they were first met, lines in order, equals as they came.
  private static func sorted(_ problems: [SettingsProblem]) -> [SettingsProblem] {
    var fileOrder: [String: Int] = [:]
    for problem in problems where fileOrder[problem.file] == nil {
      fileOrder[problem.file] = fileOrder.count
    }
    let keys = problems.enumerated().map { offset, problem in
      ((fileOrder[problem.file] ?? 0, problem.line ?? 0, offset), problem)
    }
    return keys.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
