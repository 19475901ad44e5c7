import Articles
import Testing

@testable import StatementAnalysis

private func columns(_ text: String) -> TokenColumns {
  let bytes = Array(text.utf8)
  var paragraphs: [Paragraph] = []
  var start = 0
  for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: "\n") {
    if end > start { paragraphs.append(Paragraph(fragments: [Span(start, end)])) }
    start = end + 1
  }
  return TokenColumns(Article(text: text, paragraphs: paragraphs))
}

private func words(_ range: Range<Int>, _ columns: TokenColumns) -> String {
  String(decoding: columns.text.bytes[columns.span(of: range).range], as: UTF8.self)
}

@Suite(.timeLimit(.minutes(1))) struct TaggingFeatureTests {
  private static let text = """
    “We sank no ship,” Admiral Oda said on Monday. He had been asked twice.
    The union, which speaks for 3,000 dockers, denied that it had been warned: “Never.”
    """

  @Test func `the same text always has the same features`() {
    let (first, second) = (columns(Self.text), columns(Self.text))
    var (one, two) = (ChainInput(.cues), ChainInput(.cues))
    for sentence in 0..<first.sentenceCount {
      CueFeatures.fill(&one, sentence: sentence, of: first)
      CueFeatures.fill(&two, sentence: sentence, of: second)
      let count = one.tokens.count * one.featuresPerToken
      #expect(one.features[..<count] == two.features[..<count])
      #expect(one.sets == two.sets && one.sets.count == one.tokens.count)
    }
  }

  @Test func `an input used before gives what a fresh one gives`() {
    let columns = columns(Self.text)
    var (used, fresh) = (ChainInput(.roles), ChainInput(.roles))
    RoleFeatures.fill(&used, cue: 2..<3, among: [2], of: columns)
    RoleFeatures.fill(&used, cue: 9..<10, among: [9], of: columns)
    RoleFeatures.fill(&fresh, cue: 9..<10, among: [9], of: columns)
    let count = fresh.sets.count * fresh.featuresPerToken
    #expect(used.features[..<count] == fresh.features[..<count])
    // One position past the text says whether there is a speaker.
    #expect(fresh.sets.count == fresh.tokens.count + 1)
  }

  @Test func `a window ends with the paragraph unless a quotation goes on`() {
    let plain = columns("He spoke.\nIt rained.")
    let quoted = columns("He spoke.\n“It rained.”")
    let colon = columns("He said this:\nIt rained.")
    #expect(RoleFeatures.window(around: 0, plain) == 0..<1)
    #expect(RoleFeatures.window(around: 0, quoted) == 0..<2)
    #expect(RoleFeatures.window(around: 0, colon) == 0..<2)
    #expect(RoleFeatures.window(around: 1, plain) == 0..<2)
  }

  @Test func `an article without words has no features and no attributions`() throws {
    let empty = columns(" ")
    #expect(empty.tokenCount == 0)
    #expect(try AttributionTagger().attributions(in: empty, includesNested: true).isEmpty)
  }

  @Test(arguments: [
    ("said", "say"), ("denied", "deny"), ("denies", "deny"), ("claiming", "claim"),
    ("stated", "state"), ("planned", "plan"), ("accuses", "accuse"), ("alleges", "allege"),
    ("told", "tell"), ("was", "be"), ("news", "news"), ("his", "his"), ("reports", "report"),
    ("according", "accord"), ("dismissed", "dismiss"), ("Rejected", "reject"),
  ])
  func `a word's lemma is its base form`(word: String, lemma: String) {
    let columns = columns("They \(word) it.")
    #expect(columns.lemma[1] == WordHash.of(lemma))
  }
}

