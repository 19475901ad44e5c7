// Which part of a signed request is wrong, for whoever sets up a receiver.

import Foundation
package import StatementLedger

/// What is found when a signature is checked by hand.
package enum SignatureDiagnosis: Hashable, Sendable {
  /// All parts fit together; so far is the timestamp from now, negative if it is past.
  case valid(secondsFromNow: Int64)
  /// The part and what is wrong with it, in a sentence.
  case wrong(Part, String)

  package enum Part: String, Sendable {
    case id, timestamp, body, secret, signature
  }

  /// Checks the parts of a request as its receiver has them, and where they do not fit together,
  /// tries the mistakes that are commonly made.
  package init(
    id: String, timestamp: String, signature: String, body: [UInt8], secret: WebhookSecret,
    at now: Timestamp
  ) {
    let parts = Parts(id: id, timestamp: timestamp, body: body, secret: secret)
    if id.isEmpty || id.contains(".") {
      self = .wrong(.id, "it is empty or holds a full stop; take the header webhook-id as it is")
    } else if Int64(timestamp) == nil {
      self = .wrong(.timestamp, "it is no whole number of seconds; take webhook-timestamp as it is")
    } else if let fault = Self.fault(of: signature) {
      self = .wrong(.signature, fault)
    } else if parts.fit(signature), let seconds = Int64(timestamp) {
      self = .valid(secondsFromNow: seconds - now.millisecondsSince1970 / 1000)
    } else {
      self = Self.mistake(in: parts, signature)
    }
  }

  private struct Parts {
    var id: String
    var timestamp: String
    var body: [UInt8]
    let secret: WebhookSecret

    func fit(_ signature: String) -> Bool {
      guard let seconds = Int64(timestamp) else { return false }
      let now = Timestamp(millisecondsSince1970: seconds.multipliedReportingOverflow(by: 1000).0)
      return RequestSignature.check(
        id: id, timestamp: timestamp, signature: signature, body: body, secrets: [secret], at: now)
        == .valid
    }
  }

  private static func fault(of signature: String) -> String? {
    let offered = signature.split(separator: " ")
    let ours = offered.filter { $0.hasPrefix("v1,") }
    guard !ours.isEmpty else {
      return "none of its parts starts with \"v1,\"; take the header webhook-signature as it is"
    }
    let isWhole = ours.contains { Data(base64Encoded: String($0.dropFirst(3)))?.count == 32 }
    return isWhole ? nil : "what follows \"v1,\" is not the base64 of 32 bytes; was it cut?"
  }

  /// The first change of one part with which all fit together.
  private static func mistake(in parts: Parts, _ signature: String) -> SignatureDiagnosis {
    for (part, what, change) in mistakes {
      var changed = parts
      change(&changed)
      if changed.fit(signature) { return .wrong(part, what) }
    }
    return .wrong(
      .secret,
      "it is another than the sender's, or the body was changed on its way, for example parsed and "
        + "written anew")
  }

  private static let mistakes: [(Part, String, @Sendable (inout Parts) -> Void)] = [
    (
      .body, "it has a line end too many at its end",
      { if $0.body.last == 10 { $0.body.removeLast() } }
    ),
    (.body, "it lacks the line end at its end", { $0.body.append(10) }),
    (
      .body, "its line ends were changed to CR LF",
      { $0.body = Array(text($0.body).replacing("\r\n", with: "\n").utf8) }
    ),
    (
      .body, "it starts with a byte-order mark",
      { if $0.body.starts(with: [0xEF, 0xBB, 0xBF]) { $0.body.removeFirst(3) } }
    ),
    (
      .timestamp, "it is in milliseconds; take webhook-timestamp as it is",
      { $0.timestamp = String((Int64($0.timestamp) ?? 0) / 1000) }
    ),
    (
      .id, "it is not that of the body; take the header webhook-id",
      { if let id = idWithin($0.body) { $0.id = id } }
    ),
  ]

  private static func text(_ body: [UInt8]) -> String { String(decoding: body, as: UTF8.self) }

  private static func idWithin(_ body: [UInt8]) -> String? {
    let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    let data = object?["data"] as? [String: Any]
    return data?["id"] as? String ?? object?["id"] as? String
  }
}
