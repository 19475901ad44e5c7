// The smallest unit of the analysis: a word, a number, a mark.

import Articles

/// One token as the Penn Treebank cuts them, with what the rules ask of it.
struct Token: Sendable {
  enum Form: UInt8, Sendable {
    case word, number, comma, stop, question, exclamation, colon, semicolon, dash, ellipsis
    case openBracket, closeBracket
    /// A quotation mark that shows its direction.
    case openQuote, closeQuote
    /// A quotation mark that looks the same on both sides.
    case straightQuote
    case other
  }

  let span: Span
  let form: Form
  /// `WordHash` of the text in lower case, curly apostrophes as straight ones.
  let lower: UInt64
  let startsWithCapital: Bool
  /// True for two or more letters, all of them capitals; full stops between them do not matter ("U.S.").
  let isAllCapitals: Bool
  /// True for a word that holds its full stop, as "U.S." does.
  let endsWithStop: Bool
  /// True if white space, or the start of a fragment, stands before it.
  let followsBlank: Bool

  var isWord: Bool { form == .word }
  var isWordOrNumber: Bool { form == .word || form == .number }
  var isSentenceEnd: Bool { form == .stop || form == .question || form == .exclamation }
}

/// FNV-1a over a word's bytes in lower case: words are compared and looked up by it, so that no token makes a String.
///
/// 64 bits: among the 10,000 words that the tables hold, two words collide with a chance of 1 in 10^11.
enum WordHash {
  static let empty: UInt64 = 0xcbf2_9ce4_8422_2325

  static func adding(_ byte: UInt8, to hash: UInt64) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  /// The hash of a word of the text: ASCII in lower case, ’ as '.
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash = empty
    // Bytes of ’ (E2 80 99) seen so far.
    var pending: [UInt8] = []
    for byte in bytes {
      if byte == 0xE2 && pending.isEmpty || byte == 0x80 && pending == [0xE2] {
        pending.append(byte)
        continue
      }
      if !pending.isEmpty {
        if byte == 0x99 && pending.count == 2 {
          hash = adding(UInt8(ascii: "'"), to: hash)
          pending = []
          continue
        }
        for held in pending { hash = adding(held, to: hash) }
        pending = []
      }
      hash = adding((0x41...0x5A).contains(byte) ? byte | 0x20 : byte, to: hash)
    }
    for held in pending { hash = adding(held, to: hash) }
    return hash
  }

  static func of(_ word: some StringProtocol) -> UInt64 { of(word.utf8) }
}
