// The key that an endpoint's requests are signed with, in a type that never prints it.

import Foundation

/// A Standard Webhooks secret: `whsec_` and the base64 of 24 to 64 bytes.
///
/// Printing, describing or reflecting it shows nothing of the key; `revealed` alone does.
package struct WebhookSecret: Hashable, Sendable {
  /// What its text starts with.
  package static let prefix = "whsec_"
  /// How many bytes a key has (Standard Webhooks, "Signature scheme").
  package static let keyBytes = 24...64

  let key: [UInt8]

  private init(key: [UInt8]) {
    self.key = key
  }

  /// Reads a secret as `gainsay secret` prints it.
  ///
  /// - Throws: `DeliveryError` with code `badSecret`, which says what is wrong and never quotes
  ///   the text.
  package init(_ text: String) throws(DeliveryError) {
    guard text.hasPrefix(Self.prefix) else {
      throw DeliveryError(
        .badSecret, "the secret does not start with \(Self.prefix)")
    }
    guard let key = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))) else {
      throw DeliveryError(
        .badSecret,
        "the secret is not base64 after \(Self.prefix)")
    }
    guard Self.keyBytes.contains(key.count) else {
      throw DeliveryError(
        .badSecret,
        "the secret has \(key.count) bytes, not \(Self.keyBytes.lowerBound) to "
          + "\(Self.keyBytes.upperBound)")
    }
    self.init(key: [UInt8](key))
  }

  /// A new secret of 32 random bytes.
  ///
  /// - Throws: `DeliveryError` with code `cannotStart` if the system has no random numbers to give.
  package static func generate() throws(DeliveryError) -> WebhookSecret {
    WebhookSecret(key: try Cryptography.randomBytes(32))
  }

  /// The secret in clear, for `gainsay secret` to print and for nothing else.
  package var revealed: String { Self.prefix + Data(key).base64EncodedString() }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Nothing of the key.
  package var description: String { "\(Self.prefix)…" }

  /// Nothing of the key.
  package var debugDescription: String { description }

  /// No children: `dump` shows nothing of the key.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
