// `gainsay listen`: a receiver for development, which verifies what arrives and fails when it is told to.

import AlertDelivery
import ArgumentParser
import Foundation
import Glibc
import LoopbackReceiving
import Synchronization

struct ListenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "listen",
    abstract: "Receive alerts on loopback, verify their signatures and print them.",
    discussion: """
      For trying things out; it listens on 127.0.0.1 only. With --fail it misbehaves: a status such as 500, 429, 401, \
      410 or 302; timeout (never answers); reset and close (ends the connection); drip and endless (a 200 whose body \
      never ends).
      """)

  @Option(help: "The port; 0 takes a free one.")
  var port: UInt16 = 8484

  @Option(help: ArgumentHelp("The endpoint's secret; may be given twice.", valueName: "whsec_…"))
  var secret: [String] = []

  @Option(help: "A file that holds the secret.")
  var secretFile: String?

  @Option(parsing: .singleValue, help: "A way to fail; several are taken in turn.")
  var fail: [FailureMode] = []

  @Option(help: "Which share of the requests fails, 0 to 1.")
  var failShare = 1.0

  @Option(help: "text, or jsonl: the body of each verified request as it came.")
  var format: StatementFormat = .text

  func validate() throws {
    guard (0...1).contains(failShare) else {
      throw ValidationError("--fail-share must be between 0 and 1.")
    }
    guard !secret.isEmpty || secretFile != nil else {
      throw ValidationError("Give --secret or --secret-file, so that signatures can be checked.")
    }
  }

  func run() throws {
    let desk = ReceptionDesk(
      secrets: try secrets(), failures: fail, failShare: failShare, format: format)
    let receiver: LoopbackReceiver
    do {
      receiver = try LoopbackReceiver(port: port) { desk.answer($0) }
    } catch {
      throw CommandFailure(
        .unavailable, "cannot listen on port \(port): \(error.localizedDescription)")
    }
    Output.now("listening on \(receiver.url())")
    // Nothing is kept, so there is nothing to put in order before the end.
    for number in [SIGINT, SIGTERM] { signal(number) { _ in _exit(0) } }
    while true { pause() }
  }

  private func secrets() throws -> [WebhookSecret] {
    var texts = secret
    if let secretFile {
      guard let data = FileManager.default.contents(atPath: secretFile) else {
        throw CommandFailure(.noInput, "cannot read \(secretFile)")
      }
      texts.append(
        String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return try texts.map { text in
      do throws(DeliveryError) {
        return try WebhookSecret(text)
      } catch {
        throw CommandFailure(
          .configuration, "\(error.detail); give that of the endpoint, or a new one: gainsay secret"
        )
      }
    }
  }
}

extension RequestSignature.Check {
  /// Why a request is refused, for whoever tries things out; nil if it is not.
  fileprivate var fault: String? {
    switch self {
    case .valid: nil
    case .malformed: "its webhook headers are missing or cannot be read: is the sender Gainsay?"
    case .stale: "its time is more than 5 minutes from now: do both clocks agree?"
    case .mismatch: "the signature does not match: is it another secret?"
    }
  }
}

/// A way in which receivers fail.
enum FailureMode: ExpressibleByArgument, Sendable, Equatable {
  case status(Int)
  case timeout, reset, close, drip, endless

  init?(argument: String) {
    let words: [String: FailureMode] = [
      "timeout": .timeout, "reset": .reset, "close": .close, "drip": .drip, "endless": .endless,
    ]
    if let mode = words[argument] {
      self = mode
    } else if let status = Int(argument), (300...599).contains(status) {
      self = .status(status)
    } else {
      return nil
    }
  }

  var answer: Answer {
    switch self {
    // A redirect to where nobody must follow; a 429 with the wait that delivery has to keep.
    case .status(let status) where (300...399).contains(status):
      .status(status, headers: ["Location": "http://169.254.169.254/"])
    case .status(429): .status(429, headers: ["Retry-After": "1"])
    case .status(let status): .status(status)
    case .timeout: .silence
    case .reset: .reset
    case .close: .closed
    case .drip: .statusThenDrip(200)
    case .endless: .statusThenEndlessBody(200)
    }
  }
}

/// Verifies and prints requests, and decides which of them fail.
private final class ReceptionDesk: Sendable {
  private struct State {
    var seen: Set<String> = []
    var failuresMade = 0
  }

  private let secrets: [WebhookSecret]
  private let failures: [FailureMode]
  private let failShare: Double
  private let format: StatementFormat
  private let state = Mutex(State())

  init(
    secrets: [WebhookSecret], failures: [FailureMode], failShare: Double, format: StatementFormat
  ) {
    self.secrets = secrets
    self.failures = failures
    self.failShare = failShare
    self.format = format
  }

  func answer(_ request: ReceivedRequest) -> Answer {
    let id = request.headers[RequestSignature.idHeader] ?? ""
    let check = RequestSignature.check(
      id: id, timestamp: request.headers[RequestSignature.timestampHeader] ?? "",
      signature: request.headers[RequestSignature.signatureHeader] ?? "", body: request.body,
      secrets: secrets,
      at: DeliveryClock.system.now())
    if let fault = check.fault {
      Output.now("refused: \(fault)")
      return .status(401)
    }
    if let failure = nextFailure() {
      if format == .text { Output.now("failing \(id) with \(failure)") }
      return failure.answer
    }
    let isFirst = state.withLock { $0.seen.insert(id).inserted }
    switch format {
    case .jsonl: Output.now(String(decoding: request.body, as: UTF8.self))
    case .text: Output.now((isFirst ? "" : "again: ") + ReceivedAlert.describe(request.body))
    }
    return .status(200)
  }

  private func nextFailure() -> FailureMode? {
    guard !failures.isEmpty, Double.random(in: 0..<1) < failShare else { return nil }
    return state.withLock { state in
      state.failuresMade += 1
      return failures[(state.failuresMade - 1) % failures.count]
    }
  }
}

/// What a terminal is shown of an alert.
private struct ReceivedAlert: Decodable {
  struct Party: Decodable {
    let name: String
  }
  struct Speaker: Decodable {
    let text: String?
    let actors: [Party]
  }
  struct Source: Decodable {
    let path: String
  }
  struct Reference: Decodable {
    let speaker: Speaker
    let content: String
  }
  struct Fields: Decodable {
    let seq: Int
    let kind: String
    let speaker: Speaker
    let cue: String
    let content: String
    let about: [Party]
    let article: Source
    let answers: [Reference]
    let deniedBy: [Reference]
  }

  let type: String
  let data: Fields

  /// A few lines that a person can read.
  static func describe(_ body: [UInt8]) -> String {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let alert = try? decoder.decode(ReceivedAlert.self, from: Data(body)) else {
      return "verified: " + String(decoding: body, as: UTF8.self)
    }
    return alert.description
  }

  private var description: String {
    let about = data.about.map(\.name).joined(separator: ", ")
    var text = """
      verified #\(data.seq) \(type): \(name(data.speaker)) – \(data.cue)\(about.isEmpty ? "" : ", about \(about)")
          “\(StatementText.unquoted(data.content))”
      """
    for claim in data.answers {
      text += "\n    answers \(name(claim.speaker)): “\(StatementText.unquoted(claim.content))”"
    }
    for denial in data.deniedBy {
      text += "\n    denied by \(name(denial.speaker)): “\(StatementText.unquoted(denial.content))”"
    }
    return text + "\n    \(data.article.path)"
  }

  private func name(_ speaker: Speaker) -> String {
    let actors = speaker.actors.map(\.name).joined(separator: ", ")
    guard let words = speaker.text else { return actors.isEmpty ? "(nobody named)" : actors }
    return actors.isEmpty || actors == words ? words : "\(words) [\(actors)]"
  }
}
