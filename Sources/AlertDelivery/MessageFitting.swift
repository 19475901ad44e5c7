// What formats share: a message that is cut until it fits, and JSON.

import Foundation
import StatementLedger

extension AlertFormat {
  /// The first that is small enough, with texts and lists cut further each time.
  ///
  /// - Parameters:
  ///   - deliveries: told of together.
  ///   - bytesMax: the receiver's limit, or more than that if it counts characters.
  ///   - write: gives nil for what is too long.
  /// - Returns: the body.
  /// - Throws: `DeliveryError` with code `cannotFormat`.
  func fitting(
    _ deliveries: [Delivery], within bytesMax: Int,
    writeAll write: ([AlertSubject]) throws(DeliveryError) -> [UInt8]?
  ) throws(DeliveryError) -> [UInt8] {
    let ids = deliveries.map(\.subject.id).joined(separator: ", ")
    var alerts = deliveries.map(\.subject)
    for size in Alert.Size.steps(bytesMax: bytesMax / max(1, deliveries.count)) {
      alerts = alerts.map { $0.cut(to: size) }
      do throws(DeliveryError) {
        if let body = try write(alerts) { return body }
      } catch {
        throw DeliveryError(
          .cannotFormat, "alert \(ids): \(error.detail)", underlying: error.underlying)
      }
    }
    throw DeliveryError(
      .cannotFormat, "alert \(ids) does not fit in \(bytesMax) bytes; are ids too long?")
  }

  /// The same for a format that tells of one alert at a time.
  func fitting(
    _ deliveries: [Delivery], within bytesMax: Int,
    write: (AlertSubject, Delivery) throws(DeliveryError) -> [UInt8]?
  ) throws(DeliveryError) -> [UInt8] {
    guard let delivery = deliveries.first, deliveries.count == 1 else {
      throw DeliveryError(.cannotFormat, "\(deliveries.count) alerts cannot stand in one message")
    }
    return try fitting(deliveries, within: bytesMax) { alerts throws(DeliveryError) in
      try alerts.first.flatMap { alert throws(DeliveryError) in try write(alert, delivery) }
    }
  }
}

/// JSON with its keys in order, so that the same value always gives the same bytes.
enum JSONBody {
  static func encode(_ value: some Encodable) throws(DeliveryError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(value))
    } catch {
      throw DeliveryError(.cannotFormat, "it cannot be written as JSON", underlying: error)
    }
  }
}

/// A JSON value written as a literal, for what chat services want.
enum JSONValue: Encodable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  case string(String)
  case integer(Int)
  case boolean(Bool)
  case array([JSONValue])
  case object([String: JSONValue])
  case null

  init(stringLiteral text: String) { self = .string(text) }
  init(integerLiteral number: Int) { self = .integer(number) }
  init(booleanLiteral answer: Bool) { self = .boolean(answer) }
  init(arrayLiteral items: JSONValue...) { self = .array(items) }
  init(dictionaryLiteral pairs: (String, JSONValue)...) {
    self = .object(Dictionary(pairs) { $1 })
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .boolean(let answer): try container.encode(answer)
    case .array(let items): try container.encode(items)
    case .object(let pairs): try container.encode(pairs)
    case .null: try container.encodeNil()
    }
  }
}
