// `gainsay listen` as the receiver of a real daemon.

import AlertDelivery
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1))) struct ListenTests {
  private let place: Workplace
  private let secret: String

  init() throws {
    place = try Workplace()
    secret = try WebhookSecret.generate().revealed
  }

  private func listen(_ more: String...) throws -> Program {
    try Program(["listen", "--port", "0", "--secret", secret] + more)
  }

  private func endpoint(_ name: String, at listen: Program, secret: String) async throws -> String {
    let announcement = "listening on "
    let line = try await listen.output.first("the port") { $0.hasPrefix(announcement) }
    try place.write(secret, to: "\(name).secret")
    return """
      [[endpoint]]
      name = "\(name)"
      url = "\(line.dropFirst(announcement.count))"
      secret_file = "\(name).secret"
      allow_private = true
      retry_schedule = ["10ms", "10ms", "10ms", "10ms"]

      """
  }

  @Test func `what is verified is printed and what is not is refused`() async throws {
    let listen = try listen()
    let wrong = try WebhookSecret.generate().revealed
    try place.configure(
      endpoints: try await endpoint("right", at: listen, secret: secret)
        + endpoint("wrong", at: listen, secret: wrong))
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await listen.output.first("a verified alert") {
      $0.contains("verified #1 claim.new: Arvania") && $0.contains("about Corland")
    }
    _ = try await listen.output.first("a refused one") { $0.contains("refused: the signature") }
    try await daemon.logged("endpoint refuses us", "endpoint=wrong")
    #expect(try await daemon.stop() == .exit(0))
    #expect(try await listen.stop() == .exit(0))
  }

  @Test func `the bodies are printed as they came`() async throws {
    let listen = try listen("--format", "jsonl")
    try place.configure(endpoints: try await endpoint("desk", at: listen, secret: secret))
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    let line = try await listen.output.first("the body") { $0.hasPrefix("{") }
    let faults = try JSONSchema.ofTheAlert().faults(in: JSON(parsing: line.utf8))
    #expect(faults == [])
    #expect(try await daemon.stop() == .exit(0))
  }

  @Test func `the ways to fail are taken in turn`() async throws {
    let listen = try listen("--fail", "500", "--fail", "reset", "--fail", "close")
    try place.configure(endpoints: try await endpoint("desk", at: listen, secret: secret))
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    try await daemon.logged("delivery failed", "status=500")
    try await daemon.logged("delivery given up", "attempt=5")
    let failing = listen.output.all.filter { $0.hasPrefix("failing ") }
    for (line, way) in zip(failing, ["500", "reset", "close", "500"]) {
      #expect(line.contains(way))
    }
    // libcurl asks again by itself when a connection that it has used before breaks off.
    #expect(failing.count >= 5)
    #expect(Set(failing.compactMap { $0.split(separator: " ").dropFirst().first }).count == 1)
    #expect(!listen.output.all.contains { $0.contains("verified") })
    #expect(try await daemon.stop() == .exit(0))
  }
}
