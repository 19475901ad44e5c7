// The one error of this room.

/// What keeps an endpoint from being set up or an alert from being written.
package struct DeliveryError: Error, CustomStringConvertible {
  package enum Code: Hashable, Sendable {
    case badCertificates
    case badHeader
    /// What a format was given cannot be used: one of its options, or, if nil, the URL.
    case badOption(AlertFormatTraits.Option?)
    case badSecret
    case badURL
    /// An alert cannot be written in the endpoint's format.
    case cannotFormat
    /// libcurl or the system's random numbers cannot be had.
    case cannotStart
  }
  package let code: Code
  /// What, which thing, what to do: without any secret and without the query of a URL.
  package let detail: String
  package let underlying: (any Error)?

  init(_ code: Code, _ detail: String, underlying: (any Error)? = nil) {
    self.code = code
    self.detail = detail
    self.underlying = underlying
  }

  package var description: String { detail }
}
