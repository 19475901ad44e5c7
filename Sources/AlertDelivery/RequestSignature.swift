// Standard Webhooks signatures (v1, HMAC-SHA256): made for each attempt, checked by `gainsay
// listen`.

import Foundation
package import StatementLedger

/// The three headers that say which alert a request is, when it was sent and that it is ours.
package struct RequestSignature: Sendable {
  /// The names of the headers.
  package static let idHeader = "webhook-id"
  package static let timestampHeader = "webhook-timestamp"
  package static let signatureHeader = "webhook-signature"
  /// How far a receiver lets the timestamp be from its own clock (Standard Webhooks).
  package static let toleranceSeconds: Int64 = 300

  /// The same for all attempts of one alert.
  package let id: String
  package let timestampSeconds: Int64
  /// `v1,` and base64, one for each secret in the order given, a blank between them.
  package let value: String

  /// Signs a body.
  ///
  /// The newest secret comes first, the previous one beside it while receivers change over.
  ///
  /// - Precondition: the id holds no full stop, which parts the signed bytes.
  package init(id: String, at now: Timestamp, body: [UInt8], secrets: [WebhookSecret]) {
    precondition(!id.contains("."), "a webhook id holds no full stop")
    self.id = id
    self.timestampSeconds = now.millisecondsSince1970 / 1000
    let signed = Array("\(id).\(timestampSeconds).".utf8) + body
    self.value =
      secrets
      .map { "v1," + Data(Cryptography.hmacSHA256(key: $0.key, signed)).base64EncodedString() }
      .joined(separator: " ")
  }

  /// The headers to send; without a secret, those that say which alert it is.
  package var headers: [HTTPHeader] {
    let headers = [
      HTTPHeader(Self.idHeader, id), HTTPHeader(Self.timestampHeader, String(timestampSeconds)),
    ]
    return value.isEmpty ? headers : headers + [HTTPHeader(Self.signatureHeader, value)]
  }

  /// What a receiver finds.
  package enum Check: Hashable, Sendable {
    case valid
    /// The timestamp is no whole number, or the id holds a full stop.
    case malformed
    /// The timestamp is further from now than `toleranceSeconds`.
    case stale
    /// No `v1` signature is one of the secrets'.
    case mismatch
  }

  /// Judges the three header values of a request, as its receiver does.
  ///
  /// The body counts as it was received, before any decoding.
  package static func check(
    id: String, timestamp: String, signature: String, body: [UInt8], secrets: [WebhookSecret],
    at now: Timestamp
  ) -> Check {
    guard let seconds = Int64(timestamp), !id.isEmpty, !id.contains(".") else { return .malformed }
    let (distance, overflow) = seconds.subtractingReportingOverflow(
      now.millisecondsSince1970 / 1000)
    guard !overflow, distance.magnitude <= UInt64(toleranceSeconds) else { return .stale }
    let signed = Array("\(id).\(timestamp).".utf8) + body
    let offered =
      signature
      .split(separator: " ")
      .filter { $0.hasPrefix("v1,") }
      .compactMap { Data(base64Encoded: String($0.dropFirst("v1,".count))) }
    let isOurs = secrets.contains { secret in
      let expected = Cryptography.hmacSHA256(key: secret.key, signed)
      return offered.contains { Cryptography.equalInConstantTime([UInt8]($0), expected) }
    }
    return isOurs ? .valid : .mismatch
  }
}
