// A test alert, sent right now: does the receiver take what we send, and if not, why?

package import StatementLedger

/// What a test of an endpoint has found.
package struct EndpointTestReport: Sendable {
  /// Whether a real alert would have been delivered.
  package let isDelivered: Bool
  /// For a person; holds no secret.
  package let lines: [String]

  /// Sends a test alert, whatever the endpoint's state and its queue; the ledger is not asked.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package static func make(
    of endpoint: Endpoint, by curl: CurlLoop, at now: Timestamp
  ) async throws(DeliveryError) -> EndpointTestReport {
    let notice = EndpointNotice.test(of: endpoint.name, at: now)
    let delivery = Delivery(
      id: 0, endpoint: endpoint.name, sequence: 0, subject: .endpoint(notice), attemptsMade: 0)
    let message = try endpoint.format.format.message(for: [delivery])
    var request = endpoint.request(message, id: notice.id, at: now)
    request.looksAtCertificate = true
    return EndpointTestReport(endpoint, request, await curl.send(request))
  }

  private init(_ endpoint: Endpoint, _ request: HTTPRequest, _ outcome: HTTPOutcome) {
    let time = "\(outcome.durationMilliseconds) ms"
    let format = endpoint.format.traits.name
    let signed = request.headers.contains { $0.name == RequestSignature.signatureHeader }
    var lines = ["sent: endpoint.test as \(format), \(signed ? "signed" : "not signed")"]
    switch outcome.result {
    case .response(let status, _):
      isDelivered = (200...299).contains(status)
      lines.append("\(endpoint.url) answered \(status) in \(time)")
      let hidden = ResponseText.secrets(of: endpoint)
      if !isDelivered, let text = ResponseText.make(outcome.responseStart, hiding: hidden) {
        lines.append("it says: \(text)")
      }
    case .failed(let failure):
      isDelivered = false
      lines.append("\(endpoint.url) did not answer: \(failure.detail), after \(time)")
    }
    lines.append("TLS: " + Self.tls(endpoint, outcome))
    lines.append("to do: " + Self.advice(outcome.result, endpoint))
    self.lines = ["endpoint \(endpoint.name)"] + lines.map { "    \($0)" }
  }

  private static func tls(_ endpoint: Endpoint, _ outcome: HTTPOutcome) -> String {
    guard endpoint.url.isEncrypted else { return "none, anybody on the way can read the alerts" }
    let isVerified = if case .response = outcome.result { true } else { false }
    let certificate = outcome.certificate.map { ", \($0)" } ?? ""
    return (isVerified ? "verified" : "not verified") + certificate
  }

  private static func advice(_ result: HTTPOutcome.Result, _ endpoint: Endpoint) -> String {
    switch result {
    case .response(let status, _): advice(status)
    case .failed(let failure): advice(failure, endpoint)
    }
  }

  private static func advice(_ status: Int) -> String {
    switch status {
    case 200...299: "nothing"
    case 300...399: "redirects are not followed: configure the URL to which it redirects"
    case 401, 403:
      "does the receiver have this endpoint's secret or token? then gainsay endpoint enable"
    case 404, 405: "is the URL's path right?"
    case 410: "the receiver has ended this address: get a new one, or remove the endpoint"
    case 400, 413, 415, 422: "the receiver does not take this message: is the format right?"
    case 408, 425, 429: "the receiver asks for a slower pace: rate_limit, group_wait"
    default: "see the receiver's log"
    }
  }

  static func advice(_ failure: TransportFailure, _ endpoint: Endpoint) -> String {
    switch (failure.kind, failure.curlCode) {
    case (.blocked, _): "if the address is meant, see allow_private"
    case (.timeout, _): "is the receiver up, and does a firewall let us through?"
    case (_, 5): "is the proxy's name right?"
    case (_, 6): "is the host's name right, and does this machine look names up?"
    case (_, 7): "is the receiver up, and is the port right?"
    case (_, 35): "does the receiver speak TLS at this port?"
    case (_, 60) where endpoint.authorities != nil:
      "is the certificate for this host, still valid, and by an authority of ca_file?"
    case (_, 60):
      "is the certificate for this host, and still valid? one of your own authority needs ca_file"
    default: "see the receiver's log"
    }
  }
}
