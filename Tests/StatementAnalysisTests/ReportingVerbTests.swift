import ArticleReading
import Articles
import Testing

@testable import StatementAnalysis

/// The statements of one text, in words.
struct Told: Equatable, CustomTestStringConvertible {
  let kind: StatementKind
  let speaker: String?
  let cue: String
  let content: String

  var testDescription: String { "\(kind.rawValue): \(speaker ?? "–") | \(cue) | \(content)" }
}

func told(_ text: String, actors: [TrackedActor] = []) -> [Told] {
  guard let article = try? ArticleReader().read(Array(text.utf8))[0] else { return [] }
  return StatementAnalyzer(actors: actors).analyze(article).map { statement in
    Told(
      kind: statement.kind, speaker: statement.speaker.map { article.foldedText(of: [$0]) },
      cue: article.foldedText(of: [statement.cue]),
      content: article.foldedText(of: statement.content))
  }
}

@Suite struct ReportingVerbTests {
  @Test(arguments: ReportingVerbs.rows.map { ($0.example, $0.verb.isDenial) })
  func `each verb of the table gives the statement of its sentence`(
    sentence: String, isDenial: Bool
  ) {
    let statements = told(sentence)
    #expect(statements.count == 1)
    #expect(statements.first?.kind == (isDenial ? .denial : .claim))
    #expect(statements.first?.speaker != nil)
  }

  @Test func `the table has about forty verbs and no form twice`() {
    let forms = ReportingVerbs.rows.flatMap(\.forms)
    #expect(ReportingVerbs.rows.count >= 40)
    #expect(Set(forms).count == forms.count)
  }
}

@Suite struct AttributionTests {
  @Test(arguments: [
    ("“The dam is safe,” said Ann Lee.", "Ann Lee", "said", "“The dam is safe,”"),
    ("The dam is safe, the engineer said on Monday.", "the engineer", "said", "The dam is safe"),
    ("The engineer said that the dam is safe.", "The engineer", "said", "the dam is safe"),
    (
      "The engineer said on Friday that the dam is safe.", "The engineer", "said", "the dam is safe"
    ),
    (
      "According to the engineer, the dam is safe.", "the engineer", "According to",
      "the dam is safe"
    ),
    (
      "The dam is safe, according to the engineer.", "the engineer", "according to",
      "The dam is safe"
    ),
    (
      "Ann Lee, head of the board, said the dam is safe.", "Ann Lee, head of the board", "said",
      "the dam is safe"
    ),
    (
      "“The dam is safe,” said Ann Lee, head of the board.", "Ann Lee, head of the board", "said",
      "“The dam is safe,”"
    ),
    ("The board told reporters that the dam is safe.", "The board", "told", "the dam is safe"),
    ("The board on Monday accused the press of lies.", "The board", "accused", "the press of lies"),
    ("He went on to say that the dam is safe.", "He", "went on to say", "the dam is safe"),
  ])
  func `speaker, cue and content are found`(
    text: String, speaker: String, cue: String, content: String
  ) {
    #expect(told(text) == [Told(kind: .claim, speaker: speaker, cue: cue, content: content)])
  }

  @Test func `a statement within a statement is a second one`() {
    #expect(
      told("The agency said that the mayor denied the accusations.") == [
        Told(
          kind: .claim, speaker: "The agency", cue: "said",
          content: "the mayor denied the accusations"),
        Told(kind: .denial, speaker: "the mayor", cue: "denied", content: "the accusations"),
      ])
  }

  @Test func `a second verb shares the speaker of the first`() {
    #expect(
      told("The mayor rejected the accusations, warning that the press would pay.") == [
        Told(kind: .denial, speaker: "The mayor", cue: "rejected", content: "the accusations"),
        Told(kind: .claim, speaker: "The mayor", cue: "warning", content: "the press would pay"),
      ])
  }

  @Test func `a relative clause speaks for what stands before it`() {
    #expect(
      told("Police searched the firm, which denied any wrongdoing.") == [
        Told(kind: .denial, speaker: "the firm", cue: "denied", content: "any wrongdoing")
      ])
  }

  @Test func `an elliptic headline names two speakers`() {
    #expect(
      told("Union accuses bank of fraud, bank denies claims\n\nThe bank is old.").map(\.kind) == [
        .claim, .denial,
      ])
  }

  @Test func `a passive accusation has no speaker`() {
    let statements = told("The group is often accused of burning villages.")
    #expect(
      statements == [
        Told(
          kind: .claim, speaker: nil, cue: "is often accused of",
          content: "The group burning villages")
      ])
  }

  @Test func `a quotation of several sentences is one content`() {
    let statements = told("The mayor said: “I did nothing. I took nothing. Ask them.” She left.")
    #expect(statements.count == 1)
    #expect(statements.first?.content.contains("I took nothing. Ask them.") == true)
  }

  @Test(arguments: [
    "The board did not deny the report.", "She could not confirm or deny the claims.",
    "The claims are old.",
    "They wanted to deny them help.", "The court rejected the request for bail.",
    "The firm dismissed forty workers.",
    "The state of the roads is poor.", "Reports from the coast are few.",
    "She has the right to say no.",
    "The mayor called for calm.", "He may say so later.", "The dam is safe.",
  ])
  func `what only looks like a statement is none`(text: String) {
    #expect(told(text) == [])
  }
}

@Suite struct SpeakerTests {
  private static let actors = [
    TrackedActor(
      id: "port", name: "Port Authority", aliases: ["PA", "Harbourside"], members: ["Jo Marsh"]),
    TrackedActor(id: "union", name: "Dockers' Union", aliases: ["dockers"]),
  ]

  private func speakers(_ text: String) throws -> [[String]] {
    let article = try ArticleReader().read(Array(text.utf8))[0]
    return StatementAnalyzer(actors: Self.actors).analyze(article).map(\.speakerActors)
  }

  @Test(arguments: [
    ("Harbourside said the crane was safe.", ["port"]),
    ("Port Authority spokesman Al Bly said the crane was safe.", ["port"]),
    ("The PA’s director said the crane was safe.", ["port"]),
    ("Jo Marsh said the crane was safe.", ["port"]),
    ("The dockers and the mayor said the crane was safe.", ["union"]),
    ("The pa said the crane was safe.", []),
    ("A visitor said the crane was safe.", []),
  ])
  func `a speaker is the actor whom the words name`(text: String, expected: [String]) throws {
    #expect(try speakers(text) == [expected])
  }

  @Test func `pronouns and offices stand for the last speaker`() throws {
    #expect(
      try speakers(
        """
        Harbourside said the crane was safe. It said tests had been made. The authority's statement was short.
        The spokesman said nobody was hurt. A witness said one man fell. He said it was dark.
        """) == [["port"], ["port"], ["port"], [], []])
  }

  @Test func `a person introduced with an office is known by the last name`() throws {
    #expect(
      try speakers(
        "Port Authority chief Al Bly said it was safe. A witness said it was not. Bly said more.")
        == [["port"], [], ["port"]])
  }

  @Test func `joint speakers are all named`() throws {
    #expect(try speakers("Harbourside and dockers denied the claims.") == [["port", "union"]])
  }

  @Test func `a statement is about the actors in its content`() throws {
    let article = try ArticleReader().read(
      Array("A witness said Harbourside owes the dockers money.".utf8))[0]
    #expect(
      StatementAnalyzer(actors: Self.actors).analyze(article).map(\.about) == [["port", "union"]])
  }
}