@Suite(.timeLimit(.minutes(1))) struct AttributionTaggerTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let text: String
    let speaker: String?
    let cue: String
    let content: [String]
    var testDescription: String { text }

    init(_ text: String, _ speaker: String?, _ cue: String, _ content: String...) {
      self.text = text
      self.speaker = speaker
      self.cue = cue
      self.content = content
    }
  }

  private static let rows = [
    Row(
      "The harbour master said that the ferry had left on time.", "The harbour master", "said",
      "that the ferry had left on time"),
    Row(
      "“The ferry left on time,” the harbour master said on Tuesday.", "the harbour master", "said",
      "“The ferry left on time,”"),
    Row(
      "The ferry left on time, according to the harbour master.", "the harbour master",
      "according to", "The ferry left on time"),
    Row(
      "Mr. Okoro denied that he had taken money from the firm.", "Mr. Okoro", "denied",
      "that he had taken money from the firm"),
    Row(
      "“I took no money,” said Okoro, “and I never will.”", "Okoro", "said", "“I took no money,”",
      "“and I never will.”"),
    Row(
      "The bakery, which employs 40 people, claims that its ovens are safe.",
      "The bakery", "claims", "that its ovens are safe"),
  ]

  @Test(arguments: rows) func `speaker, cue and content are found`(row: Row) throws {
    let columns = columns(row.text)
    let found = try AttributionTagger().attributions(in: columns, includesNested: false)
    try #require(found.count == 1)
    let speaker = found[0].speaker.map { words($0, columns) }
    #expect(trimmed(speaker ?? "") == trimmed(row.speaker ?? ""))
    #expect(words(found[0].cue, columns) == row.cue)
    #expect(found[0].content.map { trimmed(words($0, columns)) } == row.content.map(trimmed))
    #expect((0.5...1).contains(found[0].certainty))
    #expect(columns.role(of: found[0]) == .reporting)
  }

  private func trimmed(_ text: String) -> String {
    String(text.drop { ",“”. ".contains($0) }.reversed().drop { ",“”. ".contains($0) }.reversed())
  }

  @Test(arguments: [
    "The tree fell on the road during the night.", "Rain is falling.", "1 2 3 4 5", "???",
    "The goalkeeper wore gloves made of leather.",
  ])
  func `where nobody says anything nothing is found`(text: String) throws {
    let found = try AttributionTagger().attributions(in: columns(text), includesNested: true)
    #expect(found.isEmpty)
  }

  @Test func `a denial within another's words is found only when asked for`() throws {
    let columns = columns("The newspaper said the minister denied the report about the bridge.")
    let tagger = try AttributionTagger()
    let outer = tagger.attributions(in: columns, includesNested: false)
    let all = tagger.attributions(in: columns, includesNested: true)
    #expect(outer.map { words($0.cue, columns) } == ["said"])
    #expect(all.map { words($0.cue, columns) } == ["said", "denied"])
    #expect(all.map(\.isNested) == [false, true])
    #expect(all.last?.speaker.map { words($0, columns) } == "the minister")
  }

  @Test(arguments: [
    ("He said |that it rained.", Attribution.Role.reporting),
    ("He did not say |that it rained.", .other),
    ("He declined to say |whether it rained.", .other),
    ("He would say |that it rained.", .other),
    ("He went on to say |that it rained.", .reporting),
    ("He thinks |that it rained.", .other),
    ("He wants |rain to fall.", .other),
    ("He told them |to leave.", .other),
    ("He told them |that it rained.", .reporting),
    ("He called for |rain.", .other),
    ("He joked about |the rain.", .other),
    ("He called |the report false.", .reporting),
    ("He promised |to leave.", .other),
    ("He promised |that he would leave.", .reporting),
    ("He denied |the report.", .reporting),
    ("He did not deny |the report.", .other),
    ("According to |the report it rained.", .reporting),
    ("He fears |that it rains.", .other),
  ])
  func `the cue in its context shows whether something was uttered`(
    text: String, role: Attribution.Role
  ) throws {
    let bar = try #require(text.firstIndex(of: "|"))
    let plain = text.replacing("|", with: "")
    let columns = columns(plain)
    let split = plain.utf8.distance(from: text.startIndex, to: bar)
    let start = try #require(
      (0..<columns.tokenCount).first {
        columns.text.tokens[$0].span.start >= split
      })
    let first = text.hasPrefix("He") ? 1 : 0
    let attribution = TaggedAttribution(
      speaker: nil, cue: first..<start, content: [start..<columns.tokenCount - 1], sentence: 0,
      certainty: 1, isNested: false)
    #expect(columns.role(of: attribution) == role)
  }
}
