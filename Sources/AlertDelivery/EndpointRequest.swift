// What is sent to an endpoint: a message, signed anew for each attempt.

import StatementLedger

extension Endpoint {
  /// The request that brings a message, signed if its format asks for it.
  func request(_ message: AlertMessage, id: String, at now: Timestamp) -> HTTPRequest {
    let signature =
      format.traits.signing == .never
      ? []
      : RequestSignature(id: id, at: now, body: message.body, secrets: secrets).headers
    return HTTPRequest(
      url: format.format.target(of: url),
      headers: [HTTPHeader("Content-Type", message.contentType)] + signature + headers,
      body: message.body, timeoutMilliseconds: timeoutMilliseconds, allowPrivate: allowPrivate,
      authorities: authorities, proxy: proxy)
  }
}
