// The features by which cues are found.

/// Fills the input of the first stage: one sentence, each token described by itself and its surroundings.
package enum CueFeatures {
  static let perToken = 68
  static let setCount = 6

  /// The sentence's features.
  package static func fill(_ input: inout ChainInput, sentence: Int, of columns: TokenColumns) {
    let range = columns.text.sentences[sentence].tokens
    input.reset(to: range)
    for token in range { input.sets.append(transitionSet(token, columns)) }
    let before = sentence > 0 ? columns.sentenceTraits[sentence - 1].code + 1 : 0
    let after =
      sentence + 1 < columns.sentenceTraits.count
      ? columns.sentenceTraits[sentence + 1].code + 1 : 0
    let hasQuotes: UInt64 = columns.sentenceTraits[sentence].hasQuotes ? 1 : 0
    input.features.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      var window = Window(columns, range, range.lowerBound)
      for token in range {
        window.token = token
        var writer = FeatureWriter(base + (token - range.lowerBound) * perToken)
        addWords(&writer, window)
        addQuotation(&writer, window, hasQuotes: hasQuotes, before: before, after: after)
        addSurroundings(&writer, window)
        assert(writer.count == perToken)
      }
    }
  }

  /// Transition weights differ by what the token is: other, quotation mark, verb, mark, preposition, noun.
  private static func transitionSet(_ token: Int, _ columns: TokenColumns) -> UInt8 {
    let wordClass = WordClass(rawValue: columns.wordClass[token])
    if columns.traits[token].contains(.quoteMark) { return 1 }
    if wordClass.overlaps(.verb) { return 2 }
    if wordClass.rawValue >= 1 << 40 { return 3 }
    if wordClass.overlaps(.preposition) { return 4 }
    return wordClass.overlaps(.noun) ? 5 : 0
  }

  private static func addWords(_ writer: inout FeatureWriter, _ window: Window) {
    writer.add(1)
    for offset in -3...3 { writer.add(window.word(offset)) }
    let (l2, l1, l0, r1, r2) = (
      window.lemma(-2), window.lemma(-1), window.lemma(0), window.lemma(1), window.lemma(2)
    )
    let (b2, b1, c0, a1, a2) = (
      window.wordClass(-2), window.wordClass(-1), window.wordClass(0), window.wordClass(1),
      window.wordClass(2)
    )
    writer.add(l0)
    writer.add(b2)
    writer.add(b1)
    writer.add(c0)
    writer.add(a1)
    writer.add(a2)
    writer.add(window.columns.shape[window.token])
    writer.add(window.columns.suffix[window.token])
    writer.add(l0, c0)
    writer.add(l1, l0)
    writer.add(l0, r1)
    writer.add(l2, l1, l0)
    writer.add(l1, l0, r1)
    writer.add(l0, r1, r2)
    writer.add(b2, b1)
    writer.add(b1, c0)
    writer.add(c0, a1)
    writer.add(a1, a2)
    writer.add(b2, b1, c0)
    writer.add(b1, c0, a1)
    writer.add(c0, a1, a2)
    writer.add(l0, b1)
    writer.add(l0, a1)
    writer.add(l0, b1, a1)
    writer.add(l0, b2, b1)
    writer.add(l0, a1, a2)
  }

  private static func addQuotation(
    _ writer: inout FeatureWriter, _ window: Window, hasQuotes: UInt64, before: UInt64,
    after: UInt64
  ) {
    let lemma = window.lemma(0)
    let wordClass = window.wordClass(0)
    let state = window.quotation(0)
    let around = window.surroundings
    writer.add(state)
    writer.add(window.quotation(-1), state, window.quotation(1))
    writer.add(state, lemma)
    writer.add(hasQuotes, lemma)
    let left = window.distance(to: around.lastQuote)
    let right = window.distance(to: around.nextQuote)
    writer.add(left, lemma)
    writer.add(right, lemma)
    writer.add(left, wordClass, state)
    writer.add(right, wordClass, state)
    writer.add(before, lemma)
    writer.add(after, lemma)
  }

  private static func addSurroundings(_ writer: inout FeatureWriter, _ window: Window) {
    let lemma = window.lemma(0)
    let wordClass = window.wordClass(0)
    let around = window.surroundings
    let position = Bucket.of(window.token - window.range.lowerBound)
    let toEnd = min(UInt64(window.range.upperBound - 1 - window.token), 3)
    writer.add(position, lemma)
    writer.add(toEnd, lemma)
    let finiteBefore = UInt64(min(around.finiteBefore, 3))
    let finiteAfter = UInt64(min(around.finiteAfter, 3))
    writer.add(finiteBefore, wordClass)
    writer.add(finiteBefore, lemma)
    writer.add(finiteAfter, wordClass)
    writer.add(finiteAfter, lemma)
    let that = window.isNear(around.nextThat) | window.isNear(around.lastThat) << 1
    writer.add(that, wordClass)
    writer.add(that, lemma)
    let capitalsBefore = UInt64(min(around.capitalsBefore, 3))
    let capitalsAfter = UInt64(min(around.capitalsAfter, 3))
    writer.add(capitalsBefore, wordClass)
    writer.add(capitalsBefore, lemma)
    writer.add(capitalsAfter, wordClass)
    writer.add(capitalsAfter, lemma)
    let mark = window.word(at: around.lastClauseMark)
    writer.add(mark, wordClass)
    writer.add(mark, lemma)
    let finite = window.lemma(at: around.lastFinite)
    writer.add(finite, wordClass)
    writer.add(finite, lemma)
    writer.add(finite, window.distance(to: around.lastFinite))
    let nextMark = window.word(at: around.nextClauseMark)
    writer.add(nextMark, lemma)
    writer.add(window.distance(to: around.lastClauseMark), wordClass, mark)
    writer.add(window.distance(to: around.nextClauseMark), wordClass, nextMark)
    writer.add(window.columns.word[window.range.lowerBound], lemma)
    writer.add(window.columns.word[window.range.upperBound - 1], lemma)
    writer.add(window.wordClass(-1), window.wordClass(0), mark)
    writer.add(finiteBefore, finiteAfter, lemma)
  }

  /// One token and its neighbours within a sentence.
  struct Window {
    let columns: TokenColumns
    let range: Range<Int>
    var token: Int

    init(_ columns: TokenColumns, _ range: Range<Int>, _ token: Int) {
      self.columns = columns
      self.range = range
      self.token = token
    }

    var surroundings: TokenColumns.Surroundings { columns.surroundings[token] }

    @inline(__always)
    private func value(_ column: [UInt64], _ offset: Int) -> UInt64 {
      let index = token + offset
      return index < range.lowerBound ? 1 : index >= range.upperBound ? 2 : column[index]
    }

    func word(_ offset: Int) -> UInt64 { value(columns.word, offset) }
    func lemma(_ offset: Int) -> UInt64 { value(columns.lemma, offset) }
    func wordClass(_ offset: Int) -> UInt64 { value(columns.wordClass, offset) }

    func quotation(_ offset: Int) -> UInt64 {
      let index = token + offset
      return range.contains(index) ? UInt64(columns.text.quotation[index].rawValue) + 1 : 0
    }

    func word(at place: Int32) -> UInt64 { place < 0 ? 0 : columns.word[Int(place)] }
    func lemma(at place: Int32) -> UInt64 { place < 0 ? 0 : columns.lemma[Int(place)] }

    func distance(to place: Int32) -> UInt64 {
      place < 0 ? 15 : Bucket.of(abs(Int(place) - token))
    }

    /// 1 if a place is at most six tokens away.
    func isNear(_ place: Int32) -> UInt64 { place >= 0 && abs(Int(place) - token) <= 6 ? 1 : 0 }
  }
}
