// What parts of speech a word may be.

/// The parts of speech of a word as the Penn Treebank names them, one bit each, "P" for a proper noun.
struct WordClass: OptionSet, Hashable, Sendable {
  let rawValue: UInt64

  private static let tags = [
    "NN", "P", "JJ", "NNS", "VBN", "VB", "VBD", "VBG", "RB", "VBZ", "VBP", "IN", "UH", "JJR", "CD",
    "JJS", "FW", "PRP", "RBR", "DT", "MD", "CC", "PRP$", "WRB", "WP", "RP", "WDT", "PDT", "TO",
    "SYM", "RBS", "$", "POS", "WP$", "EX",
  ]

  private static let bits: [String: UInt64] = Dictionary(
    uniqueKeysWithValues: tags.enumerated().map { ($1, 1 << UInt64($0)) })

  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// The class of tags separated by "|"; tags that are none of the treebank's count for nothing.
  init(_ tags: some StringProtocol) {
    rawValue = tags.split(separator: "|").reduce(0) { $0 | (Self.bits[String($1)] ?? 0) }
  }

  /// The class of a mark, which stands apart from those of words.
  init(mark form: Token.Form) {
    rawValue = 1 << (40 + UInt64(form.rawValue))
  }

  static let properNoun = WordClass("P")
  /// Set beside `properNoun` when the word in lower case is a common one.
  static let commonInCapitals = WordClass(rawValue: 1 << 39)
  static let noun = WordClass("NN|NNS|P")
  static let number = WordClass("CD")
  static let adverb = WordClass("RB")
  static let gerund = WordClass("VBG")
  static let participle = WordClass("VBN")
  static let plural = WordClass("NNS")
  static let singular = WordClass("NN")
  static let pastOrParticiple = WordClass("VBD|VBN")
  static let finite = WordClass("VBD|VBZ|VBP|MD")
  static let verb = WordClass("VBD|VBZ|VBP|MD|VB|VBG|VBN")
  static let preposition = WordClass("IN|TO")
  /// Classes whose words may open a subordinate clause.
  static let mayOpenClause = WordClass("IN|WDT|WP|WRB|WP$|DT|RB")

  /// The tags, or the mark, for people to read.
  var name: String {
    if rawValue >= 1 << 40 {
      return Token.Form(rawValue: UInt8(rawValue.trailingZeroBitCount - 40)).map { "\($0)" }
        ?? "mark"
    }
    let names = Self.tags.enumerated().filter { rawValue & 1 << UInt64($0.offset) != 0 }
    return names.map(\.element).joined(separator: "|")
      + (contains(.commonInCapitals) ? "+common" : "")
  }

  func overlaps(_ other: WordClass) -> Bool { !isDisjoint(with: other) }
}
