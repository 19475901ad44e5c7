// Bytes to tokens, as the Penn Treebank cuts them: clitics split, hyphens kept.

import Articles

/// Cuts a stretch of UTF-8 text into tokens.
///
/// After the Penn Treebank's tokenisation rules: "isn't" → "is", "n't"; "Korea's" → "Korea", "'s"; hyphenated words,
/// numbers with separators, and abbreviations with their full stops stay whole.
struct Tokenizer {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Appends the tokens of one fragment.
  func tokenize(_ fragment: Span, into tokens: inout [Token]) {
    var index = fragment.start
    var followsBlank = true
    while index < fragment.end {
      let scalar = scalar(at: index, end: fragment.end)
      switch classify(scalar.value) {
      case .blank:
        followsBlank = true
        index += scalar.length
        continue
      case .letter, .digit:
        let end = wordEnd(from: index, end: fragment.end)
        appendWord(Span(index, end), followsBlank, &tokens, fragmentEnd: fragment.end)
        index = tokens[tokens.count - 1].span.end
      case .mark(let form):
        let end = markEnd(from: index, length: scalar.length, form: form, end: fragment.end)
        tokens.append(token(Span(index, end.end), end.form, followsBlank))
        index = end.end
      }
      followsBlank = false
    }
  }

  // MARK: Scalars

  private enum Class {
    case blank, letter, digit
    case mark(Token.Form)
  }

  private func scalar(at index: Int, end: Int) -> (value: UInt32, length: Int) {
    let first = bytes[index]
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard length > 1, index + length <= end else { return (UInt32(first), 1) }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for offset in 1..<length { value = value << 6 | UInt32(bytes[index + offset] & 0x3F) }
    return (value, length)
  }

  private func classify(_ scalar: UInt32) -> Class {
    switch scalar {
    case 0x41...0x5A, 0x61...0x7A: .letter
    case 0x30...0x39: .digit
    case 0...0x20, 0x7F...0xA0, 0x1680, 0x2000...0x200B, 0x2028...0x202F, 0x205F...0x2060, 0x3000,
      0xFEFF:
      .blank
    case 0x22, 0xFF02: .mark(.straightQuote)
    case 0x27: .mark(.straightQuote)
    case 0x60, 0x201C, 0x2018, 0x201E, 0x201A, 0xAB, 0x2039: .mark(.openQuote)
    case 0x201D, 0x2019, 0xBB, 0x203A: .mark(.closeQuote)
    case 0x28, 0x5B, 0x7B: .mark(.openBracket)
    case 0x29, 0x5D, 0x7D: .mark(.closeBracket)
    case 0x2C: .mark(.comma)
    case 0x2E: .mark(.stop)
    case 0x3A: .mark(.colon)
    case 0x3B: .mark(.semicolon)
    case 0x3F: .mark(.question)
    case 0x21: .mark(.exclamation)
    case 0x2026: .mark(.ellipsis)
    case 0x2010, 0x2011: .letter
    case 0x2D, 0x2012...0x2015: .mark(.dash)
    case 0x21...0x7E, 0xA1...0xA9, 0xAB...0xBF, 0xD7, 0xF7, 0x2016...0x205E, 0x2190...0x2BFF:
      .mark(.other)
    default: .letter
    }
  }

  private func isWordScalar(at index: Int, end: Int) -> Bool {
    guard index < end else { return false }
    switch classify(scalar(at: index, end: end).value) {
    case .letter, .digit: return true
    default: return false
    }
  }

  // MARK: Words

  /// The end of the word that starts at a place, clitics and inner marks included, a final full stop not.
  private func wordEnd(from start: Int, end: Int) -> Int {
    var index = start
    while index < end {
      if isWordScalar(at: index, end: end) {
        index += scalar(at: index, end: end).length
      } else if let inner = innerMarkLength(at: index, wordStart: start, end: end) {
        index += inner
      } else {
        break
      }
    }
    return index
  }

  /// The length of a mark that stands inside a word: hyphen, apostrophe, ampersand, separators between digits, the
  /// full stops of "U.S".
  private func innerMarkLength(at index: Int, wordStart: Int, end: Int) -> Int? {
    let (value, length) = scalar(at: index, end: end)
    let next = index + length
    guard isWordScalar(at: next, end: end), index > wordStart else { return nil }
    let beforeIsDigit = (0x30...0x39).contains(bytes[index - 1])
    let afterIsDigit = (0x30...0x39).contains(bytes[next])
    switch value {
    case 0x2D, 0x27, 0x2019, 0x26, 0x5F, 0x40: return length
    case 0x2C, 0x3A: return beforeIsDigit && afterIsDigit ? length : nil
    case 0x2F: return beforeIsDigit && afterIsDigit ? length : nil
    case 0x2E:
      // "3.5", "U.S", "e.g", "D-N.Y", "example.org", but not "end.Next".
      let nextIsCapital = (0x41...0x5A).contains(bytes[next])
      let isInitial =
        index == wordStart + 1
        || (index >= 2 && [UInt8(ascii: "."), UInt8(ascii: "-")].contains(bytes[index - 2]))
      return (beforeIsDigit && afterIsDigit) || isInitial
        || !(nextIsCapital || beforeIsDigit || afterIsDigit)
        ? length : nil
    default: return nil
    }
  }

