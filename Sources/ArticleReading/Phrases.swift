// Finding phrases in short texts, byte by byte: many lines of every article are looked at.

/// Phrases in lower case to look for.
struct Phrases {
  private let phrases: [[UInt8]]

  init(_ phrases: some Sequence<String>) {
    self.phrases = phrases.map { Array($0.utf8) }
  }

  /// True if a text has one of them anywhere.
  func occur(in text: some StringProtocol) -> Bool {
    let bytes = Array(text.utf8)
    return phrases.contains { Self.contains(bytes, $0) }
  }

  /// True if a text starts with one of them, and the phrase's last word is a whole word there.
  func open(_ text: some StringProtocol) -> Bool {
    let bytes = text.utf8
    return phrases.contains { phrase in
      guard let last = phrase.last, bytes.starts(with: phrase) else { return false }
      return !Self.isLetter(last) || bytes.dropFirst(phrase.count).first.map(Self.isLetter) != true
    }
  }

  /// True if a text ends with one of them.
  func close(_ text: some StringProtocol) -> Bool {
    let bytes = Array(text.utf8)
    return phrases.contains { bytes.suffix($0.count) == $0[...] }
  }

  private static func contains(_ bytes: [UInt8], _ phrase: [UInt8]) -> Bool {
    guard let first = phrase.first else { return true }
    var rest = bytes[...]
    while let found = rest.firstIndex(of: first) {
      rest = bytes[found...]
      if rest.starts(with: phrase) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}
