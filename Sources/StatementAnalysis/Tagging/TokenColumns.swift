// What the taggers ask of each token, one column a question.

package import Articles

/// The tokens of an article as columns of numbers, made once and read by both stages' features.
package struct TokenColumns: Sendable {
  let text: AnalysisText
  /// Hash of the word in lower case.
  private(set) var word: [UInt64] = []
  /// Hash of the base form.
  private(set) var lemma: [UInt64] = []
  /// `WordClass` as it stands here: a capital inside a sentence makes a proper noun.
  private(set) var wordClass: [UInt64] = []
  /// Runs of capitals, small letters, digits and other bytes, four bits each.
  private(set) var shape: [UInt64] = []
  /// The last three bytes in lower case.
  private(set) var suffix: [UInt64] = []
  private(set) var traits: [Traits] = []
  /// Index of the sentence.
  private(set) var sentence: [Int32] = []
  /// What stands around the token in its sentence.
  private(set) var surroundings: [Surroundings] = []
  /// Marks and words before each token since the start of the text; one entry more than tokens.
  private(set) var counts: [SIMD8<Int32>] = []
  /// What is known of each sentence as a whole.
  private(set) var sentenceTraits: [SentenceTraits] = []

  /// What a token is, one bit each.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8
    static let finiteVerb = Traits(rawValue: 1)
    static let subordinator = Traits(rawValue: 2)
    static let capital = Traits(rawValue: 4)
    static let preposition = Traits(rawValue: 8)
    static let commaLike = Traits(rawValue: 16)
    static let quoteMark = Traits(rawValue: 32)
    static let that = Traits(rawValue: 64)
    static let clauseMark: Traits = [.subordinator, .commaLike]
  }

  /// Places and counts in a token's sentence; a place is an index into the tokens, -1 if there is none.
  struct Surroundings: Sendable {
    var finiteBefore: Int32 = 0
    var finiteAfter: Int32 = 0
    var lastFinite: Int32 = -1
    var lastClauseMark: Int32 = -1
    var nextClauseMark: Int32 = -1
    var lastQuote: Int32 = -1
    var nextQuote: Int32 = -1
    var lastThat: Int32 = -1
    var nextThat: Int32 = -1
    var capitalsBefore: Int32 = 0
    var capitalsAfter: Int32 = 0
  }

  struct SentenceTraits: Sendable {
    var hasQuotes = false
    var startsQuoted = false
    var endsQuoted = false
    var isMostlyQuoted = false
    var endsWithColon = false
    /// The four above as one number.
    var code: UInt64 = 0
  }

  /// The columns of an article's title and paragraphs.
  package init(_ article: Article) {
    self.init(AnalysisText(article))
  }

  init(_ text: AnalysisText) {
    self.text = text
    let count = text.tokens.count
    word.reserveCapacity(count)
    lemma.reserveCapacity(count)
    wordClass.reserveCapacity(count)
    shape.reserveCapacity(count)
    suffix.reserveCapacity(count)
    traits.reserveCapacity(count)
    sentence.reserveCapacity(count)
    counts.reserveCapacity(count + 1)
    surroundings = Array(repeating: Surroundings(), count: count)
    let lexicon = WordLexicon.embedded
    for (index, sentence) in text.sentences.enumerated() {
      let isHeadline = Headline.isInCapitals(text.tokens[sentence.tokens])
      for token in sentence.tokens {
        let capital: Capital =
          isHeadline ? .ofHeadline : token == sentence.tokens.lowerBound ? .ofSentence : .ofName
        append(text.tokens[token], capital, lexicon)
        self.sentence.append(Int32(index))
      }
      look(around: sentence.tokens)
      sentenceTraits.append(Self.traits(of: sentence.tokens, text))
    }
    countMarks()
  }

  /// The number of tokens.
  package var tokenCount: Int { text.tokens.count }

  /// The number of sentences.
  package var sentenceCount: Int { text.sentences.count }

  /// The tokens of a sentence, never empty.
  package func tokens(ofSentence index: Int) -> Range<Int> { text.sentences[index].tokens }

  /// The sentence of a token.
  package func sentence(of token: Int) -> Int { Int(sentence[token]) }

  /// The tokens that share a byte with a span.
  package func tokens(touching span: Span) -> Range<Int> {
    let tokens = text.tokens(in: Span(span.start, span.end))
    var (low, high) = (tokens.lowerBound, tokens.upperBound)
    while low > 0, text.tokens[low - 1].span.end > span.start { low -= 1 }
    while high < text.tokens.count, text.tokens[high].span.start < span.end { high += 1 }
    return low..<high
  }

  /// The bytes from the first to the last token of a range.
  ///
  /// - Precondition: the range is not empty.
  package func span(of tokens: Range<Int>) -> Span { text.span(of: tokens) }

  // MARK: Single tokens

  /// Why a word starts with a capital, if it does.
  private enum Capital { case ofName, ofSentence, ofHeadline }

  private mutating func append(_ token: Token, _ capital: Capital, _ lexicon: WordLexicon) {
    let bytes = text.bytes[token.span.range]
    let hash = token.lower
    let found = token.isWord || token.form == .other ? lexicon.wordClass(of: hash) : nil
    let plainClass = found ?? Self.unknownClass(token, bytes)
    var here = plainClass
    let isCommon = found != nil && !plainClass.contains(.properNoun)
    if token.startsWithCapital, token.isWord, capital == .ofName {
      here = isCommon ? [.properNoun, .commonInCapitals] : .properNoun
    }
    // "DENIES ARMS SALES" is read as "denies arms sales".
    let isLowered = capital == .ofHeadline && isCommon
    word.append(hash)
    lemma.append(token.isWord ? lexicon.lemma(of: hash, bytes: bytes, wordClass: plainClass) : hash)
    wordClass.append(here.rawValue)
    shape.append(isLowered ? Self.lowerShape(bytes.count) : Self.shape(of: bytes))
    suffix.append(bytes.suffix(3).reduce(0) { $0 << 8 | UInt64($1 < 0x80 ? $1 | 0x20 : $1) })
    var traits = Self.traits(of: token, here)
    if isLowered { traits.remove(.capital) }
    self.traits.append(traits)
  }

  private static func unknownClass(_ token: Token, _ bytes: ArraySlice<UInt8>) -> WordClass {
    switch token.form {
    case .word: break
    case .number: return .number
    default: return WordClass(mark: token.form)
    }
    if token.startsWithCapital { return .properNoun }
    func ends(_ suffix: StaticString) -> Bool {
      suffix.withUTF8Buffer {
        bytes.count > $0.count + 1 && bytes.suffix($0.count).elementsEqual($0)
      }
    }
    if ends("ing") { return .gerund }
    if ends("ed") { return .pastOrParticiple }
    if ends("ly") { return .adverb }
    if ends("s") { return .plural }
    return .singular
  }

  private static func shape(of bytes: ArraySlice<UInt8>) -> UInt64 {
    var shape: UInt64 = 0
    var last: UInt64 = 0
    for byte in bytes {
      let kind: UInt64 =
        switch byte {
        case 0x41...0x5A: 1
        case 0x61...0x7A: 2
        case 0x30...0x39: 3
        case 0x80...: 4
        default: 5
        }
      if kind != last { shape = shape << 4 | kind }
      last = kind
    }
    return shape << 1 | (bytes.count == 1 ? 1 : 0)
  }

  /// The shape of a word of small letters.
  private static func lowerShape(_ count: Int) -> UInt64 { 2 << 1 | (count == 1 ? 1 : 0) }

  private static let thatHash = WordHash.of("that")

  private static func traits(of token: Token, _ wordClass: WordClass) -> Traits {
    var traits: Traits = []
    if wordClass.overlaps(.finite), !wordClass.overlaps(.noun) { traits.insert(.finiteVerb) }
    if wordClass.overlaps(.mayOpenClause), Words.subordinators.contains(token) {
      traits.insert(.subordinator)
    }
    if wordClass.overlaps(.preposition) { traits.insert(.preposition) }
    if token.startsWithCapital { traits.insert(.capital) }
    if token.lower == thatHash { traits.insert(.that) }
    switch token.form {
    case .comma, .colon, .semicolon, .dash, .openBracket, .closeBracket, .ellipsis:
      traits.insert(.commaLike)
    default: break
    }
    return traits
  }

  // MARK: Sentences

  private mutating func look(around range: Range<Int>) {
    var state = Surroundings()
    for index in range {
      if text.quotation[index] == .opening || text.quotation[index] == .closing {
        traits[index].insert(.quoteMark)
      }
      surroundings[index] = state
      let traits = traits[index]
      if traits.contains(.finiteVerb) {
        state.finiteBefore += 1
        state.lastFinite = Int32(index)
      }
      if !traits.isDisjoint(with: .clauseMark) { state.lastClauseMark = Int32(index) }
      if traits.contains(.quoteMark) { state.lastQuote = Int32(index) }
      if traits.contains(.that) { state.lastThat = Int32(index) }
      state.capitalsBefore = traits.contains(.capital) ? state.capitalsBefore + 1 : 0
    }
    state = Surroundings()
    for index in range.reversed() {
      surroundings[index].finiteAfter = state.finiteAfter
      surroundings[index].nextClauseMark = state.nextClauseMark
      surroundings[index].nextQuote = state.nextQuote
      surroundings[index].nextThat = state.nextThat
      surroundings[index].capitalsAfter = state.capitalsAfter
      let traits = traits[index]
      if traits.contains(.finiteVerb) { state.finiteAfter += 1 }
      if !traits.isDisjoint(with: .clauseMark) { state.nextClauseMark = Int32(index) }
      if traits.contains(.quoteMark) { state.nextQuote = Int32(index) }
      if traits.contains(.that) { state.nextThat = Int32(index) }
      state.capitalsAfter = traits.contains(.capital) ? state.capitalsAfter + 1 : 0
    }
  }

  private static func traits(of range: Range<Int>, _ text: AnalysisText) -> SentenceTraits {
    let quoted = range.count { text.quotation[$0] != .outside }
    var traits = SentenceTraits()
    traits.hasQuotes = quoted > 0
    traits.startsQuoted = text.quotation[range.lowerBound] != .outside
    traits.endsQuoted = text.quotation[range.upperBound - 1] != .outside
    traits.isMostlyQuoted = quoted * 2 > range.count
    traits.endsWithColon = text.tokens[range.upperBound - 1].form == .colon
    traits.code =
      (traits.hasQuotes ? 1 : 0) | (traits.startsQuoted ? 2 : 0) | (traits.endsQuoted ? 4 : 0)
      | (traits.isMostlyQuoted ? 8 : 0) | (traits.endsWithColon ? 16 : 0)
      | (text.quotation[range.upperBound - 1] == .inside ? 32 : 0)
    return traits
  }

  private mutating func countMarks() {
    var sum = SIMD8<Int32>()
    counts.append(sum)
    for traits in traits {
      if traits.contains(.commaLike) { sum[0] += 1 }
      if traits.contains(.quoteMark) { sum[1] += 1 }
      if traits.contains(.finiteVerb) { sum[2] += 1 }
      if traits.contains(.subordinator) { sum[3] += 1 }
      if traits.contains(.preposition) { sum[4] += 1 }
      counts.append(sum)
    }
  }
}

extension TokenColumns {
  /// The classes of a token's word in lower case; nil if the tables do not know it.
  func known(_ index: Int) -> WordClass? { WordLexicon.embedded.wordClass(of: word[index]) }

  /// True for a word that may be a noun here.
  func isNoun(_ index: Int) -> Bool { WordClass(rawValue: wordClass[index]).overlaps(.noun) }

  /// True for a word that may be an adjective here.
  func isAdjective(_ index: Int) -> Bool {
    WordClass(rawValue: wordClass[index]).overlaps(Self.adjective)
  }

  private static let adjective = WordClass("JJ|JJR|JJS|VBN|VBG")

  /// True for a word that can only be a finite verb or that a sentence's verb is likely to be.
  func isFinite(_ index: Int) -> Bool { traits[index].contains(.finiteVerb) }
}
