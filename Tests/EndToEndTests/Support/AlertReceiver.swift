// A receiver that verifies what it is sent, as a user's would.

import AlertDelivery
import Foundation
import Glibc
import LoopbackReceiving
import Testing

/// An alert as it came in.
struct ReceivedAlert: Sendable, CustomStringConvertible {
  /// The header's.
  let id: String
  let body: JSON
  /// What is wrong with it: signature, schema, an id in the body that is not the header's.
  let faults: [String]
  let request: ReceivedRequest

  var data: JSON { body["data"] }
  var sequence: Int { data["seq"].integer ?? 0 }
  var content: String { data["content"].text ?? "" }
  var description: String { "#\(sequence) \(id) \(body["type"].text ?? ""): \(content)" }
  var sentence: String { data["sentence"].text ?? "" }
}

/// Receives on loopback; stops with the value.
final class AlertReceiver: Sendable {
  /// All that arrived, before it was answered.
  let alerts = Arriving<ReceivedAlert>()
  let secret: String
  private let secretFile: String
  private let receiver: LoopbackReceiver

  /// Starts to listen; every alert is answered that it is taken, unless something else is given.
  init(
    answer: @escaping @Sendable (ReceivedAlert) -> Answer = { _ in .status(200) }
  ) throws {
    let key = try WebhookSecret.generate()
    let schema = try JSONSchema.ofTheAlert()
    secret = key.revealed
    secretFile = "\(NSTemporaryDirectory())/gainsay-\(UUID()).secret"
    try Data(secret.utf8).write(to: URL(fileURLWithPath: secretFile))
    chmod(secretFile, 0o600)
    receiver = try LoopbackReceiver { [alerts] request in
      let alert = ReceivedAlert(request, key: key, schema: schema)
      alerts.append(alert)
      return answer(alert)
    }
  }

  deinit {
    receiver.stop()
    unlink(secretFile)
  }

  /// As the configuration writes it.
  func endpoint(_ name: String = "desk", more: String = "") -> String {
    """
    [[endpoint]]
    name = "\(name)"
    url = "\(receiver.url())"
    secret_file = "\(secretFile)"
    allow_private = true
    \(more)

    """
  }

  /// Waits until so many have arrived in all; fails if any is faulty or there are more.
  func expect(
    _ count: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [ReceivedAlert] {
    let arrived = try await alerts.wait(for: "\(count) alerts") { $0.count >= count ? $0 : nil }
    #expect(arrived.flatMap(\.faults) == [], sourceLocation: sourceLocation)
    #expect(arrived.count == count, sourceLocation: sourceLocation)
    return arrived
  }
}

extension ReceivedAlert {
  fileprivate init(_ request: ReceivedRequest, key: WebhookSecret, schema: JSONSchema) {
    let id = request.headers[RequestSignature.idHeader] ?? ""
    let check = RequestSignature.check(
      id: id, timestamp: request.headers[RequestSignature.timestampHeader] ?? "",
      signature: request.headers[RequestSignature.signatureHeader] ?? "", body: request.body,
      secrets: [key], at: DeliveryClock.system.now())
    let body = (try? JSON(parsing: request.body)) ?? .null
    let kind = body["data"]["kind"].text ?? ""
    let rules: [(kept: Bool, fault: String)] = [
      (check == .valid, "the signature is \(check)"),
      (request.method == "POST", "the method is \(request.method)"),
      (body["data"]["id"].text == id, "header and body name two ids"),
      (body["type"].text == "\(kind).new", "the type is not the kind's"),
      (request.body.count < 20_000, "the body has \(request.body.count) bytes"),
    ]
    let broken = rules.filter { !$0.kept }.map(\.fault)
    self.init(id: id, body: body, faults: broken + schema.faults(in: body), request: request)
  }
}
