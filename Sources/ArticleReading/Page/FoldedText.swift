// Text as a page shows it: its white space and its invisible characters.

/// Text as a page shows it: white space of all kinds is one blank, characters that nobody sees are gone.
struct FoldedText {
  private(set) var text = ""
  private(set) var bytes = 0
  private var endsBlank = true

  var isEmpty: Bool { bytes == 0 }

  var trimmed: String { endsBlank && !text.isEmpty ? String(text.dropLast()) : text }

  var endsSentence: Bool {
    let tail = Array(trimmed.utf8.suffix(16))
    return ParagraphJoining.endsSentence(tail, at: tail.count)
  }

  mutating func append(_ part: String) {
    for scalar in part.unicodeScalars {
      if scalar.properties.isWhitespace {
        if !endsBlank { text.unicodeScalars.append(" ") }
        if !endsBlank { bytes += 1 }
        endsBlank = true
      } else if !Self.isInvisible(scalar) {
        text.unicodeScalars.append(scalar)
        bytes += UTF8.width(scalar)
        endsBlank = false
      }
    }
  }

  /// A text folded as a whole.
  static func fold(_ text: String) -> String {
    var folded = FoldedText()
    folded.append(text)
    return folded.trimmed
  }

  /// Soft hyphens, zero-width characters, direction marks, control characters.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    return scalar.properties.generalCategory == .format
      || scalar.properties.generalCategory == .control
  }
}
