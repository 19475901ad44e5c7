// The default format: a Standard Webhooks body.

package import StatementLedger

/// `{"type", "timestamp", "data"}` in JSON, under 20 kB, as Standard Webhooks asks for.
package struct StandardWebhook: AlertFormat {
  package static let traits = AlertFormatTraits(name: "standard-webhooks", signing: .always)
  /// The body is shorter than this.
  package static let bodyBytesLimit = 20_000

  private struct Body: Encodable {
    let type: String
    let timestamp: String
    let data: AlertSubjectData
  }

  package init() {}

  package init(_ options: AlertFormatOptions) {}

  /// The whole alert if it fits, else with long texts and lists cut.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func message(for deliveries: [Delivery]) throws(DeliveryError) -> AlertMessage {
    let body = try fitting(deliveries, within: Self.bodyBytesLimit) {
      (alert, delivery) throws(DeliveryError) in
      let body = try JSONBody.encode(
        Body(
          type: alert.type, timestamp: alert.timestamp,
          data: alert.data(sequence: delivery.sequence)))
      return body.count < Self.bodyBytesLimit ? body : nil
    }
    return AlertMessage(contentType: "application/json", body: body)
  }
}
