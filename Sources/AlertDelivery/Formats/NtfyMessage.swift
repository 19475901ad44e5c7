// ntfy, published as JSON: https://docs.ntfy.sh/publish/#publish-as-json

import FoundationEssentials
package import StatementLedger

/// A notification in plain text.
package struct NtfyMessage: AlertFormat {
  package static let traits = AlertFormatTraits(name: "ntfy", signing: .never, alertsMax: 5)
  /// A longer message becomes an attachment.
  package static let bodyBytesMax = 4096

  private let topic: String

  /// The topic is the last part of the endpoint's URL, as readers subscribe to it.
  ///
  /// - Throws: `DeliveryError` with code `badOption`.
  package init(_ options: AlertFormatOptions) throws(DeliveryError) {
    let path = URLComponents(string: options.url.text)?.path.dropFirst() ?? ""
    let isTopic = path.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_".utf8.contains($0) }
    guard isTopic, (1...64).contains(path.utf8.count) else {
      throw DeliveryError(
        .badOption(nil), "is not that of a topic: letters, digits, \"-\" and \"_\" behind the host")
    }
    topic = String(path)
  }

  /// The server's root: a message in JSON names its topic itself.
  package func target(of url: EndpointURL) -> EndpointURL { url.root }

  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func message(for deliveries: [Delivery]) throws(DeliveryError) -> AlertMessage {
    let body = try fitting(deliveries, within: Self.bodyBytesMax) {
      alerts throws(DeliveryError) in
      let wordings = alerts.map(AlertWording.init)
      var message: [String: JSONValue] = [
        "topic": .string(topic),
        "title": .string(TextEscaping.plain(AlertWording.summary(wordings))),
        "message": .string(
          wordings.map { Self.text($0, isAlone: alerts.count == 1) }.joined(separator: "\n\n")),
        "markdown": false,
        "tags": [alerts.allSatisfy { $0.isDenial } ? "no_good" : "loudspeaker"],
      ]
      if alerts.count == 1, let link = wordings.first?.link {
        message["click"] = .string(link.url)
      }
      let body = try JSONBody.encode(JSONValue.object(message))
      return body.count <= Self.bodyBytesMax ? body : nil
    }
    return AlertMessage(contentType: "application/json", body: body)
  }

  private static func text(_ alert: AlertWording, isAlone: Bool) -> String {
    let lines =
      (isAlone ? [] : [alert.headline]) + [alert.content, alert.sentence]
      + alert.references.map { "\(alert.referencesTitle) \($0)" } + [alert.source]
    return lines.map { TextEscaping.plain($0) }.joined(separator: "\n")
  }
}
