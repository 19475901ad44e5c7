// `gainsay endpoint`: how the receivers fare; tried, ended and begun by hand.

import AlertDelivery
import ArgumentParser
import GainsayDaemon
import StatementLedger

struct EndpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoint", abstract: "Look at endpoints, try them, change their state.",
    subcommands: [List.self, Test.self, Enable.self, Disable.self])

  private static let timeoutMilliseconds = 10_000

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the configured endpoints, how they fare and what waits for them.")

    @OptionGroup var configuration: ConfigurationOption

    @Option(help: "text, or jsonl: one line of JSON an endpoint.")
    var format: StatementFormat = .text

    func run() async throws {
      let settings = try SettingsReader().read(configuration.config, for: .checking)
      let reports = try await configuration.ledger().endpointReports()
      if settings.endpoints.isEmpty { Output.note("no endpoint is configured") }
      for endpoint in settings.endpoints.map(\.endpoint) {
        let report =
          reports.first { $0.name == endpoint.name }
          ?? EndpointReport(
            name: endpoint.name, state: .active, waiting: 0, dead: 0)
        switch format {
        case .jsonl: Output.json(report)
        case .text: Output.line(text(report, endpoint))
        }
      }
    }

    private func text(_ report: EndpointReport, _ endpoint: Endpoint) -> String {
      let since = report.failingSince.map { ", failing since \($0)" } ?? ""
      let pause = report.pausedUntil.map { ", left alone until \($0)" } ?? ""
      return "\(report.name): \(report.state.rawValue)\(since)\(pause), \(report.waiting) waiting, "
        + "\(report.dead) dead letters; \(endpoint.formatName) to \(endpoint.url)"
    }
  }

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a test alert right now and say what comes of it.",
      discussion: """
        Its type is endpoint.test, its data is that of a notice; it is signed like any alert, and neither counted nor \
        recorded. It goes to held and disabled endpoints too. The exit code is 69 when the receiver does not take it.
        """)

    /// Longer than an attempt may take.
    private static let timeoutMilliseconds = 310_000

    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "The endpoint's name.")
    var name: String

    func run() async throws {
      try await configuration.tell(
        .testEndpoint(name: name), timeoutMilliseconds: Self.timeoutMilliseconds,
        refusal: .unavailable, without: test)
    }

    private func test() async throws -> String {
      let settings = try SettingsReader().read(configuration.config)
      guard let endpoint = settings.endpoints.first(where: { $0.name == name })?.endpoint else {
        throw configuration.unknown(name, settings)
      }
      let report = try await EndpointTestReport.make(
        of: endpoint, by: CurlLoop(userAgent: "Gainsay/\(Version.current)"),
        at: DeliveryClock.system.now())
      let text = report.lines.joined(separator: "\n")
      guard report.isDelivered else { throw CommandFailure(.unavailable, text) }
      return text
    }
  }

  struct Enable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send again to an endpoint that refused us (401, 403) or said it was gone (410).",
      discussion: "Dead letters stay: gainsay dead replay --endpoint NAME sends them again.")

    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "The endpoint's name.")
    var name: String

    func run() async throws {
      try await configuration.tell(
        .enableEndpoint(name: name), timeoutMilliseconds: EndpointCommand.timeoutMilliseconds,
        refusal: .configuration, without: enableInLedger)
    }

    private func enableInLedger() async throws -> String {
      let ledger = try configuration.ledger()
      // The call stands in a closure of its own: the compiler of Swift 6.3 crashes, when it optimises, on a `catch` with a
      // condition around an awaited call with a typed error.
      let failure = await { () async -> LedgerError? in
        do throws(LedgerError) {
          try await ledger.enable(endpoint: name)
          return nil
        } catch {
          return error
        }
      }()
      guard let failure else { return "endpoint \(name) will be active when the daemon runs" }
      guard failure.code == .notFound else { throw failure }
      throw configuration.unknown(
        name, try SettingsReader().read(configuration.config, for: .checking))
    }
  }

  struct Disable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send nothing more to an endpoint; what waits and what comes are dead letters.")

    @OptionGroup var configuration: ConfigurationOption

    @Argument(help: "The endpoint's name.")
    var name: String

    func run() async throws {
      try await configuration.tell(
        .disableEndpoint(name: name), timeoutMilliseconds: EndpointCommand.timeoutMilliseconds,
        refusal: .configuration, without: disableInLedger)
    }

    private func disableInLedger() async throws -> String {
      let settings = try SettingsReader().read(configuration.config, for: .checking)
      guard settings.endpoints.contains(where: { $0.name == name }) else {
        throw configuration.unknown(name, settings)
      }
      try await configuration.ledger().disable(endpoint: name)
      return "endpoint \(name) is disabled, what waits for it are dead letters"
    }
  }
}

extension ConfigurationOption {
  fileprivate func unknown(_ name: String, _ settings: Settings) -> CommandFailure {
    let known = settings.endpoints.map(\.name)
    return CommandFailure(
      .configuration,
      "there is no endpoint \"\(name)\"; \(config) has: "
        + (known.isEmpty ? "none" : known.joined(separator: ", ")))
  }
}
