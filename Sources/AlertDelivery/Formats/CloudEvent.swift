// CloudEvents 1.0 in structured mode: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md

import FoundationEssentials
package import StatementLedger

/// An event in JSON whose `data` is that of a Standard Webhooks body.
package struct CloudEvent: AlertFormat {
  package static let traits = AlertFormatTraits(
    name: "cloudevents", signing: .always, options: [.source])
  /// Events up to this size are forwarded by everyone ("Size Limits").
  package static let bodyBytesMax = 65_536
  /// Who sends, if the configuration does not say.
  package static let sourceUnlessGiven = "/gainsay"

  private let source: String

  private struct Body: Encodable {
    let specversion = "1.0"
    let id: String
    let source: String
    let type: String
    let time: String
    let datacontenttype = "application/json"
    let data: AlertSubjectData
  }

  /// - Throws: `DeliveryError` with code `badOption` if `source` is no URI reference.
  package init(_ options: AlertFormatOptions) throws(DeliveryError) {
    source = options.source ?? Self.sourceUnlessGiven
    let allowed = Set("!#$%&'()*+,-./:;=?@[]_~".utf8)
    let isURI = source.utf8.allSatisfy { allowed.contains($0) || $0.isASCIILetterOrDigit }
    guard isURI, !source.isEmpty, source.utf8.count <= 200, URLComponents(string: source) != nil
    else {
      throw DeliveryError(
        .badOption(.source), "is no URI reference of up to 200 characters")
    }
  }

  /// The whole alert if it fits, else with long texts and lists cut.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func message(for deliveries: [Delivery]) throws(DeliveryError) -> AlertMessage {
    let body = try fitting(deliveries, within: Self.bodyBytesMax) {
      (alert, delivery) throws(DeliveryError) in
      let body = try JSONBody.encode(
        Body(
          id: alert.id, source: source, type: "org.gainsay.\(alert.type)", time: alert.timestamp,
          data: alert.data(sequence: delivery.sequence)))
      return body.count <= Self.bodyBytesMax ? body : nil
    }
    return AlertMessage(contentType: "application/cloudevents+json; charset=UTF-8", body: body)
  }
}
