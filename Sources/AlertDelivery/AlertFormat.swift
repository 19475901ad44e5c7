// How an alert is written for a receiver.

package import StatementLedger

/// The body of a request.
package struct AlertMessage: Hashable, Sendable {
  package let contentType: String
  package let body: [UInt8]
}

/// One kind of receiver: what it wants to be sent, within its limits.
package protocol AlertFormat: Sendable {
  /// Writes a delivery's alert. The same delivery always gives the same bytes.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`; the delivery is then a dead letter.
  func message(for delivery: Delivery) throws(DeliveryError) -> AlertMessage
}
