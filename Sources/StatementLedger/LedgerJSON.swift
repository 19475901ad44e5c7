// How the ledger stores values that have no column type of their own.

import Foundation
import GRDB

/// JSON in columns.
enum LedgerJSON {
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// A list for `json_each`.
  static func list(_ numbers: [Int64]) -> String {
    "[" + numbers.map { String($0) }.joined(separator: ",") + "]"
  }

  static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

extension Row {
  /// A column that holds the name of a case.
  ///
  /// - Throws: `LedgerError`, `.corrupt` if there is no such case.
  func name<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
    let name: String = self[column]
    guard let value = Value(rawValue: name) else {
      throw LedgerError(.corrupt, "the ledger's column \(column) holds an unknown \"\(name)\"")
    }
    return value
  }
}
