// What happens to XML before the parser sees it: dangers are refused, the common slips of feeds mended.

/// Goes over XML once, and makes of it what the parser can read in linear time without declarations.
struct XMLPreparation {
  private let bytes: [UInt8]
  private var index = 0
  private var output: [UInt8] = []

  /// XML without control characters, in which each `&` begins a reference that needs no declaration.
  ///
  /// - Throws: `ReadingRefusal` for declarations, which can make a small file endless, and for tags that the parser
  ///   would take more than linear time for.
  static func prepare(_ text: String) throws(ReadingRefusal) -> [UInt8] {
    var preparation = XMLPreparation(
      bytes: text.utf8.filter { $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D })
    try preparation.run()
    return preparation.output
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
    output.reserveCapacity(bytes.count)
  }

  private mutating func run() throws(ReadingRefusal) {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "<"): try copyMarkup()
      case UInt8(ascii: "&"): copyReference()
      default: copy()
      }
    }
  }

  private mutating func copy(_ count: Int = 1) {
    output += bytes[index..<index + count]
    index += count
  }

  private func starts(with sign: String) -> Bool { bytes[index...].starts(with: sign.utf8) }

  private static let passedOver = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]

  private mutating func copyMarkup() throws(ReadingRefusal) {
    for (start, end) in Self.passedOver where starts(with: start) {
      copy(start.utf8.count)
      copy(through: end)
      return
    }
    if starts(with: "<!") { try copyDoctype() } else { try copyTag() }
  }

  private mutating func copy(through end: String) {
    let first = end.utf8.first
    while index < bytes.count {
      if bytes[index] == first, starts(with: end) {
        copy(end.utf8.count)
        return
      }
      copy()
    }
  }

  /// - Throws: `ReadingRefusal` when the document declares anything in itself.
  private mutating func copyDoctype() throws(ReadingRefusal) {
    var quote: UInt8?
    while index < bytes.count {
      let byte = bytes[index]
      copy()
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "[") {
        throw ReadingRefusal(
          .tooLarge,
          "the XML declares entities or attributes of its own, which are never expanded; "
            + "write it without a DOCTYPE")
      } else if byte == UInt8(ascii: ">") {
        return
      }
    }
  }

  /// - Throws: `ReadingRefusal` when it has too many attributes.
  private mutating func copyTag() throws(ReadingRefusal) {
    var quote: UInt8?
    var attributes = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "&") {
        copyReference()
        continue
      }
      copy()
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: "=") {
        attributes += 1
        guard attributes <= TagLimits.attributesMax else { throw TagLimits.refusal }
      } else if byte == UInt8(ascii: ">") {
        return
      }
    }
  }

  private static let nameBytesMax = 32
  private static let known = ["amp", "lt", "gt", "quot", "apos"]

  /// A reference that XML knows as it is, one that HTML knows as its character; of any other, the `&` as a character.
  private mutating func copyReference() {
    let rest = bytes[(index + 1)...]
    let name = rest.prefix(Self.nameBytesMax).prefix {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "#")
    }
    let isReference = name.endIndex < bytes.count && bytes[name.endIndex] == UInt8(ascii: ";")
    let text = String(decoding: name, as: UTF8.self)
    if isReference, Self.known.contains(text) || Self.isNumber(text) {
      copy(name.count + 2)
    } else if isReference, let character = MarkupParsing.character(named: text) {
      output += Array(String(character).utf8)
      index = name.endIndex + 1
    } else {
      output += Array("&amp;".utf8)
      index += 1
    }
  }

  /// True for "#8220" and "#x201c" that stand for a character which XML allows.
  private static func isNumber(_ name: String) -> Bool {
    guard name.first == "#" else { return false }
    let digits = name.dropFirst()
    let value =
      digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    guard let value, let scalar = Unicode.Scalar(value) else { return false }
    return [0x09, 0x0A, 0x0D].contains(value)
      || (value >= 0x20 && !(0xFFFE...0xFFFF).contains(scalar.value))
  }
}
