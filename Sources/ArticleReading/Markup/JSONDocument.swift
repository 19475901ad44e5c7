// JSON as programs write it (RFC 8259): nothing is forgiven, and a fault has its line.

/// Reads the JSON values of a file, one after another.
struct JSONDocument {
  private let bytes: [UInt8]
  private var index = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The next value; nil after the last one.
  ///
  /// Each but the first must begin on a line of its own, as in JSON Lines.
  ///
  /// - Throws: `ReadingRefusal` for what is no JSON, for a key that an object has twice, for half a surrogate pair, and
  ///   for values deeper in each other than `JSONValue.depthMax`.
  mutating func next() throws(ReadingRefusal) -> JSONValue? {
    let start = index
    skipBlanks()
    guard index < bytes.count else { return nil }
    if start > 0, !bytes[start..<index].contains(UInt8(ascii: "\n")) {
      throw fault("something follows the value")
    }
    return try value(depth: 0)
  }

  private mutating func skipBlanks() {
    while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private func fault(_ what: String, _ code: ReadingRefusal.Code = .damaged) -> ReadingRefusal {
    let line = 1 + bytes.prefix(index).count { $0 == UInt8(ascii: "\n") }
    return ReadingRefusal(code, "line \(line): \(what)")
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(ReadingRefusal) -> JSONValue {
    guard depth < JSONValue.depthMax else {
      throw fault("values lie more than \(JSONValue.depthMax) deep in each other", .tooLarge)
    }
    skipBlanks()
    guard index < bytes.count else { throw fault("the JSON breaks off") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws(ReadingRefusal) -> JSONValue {
    index += 1
    var members: [(key: String, value: JSONValue)] = []
    var keys: Set<String> = []
    if take("}") { return .object([]) }
    repeat {
      skipBlanks()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw fault("a key in quotation marks is missing")
      }
      let key = try string()
      guard keys.insert(key).inserted else { throw fault("a key stands twice in an object") }
      guard take(":") else { throw fault("a colon is missing after a key") }
      members.append((key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw fault("an object is not closed") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(ReadingRefusal) -> JSONValue {
    index += 1
    var values: [JSONValue] = []
    if take("]") { return .array([]) }
    repeat {
      values.append(try value(depth: depth + 1))
    } while take(",")
    guard take("]") else { throw fault("an array is not closed") }
    return .array(values)
  }

  private mutating func word() throws(ReadingRefusal) -> JSONValue {
    let word = bytes[index...].prefix {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "+-.".utf8.contains($0)
    }
    let text = String(decoding: word, as: UTF8.self)
    let value: JSONValue? =
      switch text {
      case "true": .bool(true)
      case "false": .bool(false)
      case "null": .null
      default: Self.isNumber(text) ? .number(text) : nil
      }
    guard let value else { throw fault("something is no JSON value") }
    index += word.count
    return value
  }

  /// A sign, digits without a zero before them, a fraction, an exponent.
  private static func isNumber(_ text: String) -> Bool {
    var rest = text.utf8[...]
    func digits() -> Int {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      return digits.count
    }
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let startsWithZero = rest.first == UInt8(ascii: "0")
    let whole = digits()
    guard whole > 0, whole == 1 || !startsWithZero else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard digits() > 0 else { return false }
    }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  // MARK: Strings

  private mutating func string() throws(ReadingRefusal) -> String {
    index += 1
    var text: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        index += 1
        text += Array(String(try escaped()).utf8)
      case 0..<0x20: throw fault("a string holds a line break or a control character")
      default:
        text.append(byte)
        index += 1
      }
    }
    throw fault("the JSON breaks off in a string")
  }

  private mutating func escaped() throws(ReadingRefusal) -> Unicode.Scalar {
    guard index < bytes.count else { throw fault("the JSON breaks off in a string") }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try scalar()
    default: throw fault("a string holds an unknown escape")
    }
  }

  /// The scalar of `\uXXXX`, or of two of them that are a surrogate pair.
  private mutating func scalar() throws(ReadingRefusal) -> Unicode.Scalar {
    let high = try unit()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, bytes[index...].starts(with: "\\u".utf8) else {
      throw fault("a string holds half a surrogate pair")
    }
    index += 2
    let low = try unit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw fault("a string holds half a surrogate pair") }
    return scalar
  }

  private mutating func unit() throws(ReadingRefusal) -> UInt32 {
    let digits = bytes[index...].prefix(4)
    guard digits.count == 4, !digits.contains(UInt8(ascii: "+")),
      !digits.contains(UInt8(ascii: "-")),
      let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("a string holds an escape without four hexadecimal digits") }
    index += 4
    return unit
  }
}
