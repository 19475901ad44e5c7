// Whether a text is English, which alone is analysed: in another language the taggers would find noise.

import Articles

/// Why an article is not analysed.
public enum NotAnalysedReason: Hashable, Sendable, CustomStringConvertible {
  /// So many of its words are common English ones.
  case notEnglish(commonWords: Int, words: Int)
  /// Most of it is in another script.
  case notInLatinLetters

  /// The same words for every article of the kind: articles are counted by it.
  public var category: String {
    switch self {
    case .notEnglish: "not English"
    case .notInLatinLetters: "not written in Latin letters"
    }
  }

  /// The category with what was found in the article.
  public var description: String {
    switch self {
    case .notEnglish(let commonWords, let words):
      "\(category): \(commonWords) of \(words) words are common English ones"
    case .notInLatinLetters: category
    }
  }
}

/// A guess from the words of an article.
///
/// English prose has a function word at every fourth or fifth place; a list or headlines have few, but then most words
/// are in the word tables. A text that has neither is not English.
struct LanguageGuess: Sendable {
  /// Texts with fewer words are taken as English: too little to judge by.
  static let wordsMin = 20
  /// A text with smaller shares of both function words and known words is refused.
  private static let functionShareMin = 0.06
  private static let knownShareMin = 0.5

  /// The commonest words that are no words of German, French, Spanish, Italian, Dutch or a Nordic language.
  private static let functionWords = WordSet(
    """
    the of and to that with by it from his have been were said says would not but they their who which this after its
    she you about more than there when what where could should because our your those these through while
    """)

  /// Why the text is not analysed; nil if it is English or too short to tell.
  let refusal: NotAnalysedReason?

  /// Looks at every word of a text.
  init(_ text: AnalysisText) {
    let lexicon = WordLexicon.embedded
    var (words, function, known, bytes, foreignBytes) = (0, 0, 0, 0, 0)
    for token in text.tokens where token.isWord {
      words += 1
      if Self.functionWords.contains(token) { function += 1 }
      if lexicon.wordClass(of: token.lower) != nil { known += 1 }
      bytes += token.span.count
      foreignBytes += text.bytes[token.span.range].count { $0 >= 0xC0 } * 2
    }
    // Letters outside ASCII take two bytes or more; in a script of its own they are nearly all.
    if foreignBytes > bytes / 2, bytes >= Self.wordsMin * 2 {
      refusal = .notInLatinLetters
    } else if words >= Self.wordsMin,
      Double(function) < Self.functionShareMin * Double(words),
      Double(known) < Self.knownShareMin * Double(words)
    {
      refusal = .notEnglish(commonWords: function, words: words)
    } else {
      refusal = nil
    }
  }
}
