// What is said over the control socket: one line of JSON each way.

import FoundationEssentials
package import StatementLedger

/// What a command asks of the running daemon.
package enum ControlRequest: Codable, Hashable, Sendable {
  /// Read the configuration anew; answered when it is applied or refused.
  case reload
  case status
  /// The same as one line of JSON.
  case statusAsJSON
  /// Make a held or disabled endpoint active again.
  case enableEndpoint(name: String)
  /// Send nothing more to an endpoint.
  case disableEndpoint(name: String)
  /// Send a test alert right now; refused with the same words if it did not arrive.
  case testEndpoint(name: String)
  /// Try, queue again or forget deliveries.
  case changeDeliveries(DeliveryChange)
  /// Correct what the ledger holds.
  case correct(Correction)
  /// Read a failed file again, or all of them.
  case retryFailed(id: Int64?)
}

/// What the daemon answers.
package enum ControlReply: Codable, Hashable, Sendable {
  /// It is done; what to print.
  case done(text: String)
  /// It was not done, and nothing has changed; why.
  case refused(reason: String)
}

/// The lines that carry them.
enum ControlLine {
  static let requestBytesMax = 4_096
  /// Fits a socket's buffer whole (212,992 bytes by default), so that sending never waits for the
  /// reader.
  static let replyBytesMax = 65_536

  static func encode(_ message: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Enums of strings always encode.
    let line = (try? encoder.encode(message)).map { Array($0) } ?? []
    return line + [UInt8(ascii: "\n")]
  }

  /// A value for programs that is a text to the control socket: one line, its keys in snake case.
  static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // What is told this way holds neither floats nor keys that could fail to encode.
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// Nil unless the bytes, without the newline, are such a message.
  static func decode<Message: Decodable>(_ type: Message.Type, from bytes: [UInt8]) -> Message? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// The reply's line, or a refusal if it is too long for one.
  static func reply(_ reply: ControlReply) -> [UInt8] {
    let line = encode(reply)
    guard line.count > replyBytesMax else { return line }
    return encode(ControlReply.refused(reason: "the answer is too long to send"))
  }
}
