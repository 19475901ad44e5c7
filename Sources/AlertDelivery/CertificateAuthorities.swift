// The certificates of one's own authorities, for receivers whom the system does not trust.

/// One certificate or more in PEM.
package struct CertificateAuthorities: Hashable, Sendable, CustomStringConvertible {
  let pem: [UInt8]
  private let count: Int

  /// Reads a text in PEM; what stands between the certificates is left alone.
  ///
  /// - Throws: `DeliveryError` with code `badCertificates`.
  package init(pem text: String) throws(DeliveryError) {
    pem = Array(text.utf8)
    count = Cryptography.certificates(inPEM: pem)
    guard count > 0 else {
      throw DeliveryError(
        .badCertificates, "holds no certificate in PEM (-----BEGIN CERTIFICATE-----)")
    }
  }

  /// How many there are.
  package var description: String { count == 1 ? "1 certificate" : "\(count) certificates" }
}
