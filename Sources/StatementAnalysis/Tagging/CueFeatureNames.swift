// The features of cues with names and values that people can read: computed for a trace only.

import Articles

/// One thing that a cue feature asks about a token; places are relative to it.
enum CueQuestion: Sendable {
  case always
  case word(Int)
  case lemma(Int)
  case wordClass(Int)
  case shape, ending
  case quotation(Int)
  case sentenceHasQuotes, sentenceBefore, sentenceAfter
  case toLastQuote, toNextQuote
  case position, toEnd
  case finiteBefore, finiteAfter, that, capitalsBefore, capitalsAfter
  case lastMark, nextMark, toLastMark, toNextMark
  case lastFinite, toLastFinite
  case firstWord, lastWord

  /// What each feature asks, in the order in which `CueFeatures` writes them.
  static let features: [[CueQuestion]] = words + quotation + surroundings

  private static let words: [[CueQuestion]] =
    [[.always]] + (-3...3).map { [.word($0)] } + [[.lemma(0)]]
    + (-2...2).map { [.wordClass($0)] } + [
      [.shape], [.ending],
      [.lemma(0), .wordClass(0)],
      [.lemma(-1), .lemma(0)], [.lemma(0), .lemma(1)],
      [.lemma(-2), .lemma(-1), .lemma(0)], [.lemma(-1), .lemma(0), .lemma(1)],
      [.lemma(0), .lemma(1), .lemma(2)],
      [.wordClass(-2), .wordClass(-1)], [.wordClass(-1), .wordClass(0)],
      [.wordClass(0), .wordClass(1)], [.wordClass(1), .wordClass(2)],
      [.wordClass(-2), .wordClass(-1), .wordClass(0)],
      [.wordClass(-1), .wordClass(0), .wordClass(1)],
      [.wordClass(0), .wordClass(1), .wordClass(2)],
      [.lemma(0), .wordClass(-1)], [.lemma(0), .wordClass(1)],
      [.lemma(0), .wordClass(-1), .wordClass(1)], [.lemma(0), .wordClass(-2), .wordClass(-1)],
      [.lemma(0), .wordClass(1), .wordClass(2)],
    ]

  private static let quotation: [[CueQuestion]] = [
    [.quotation(0)], [.quotation(-1), .quotation(0), .quotation(1)], [.quotation(0), .lemma(0)],
    [.sentenceHasQuotes, .lemma(0)], [.toLastQuote, .lemma(0)], [.toNextQuote, .lemma(0)],
    [.toLastQuote, .wordClass(0), .quotation(0)], [.toNextQuote, .wordClass(0), .quotation(0)],
    [.sentenceBefore, .lemma(0)], [.sentenceAfter, .lemma(0)],
  ]

  private static let surroundings: [[CueQuestion]] = [
    [.position, .lemma(0)], [.toEnd, .lemma(0)],
    [.finiteBefore, .wordClass(0)], [.finiteBefore, .lemma(0)],
    [.finiteAfter, .wordClass(0)], [.finiteAfter, .lemma(0)],
    [.that, .wordClass(0)], [.that, .lemma(0)],
    [.capitalsBefore, .wordClass(0)], [.capitalsBefore, .lemma(0)],
    [.capitalsAfter, .wordClass(0)], [.capitalsAfter, .lemma(0)],
    [.lastMark, .wordClass(0)], [.lastMark, .lemma(0)],
    [.lastFinite, .wordClass(0)], [.lastFinite, .lemma(0)], [.lastFinite, .toLastFinite],
    [.nextMark, .lemma(0)],
    [.toLastMark, .wordClass(0), .lastMark], [.toNextMark, .wordClass(0), .nextMark],
    [.firstWord, .lemma(0)], [.lastWord, .lemma(0)],
    [.wordClass(-1), .wordClass(0), .lastMark], [.finiteBefore, .finiteAfter, .lemma(0)],
  ]
}

