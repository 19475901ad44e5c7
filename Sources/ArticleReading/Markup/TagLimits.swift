// Refuses tags that the parser would take more than linear time for.

/// libxml2 compares each attribute of a tag with all before it: 60,000 of them take it 9 seconds.
enum TagLimits {
  /// Far more than any page has: a heavy one comes to 40.
  static let attributesMax = 1_000
  static let refusal = ReadingRefusal(
    .tooLarge, "an element has more than \(attributesMax) attributes")

  /// - Throws: `ReadingRefusal` when a tag has more attributes.
  static func check(_ bytes: [UInt8]) throws(ReadingRefusal) {
    var scan = TagScan(bytes: bytes)
    while let attributes = scan.nextTag() {
      guard attributes <= attributesMax else { throw refusal }
    }
  }
}

/// Goes from start tag to start tag, past comments and scripts.
private struct TagScan {
  let bytes: [UInt8]
  private var index = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The number of attributes of the next start tag; nil after the last one.
  mutating func nextTag() -> Int? {
    while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = open + 1
      if bytes[index...].starts(with: "!--".utf8) {
        skipComment()
      } else if index < bytes.count, isLetter(bytes[index]) {
        return readTag()
      }
    }
    return nil
  }

  private mutating func readTag() -> Int {
    let start = index
    while index < bytes.count, isLetter(bytes[index]) { index += 1 }
    let name = bytes[start..<index].map { $0 | 0x20 }
    var attributes = 0
    var mayQuote = false
    while index < bytes.count, bytes[index] != UInt8(ascii: ">") {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "="): mayQuote = true
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        guard mayQuote else { continue }
        index = bytes[index...].firstIndex(of: byte).map { $0 + 1 } ?? bytes.count
        mayQuote = false
        // Another attribute may follow a value without a blank between.
        if index < bytes.count, bytes[index] > 0x20 { attributes += 1 }
      case 0x09...0x0D, 0x20, UInt8(ascii: "/"):
        let starts = index < bytes.count && bytes[index] > 0x20
        if starts, !mayQuote { attributes += 1 }
      default: mayQuote = false
      }
    }
    let isEmpty = index > start && bytes[index - 1] == UInt8(ascii: "/")
    for raw in ["script", "style"] where name.elementsEqual(raw.utf8) && !isEmpty {
      skipRaw(until: raw)
    }
    return attributes
  }

  private mutating func skipRaw(until name: String) {
    while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = open + 1
      guard index < bytes.count, bytes[index] == UInt8(ascii: "/") else { continue }
      let rest = bytes[(index + 1)...].prefix(name.utf8.count).map { $0 | 0x20 }
      if rest.elementsEqual(name.utf8) { return }
    }
    index = bytes.count
  }

  private mutating func skipComment() {
    while let found = bytes[index...].firstIndex(of: UInt8(ascii: "-")) {
      index = found + 1
      let isEnd = ["-->", "--!>"].contains { bytes[found...].starts(with: $0.utf8) }
      if isEnd { return }
    }
    index = bytes.count
  }

  private func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
