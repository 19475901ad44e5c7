// A delivery service with a real ledger, a real client and a clock that a test moves.

import AlertDelivery
import Articles
import Foundation
import GRDB
import InMemoryLogging
import Logging
import LoopbackReceiving
import ServiceLifecycleTestKit
import StatementAnalysis

import struct StatementAnalysis.Statement

@testable import StatementLedger

/// Whatever a delivery test needs, in a folder of its own.
final class DeliveryBench: Sendable {
  let clock = TestClock()
  let log = InMemoryLogHandler()
  let ledger: Ledger
  let service: DeliveryService
  let secret: WebhookSecret
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gainsay-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    ledger = try Ledger.open(at: folder.appending(path: "ledger.db").path, purpose: .daemon)
    secret = try WebhookSecret.generate()
    service = try Self.service(ledger, clock, log)
  }

  deinit {
    try? ledger.close()
    try? FileManager.default.removeItem(at: folder)
  }

  func endpoint(
    _ name: String = "desk", _ receiver: LoopbackReceiver, timeoutMilliseconds: Int = 20_000,
    retrySchedule: RetrySchedule = .standard
  ) throws -> Endpoint {
    Endpoint(
      name: name, url: try EndpointURL(receiver.url()), secret: secret,
      timeoutMilliseconds: timeoutMilliseconds, allowPrivate: true, retrySchedule: retrySchedule)
  }

  /// Queues an alert for each number, each a new claim of one actor.
  func queue(_ numbers: ClosedRange<Int>, for endpoints: [String] = ["desk"]) async throws {
    _ = try await ledger.record(
      numbers.map { try article($0) },
      rules: RecordingRules(endpoints: endpoints, actorNames: ["pyongyang": "North Korea"]),
      at: clock.now)
    service.ring()
  }

  private func article(_ number: Int) throws -> AnalysedArticle {
    let text = "Pyongyang said word\(number)"
    let proposition = [1, 0, 0] + withUnsafeBytes(of: UInt32(number).littleEndian, Array.init)
    guard let proposition = Proposition(encoded: proposition) else {
      throw CocoaError(.coderInvalidValue)
    }
    let span = Span(0, text.utf8.count)
    let statement = Statement(
      kind: .claim,
      attribution: Attribution(
        speaker: Span(0, 9), cue: Span(10, 14), content: [Span(15, span.end)], sentence: span,
        role: .reporting, certainty: 1),
      speakerActors: ["pyongyang"], about: [], proposition: proposition)
    return AnalysedArticle(
      file: FileVersion(
        folder: "news", path: PathBytes("\(number).txt"), sizeBytes: Int64(span.end),
        modifiedNanoseconds: 0),
      sha256: Cryptography.sha256Hex(Array(text.utf8)),
      article: Article(text: text, paragraphs: [Paragraph(fragments: [span])]),
      statements: [statement])
  }

  /// Another service on the same ledger, as after a restart.
  func successor() throws -> DeliveryService {
    try Self.service(ledger, clock, log)
  }

  private static func service(
    _ ledger: Ledger, _ clock: TestClock, _ log: InMemoryLogHandler
  ) throws -> DeliveryService {
    DeliveryService(
      ledger: ledger, curl: try CurlLoop(userAgent: "Gainsay/test"), clock: clock.clock,
      random: { 0.5 }, logger: Logger(label: "test") { _ in log })
  }

  /// Runs the service as long as `body` does, then stops it gracefully and waits for its end.
  func whileDelivering(
    with other: DeliveryService? = nil, _ body: () async throws -> Void
  ) async throws {
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { [service] in try await (other ?? service).run() }
        try await body()
        trigger.triggerGracefulShutdown()
        try await group.waitForAll()
      }
    }
  }

  /// What the ledger says of an endpoint's deliveries, by sequence.
  func reports(_ endpoint: String = "desk") async throws -> [DeliveryReport] {
    try await ledger.deliveries(endpoint: endpoint, state: nil, limit: 1000)
      .sorted { $0.sequence < $1.sequence }
  }

  func state(_ endpoint: String = "desk") async throws -> EndpointState? {
    try await ledger.prepareEndpoints([endpoint])[endpoint]
  }

  /// Asks at each change of the ledger until the answer is yes; the test's time limit ends it
  /// otherwise.
  func waitUntil(_ isTrue: () async throws -> Bool) async throws {
    let changes = ValueObservation.tracking(regions: [.fullDatabase]) { _ in }
    for try await _ in changes.values(in: ledger.database) where try await isTrue() { return }
  }

  /// All that was logged, as one text.
  var logText: String {
    log.entries.map { "\($0.level) \($0.message) \($0.metadata)" }.joined(separator: "\n")
  }
}

extension ReceivedRequest {
  /// The `seq` of the alert within.
  var sequence: Int {
    let body = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    return (body?["data"] as? [String: Any])?["seq"] as? Int ?? 0
  }

  /// Its three header values judged as a receiver does.
  func check(secrets: [WebhookSecret], at now: Timestamp) -> RequestSignature.Check {
    RequestSignature.check(
      id: headers["webhook-id"] ?? "", timestamp: headers["webhook-timestamp"] ?? "",
      signature: headers["webhook-signature"] ?? "", body: body, secrets: secrets, at: now)
  }
}

extension AsyncStream<ReceivedRequest>.AsyncIterator {
  /// The sequences of the next requests.
  mutating func sequences(_ count: Int) async -> [Int] {
    var sequences: [Int] = []
    while sequences.count < count, let request = await next() {
      sequences.append(request.sequence)
    }
    return sequences
  }
}
