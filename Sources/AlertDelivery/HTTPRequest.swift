// What is asked of `CurlLoop` and what comes of it.

/// One header of a request.
package struct HTTPHeader: Hashable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A POST.
package struct HTTPRequest: Sendable {
  package var url: EndpointURL
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  /// For the whole exchange, from name look-up to the last byte of the response.
  package var timeoutMilliseconds: Int
  /// Whether loopback and private addresses may be dialled.
  package var allowPrivate: Bool

  package init(
    url: EndpointURL, headers: [HTTPHeader], body: [UInt8], timeoutMilliseconds: Int,
    allowPrivate: Bool
  ) {
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutMilliseconds = timeoutMilliseconds
    self.allowPrivate = allowPrivate
  }
}

/// What became of a request.
package struct HTTPOutcome: Hashable, Sendable {
  package enum Result: Hashable, Sendable {
    /// A status line came, 200…999, whatever happened to the rest of the response.
    case response(status: Int, retryAfterSeconds: Int64?)
    case failed(TransportFailure)
  }
  package var result: Result
  package var durationMilliseconds: Int64
}

/// Why no status line came.
package struct TransportFailure: Hashable, Sendable {
  package enum Kind: Sendable {
    case timeout
    /// The address is one that the endpoint may not dial.
    case blocked
    /// The task was cancelled or the loop stopped: says nothing of the receiver.
    case abandoned
    /// Name look-up, connection, TLS, a broken response.
    case other
  }
  package var kind: Kind
  /// libcurl's, 0 if it was not its failure.
  package var curlCode: Int
  /// For a person; holds the host at most, nothing else of the URL.
  package var detail: String
}