  private func appendWord(
    _ span: Span, _ followsBlank: Bool, _ tokens: inout [Token], fragmentEnd: Int
  ) {
    var span = span
    if span.end < fragmentEnd, bytes[span.end] == UInt8(ascii: "."), keepsStop(span, fragmentEnd) {
      // "U.S.-backed" is one word.
      let hyphen = span.end + 1
      let goesOn =
        hyphen < fragmentEnd && bytes[hyphen] == UInt8(ascii: "-")
        && isWordScalar(at: hyphen + 1, end: fragmentEnd)
      span = Span(span.start, goesOn ? wordEnd(from: hyphen + 1, end: fragmentEnd) : hyphen)
    }
    guard let split = cliticStart(span) else {
      tokens.append(token(span, form(span), followsBlank))
      return
    }
    tokens.append(token(Span(span.start, split), .word, followsBlank))
    tokens.append(token(Span(split, span.end), .word, false))
  }

  /// True if the full stop after a word is its own: an abbreviation, an initial, letters with stops between them.
  private func keepsStop(_ span: Span, _ end: Int) -> Bool {
    let word = bytes[span.range]
    if word.contains(UInt8(ascii: ".")) {
      return !word.contains { (0x30...0x39).contains($0) } && isDotted(word)
    }
    if word.count == 1, let letter = word.first { return (0x41...0x5A).contains(letter) }
    return Abbreviations.contains(WordHash.of(word))
  }

  /// "U.S", "e.g": single letters with full stops between them.
  private func isDotted(_ word: ArraySlice<UInt8>) -> Bool {
    word.split(omittingEmptySubsequences: false) {
      [UInt8(ascii: "."), UInt8(ascii: "-")].contains($0)
    }
    .allSatisfy { $0.count <= 2 }
  }

  private static let clitics = [
    "'s", "'re", "'ve", "'ll", "'d", "'m", "n't", "’s", "’re", "’ve", "’ll", "’d", "’m", "n’t",
  ]
  .map { Array($0.utf8) }

  /// Where a clitic starts within a word; nil if it holds none.
  private func cliticStart(_ span: Span) -> Int? {
    // Each holds an apostrophe, of which the comparison below sees bit 0x20 set.
    guard bytes[span.range].suffix(5).contains(where: { $0 | 0x20 == 0x27 || $0 | 0x20 == 0xB9 })
    else {
      return nil
    }
    for clitic in Self.clitics where span.count > clitic.count {
      let start = span.end - clitic.count
      if zip(bytes[start..<span.end], clitic).allSatisfy({ ($0 | 0x20) == ($1 | 0x20) }) {
        return start
      }
    }
    return nil
  }

  private func form(_ span: Span) -> Token.Form {
    (0x30...0x39).contains(bytes[span.start]) ? .number : .word
  }

  private func token(_ span: Span, _ form: Token.Form, _ followsBlank: Bool) -> Token {
    let text = bytes[span.range]
    let first = text.first ?? 0
    var (letters, capitals) = (0, 0)
    for byte in text where (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A {
      letters += 1
      if byte < 0x5B { capitals += 1 }
    }
    return Token(
      span: span, form: form, lower: WordHash.of(text),
      // É and other capitals of Latin-1 are C3 80…C3 9E.
      startsWithCapital: (0x41...0x5A).contains(first)
        || (first == 0xC3 && text.count > 1 && text[text.startIndex + 1] < 0x9F),
      isAllCapitals: letters > 1 && capitals == letters,
      endsWithStop: text.count > 1 && text.last == UInt8(ascii: "."),
      followsBlank: followsBlank)
  }

  // MARK: Marks

  private func markEnd(
    from start: Int, length: Int, form: Token.Form, end: Int
  ) -> (end: Int, form: Token.Form) {
    var stop = start + length
    let first = bytes[start]
    // "--", "...", "``" and "''" are one mark each.
    if [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "`"), UInt8(ascii: "'")].contains(first)
    {
      while stop < end, bytes[stop] == first { stop += 1 }
    }
    switch form {
    case .stop where stop - start > 1: return (stop, .ellipsis)
    case .closeQuote, .straightQuote:
      // After a blank and before a letter, ’ and ' open: badly set quotation marks, or '90s, which does not matter.
      let isSingle = first == UInt8(ascii: "'") || (length == 3 && bytes[start + 2] == 0x99)
      let opens =
        isSingle && startsWord(after: stop, end) && (start == 0 || bytes[start - 1] <= 0x20)
      return (
        stop,
        opens && form == .straightQuote
          ? .openQuote : isSingle && form == .straightQuote ? .closeQuote : form
      )
    default: return (stop, form)
    }
  }

  private func startsWord(after index: Int, _ end: Int) -> Bool {
    isWordScalar(at: index, end: end)
  }
}
