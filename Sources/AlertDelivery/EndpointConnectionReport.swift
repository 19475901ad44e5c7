// Can an endpoint be reached at all? Nothing is sent to it.

/// What connecting to an endpoint has found: name look-up, address, connection, TLS.
package struct EndpointConnectionReport: Sendable {
  package let isConnected: Bool
  /// For a person; holds no secret.
  package let found: String
  /// What to do; nil if there is nothing.
  package let advice: String?

  /// Connects as a delivery would, past the same guard, and hangs up.
  package static func make(of endpoint: Endpoint, by curl: CurlLoop) async
    -> EndpointConnectionReport
  {
    var request = HTTPRequest(
      url: endpoint.format.format.target(of: endpoint.url), headers: [], body: [],
      timeoutMilliseconds: endpoint.timeoutMilliseconds, allowPrivate: endpoint.allowPrivate,
      authorities: endpoint.authorities, proxy: endpoint.proxy)
    request.connectsOnly = true
    request.looksAtCertificate = true
    return EndpointConnectionReport(endpoint, await curl.send(request))
  }

  private init(_ endpoint: Endpoint, _ outcome: HTTPOutcome) {
    isConnected = outcome.isConnected
    guard case .failed(let failure) = outcome.result, !outcome.isConnected else {
      let certificate = outcome.certificate.map { ", \($0)" } ?? ""
      let security = endpoint.url.isEncrypted ? "TLS verified\(certificate)" : "without TLS"
      found = "\(endpoint.url) takes connections, \(security)"
      let isAtHome = endpoint.url.address?.reach == .local
      advice =
        endpoint.url.isEncrypted || isAtHome
        ? nil : "anybody on the way can read the alerts: use https if the receiver has it"
      return
    }
    found = "\(endpoint.url) cannot be reached: \(failure.detail)"
    advice = EndpointTestReport.advice(failure, endpoint)
  }
}
