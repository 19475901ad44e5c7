// `gainsay disputes`: what is claimed and denied, by whom, since when.

import ArgumentParser
import GainsayDaemon
import StatementLedger

struct DisputesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "disputes",
    abstract: "List disputes, the last seen first, or show the timeline of one.",
    discussion: """
      A dispute is what several statements claim or deny: it has the number that alerts call "proposition". Listed are \
      those in which a claim has met a denial; with --all, behind them, claims that nobody has denied and denials of \
      nothing that is recorded.

      With --format json, the list is an array of objects with id, gist, claimed_by and denied_by (speaker, since, \
      statements), since, last_seen, outlets, articles and is_muted. A single dispute is such an object with timeline: \
      each entry has the statement (as in an alert), the ids that it answers, and also_reported, its repeats.
      """)

  @OptionGroup var configuration: ConfigurationOption

  @Option(help: "Only those with a statement by or about this actor (its id).")
  var actor: String?

  @Option(help: "Only those seen on this day (UTC, YYYY-MM-DD) or later.")
  var since: DayArgument?

  @Flag(help: "Also those with claims only or with denials only.")
  var all = false

  @Option(help: "At most so many.")
  var limit = 20

  @Option(help: "text or json.")
  var format: ReportFormat = .text

  @Argument(help: ArgumentHelp("The dispute's number.", valueName: "id"))
  var dispute: NumberArgument?

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
    guard dispute == nil || (actor == nil && since == nil && !all) else {
      throw ValidationError("--actor, --since and --all choose from the list: give no id.")
    }
  }

  func run() async throws {
    let ledger = try configuration.ledger()
    if let dispute {
      let found = try await ledger.dispute(dispute.number)
      switch format {
      case .json: Output.json(found)
      case .text: Output.line(DisputeText.timeline(found))
      }
      return
    }
    let disputes = try await ledger.disputes(
      actor: actor, since: since?.start, oneSided: all, limit: limit)
    if disputes.isEmpty { Output.note(none) }
    switch format {
    case .json: Output.json(disputes.map(DisputeSummary.init))
    case .text where disputes.isEmpty: break
    case .text: Output.line(disputes.map(DisputeText.summary).joined(separator: "\n\n"))
    }
  }

  private var none: String {
    let what = all ? "no claim or denial" : "no claim that has met a denial"
    let whose = actor.map { " by or about \"\($0)\"" } ?? ""
    return "\(what)\(whose) is recorded\(since.map { " since \($0.text)" } ?? "")"
  }
}

/// How a report is printed.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// A number as listings print it: "12" or "#12".
struct NumberArgument: ExpressibleByArgument {
  let number: Int64

  init?(argument: String) {
    let digits = argument.hasPrefix("#") ? argument.dropFirst() : argument[...]
    guard let number = Int64(digits), number > 0 else { return nil }
    self.number = number
  }
}

/// A day as ISO 8601 writes it.
struct DayArgument: ExpressibleByArgument {
  let text: String
  /// Its first instant in UTC.
  let start: Timestamp

  init?(argument: String) {
    guard let start = Timestamp(day: argument) else { return nil }
    text = argument
    self.start = start
  }
}

/// A dispute without its timeline.
private struct DisputeSummary: Encodable {
  let id: Int64
  let gist: String
  let claimedBy: [Dispute.Voice]
  let deniedBy: [Dispute.Voice]
  let since: String
  let lastSeen: String
  let outlets: Int
  let articles: Int
  let isMuted: Bool

  init(_ dispute: Dispute) {
    id = dispute.id
    gist = dispute.gist
    claimedBy = dispute.claimedBy
    deniedBy = dispute.deniedBy
    since = dispute.since
    lastSeen = dispute.lastSeen
    outlets = dispute.outlets
    articles = dispute.articles
    isMuted = dispute.isMuted
  }
}
