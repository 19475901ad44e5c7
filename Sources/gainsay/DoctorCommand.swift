// `gainsay doctor`: is all in place that the daemon needs?

import ArgumentParser
import GainsayDaemon

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check what the daemon depends on, and say what to do where something is wrong.",
    discussion: """
      Looks at the configuration, the kernel's limits for watching, the clock, folders and ledger with their file \
      systems and permissions, the daemon, and name look-up and TLS of each endpoint, to which nothing is sent. Changes \
      nothing. Run it as the user of the service: sudo -u gainsay gainsay doctor. The exit code is 1 when something is \
      wrong, 0 when there is advice at most. With --format json, an array of objects with subject, verdict (fine, advice \
      or wrong), found and remedy.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Option(help: "text or json.")
  var format: ReportFormat = .text

  func run() async throws {
    let findings = try await Doctor(configuration: configuration.config).findings()
    switch format {
    case .json: Output.json(findings)
    case .text: for line in findings.flatMap(\.lines) { Output.line(line) }
    }
    if findings.contains(where: { $0.verdict == .wrong }) { throw ExitCode.failure }
  }
}
