// What is known already is not told again: the same story in other files, and old knowledge under a
// new configuration or a new version of the analysis.

import Articles
import Foundation
import GRDB
import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct SightingTests {
  static let arms = Said.claim("nk sent arms to wg", by: ["us"], about: ["nk", "wg"])
  static let quake = Said.claim("a quake shook the coast", by: ["ru"], about: ["us"])

  let ledger: Ledger

  init() throws { ledger = try .inMemory() }

  /// A story of forty words and what is said.
  private func story(
    _ name: String, _ said: [Said], background: String = Story.background
  ) throws -> AnalysedArticle {
    try Story.article(name, said, headline: "Headline of \(name)", background: background)
  }

  // MARK: The same story

  @Test func `a story under another name is known, even where it only refers back`() async throws {
    let unclear = Said.denialOfThat(by: ["ru"])
    try await ledger.record(story("a", [Self.arms, unclear]))
    // By now there is something else that the denial could mean.
    try await ledger.record(
      Story.article("b", [.claim("a spy was caught", by: ["us"], about: ["ru"])]))
    let retold = try await ledger.record(story("c", [Self.arms, unclear]))
    #expect(retold.outcome == .new && retold.news == [[], []])
    #expect(retold.statements[1].statement.proposition == 2)
    let elsewhere = try await ledger.record(Story.article("d", [unclear], headline: "Other"))
    #expect(elsewhere.news == [["ru by"]], "in another story it means what came since")
  }

  @Test func `a story edited by a few words is known, but for what was added`() async throws {
    try await ledger.record(story("a", [Self.arms, .denialOfThat(by: ["ru"])]))
    try await ledger.record(
      Story.article("b", [.claim("a spy was caught", by: ["us"], about: ["ru"])]))
    let edited = Story.background.replacingOccurrences(of: "filler7 ", with: "")
      .replacingOccurrences(of: "filler30", with: "thirty")
    var denial = Said.denialOfThat(by: ["ru"])
    denial.words += " again"
    let retold = try await ledger.record(
      story("c", [Self.arms, denial, Self.quake], background: edited))
    #expect(retold.news == [[], [], ["ru by", "us about"]])
  }

  @Test func `what the analysis missed in a story is no news when it finds it later`()
    async throws
  {
    // The words stand in both, the statement was found in the second only.
    let sentence = "us said nk sent arms to wg"
    try await ledger.record(story("a", [], background: "\(Story.background). \(sentence)."))
    let found = try await ledger.record(story("b", [Self.arms]))
    #expect(found.news == [[]])
    let verdict = try await ledger.explain(.number(found.statements[0].statement.id)).verdict
    #expect(verdict?.stoodBefore == true && verdict?.basis == .first)
    #expect(try await ledger.record(story("c", [Self.quake])).news == [["ru by", "us about"]])
  }

  @Test func `after the window a story may be told again`() async throws {
    var rules = Story.rules
    rules.noveltyWindowMilliseconds = 1000
    try await ledger.record(story("a", [Self.arms]), rules: rules)
    let within = try await ledger.record(
      story("b", [Self.arms]), rules: rules, at: Story.start.adding(milliseconds: 900))
    #expect(within.news == [[]])
    let past = try await ledger.record(
      story("c", [Self.arms]), rules: rules, at: Story.start.adding(milliseconds: 3000))
    #expect(past.news == [["us by", "nk about", "wg about"]])
  }

  @Test(
    arguments: [
      ("the same", Story.background, true),
      ("nine tenths of it", String(Story.background.prefix(330)), true),
      ("other words", Story.background.replacingOccurrences(of: "filler", with: "x"), false),
      ("too short to tell", "filler1 filler2 filler3 filler4 filler5 filler6", false),
      ("other case and marks", Story.background.uppercased() + "!", true),
    ])
  func `two texts are one story by the runs of words in common`(
    _: String, text: String, isSame: Bool
  ) {
    let long = Story.background + " " + (1...20).map { "more\($0)" }.joined(separator: " ")
    let (wording, other) = (ArticleWording(of: long), ArticleWording(of: text))
    #expect(wording.isSameStory(as: other) == isSame)
    #expect(other.isSameStory(as: wording) == isSame)
    #expect(ArticleWording(encoded: wording.encoded) == wording)
  }

  @Test func `a long text is sampled, and still compared`() {
    func text(_ range: ClosedRange<Int>) -> String {
      range.map { "word\($0)" }.joined(separator: " ")
    }
    let long = ArticleWording(of: text(1...9000))
    #expect(long.hashes.count == ArticleWording.hashesMax)
    #expect(long.isSameStory(as: ArticleWording(of: text(500...9500))))
    #expect(!long.isSameStory(as: ArticleWording(of: text(20_000...29_000))))
    #expect(long.holds(text(4000...4100)))
    #expect(!long.holds(text(9500...9600)))
    #expect(!long.holds("four words are few"))
  }

  // MARK: New actors

  private func actors(_ ids: String...) -> [TrackedActor] {
    ids.map { TrackedActor(id: $0, name: "\($0) name", aliases: [$0], members: ["\($0) minister"]) }
  }

  @Test func `what was said by and of an actor before it was tracked is no news`() async throws {
    try await ledger.prepare(actors: actors("us", "ru"))
    var claim = Said.claim("dk built a bridge to the north", by: [], about: ["us"])
    claim.stranger = "The dk minister"
    var accused = Said.claim("the ferry sank because dk slept", by: ["us"])
    accused.stranger = nil
    try await ledger.record(Story.article("a", [claim, accused]))
    try await ledger.prepare(actors: actors("us", "ru", "dk"))
    #expect(
      try await ledger.statements(actor: "dk", kind: nil, limit: 9).map(\.id) == [2, 1])
    let later = try await ledger.record(
      Story.article(
        "b",
        [
          .claim("dk built a bridge to the north", by: ["dk"], about: ["us"]),
          .claim("the ferry sank because dk slept", by: ["us"], about: ["dk"]),
          .claim("dk burnt a forest down", by: ["ru"], about: ["dk"]),
        ]))
    #expect(later.news == [[], [], ["ru by", "dk about"]])
  }

  @Test func `what named an actor by an alias that is new is known of it`() async throws {
    try await ledger.prepare(actors: actors("us", "dk"))
    var claim = Said.claim("the bridge of Holm fell down", by: [], about: ["dk"])
    claim.stranger = "Holm"
    try await ledger.record(
      Story.article("a", [claim, .claim("us and Holm are at odds", by: ["us"], about: ["dk"])]))
    let renamed = TrackedActor(id: "dk", name: "dk name", aliases: ["dk", "Holm"])
    for _ in 1...2 { try await ledger.prepare(actors: actors("us") + [renamed]) }
    let statements = try await ledger.statements(actor: "dk", kind: .claim, limit: 9)
    #expect(statements.map { $0.speaker.actors.map(\.id) } == [["us"], ["dk"]])
    #expect(statements.map { $0.about.map(\.id) } == [["dk"], ["dk"]], "once each")
    let later = try await ledger.record(
      Story.article("b", [.claim("the bridge of Holm fell down", by: ["dk"])]))
    #expect(later.news == [[]])
  }

  @Test func `preparing again changes nothing, and tells nobody`() async throws {
    try await ledger.record(Story.article("a", [.claim("dk built a bridge", by: ["us"])]))
    for _ in 1...2 { try await ledger.prepare(actors: actors("us", "dk")) }
    #expect(try await ledger.statements(actor: "dk", kind: nil, limit: 9).map(\.id) == [1])
    #expect(try await ledger.statements(actor: "dk", kind: nil, limit: 9)[0].about.count == 1)
    #expect(try await ledger.waiting().count == 1)
  }

  @Test(
    arguments: [
      ("a whole name", "The Lake Palace said so", [1]), ("another case", "the lake palace", []),
      ("a part of a word", "Dunmarkers and Dunmark's own", [2]), ("none", "nobody", []),
      ("half a name", "the Lake", []), ("two", "Dunmark, Lake Palace", [1, 2]),
    ] as [(String, String, Set<Int64>)])
  func `names are found as whole words`(_: String, text: String, found: Set<Int64>) {
    var names = NameFinder()
    names.add("Lake Palace", of: 1)
    names.add("Dunmark", of: 2)
    names.add("", of: 3)
    #expect(names.actors(in: text) == found)
  }

  // MARK: New versions of the analysis

  @Test func `what another version of the analysis has encoded is known to this one`()
    async throws
  {
    let analyzer = StatementAnalyzer(actors: actors("us", "nk"))
    let text = "us said that the convoy had carried forty rockets across the frozen river."
    let content = Span(13, 73)
    func article(_ name: String, encoded: [UInt8]?) throws -> AnalysedArticle {
      let article = Article(
        text: text, paragraphs: [Paragraph(fragments: [Span(0, text.utf8.count)])])
      let made = analyzer.proposition(of: [content], in: article)
      let attribution = Attribution(
        speaker: Span(0, 2), cue: Span(3, 7), content: [content], sentence: Span(0, 74),
        role: .reporting, certainty: 1)
      return AnalysedArticle(
        file: Story.file(name), sha256: Story.contentHash(of: name), article: article,
        statements: [
          Statement(
            kind: .claim, attribution: attribution, speakerActors: ["us"], about: [],
            proposition: try encoded.map { try #require(Proposition(encoded: $0)) } ?? made)
        ])
    }
    // Of a version long ago, with a term that nothing has any more.
    try await ledger.record(article("old", encoded: [1, 0, 0, 9, 9, 9, 9]))
    try await ledger.record(Story.article("x", [Self.quake]))
    try await ledger.prepare(actors: analyzer.actors)
    let stored: [Data] = try await ledger.read { db in
      try db.values("SELECT encoded FROM statement WHERE id = 1")
    }
    let renewed = try #require(stored.first.flatMap { Proposition(encoded: Array($0)) })
    #expect(renewed.version == Proposition.currentVersion && !renewed.lookupKeys.isEmpty)
    #expect(try await ledger.record(article("new", encoded: nil)).news == [[]])
    let stale: Int? = try await ledger.read { db in
      try db.value("SELECT count(*) FROM statement_term WHERE term = 151587081")
    }
    #expect(stale == 0)
  }
}
