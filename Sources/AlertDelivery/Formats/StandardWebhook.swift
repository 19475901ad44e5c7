// The default format: a Standard Webhooks body.

import Foundation
package import StatementLedger

/// `{"type", "timestamp", "data"}` in JSON, under 20 kB, as Standard Webhooks asks for.
package struct StandardWebhook: AlertFormat {
  /// The body is shorter than this.
  package static let bodyBytesLimit = 20_000

  private struct Body: Encodable {
    let type: String
    let timestamp: String
    let data: AlertData
  }

  /// What is tried in turn until the body is small enough.
  ///
  /// At the last, even texts that JSON writes with six bytes for one fit, so long as actors' ids
  /// are of a sensible length.
  private static let sizes: [Alert.Size] = [
    .init(textBytesMax: .max, listMax: .max),
    .init(textBytesMax: 4000, listMax: 100),
    .init(textBytesMax: 2000, listMax: 50),
    .init(textBytesMax: 1000, listMax: 25),
    .init(textBytesMax: 500, listMax: 12),
    .init(textBytesMax: 250, listMax: 6),
    .init(textBytesMax: 100, listMax: 3),
    .init(textBytesMax: 50, listMax: 1),
  ]

  package init() {}

  /// The whole alert if it fits, else with long texts and lists cut.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func message(for delivery: Delivery) throws(DeliveryError) -> AlertMessage {
    for size in Self.sizes {
      let body = try encode(delivery.alert.cut(to: size), sequence: delivery.sequence)
      if body.count < Self.bodyBytesLimit {
        return AlertMessage(contentType: "application/json", body: body)
      }
    }
    throw DeliveryError(
      .cannotFormat,
      "alert \(delivery.alert.id) does not fit in \(Self.bodyBytesLimit) bytes; are ids too long?")
  }

  private func encode(_ alert: Alert, sequence: Int64) throws(DeliveryError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](
        try encoder.encode(
          Body(type: alert.type, timestamp: alert.timestamp, data: alert.data(sequence: sequence))))
    } catch {
      throw DeliveryError(
        .cannotFormat, "alert \(alert.id) cannot be written as JSON", underlying: error)
    }
  }
}
