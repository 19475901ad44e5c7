// Tables of words: a row a line, looked up by hash.

/// A set of words, written as text.
struct WordSet: Sendable {
  private let hashes: WordMap<Bool>

  /// - Parameter text: words in lower case, separated by blanks or line ends.
  init(_ text: String) {
    hashes = WordMap(
      text.split(whereSeparator: \.isWhitespace).map { (WordHash.of($0), true) }, none: false)
  }

  func contains(_ hash: UInt64) -> Bool { hashes[hash] != nil }

  func contains(_ token: Token) -> Bool { contains(token.lower) }
}

/// Values by the hash of a word, which needs no second hashing.
struct WordMap<Value: Sendable>: Sendable {
  private struct Entry {
    var word: UInt64 = 0
    var value: Value
  }

  // Open addressing over a power of two of places, at most half of them taken.
  private var entries: [Entry]

  /// Of several values of a word the first stays; `none` fills the places without a word.
  init(_ rows: [(word: UInt64, value: Value)], none: Value) {
    var places = 8
    while places < rows.count * 2 { places *= 2 }
    entries = Array(repeating: Entry(value: none), count: places)
    for row in rows {
      let place = place(of: row.word)
      if entries[place].word == 0 { entries[place] = Entry(word: row.word, value: row.value) }
    }
  }

  private func place(of word: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: word >> 20) & (entries.count - 1)
    while entries[place].word != 0, entries[place].word != word {
      place = (place + 1) & (entries.count - 1)
    }
    return place
  }

  /// The value of a word; nil if it has none.
  subscript(word: UInt64) -> Value? {
    let entry = entries[place(of: word)]
    return entry.word == word ? entry.value : nil
  }
}
