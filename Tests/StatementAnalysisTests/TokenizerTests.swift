import Articles
import Testing

@testable import StatementAnalysis

@Suite struct TokenizerTests {
  private func words(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var tokens: [Token] = []
    Tokenizer(bytes).tokenize(Span(0, bytes.count), into: &tokens)
    return tokens.map { String(decoding: bytes[$0.span.range], as: UTF8.self) }
  }

  @Test(arguments: [
    ("He isn't Korea's envoy.", ["He", "is", "n't", "Korea", "'s", "envoy", "."]),
    ("They’ll say it’s John’s", ["They", "’ll", "say", "it", "’s", "John", "’s"]),
    ("the U.S. and the U.N., said", ["the", "U.S.", "and", "the", "U.N.", ",", "said"]),
    ("Mr. Ash, Gen. Bo J. Cy", ["Mr.", "Ash", ",", "Gen.", "Bo", "J.", "Cy"]),
    ("50,000 men, 3.5%, $2", ["50,000", "men", ",", "3.5", "%", ",", "$", "2"]),
    ("a 31-year-old so-called", ["a", "31-year-old", "so-called"]),
    ("It ended.Next day", ["It", "ended", ".", "Next", "day"]),
    ("wait... no -- yes—or", ["wait", "...", "no", "--", "yes", "—", "or"]),
    ("“Été,” «oui» ``so''", ["“", "Été", ",", "”", "«", "oui", "»", "``", "so", "''"]),
    (
      "the U.S.-backed men - U.S.- or not",
      ["the", "U.S.-backed", "men", "-", "U.S.", "-", "or", "not"]
    ),
    ("AT&T (D-N.Y.)", ["AT&T", "(", "D-N.Y.", ")"]),
    ("a\u{A0}b\u{200B}c\u{FEFF}", ["a", "b", "c"]),
    ("", []),
    ("신문 says", ["신문", "says"]),
  ])
  func `text is cut as the Penn Treebank cuts it`(text: String, expected: [String]) {
    #expect(words(text) == expected)
  }

  @Test func `every byte that is no blank lies in exactly one token`() {
    let text = "“Don’t,” he (J. Ash) said... 'Tis £5–6; «no» \u{1F600} e.g. U.S.A.—end'"
    let bytes = Array(text.utf8)
    var tokens: [Token] = []
    Tokenizer(bytes).tokenize(Span(0, bytes.count), into: &tokens)
    #expect(zip(tokens, tokens.dropFirst()).allSatisfy { $0.span.end <= $1.span.start })
    #expect(tokens.reduce(0) { $0 + $1.span.count } == bytes.count { $0 != 0x20 })
  }

  @Test func `words are compared without case and with one kind of apostrophe`() {
    #expect(WordHash.of("N’T") == WordHash.of("n't"))
    #expect(WordHash.of("Said") == WordHash.of("said"))
    #expect(WordHash.of("“") != WordHash.of("”"))
    #expect(WordHash.of("said") != WordHash.of("says"))
  }
}

@Suite struct SentenceTests {
  private func analysisText(_ text: String) -> AnalysisText {
    AnalysisText(
      Article(text: text, paragraphs: [Paragraph(fragments: [Span(0, text.utf8.count)])]))
  }

  @Test(arguments: [
    ("He left. She stayed.", ["He left.", "She stayed."]),
    ("Mr. Ash met Sen. Bo. Nobody knew.", ["Mr. Ash met Sen. Bo.", "Nobody knew."]),
    ("It is in the U.S. The rest is not.", ["It is in the U.S.", "The rest is not."]),
    ("The U.S. Senate voted.", ["The U.S. Senate voted."]),
    ("“I left.” She stayed.", ["“I left.”", "She stayed."]),
    ("“Why?” he asked. “No!” she said.", ["“Why?” he asked.", "“No!” she said."]),
    ("“We won.” “You lost.”", ["“We won.”", "“You lost.”"]),
    (
      "He paid $3.5 million on Jan. 5 to J. P. Ash.",
      ["He paid $3.5 million on Jan. 5 to J. P. Ash."]
    ),
    ("No stop at the end", ["No stop at the end"]),
    ("He called it “absurd” And he left.", ["He called it “absurd”", "And he left."]),
    ("LEE DENIES SENDING SHIPS TO NORLAND", ["LEE DENIES SENDING SHIPS TO NORLAND"]),
    ("Lee Says He Sent No Ships To Norland", ["Lee Says He Sent No Ships To Norland"]),
    ("(He left.) She stayed.", ["(He left.)", "She stayed."]),
  ])
  func `sentences end where a reader ends them`(text: String, expected: [String]) {
    let analysis = analysisText(text)
    #expect(
      analysis.sentences.map { String(decoding: analysis.bytes[$0.span.range], as: UTF8.self) }
        == expected)
  }

  @Test(arguments: [
    ("a “b c” d", "o(ii)o"), ("a \"b\" c \"d\"", "o(i)o(i)"), ("“a b", "(ii"), ("a” b", "ooo"),
    ("he said ‘a’", "oo(i)"), ("“it’s ‘a’ b”", "(iiiiii)"), ("don't go", "ooo"),
  ])
  func `the state of quotation follows the marks`(text: String, expected: String) {
    let states = analysisText(text).quotation.map { state in
      switch state {
      case .outside: "o"
      case .inside: "i"
      case .opening: "("
      case .closing: ")"
      }
    }
    #expect(states.joined() == expected)
  }

  @Test func `quotation starts anew in each paragraph`() {
    let text = "“a b\nc d"
    let article = Article(
      text: text,
      paragraphs: [Paragraph(fragments: [Span(0, 6)]), Paragraph(fragments: [Span(7, 10)])])
    #expect(AnalysisText(article).quotation.last == .outside)
  }
}
