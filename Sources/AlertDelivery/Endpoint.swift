// Where alerts go.

import Foundation

/// A receiver of alerts as the configuration describes it.
///
/// Neither its secrets nor its URL beyond the host are ever shown.
package struct Endpoint: Hashable, Sendable {
  /// Unique in the configuration; names it in the ledger and in logs.
  package var name: String
  package var url: EndpointURL
  /// Signs every request.
  package var secret: WebhookSecret
  /// Signs beside it while the receiver changes over to `secret`.
  package var previousSecret: WebhookSecret?
  /// For one attempt as a whole, 1 or more.
  package var timeoutMilliseconds: Int
  /// Whether loopback and private addresses may be dialled; link-local ones never are.
  package var allowPrivate: Bool
  package var retrySchedule: RetrySchedule

  package init(
    name: String, url: EndpointURL, secret: WebhookSecret, previousSecret: WebhookSecret? = nil,
    timeoutMilliseconds: Int = 30_000, allowPrivate: Bool = false,
    retrySchedule: RetrySchedule = .standard
  ) {
    self.name = name
    self.url = url
    self.secret = secret
    self.previousSecret = previousSecret
    self.timeoutMilliseconds = timeoutMilliseconds
    self.allowPrivate = allowPrivate
    self.retrySchedule = retrySchedule
  }

  /// The secrets to sign with, the newest first.
  var secrets: [WebhookSecret] { [secret] + (previousSecret.map { [$0] } ?? []) }
}

/// An http or https URL whose path and query may be a secret.
///
/// Printing, describing or reflecting it shows the host only.
package struct EndpointURL: Hashable, Sendable {
  let text: String
  /// The URL as far as the host, `scheme://host[:port]/…`.
  package let shown: String

  /// Reads a URL.
  ///
  /// - Throws: `DeliveryError` with code `badURL`, which never quotes the text.
  package init(_ text: String) throws(DeliveryError) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased() else {
      throw DeliveryError(.badURL, "the URL cannot be read; it looks like https://host/path")
    }
    guard ["http", "https"].contains(scheme) else {
      throw DeliveryError(.badURL, "the URL's scheme is \(scheme); only https and http are sent to")
    }
    guard let host = parts.host, !host.isEmpty else {
      throw DeliveryError(.badURL, "the URL names no host; it looks like https://host/path")
    }
    guard parts.user == nil, parts.password == nil else {
      throw DeliveryError(
        .badURL, "the URL of \(host) holds a user name or password; requests are signed instead")
    }
    self.text = text
    self.shown = "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")/…"
  }
}

extension EndpointURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The URL as far as the host.
  package var description: String { shown }

  /// The URL as far as the host.
  package var debugDescription: String { shown }

  /// No children: `dump` shows the host only.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
