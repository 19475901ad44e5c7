// How the values within a template are escaped, so that no article writes more than a value.

import Foundation
import Mustache

/// By the type of what the template makes.
enum TemplateEscaping: String, CaseIterable, MustacheContentType {
  case json = "GAINSAY-JSON"
  case markup = "GAINSAY-MARKUP"
  case form = "GAINSAY-FORM"
  case plain = "GAINSAY-PLAIN"

  /// The content types, as a message lists them.
  static let names =
    "application/json, …+json, text/html, application/xml, …+xml, text/plain and "
    + "application/x-www-form-urlencoded"

  /// Nil for a type whose values would not be escaped.
  init?(contentType: String) {
    let parts = contentType.split(separator: ";", omittingEmptySubsequences: false)
    let isHeaderValue = contentType.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    guard let first = parts.first, isHeaderValue else { return nil }
    switch first.trimmingCharacters(in: .whitespaces).lowercased() {
    case "application/json": self = .json
    case "text/html", "application/xml", "text/xml": self = .markup
    case "text/plain": self = .plain
    case "application/x-www-form-urlencoded": self = .form
    case let type where type.hasPrefix("application/") && type.hasSuffix("+json"): self = .json
    case let type where type.hasPrefix("application/") && type.hasSuffix("+xml"): self = .markup
    default: return nil
    }
  }

  /// Makes the escapings known to the template engine, which finds them by name.
  static func register() {
    _ = isRegistered
  }

  private static let isRegistered: Bool = {
    for escaping in allCases {
      MustacheContentTypes.register(escaping, named: escaping.rawValue)
    }
    return true
  }()

  func escapeText(_ text: String) -> String {
    switch self {
    case .json: Self.jsonText(text)
    case .markup: Self.markupText(text)
    case .form: Self.formText(text)
    case .plain: TextEscaping.plain(text)
    }
  }

  /// Whether a body is of the type, as far as that is checked.
  func isWellFormed(_ body: [UInt8]) -> Bool {
    guard self == .json else { return true }
    return !Self.hasCommaBeforeEnd(body)
      && (try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)) != nil
  }

  /// Whether a list or an object ends in a comma, which Foundation's parser lets pass and most
  /// others do not.
  private static func hasCommaBeforeEnd(_ body: [UInt8]) -> Bool {
    var isInString = false
    var isEscaped = false
    var last: UInt8 = 0
    for byte in body where isInString || !" \t\r\n".utf8.contains(byte) {
      if isInString {
        if !isEscaped, byte == UInt8(ascii: "\"") { isInString = false }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if last == UInt8(ascii: ","), "]}".utf8.contains(byte) {
        return true
      } else {
        isInString = byte == UInt8(ascii: "\"")
      }
      last = byte
    }
    return false
  }

  /// RFC 8259, section 7.
  private static let jsonText = TextEscaping { scalar in
    switch scalar.value {
    case 0x22: "\\\""
    case 0x5C: "\\\\"
    case 0...0x1F: "\\u" + String(0x1_0000 + scalar.value, radix: 16).dropFirst()
    default: nil
    }
  }

  private static let markupText = TextEscaping { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    case "'": "&#39;"
    default: nil
    }
  }.or(.plain)

  /// Each byte but the unreserved ones of RFC 3986, section 2.3.
  private static let formText = TextEscaping { scalar in
    let bytes = String(scalar).utf8
    guard bytes.contains(where: { !$0.isASCIILetterOrDigit && !"-._~".utf8.contains($0) }) else {
      return nil
    }
    return bytes.map { "%" + String(0x100 + UInt($0), radix: 16).dropFirst().uppercased() }
      .joined()
  }
}
