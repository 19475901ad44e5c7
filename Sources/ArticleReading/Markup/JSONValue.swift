// JSON as pages hold it: read within limits, and with the slips that browsers never see.

/// A JSON value; objects keep the order of their keys.
enum JSONValue {
  case null
  case bool(Bool)
  /// As it is written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  /// Deeper values make a text unreadable; articles come to 8.
  static let depthMax = 64

  /// The value in a script of a page; nil if there is none.
  ///
  /// Pages are full of slips that browsers never see. Forgiven are line breaks within strings, strings in single quotes
  /// and commas before a closing bracket; of what is broken otherwise, or deeper than `depthMax`, the part before stays.
  init?(inPage text: String) {
    var reader = JSONReader(bytes: Array(text.utf8))
    guard let value = reader.value(depth: 0) else { return nil }
    self = value
  }

  /// The value of an object's key; nil for a key it lacks and for any other value.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The string; nil for any other value.
  var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  /// An array's values; any other value is the only one.
  var elements: [JSONValue] {
    if case .array(let values) = self { return values }
    return [self]
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  private var index = 0
  /// Where the text makes no sense: nothing after that is read.
  private var isBroken = false

  init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func peek() -> UInt8? {
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    return index < bytes.count ? bytes[index] : nil
  }

  private mutating func take(_ character: Character) -> Bool {
    guard let next = peek(), next == character.asciiValue else { return false }
    index += 1
    return true
  }

  mutating func value(depth: Int) -> JSONValue? {
    guard depth < JSONValue.depthMax, let first = peek() else { return broken() }
    switch first {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string().map(JSONValue.string)
    default: return word()
    }
  }

  private mutating func broken() -> JSONValue? {
    isBroken = true
    return nil
  }

  private mutating func object(depth: Int) -> JSONValue {
    index += 1
    var members: [(key: String, value: JSONValue)] = []
    while !isBroken, !take("}") {
      guard let next = peek(), "\"'".utf8.contains(next), let key = string(), take(":"),
        let value = value(depth: depth + 1)
      else {
        isBroken = true
        break
      }
      members.append((key, value))
      if !isBroken, !take(","), peek() != UInt8(ascii: "}") { isBroken = true }
    }
    return .object(members)
  }

  private mutating func array(depth: Int) -> JSONValue {
    index += 1
    var values: [JSONValue] = []
    while !isBroken, !take("]") {
      guard let value = value(depth: depth + 1) else {
        isBroken = true
        break
      }
      values.append(value)
      if !isBroken, !take(","), peek() != UInt8(ascii: "]") { isBroken = true }
    }
    return .array(values)
  }

  private mutating func word() -> JSONValue? {
    let start = index
    while index < bytes.count, isWordByte(bytes[index]) { index += 1 }
    let word = String(decoding: bytes[start..<index], as: UTF8.self)
    switch word {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default:
      let isNumber = word.first.map { "-0123456789".contains($0) } ?? false
      return isNumber ? .number(word) : broken()
    }
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && !",]}:\"{[".utf8.contains(byte)
  }

  private mutating func string() -> String? {
    let quote = bytes[index]
    index += 1
    var text: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case quote: return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let character = escape() else {
          isBroken = true
          return nil
        }
        text += Array(String(character).utf8)
      default: text.append(byte)
      }
    }
    isBroken = true
    return nil
  }

  private mutating func escape() -> Character? {
    guard index < bytes.count else { return nil }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"), UInt8(ascii: "f"): return " "
    case UInt8(ascii: "u"): return unicode().map(Character.init)
    default: return Character(Unicode.Scalar(byte))
    }
  }

  /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair; U+FFFD for half a pair.
  private mutating func unicode() -> Unicode.Scalar? {
    guard let high = hexadecimal() else { return nil }
    guard (0xD800...0xDBFF).contains(high), bytes[index...].starts(with: "\\u".utf8) else {
      return Unicode.Scalar(high) ?? "\u{FFFD}"
    }
    index += 2
    guard let low = hexadecimal() else { return nil }
    guard (0xDC00...0xDFFF).contains(low) else { return "\u{FFFD}" }
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal() -> UInt32? {
    guard index + 4 <= bytes.count else { return nil }
    defer { index += 4 }
    return UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
  }
}
