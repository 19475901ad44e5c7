// Where alerts go.

import Foundation

/// A receiver of alerts as the configuration describes it.
///
/// Neither its secrets nor its headers nor its URL beyond the host are ever shown.
package struct Endpoint: Hashable, Sendable {
  /// Unique in the configuration; names it in the ledger and in logs.
  package var name: String
  package var url: EndpointURL
  package var format: EndpointFormat
  /// Signs every request; nil for receivers that know us otherwise.
  package var secret: WebhookSecret?
  /// Signs beside it while the receiver changes over to `secret`.
  package var previousSecret: WebhookSecret?
  /// Sent beside those of every request; none of `HTTPHeader.reserved`.
  package var headers: [HTTPHeader]
  /// Who vouches for the receiver's certificate; nil: those whom the system trusts.
  package var authorities: CertificateAuthorities?
  /// Dials for us; nil: we do.
  package var proxy: EndpointURL?
  /// For one attempt as a whole, 1 or more.
  package var timeoutMilliseconds: Int
  /// Whether loopback and private addresses may be dialled; link-local ones never are.
  package var allowPrivate: Bool
  package var retrySchedule: RetrySchedule
  /// What arrives within so long of an alert is told with it; 0: each by itself.
  package var groupWaitMilliseconds: Int64
  /// The least time from the start of one attempt to the next; nil: as its format's receivers bear.
  package var intervalMilliseconds: Int64?
  /// How many attempts of a lane may be in flight, 1 or more; with 1, first attempts go in order.
  package var concurrency: Int

  package init(
    name: String, url: EndpointURL, format: EndpointFormat = EndpointFormat(StandardWebhook()),
    secret: WebhookSecret?, previousSecret: WebhookSecret? = nil, headers: [HTTPHeader] = [],
    authorities: CertificateAuthorities? = nil, proxy: EndpointURL? = nil,
    timeoutMilliseconds: Int = 30_000, allowPrivate: Bool = false,
    retrySchedule: RetrySchedule = .standard, groupWaitMilliseconds: Int64 = 0,
    intervalMilliseconds: Int64? = nil, concurrency: Int = 1
  ) {
    self.name = name
    self.url = url
    self.format = format
    self.secret = secret
    self.previousSecret = previousSecret
    self.headers = headers
    self.authorities = authorities
    self.proxy = proxy
    self.timeoutMilliseconds = timeoutMilliseconds
    self.allowPrivate = allowPrivate
    self.retrySchedule = retrySchedule
    self.groupWaitMilliseconds = groupWaitMilliseconds
    self.intervalMilliseconds = intervalMilliseconds
    self.concurrency = concurrency
  }

  /// The name of its format in the configuration.
  package var formatName: String { format.traits.name }

  /// The secrets to sign with, the newest first.
  var secrets: [WebhookSecret] { [secret, previousSecret].compactMap(\.self) }

  /// How many alerts one message tells of.
  var alertsMax: Int { groupWaitMilliseconds > 0 ? format.traits.alertsMax : 1 }

  /// The pace of its attempts.
  var pace: Int64 { intervalMilliseconds ?? format.traits.intervalMilliseconds }
}

/// An http or https URL whose path and query may be a secret.
///
/// Printing, describing or reflecting it shows the host only.
package struct EndpointURL: Hashable, Sendable {
  let text: String
  /// The URL as far as the host, `scheme://host[:port]/…`.
  package let shown: String
  private let host: String

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
    self.init(text: text, server: "\(scheme)://\(host)\(parts.port.map { ":\($0)" } ?? "")/", host)
  }

  private init(text: String, server: String, _ host: String) {
    self.text = text
    self.shown = "\(server)…"
    self.host = host
  }

  /// The server's own URL, without path and query.
  var root: EndpointURL {
    let server = String(shown.dropLast())
    return EndpointURL(text: server, server: server, host)
  }

  /// Whether it is https.
  var isEncrypted: Bool { shown.hasPrefix("https:") }

  /// Whether it ends with the host or the port.
  package var isServer: Bool { text == root.text || "\(text)/" == root.text }

  /// The address that the host is, however it is spelt; nil for a name that must be looked up.
  package var address: DialledAddress? { DialledAddress(host: host) }
}

extension EndpointURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The URL as far as the host.
  package var description: String { shown }

  /// The URL as far as the host.
  package var debugDescription: String { shown }

  /// No children: `dump` shows the host only.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