extension CueFeatures.Window {
  /// The answer to a question, as it goes into the hash.
  func value(_ question: CueQuestion) -> UInt64 {
    let around = surroundings
    return switch question {
    case .always: 1
    case .word(let offset): word(offset)
    case .lemma(let offset): lemma(offset)
    case .wordClass(let offset): wordClass(offset)
    case .shape: columns.shape[token]
    case .ending: columns.suffix[token]
    case .quotation(let offset): quotation(offset)
    case .sentenceHasQuotes: columns.sentenceTraits[columns.sentence(of: token)].hasQuotes ? 1 : 0
    case .sentenceBefore: neighbour(-1)
    case .sentenceAfter: neighbour(1)
    case .toLastQuote: distance(to: around.lastQuote)
    case .toNextQuote: distance(to: around.nextQuote)
    case .position: Bucket.of(token - range.lowerBound)
    case .toEnd: min(UInt64(range.upperBound - 1 - token), 3)
    case .finiteBefore: UInt64(min(around.finiteBefore, 3))
    case .finiteAfter: UInt64(min(around.finiteAfter, 3))
    case .that: isNear(around.nextThat) | isNear(around.lastThat) << 1
    case .capitalsBefore: UInt64(min(around.capitalsBefore, 3))
    case .capitalsAfter: UInt64(min(around.capitalsAfter, 3))
    case .lastMark: word(at: around.lastClauseMark)
    case .nextMark: word(at: around.nextClauseMark)
    case .toLastMark: distance(to: around.lastClauseMark)
    case .toNextMark: distance(to: around.nextClauseMark)
    case .lastFinite: lemma(at: around.lastFinite)
    case .toLastFinite: distance(to: around.lastFinite)
    case .firstWord: columns.word[range.lowerBound]
    case .lastWord: columns.word[range.upperBound - 1]
    }
  }

  private func neighbour(_ offset: Int) -> UInt64 {
    let sentence = columns.sentence(of: token) + offset
    return columns.sentenceTraits.indices.contains(sentence)
      ? columns.sentenceTraits[sentence].code + 1 : 0
  }

  // MARK: For people

  /// A feature's name and values: "lemma=deny, class+1=IN".
  func describe(_ questions: [CueQuestion]) -> String {
    questions.map(describe).joined(separator: ", ")
  }

  private func describe(_ question: CueQuestion) -> String {
    func place(_ name: String, _ offset: Int) -> String {
      offset == 0 ? name : name + (offset > 0 ? "+" : "") + "\(offset)"
    }
    let around = surroundings
    return switch question {
    case .always: "always"
    case .word(let offset): place("word", offset) + "=" + spelling(token + offset)
    case .lemma(let offset): place("lemma", offset) + "=" + lemmaSpelling(token + offset)
    case .wordClass(let offset):
      place("class", offset) + "="
        + (range.contains(token + offset)
          ? WordClass(rawValue: wordClass(offset)).name : spelling(token + offset))
    case .shape: "shape"
    case .ending: "ending=…" + String(spelling(token).suffix(3))
    case .quotation(let offset):
      place("quotation", offset) + "="
        + (range.contains(token + offset)
          ? "\(columns.text.quotation[token + offset])" : spelling(token + offset))
    case .lastMark: "last-mark=" + spelling(at: around.lastClauseMark)
    case .nextMark: "next-mark=" + spelling(at: around.nextClauseMark)
    case .lastFinite:
      "last-finite=" + (around.lastFinite < 0 ? "none" : lemmaSpelling(Int(around.lastFinite)))
    case .firstWord: "first-word=" + spelling(range.lowerBound)
    case .lastWord: "last-word=" + spelling(range.upperBound - 1)
    // Numbers: counts and steps of distance.
    default: "\(question)=\(value(question))"
    }
  }

  private func spelling(at place: Int32) -> String { place < 0 ? "none" : spelling(Int(place)) }

  private func spelling(_ index: Int) -> String {
    guard index >= range.lowerBound else { return "start" }
    guard index < range.upperBound else { return "end" }
    let bytes = columns.text.bytes[columns.text.tokens[index].span.range]
    return String(decoding: bytes, as: UTF8.self).lowercased()
  }

  /// The base form, found anew by its hash: the word less an ending.
  private func lemmaSpelling(_ index: Int) -> String {
    let word = spelling(index)
    guard range.contains(index), columns.lemma[index] != columns.word[index] else { return word }
    if let base = WordLexicon.irregularBase(of: columns.word[index]) { return base }
    for length in 1...4 where length < word.count {
      for ending in ["", "e", "y"] {
        let base = word.dropLast(length) + ending
        if WordHash.of(base) == columns.lemma[index] { return String(base) }
      }
    }
    return word
  }
}
