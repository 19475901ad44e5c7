// `gainsay merge`, `split`, `mute` and `unmute`: what a user corrects holds for later articles.

import AlertDelivery
import ArgumentParser
import GainsayDaemon
import StatementAnalysis
import StatementLedger

struct MergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Make two disputes one.",
    discussion: """
      The second one becomes part of the first. What either has told of is known from then on, in the words of both.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Argument(help: "The dispute that stays.")
  var first: NumberArgument

  @Argument(help: "The dispute that becomes part of it.")
  var second: NumberArgument

  func run() async throws {
    try await configuration.correct(.merge(first.number, with: second.number))
  }
}

struct SplitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "split", abstract: "Give a statement a dispute of its own.",
    discussion: """
      For one that was put with others and says something else. What was put there because of it comes along, such as \
      its repeats, and later statements that resemble it most join it.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Argument(help: "The statement's number.")
  var statement: NumberArgument

  func run() async throws {
    try await configuration.correct(.split(statement: statement.number))
  }
}

struct MuteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mute", abstract: "Tell no more of an actor or of a dispute.",
    discussion: """
      What a muted actor says, and what is said of it, is recorded as ever, and told only where another actor in it is \
      a reason to.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Flag(help: "Show what is muted.")
  var list = false

  @OptionGroup var target: MuteArguments

  func validate() throws {
    guard list != (target.kind != nil) else {
      throw ValidationError("Give \"actor ID\" or \"dispute ID\", or --list.")
    }
    if !list { _ = try target.target() }
  }

  func run() async throws {
    guard list else { return try await configuration.correct(.mute(target.target())) }
    let muted = try await configuration.ledger().mutes()
    for actor in muted.actors { Output.line("actor \(actor.id), since \(actor.since)") }
    for dispute in muted.disputes {
      Output.line("dispute \(dispute.id), since \(dispute.since)\n    “\(dispute.gist)”")
    }
    if muted.actors.isEmpty, muted.disputes.isEmpty { Output.note("nothing is muted") }
  }
}

struct UnmuteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unmute", abstract: "Tell of a muted actor or dispute again.",
    discussion: "What came while it was muted is known and is not told.")

  @OptionGroup var configuration: ConfigurationOption

  @OptionGroup var target: MuteArguments

  func validate() throws { _ = try target.target() }

  func run() async throws {
    try await configuration.correct(.unmute(target.target()))
  }
}

/// What to mute: "actor wagner" or "dispute 12".
struct MuteArguments: ParsableArguments {
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case actor, dispute
  }

  @Argument(help: "actor or dispute.")
  var kind: Kind?

  @Argument(help: "The actor's id or the dispute's number.")
  var id: String?

  func target() throws -> MuteTarget {
    switch (kind, id) {
    case (.actor, let id?): return .actor(id)
    case (.dispute, let id?):
      guard let argument = NumberArgument(argument: id) else {
        throw ValidationError("'\(id)' is no dispute's number.")
      }
      return .dispute(argument.number)
    default: throw ValidationError("Give \"actor ID\" or \"dispute ID\".")
    }
  }
}

extension ConfigurationOption {
  /// Longer than a correction takes while a big batch is being recorded.
  private static let timeoutMilliseconds = 60_000

  /// Corrects the ledger, through the daemon if there is one, and prints what was done.
  fileprivate func correct(_ correction: Correction) async throws {
    try await tell(
      .correct(correction), timeoutMilliseconds: Self.timeoutMilliseconds, refusal: .noInput
    ) {
      try await correctInLedger(correction)
    }
  }

  private func correctInLedger(_ correction: Correction) async throws -> String {
    // A configuration that cannot be read whole still tells where the ledger is, which knows the actors it has met.
    let actors = (try? SettingsReader().read(config, for: .checking).actors.map(\.id)) ?? []
    return try await ledger().correct(
      correction, actors: actors, at: DeliveryClock.system.now())
  }
}
