// What must stay secret, with the real program: signing keys, passwords, the URLs of chats.

import Foundation
import LoopbackReceiving
import Testing

@Suite(.timeLimit(.minutes(1))) struct SecrecyTests {
  /// Stands in every secret but the signing keys.
  private static let canary = "Canary"

  private let place: Workplace
  private let receiver: AlertReceiver
  private let chats: LoopbackReceiver

  init() throws {
    place = try Workplace()
    receiver = try AlertReceiver()
    chats = try LoopbackReceiver { request in
      switch request.path {
      case "/": .status(200)
      case let path where path.contains("slack"): .status(403)
      case let path where path.contains("discord"): .status(410)
      default: .status(500)
      }
    }
  }

  private func chat(_ format: String, more: String = "") throws -> String {
    let isTopic = format == "ntfy"
    let path = isTopic ? "/\(Self.canary)" : "/\(format)/\(Self.canary)?key=\(Self.canary)"
    try place.write(chats.url(path: path), to: "\(format).url")
    return """
      [[endpoint]]
      name = "\(format)"
      format = "\(format)"
      url_file = "\(format).url"
      allow_private = true
      \(more)

      """
  }

  @Test func `no secret and no URL of a chat reaches a log, a command's output or the ledger`()
    async throws
  {
    try place.write("Bearer \(Self.canary)", to: "token")
    let tls = chats.url(path: "/\(Self.canary)").replacing("http:", with: "https:")
    try place.write(tls, to: "tls.url")
    try place.configure(
      endpoints: receiver.endpoint(
        more: "headers = [\"X-Key: Canary\"]\nevents = [\"claim.new\", \"denial.new\"]")
        + chat("slack") + chat("discord") + chat("teams")
        + chat("ntfy", more: #"authorization_file = "token""#)
        + "[[endpoint]]\nname = \"tls\"\nformat = \"slack\"\nurl_file = \"tls.url\"\n"
        + "allow_private = true\n")
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    for name in ["slack", "discord", "teams", "ntfy", "tls"] {
      try await daemon.logged("seq=1", "endpoint=\(name)")
    }
    #expect(
      chats.requests.contains {
        $0.path == "/" && $0.headers["authorization"] == "Bearer \(Self.canary)"
      })
    var said: [String] = []
    for command in ["status", "check", "deliveries", "deliveries --format jsonl", "reload"] {
      let arguments = command.components(separatedBy: " ") + ["--config", place.configuration]
      let finished = try await Program.run(arguments)
      said += [finished.output, finished.complaints]
    }
    #expect(said.contains { $0.contains("endpoint slack: held") })
    // A reload that is refused quotes what is wrong, but no secret.
    try place.write("https://a.example/\(Self.canary) x", to: "slack.url")
    let refused = try await Program.run(["reload", "--config", place.configuration])
    #expect(refused.end == .exit(78) && refused.complaints.contains("url_file"))
    #expect(try await daemon.stop() == .exit(0))
    said += [refused.output, refused.complaints] + daemon.log.all + daemon.output.all
    let ledger = try FileManager.default.contentsOfDirectory(atPath: place.path)
      .filter { $0.hasPrefix("ledger.") }
      .map { try Data(contentsOf: URL(fileURLWithPath: place.path($0))) }
    #expect(!ledger.isEmpty)
    for secret in [Self.canary, String(receiver.secret.dropFirst("whsec_".count))] {
      #expect(!said.contains { $0.contains(secret) })
      #expect(!ledger.contains { $0.range(of: Data(secret.utf8)) != nil })
    }
  }
}
