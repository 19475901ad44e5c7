// What is asked of `CurlLoop` and what comes of it.

/// One header of a request; its value, which may be a password, is never shown.
package struct HTTPHeader: Hashable, Sendable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// What nobody but us may set: it would make another request of ours, or another signature.
  package static let reserved: Set<String> = [
    "connection", "content-encoding", "content-length", "content-type", "expect", "host",
    "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
    "upgrade", RequestSignature.idHeader, RequestSignature.timestampHeader,
    RequestSignature.signatureHeader,
  ]

  /// A header from outside, such as "X-Team: desk".
  ///
  /// - Throws: `DeliveryError` with code `badHeader`, which never shows the value.
  package init(checking line: String) throws(DeliveryError) {
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw DeliveryError(.badHeader, "is no header: it has no colon")
    }
    try self.init(checkingName: String(parts[0]), value: String(parts[1]))
  }

  /// The same in two parts; blanks around the value are left out.
  package init(checkingName name: String, value: String) throws(DeliveryError) {
    // RFC 9110, section 5.6.2.
    let isName = name.utf8.allSatisfy {
      $0.isASCIILetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains($0)
    }
    guard isName, !name.isEmpty else {
      throw DeliveryError(
        .badHeader, "does not start with the name of a header")
    }
    guard !Self.reserved.contains(name.lowercased()) else {
      throw DeliveryError(.badHeader, "sets \(name), which gainsay sets itself")
    }
    let value = value.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    // A line's end within would be the start of a header, or of a request, of its own.
    guard !value.isEmpty, String(value).utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
      throw DeliveryError(
        .badHeader, "gives \(name) no value, or one with characters other than printable ASCII")
    }
    self.init(name, String(value))
  }
}

extension HTTPHeader: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The name.
  package var description: String { "\(name): …" }

  /// The name.
  package var debugDescription: String { description }

  /// No children: `dump` shows the name only.
  package var customMirror: Mirror { Mirror(self, children: []) }
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
  /// Who vouches for the receiver's certificate; nil: those whom the system trusts.
  package var authorities: CertificateAuthorities?
  /// Over a connection of its own, so that the receiver shows its certificate.
  package var looksAtCertificate = false
  /// Whether to end once there is a connection, with TLS if the URL asks for it: nothing is sent.
  package var connectsOnly = false
  /// Dials for us, wherever it stands but for link-local addresses; nil: we do.
  package var proxy: EndpointURL?

  package init(
    url: EndpointURL, headers: [HTTPHeader], body: [UInt8], timeoutMilliseconds: Int,
    allowPrivate: Bool, authorities: CertificateAuthorities? = nil, proxy: EndpointURL? = nil
  ) {
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutMilliseconds = timeoutMilliseconds
    self.allowPrivate = allowPrivate
    self.authorities = authorities
    self.proxy = proxy
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
  /// The response's body as far as `ResponseText.bytesMax`.
  package var responseStart: [UInt8] = []
  /// Who vouches for the receiver and until when, if that was looked at.
  package var certificate: String?
}

extension HTTPOutcome {
  /// Whether there was a connection to send a request over.
  var isConnected: Bool {
    switch result {
    case .response: true
    case .failed(let failure): failure.kind == .other && failure.curlCode == 0
    }
  }
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
