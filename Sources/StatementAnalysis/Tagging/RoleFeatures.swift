// The features by which the speaker and the content of a cue are found.

/// Fills the input of the second stage: the sentences around one cue, each token described by its relation to it.
package enum RoleFeatures {
  static let perToken = 89
  static let setCount = 9

  /// The features of the window around a cue.
  ///
  /// `starts` are the first tokens of all cues of the article in order; whether the one in question is among them does
  /// not matter. A cue in another's content has that content as its `limits`.
  package static func fill(
    _ input: inout ChainInput, cue: Range<Int>, among starts: [Int], of columns: TokenColumns,
    limits: Range<Int>? = nil
  ) {
    let home = Int(columns.sentence[cue.lowerBound])
    let sentences = window(around: home, columns)
    let place = place(of: cue, among: starts, columns)
    let range = limits.map { place.tokens.clamped(to: $0) } ?? place.tokens
    input.reset(to: range)
    let others = place.others.filter { range.contains($0) }
    let context = Context(columns, cue: cue, home: home, others: others, window: range)
    input.features.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for sentence in sentences {
        let tokens = columns.text.sentences[sentence].tokens.clamped(to: range)
        guard !tokens.isEmpty else { continue }
        let relation = context.relation(of: sentence, tokens)
        var before = SIMD8<Int32>()
        for token in tokens {
          input.sets.append(context.transitionSet(token))
          var writer = FeatureWriter(base + (token - range.lowerBound) * perToken)
          let counts = context.between(token)
          // Most words change none of the counts.
          let repeats = token > tokens.lowerBound && counts == before && !context.isAtCue(token)
          before = counts
          context.addFeatures(&writer, token, relation, counts, repeatsCounts: repeats)
          assert(writer.count == perToken)
        }
      }
      input.sets.append(8)
      var writer = FeatureWriter(base + range.count * perToken)
      context.addEnd(&writer)
      while writer.count < perToken { writer.add(0) }
    }
  }

  /// Tokens before and after a cue that are looked at, however long its sentence; no window in 924 articles of edited
  /// news reaches them.
  private static let tokensBeforeMax = 250
  private static let tokensAfterMax = 250
  /// Other cues on each side of a cue that its window may hold, so that a text of nothing but cues does not cost a whole
  /// window for each; nine is the most in those articles.
  private static let othersMax = 12

  /// Where a cue's speaker and content are looked for.
  struct Place: Equatable {
    let tokens: Range<Int>
    /// The first tokens of the other cues that stand there.
    let others: [Int]
  }

  /// The place of a cue among all cues of the article, whose first tokens are in order.
  static func place(
    of cue: Range<Int>, among starts: [Int], _ columns: TokenColumns
  ) -> Place {
    let sentences = window(around: Int(columns.sentence[cue.lowerBound]), columns)
    var first = columns.text.sentences[sentences.lowerBound].tokens.lowerBound
    var end = columns.text.sentences[sentences.upperBound - 1].tokens.upperBound
    first = max(first, cue.lowerBound - tokensBeforeMax)
    end = min(end, cue.upperBound + tokensAfterMax)
    let before = starts.partition(from: first)..<starts.partition(from: cue.lowerBound)
    let after = starts.partition(from: cue.lowerBound + 1)..<starts.partition(from: end)
    if before.count > othersMax { first = starts[before.upperBound - othersMax] }
    if after.count > othersMax { end = max(cue.upperBound, starts[after.lowerBound + othersMax]) }
    return Place(
      tokens: first..<end,
      others: Array(starts[before].suffix(othersMax) + starts[after].prefix(othersMax)))
  }

  /// The sentences in which a cue's speaker and content are looked for.
  ///
  /// Up to two before, at most one paragraph back; up to four after, into another paragraph only where a quotation
  /// goes on or a colon announces it.
  package static func window(around home: Int, _ columns: TokenColumns) -> Range<Int> {
    let sentences = columns.text.sentences
    var first = home
    while first > 0, home - first < 2,
      sentences[home].paragraph - sentences[first - 1].paragraph <= 1
    {
      first -= 1
    }
    var last = home
    while last + 1 < sentences.count, last - home < 4 {
      let isNewParagraph = sentences[last + 1].paragraph != sentences[last].paragraph
      if isNewParagraph, !columns.sentenceTraits[last + 1].startsQuoted,
        !(last == home && columns.sentenceTraits[home].endsWithColon)
      {
        break
      }
      last += 1
    }
    return first..<last + 1
  }

  /// What a sentence is to the cue's.
  fileprivate struct Relation {
    let offset: UInt64
    let traits: UInt64
    let firstWord: UInt64
    let lastWord: UInt64
    let hasCue: UInt64
  }

  /// What does not change from token to token of one window.
  fileprivate struct Context {
    private let columns: TokenColumns
    private let cue: Range<Int>
    private let home: Int
    private let window: Range<Int>
    private let lemma: UInt64
    private let form: UInt64
    private let allLemmas: UInt64
    private let before: UInt64
    private let after: UInt64
    private let beforeClass: UInt64
    private let afterClass: UInt64
    private let position: UInt64
    private let quotation: UInt64
    /// How many other cues start before each token of the window, one entry more than tokens.
    private let othersBefore: [Int32]

    init(
      _ columns: TokenColumns, cue: Range<Int>, home: Int, others: [Int], window: Range<Int>
    ) {
      self.columns = columns
      self.cue = cue
      self.home = home
      self.window = window
      let homeRange = columns.text.sentences[home].tokens.clamped(to: window)
      let head = CueHead.of(cue, columns)
      lemma = columns.lemma[head]
      let isPassive = CueHead.isPassive(cue, head: head, columns)
      form = columns.wordClass[head] &* 2 + (isPassive ? 1 : 0)
      allLemmas = cue.reduce(0) { ($0 ^ columns.lemma[$1]) &* 0x0000_0100_0000_01B3 }
      before = cue.lowerBound > homeRange.lowerBound ? columns.word[cue.lowerBound - 1] : 1
      after = cue.upperBound < homeRange.upperBound ? columns.word[cue.upperBound] : 2
      beforeClass =
        cue.lowerBound > homeRange.lowerBound ? columns.wordClass[cue.lowerBound - 1] : 1
      afterClass = cue.upperBound < homeRange.upperBound ? columns.wordClass[cue.upperBound] : 2
      position = Bucket.of(cue.lowerBound - homeRange.lowerBound)
      let states = columns.text.quotation
      let quotesBefore = (homeRange.lowerBound..<cue.lowerBound).contains { states[$0] != .outside }
      let quotesAfter = (cue.upperBound..<homeRange.upperBound).contains { states[$0] != .outside }
      quotation =
        (quotesBefore ? 1 : 0) | (quotesAfter ? 2 : 0)
        | columns.sentenceTraits[home].code << 2
        | UInt64(states[cue.lowerBound].rawValue) << 10
      var sums = Array(repeating: Int32(0), count: window.count + 1)
      for other in others { sums[other - window.lowerBound + 1] = 1 }
      for index in 1..<sums.count { sums[index] += sums[index - 1] }
      othersBefore = sums
    }

    /// How many other cues start in a part of the window.
    @inline(__always)
    private func others(in range: Range<Int>) -> Int32 {
      othersBefore[range.upperBound - window.lowerBound]
        - othersBefore[range.lowerBound - window.lowerBound]
    }

    func relation(of sentence: Int, _ tokens: Range<Int>) -> Relation {
      let range = columns.text.sentences[sentence].tokens
      let isSame =
        columns.text.sentences[sentence].paragraph == columns.text.sentences[home].paragraph
      let hasCue = others(in: tokens) > 0
      return Relation(
        offset: UInt64(sentence - home + 3),
        traits: columns.sentenceTraits[sentence].code << 1 | (isSame ? 1 : 0),
        firstWord: columns.word[range.lowerBound], lastWord: columns.word[range.upperBound - 1],
        hasCue: hasCue ? 1 : 0)
    }

    /// Cue, opening and closing quotation mark, comma-like, sentence start, after the cue, clause word, other.
    func transitionSet(_ token: Int) -> UInt8 {
      if cue.contains(token) { return 1 }
      let traits = columns.traits[token]
      if traits.contains(.quoteMark) {
        return columns.text.quotation[token] == .opening ? 2 : 3
      }
      if traits.contains(.commaLike) { return 4 }
      if columns.text.sentences[Int(columns.sentence[token])].tokens.lowerBound == token {
        return 5
      }
      if token == cue.upperBound { return 6 }
      return traits.contains(.subordinator) ? 7 : 0
    }

    @inline(__always)
    private func value(_ column: [UInt64], _ index: Int) -> UInt64 {
      index < window.lowerBound ? 1 : index >= window.upperBound ? 2 : column[index]
    }

    /// Marks and words between a token and the cue, each capped at 3: commas, quotation marks, finite verbs,
    /// subordinators, prepositions, other cues.
    @inline(__always)
    func between(_ token: Int) -> SIMD8<Int32> {
      let (low, high) =
        token < cue.lowerBound
        ? (token, cue.lowerBound) : (cue.upperBound, max(token, cue.upperBound))
      var counts = columns.counts[high] &- columns.counts[low]
      counts[5] = others(in: low..<high)
      return pointwiseMin(counts, SIMD8(repeating: 3))
    }

    @inline(__always)
    func addFeatures(
      _ writer: inout FeatureWriter, _ token: Int, _ relation: Relation, _ counts: SIMD8<Int32>,
      repeatsCounts: Bool
    ) {
      let side: UInt64 = token < cue.lowerBound ? 1 : token < cue.upperBound ? 2 : 3
      let steps = side == 1 ? cue.lowerBound - token : side == 2 ? 0 : token - cue.upperBound + 1
      let distance = Bucket.of(steps) << 2 | side
      let word = columns.word[token]
      let wordClass = columns.wordClass[token]
      let previous = value(columns.word, token - 1)
      let next = value(columns.word, token + 1)
      let b2 = value(columns.wordClass, token - 2)
      let b1 = value(columns.wordClass, token - 1)
      let a1 = value(columns.wordClass, token + 1)
      let a2 = value(columns.wordClass, token + 2)
      let offset = relation.offset
      let place = offset << 2 | side
      // Words and classes.
      writer.add(side)
      writer.add(word)
      writer.add(previous)
      writer.add(next)
      writer.add(word, side)
      writer.add(previous, side)
      writer.add(next, side)
      writer.add(b2, place)
      writer.add(b1, place)
      writer.add(wordClass, place)
      writer.add(a1, place)
      writer.add(a2, place)
      writer.add(b1, wordClass, side)
      writer.add(wordClass, a1, side)
      writer.add(b1, wordClass, a1)
      writer.add(offset)
      writer.add(distance)
      writer.add(columns.shape[token], side)
      // The cue.
      writer.add(lemma, side)
      writer.add(lemma, distance)
      writer.add(lemma, word, side)
      writer.add(lemma, wordClass, side)
      writer.add(lemma, place)
      writer.add(form, distance)
      writer.add(form, wordClass, side)
      writer.add(allLemmas, distance)
      writer.add(allLemmas, place, wordClass)
      // What stands between.
      addCounts(&writer, counts, side, wordClass, repeats: repeatsCounts)
      // Quotation.
      let state = UInt64(columns.text.quotation[token].rawValue)
      writer.add(state, place)
      writer.add(state, place, quotation)
      writer.add(state, place, lemma)
      writer.add(state, quotation, wordClass)
      writer.add(quotation, place, distance)
      // The tokens at the cue.
      writer.add(before, place)
      writer.add(after, place)
      writer.add(before, distance)
      writer.add(after, distance)
      writer.add(before, side, lemma)
      writer.add(after, side, lemma)
      writer.add(beforeClass, distance, afterClass)
      writer.add(afterClass, distance, wordClass)
      writer.add(beforeClass, distance, wordClass)
      // The sentence.
      writer.add(relation.traits, place)
      writer.add(relation.traits, place, state)
      writer.add(relation.traits, place, quotation)
      writer.add(relation.traits, place, lemma)
      writer.add(relation.firstWord, place)
      writer.add(relation.lastWord, place)
      writer.add(relation.hasCue, place, relation.traits)
      writer.add(position, place)
      writer.add(position, place, wordClass)
      addClauseMarks(&writer, token, side, place, wordClass)
    }

    /// The position past the text, which says whether there is a speaker: only the cue is asked.
    func addEnd(_ writer: inout FeatureWriter) {
      let end: UInt64 = 3
      writer.add(end)
      writer.add(lemma, end)
      writer.add(form, end)
      writer.add(allLemmas, end)
      writer.add(before, end)
      writer.add(after, end)
      writer.add(beforeClass, end)
      writer.add(afterClass, end)
      writer.add(beforeClass, afterClass, end)
      writer.add(lemma, form, end)
      writer.add(quotation, end)
      writer.add(quotation, lemma, end)
      writer.add(position, end)
      writer.add(position, form, end)
      writer.add(lemma, after, end)
      writer.add(lemma, before, end)
      writer.add(columns.wordClass[cue.upperBound - 1], form, end)
    }

    /// True for the first token of the cue and the one behind it, where another side begins.
    func isAtCue(_ token: Int) -> Bool { token == cue.lowerBound || token == cue.upperBound }

    /// `repeats` says that side and counts are those of the token before.
    @inline(__always)
    private func addCounts(
      _ writer: inout FeatureWriter, _ counts: SIMD8<Int32>, _ side: UInt64, _ wordClass: UInt64,
      repeats: Bool
    ) {
      if repeats {
        for kind in 0..<6 {
          writer.repeatLast(of: perToken)
          writer.add(UInt64(truncatingIfNeeded: counts[kind]) << 2 | side, wordClass)
          writer.repeatLast(of: perToken)
        }
        for _ in 0..<15 { writer.repeatLast(of: perToken) }
        return
      }
      for kind in 0..<6 {
        let count = UInt64(truncatingIfNeeded: counts[kind]) << 2 | side
        writer.add(count)
        writer.add(count, wordClass)
        writer.add(count, lemma)
      }
      for kind in 1..<6 {
        for other in 0..<kind {
          let pair = UInt64(truncatingIfNeeded: counts[kind] << 2 | counts[other])
          writer.add(pair, side)
        }
      }
    }

    @inline(__always)
    private func addClauseMarks(
      _ writer: inout FeatureWriter, _ token: Int, _ side: UInt64, _ place: UInt64,
      _ wordClass: UInt64
    ) {
      let around = columns.surroundings[token]
      let left = around.lastClauseMark < 0 ? 1 : columns.word[Int(around.lastClauseMark)]
      let right = around.nextClauseMark < 0 ? 2 : columns.word[Int(around.nextClauseMark)]
      writer.add(left, place)
      writer.add(right, place)
      writer.add(left, wordClass, side)
      writer.add(right, wordClass, side)
      writer.add(left, lemma, side)
      writer.add(right, lemma, side)
    }
  }
}

/// The word of a cue that says what is done.
enum CueHead {
  private static let auxiliary = Set(
    [
      "be", "have", "do", "will", "would", "can", "could", "may", "might", "must", "shall",
      "should",
    ]
    .map { WordHash.of($0) })
  private static let be = WordHash.of("be")

  /// The first verb of a cue that is no auxiliary; without one, the first word.
  static func of(_ cue: Range<Int>, _ columns: TokenColumns) -> Int {
    cue.first {
      WordClass(rawValue: columns.wordClass[$0]).overlaps(.verb)
        && !auxiliary.contains(columns.lemma[$0])
    } ?? cue.lowerBound
  }

  /// True for a participle with a form of "be" before it.
  static func isPassive(_ cue: Range<Int>, head: Int, _ columns: TokenColumns) -> Bool {
    guard WordClass(rawValue: columns.wordClass[head]).overlaps(.participle) else { return false }
    let start = columns.text.sentences[Int(columns.sentence[head])].tokens.lowerBound
    return (max(start, head - 3)..<head).contains { columns.lemma[$0] == be }
  }
}
