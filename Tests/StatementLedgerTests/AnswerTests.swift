// Answers: which claims a denial meets, within an article, across articles and in either order.

import Articles
import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct AnswerTests {
  static let arms = Said.claim("nk sent arms to wg", by: ["us"], about: ["nk", "wg"])
  static let armsDenied = Said.denial("nk sent arms to wg", by: ["nk"], about: ["wg"])

  let ledger: Ledger

  init() throws { ledger = try .inMemory() }

  private func answers(_ recorded: RecordedArticle) -> [[Int64]] {
    recorded.statements.map(\.answers)
  }

  private func propositions(_ recorded: RecordedArticle...) -> [Int64] {
    recorded.flatMap(\.statements).map(\.statement.proposition)
  }

  @Test func `a denial answers the claims of its proposition, the latest first`() async throws {
    try await ledger.record(Story.article("a", [Self.arms]))
    try await ledger.record(
      Story.article("b", [.claim("nk sent arms to wg", by: ["ru"], about: ["nk"])]))
    let denial = try await ledger.record(Story.article("c", [Self.armsDenied]))
    #expect(answers(denial) == [[2, 1]])
    let alert = try #require(try await ledger.waiting().last).alert
    #expect(alert.answers.map(\.statementId) == [2, 1])
    #expect(alert.answers.map(\.speaker.text) == ["ru", "us"])
    #expect(alert.deniedBy.isEmpty)
  }

  @Test func `a claim that comes after its denial is told as denied`() async throws {
    try await ledger.record(Story.article("a", [Self.armsDenied]))
    let claim = try await ledger.record(Story.article("b", [Self.arms]))
    #expect(answers(claim) == [[1]])
    let alert = try #require(try await ledger.waiting().last).alert
    #expect(alert.deniedBy.map(\.statementId) == [1])
    #expect(alert.answers.isEmpty)
    let links: [String] = try await ledger.read {
      try $0.values("SELECT denial || ' answers ' || claim FROM answer")
    }
    #expect(links == ["1 answers 2"])
  }

  @Test func `a denial of something else answers nothing`() async throws {
    try await ledger.record(Story.article("a", [Self.arms]))
    let other = Said.denial("nk tested a new missile", by: ["nk"])
    #expect(try await answers(ledger.record(Story.article("b", [other]))) == [[]])
  }

  @Test func `an actor does not answer its own claim`() async throws {
    try await ledger.record(
      Story.article("a", [.claim("nk sent arms to wg", by: ["nk"], about: ["wg"])]))
    #expect(try await answers(ledger.record(Story.article("b", [Self.armsDenied]))) == [[]])
  }

  @Test func `a denial answers a claim in which no tracked actor has a part`() async throws {
    let claim = try await ledger.record(Story.article("a", [.claim("wagner got nk arms")]))
    #expect(claim.news == [[]])
    let denial = Said.denial("wagner got nk arms", by: ["nk"])
    #expect(try await answers(ledger.record(Story.article("b", [denial]))) == [[1]])
  }

  @Test func `a denial that refers back answers the claim before it in the article`() async throws {
    let recorded = try await ledger.record(
      Story.article(
        "a",
        [
          .claim("ru hired wg fighters", by: ["us"], about: ["ru", "wg"]), Self.arms,
          .denialOfThat(by: ["nk"]), .denialOfThat(by: ["ru"]),
        ]))
    #expect(answers(recorded) == [[], [], [2], [1]])
    #expect(recorded.news[2] == ["nk by"])
  }

  @Test func `one that refers back answers the ledger's latest claim if need be`() async throws {
    let older = try await ledger.record(Story.article("a", [Self.arms]))
    try await ledger.record(
      Story.article("b", [.claim("ru hired wg fighters", by: ["us"], about: ["ru"])]))
    let denial = try await ledger.record(Story.article("c", [.denialOfThat(by: ["nk"])]))
    #expect(answers(denial) == [[1]])
    #expect(propositions(denial) == propositions(older))
    let again = try await ledger.record(
      Story.article("d", [.denialOfThat(by: ["nk"])], headline: "Again"))
    #expect(again.news == [[]])
  }

  @Test func `one that refers back to nothing known stands alone`() async throws {
    try await ledger.record(Story.article("a", [Self.arms]))
    let late = Story.start.adding(milliseconds: AnswerRule.antecedentAgeMaxMilliseconds + 1)
    let denial = try await ledger.record(Story.article("b", [.denialOfThat(by: ["nk"])]), at: late)
    #expect(answers(denial) == [[]])
    #expect(denial.news == [["nk by"]])
  }

  @Test func `an alert shows at most five answers, each speaker's words before repeats`()
    async throws
  {
    for (number, speaker) in ["ru", "wg", "us", "us", "us", "us", "us", "us"].enumerated() {
      let claim = Said.claim("nk sent arms to wg", by: [speaker], about: ["nk"])
      try await ledger.record(Story.article("a\(number)", [claim], headline: "\(number)"))
    }
    let denial = try await ledger.record(
      Story.article("z", [.denial("nk sent arms to wg", by: ["nk"])]))
    #expect(answers(denial) == [[8, 7, 6, 5, 4, 3, 2, 1]])
    let alert = try #require(try await ledger.waiting().last).alert
    #expect(alert.answers.map(\.statementId) == [8, 7, 6, 2, 1])
  }
}
