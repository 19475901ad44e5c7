// What `gainsay doctor` finds.

/// One thing looked at, what was found, and what to do about it.
package struct DoctorFinding: Hashable, Sendable, Encodable {
  package enum Verdict: String, Hashable, Sendable, Encodable {
    case fine
    /// It works, or may work, but could be better.
    case advice
    /// Something will not work.
    case wrong
  }

  /// What was looked at: "folder inbox", "sysctl fs.inotify.max_user_watches".
  package var subject: String
  package var verdict: Verdict
  package var found: String
  /// What to do; nil if all is well.
  package var remedy: String?

  static func fine(_ subject: String, _ found: String) -> DoctorFinding {
    DoctorFinding(subject: subject, verdict: .fine, found: found, remedy: nil)
  }

  static func advice(_ subject: String, _ found: String, _ remedy: String) -> DoctorFinding {
    DoctorFinding(subject: subject, verdict: .advice, found: found, remedy: remedy)
  }

  static func wrong(_ subject: String, _ found: String, _ remedy: String) -> DoctorFinding {
    DoctorFinding(subject: subject, verdict: .wrong, found: found, remedy: remedy)
  }

  private enum CodingKeys: String, CodingKey {
    case subject, verdict, found, remedy
  }

  /// Every key is always there.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(subject, forKey: .subject)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(found, forKey: .found)
    try container.encode(remedy, forKey: .remedy)
  }

  /// One line, and one more for what to do.
  package var lines: [String] {
    let name = verdict.rawValue
    let column = name + String(repeating: " ", count: 8 - name.count)
    return ["\(column)\(subject): \(found)"] + (remedy.map { ["        to do: \($0)"] } ?? [])
  }
}
