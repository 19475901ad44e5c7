// Word classes and lemmas, read from the embedded word tables.

import CModels

/// The words that the tables know, looked up by hash.
struct WordLexicon: Sendable {
  /// The lexicon of the embedded tables, read on first use (2 ms).
  static let embedded = WordLexicon(
    classes: UnsafeRawBufferPointer(embedded_word_classes()),
    irregular: UnsafeRawBufferPointer(embedded_irregular_lemmas()))

  private let classes: WordMap<WordClass>
  private let irregular: WordMap<UInt64>

  private init(classes: UnsafeRawBufferPointer, irregular: UnsafeRawBufferPointer) {
    var known: [UInt64: WordClass] = [:]
    let rows = Self.rows(of: classes).map { row in
      let tags = WordHash.of(row.value)
      let wordClass = known[tags] ?? WordClass(String(decoding: row.value, as: UTF8.self))
      known[tags] = wordClass
      return (word: WordHash.of(row.key), value: wordClass)
    }
    self.classes = WordMap(rows, none: WordClass())
    self.irregular = WordMap(
      Self.rows(of: irregular).map { (WordHash.of($0.key), WordHash.of($0.value)) }, none: 0)
  }

  private typealias Row = (
    key: UnsafeRawBufferPointer.SubSequence, value: UnsafeRawBufferPointer.SubSequence
  )

  private static func rows(of table: UnsafeRawBufferPointer) -> [Row] {
    table.split(separator: UInt8(ascii: "\n")).compactMap { line in
      line.firstIndex(of: UInt8(ascii: "\t")).map { (line[..<$0], line[($0 + 1)...]) }
    }
  }

  /// The class of a word in lower case; nil if the tables do not know it.
  func wordClass(of word: UInt64) -> WordClass? { classes[word] }

  // MARK: Lemmas

  /// The spelling of an irregular word's base form, for people to read; a walk through the table.
  static func irregularBase(of word: UInt64) -> String? {
    rows(of: UnsafeRawBufferPointer(embedded_irregular_lemmas()))
      .first { WordHash.of($0.key) == word }
      .map { String(decoding: $0.value, as: UTF8.self) }
  }

  /// The hash of a word's base form: from the irregular ones, else by its suffix, checked against the known words.
  ///
  /// `bytes` are the word as the text has it, `word` its hash in lower case.
  func lemma(of word: UInt64, bytes: ArraySlice<UInt8>, wordClass: WordClass) -> UInt64 {
    if let lemma = irregular[word] { return lemma }
    let count = bytes.count
    guard count > 3, wordClass.overlaps(Self.inflected) else { return word }
    let last = bytes[bytes.endIndex - 1] | 0x20
    let beforeLast = bytes[bytes.endIndex - 2] | 0x20
    switch (beforeLast, last) {
    case (UInt8(ascii: "s"), UInt8(ascii: "s")), (UInt8(ascii: "u"), UInt8(ascii: "s")): return word
    case (_, UInt8(ascii: "s")): return withoutS(bytes, wordClass) ?? word
    case (UInt8(ascii: "e"), UInt8(ascii: "d")): return withoutSuffix(2, of: bytes) ?? word
    case (UInt8(ascii: "n"), UInt8(ascii: "g")) where count > 4:
      return withoutSuffix(3, of: bytes) ?? word
    default: return word
    }
  }

  private static let inflected = WordClass("NNS|VBZ|VBD|VBN|VBG")
  private static let base = WordClass("NN|VB|VBP|P|JJ")
  private static let baseVerb = WordClass("VB|VBP")

  private func withoutS(_ bytes: ArraySlice<UInt8>, _ wordClass: WordClass) -> UInt64? {
    let word = WordHash.of(bytes.dropLast())
    let isEs = bytes[bytes.endIndex - 2] | 0x20 == UInt8(ascii: "e")
    guard isEs else { return word }
    if bytes[bytes.endIndex - 3] | 0x20 == UInt8(ascii: "i") {
      let withY = WordHash.adding(UInt8(ascii: "y"), to: WordHash.of(bytes.dropLast(3)))
      if self.wordClass(of: word)?.overlaps(Self.base) != true { return withY }
    }
    if self.wordClass(of: word)?.overlaps(Self.base) == true { return word }
    let withoutEs = WordHash.of(bytes.dropLast(2))
    return self.wordClass(of: withoutEs)?.overlaps(Self.base) == true ? withoutEs : word
  }

  /// The base of a form in "-ed" or "-ing": "claimed", "stating", "denied", "planned".
  private func withoutSuffix(_ length: Int, of bytes: ArraySlice<UInt8>) -> UInt64? {
    let stem = bytes.dropLast(length)
    guard stem.count >= 2 else { return nil }
    let whole = WordHash.of(stem)
    let withE = WordHash.adding(UInt8(ascii: "e"), to: whole)
    let last = stem[stem.endIndex - 1] | 0x20
    let isDoubled = stem.count > 2 && last == stem[stem.endIndex - 2] | 0x20
    if length == 2, last == UInt8(ascii: "i") {
      return WordHash.adding(UInt8(ascii: "y"), to: WordHash.of(stem.dropLast()))
    }
    let candidates = isDoubled ? [whole, WordHash.of(stem.dropLast()), withE] : [withE, whole]
    for candidate in candidates where wordClass(of: candidate)?.overlaps(Self.baseVerb) == true {
      return candidate
    }
    for candidate in candidates where wordClass(of: candidate)?.overlaps(Self.base) == true {
      return candidate
    }
    return whole
  }
}

extension UnsafeRawBufferPointer {
  /// The bytes of an embedded file, which live as long as the program.
  init(_ file: EmbeddedFile) {
    self.init(start: file.bytes, count: file.count)
  }
}
