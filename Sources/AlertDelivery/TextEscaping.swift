// Texts of articles, made harmless for what a receiver takes as markup.

/// Replaces each scalar that means something to a receiver.
///
/// By scalars, not characters: a quotation mark with an accent on it is still one to a parser.
struct TextEscaping: Sendable {
  /// What a scalar becomes; nil where it stays.
  private let replacement: @Sendable (Unicode.Scalar) -> String?

  init(_ replacement: @escaping @Sendable (Unicode.Scalar) -> String?) {
    self.replacement = replacement
  }

  /// The text escaped.
  func callAsFunction(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { replacement($0) != nil }) else { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
      if let other = replacement(scalar) {
        escaped += other
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// The text cut, if need be, so that it is at most `max` UTF-16 units once it is escaped.
  ///
  /// No receiver counts more units than these.
  func callAsFunction(_ text: String, max: Int) -> String {
    let escaped = self(text)
    guard escaped.utf16.count > max else { return escaped }
    return self(text.cutting(to: max) { self(String($0)).utf16.count })
  }

  /// This one, and where it changes nothing, the other.
  func or(_ other: TextEscaping) -> TextEscaping {
    TextEscaping { [replacement] in replacement($0) ?? other.replacement($0) }
  }

  /// For readers of plain text: one line, in the order of its letters.
  ///
  /// Marks that turn the direction of writing (UAX #9) would let an article rewrite what stands
  /// around it.
  static let plain = TextEscaping { scalar in
    switch scalar.value {
    case 0x202A...0x202E, 0x2066...0x2069: ""
    case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: " "
    default: nil
    }
  }

  /// Plain, without "@everyone": a zero-width space parts the name from its sign.
  static let withoutMentions = TextEscaping { $0 == "@" ? "@\u{200B}" : nil }.or(plain)
}

extension UInt8 {
  /// A to Z, a to z or 0 to 9.
  var isASCIILetterOrDigit: Bool {
    switch self {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
