// How alerts are written for a receiver, and the list of all formats.

package import StatementLedger

/// The body of a request.
package struct AlertMessage: Hashable, Sendable {
  package let contentType: String
  package let body: [UInt8]
}

/// All formats; a new one is a file in `Formats/` and a line here.
package enum AlertFormats {
  package static let all: [any AlertFormat.Type] = [
    StandardWebhook.self,
    CloudEvent.self,
    SlackMessage.self,
    DiscordMessage.self,
    TeamsCard.self,
    NtfyMessage.self,
    TemplatedMessage.self,
  ]
}

/// One kind of receiver: what it wants to be sent, within its limits.
package protocol AlertFormat: Hashable, Sendable {
  static var traits: AlertFormatTraits { get }

  /// The format of one endpoint.
  ///
  /// - Throws: `DeliveryError` with code `badOption`.
  init(_ options: AlertFormatOptions) throws(DeliveryError)

  /// Where messages go; unless a format says otherwise, the endpoint's URL as it is.
  func target(of url: EndpointURL) -> EndpointURL

  /// Writes one message that tells of 1 to `alertsMax` deliveries.
  ///
  /// The same deliveries always give the same bytes.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`; the deliveries are then dead letters.
  func message(for deliveries: [Delivery]) throws(DeliveryError) -> AlertMessage
}

extension AlertFormat {
  package func target(of url: EndpointURL) -> EndpointURL { url }

  /// Whether the other is this format with the same options.
  fileprivate func isEqual(_ other: any AlertFormat) -> Bool { other as? Self == self }
}

/// What is known of a format without an endpoint.
package struct AlertFormatTraits: Sendable {
  /// Whether requests are signed as Standard Webhooks describes.
  package enum Signing: Sendable {
    case always
    /// If the endpoint has a secret.
    case optional
    /// The receiver would not look: what it knows us by is its URL.
    case never
  }

  /// A key of the configuration that a format takes beside those of every endpoint.
  package enum Option: String, CaseIterable, Sendable {
    case source
    case templateFile = "template_file"
    case contentType = "content_type"
  }

  /// In the configuration.
  package let name: String
  package let signing: Signing
  /// Whether whoever knows the URL may write to the receiver.
  package var isURLSecret = false
  package var options: Set<Option> = []
  /// How many alerts one message may tell of.
  package var alertsMax = 1
  /// The pace that the receiver is known to bear: at least so long from one message to the next.
  package var intervalMilliseconds: Int64 = 0
}

/// What an endpoint says of its format.
package struct AlertFormatOptions: Sendable {
  package var url: EndpointURL
  /// Of CloudEvents: who sends, a URI reference.
  package var source: String?
  /// The text of a Mustache template.
  package var template: String?
  /// Of what the template makes.
  package var contentType: String?

  package init(
    url: EndpointURL, source: String? = nil, template: String? = nil, contentType: String? = nil
  ) {
    self.url = url
    self.source = source
    self.template = template
    self.contentType = contentType
  }
}

/// A format that can be compared with any other.
package struct EndpointFormat: Hashable, Sendable {
  let format: any AlertFormat

  package init(_ format: any AlertFormat) {
    self.format = format
  }

  var traits: AlertFormatTraits { type(of: format).traits }

  package static func == (left: EndpointFormat, right: EndpointFormat) -> Bool {
    left.format.isEqual(right.format)
  }

  package func hash(into hasher: inout Hasher) {
    format.hash(into: &hasher)
  }
}
