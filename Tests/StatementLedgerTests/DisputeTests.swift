// Disputes: what is gathered, how it is told, in which order, and why a statement was new.

import Articles
import Foundation
import GRDB
import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct DisputeTests {
  static let arms = Said.claim("nk sent arms to wg", by: ["us"], about: ["nk", "wg"])
  static let armsDenied = Said.denial("nk sent arms to wg", by: ["nk"], about: ["wg"])
  static let missile = Said.claim("a missile flew over the sea", by: ["us"], about: ["nk"])

  let ledger: Ledger

  init() throws { ledger = try .inMemory() }

  private func disputes(
    actor: String? = nil, since: Timestamp? = nil, all: Bool = false, limit: Int = 10
  ) async throws -> [Int64] {
    try await ledger.disputes(actor: actor, since: since, oneSided: all, limit: limit).map(\.id)
  }

  private func later(_ milliseconds: Int64) -> Timestamp {
    Story.start.adding(milliseconds: milliseconds)
  }

  @Test func `a dispute gathers who claims and who denies it`() async throws {
    let day = ArticleDate(year: 2023, month: 1, day: 20)
    try await ledger.record(
      Story.article("a", [Self.arms, Self.missile], outlet: "Wire", date: day))
    try await ledger.record(
      Story.article(
        "b", [.claim("nk sent arms to wg", by: ["ru"], about: ["nk"]), Self.armsDenied],
        outlet: "Post"), at: later(60_000))
    let dispute = try await ledger.dispute(1)
    #expect(dispute.claimedBy.map(\.speaker.text) == ["us", "ru"])
    #expect(dispute.deniedBy.map(\.speaker.text) == ["nk"])
    #expect(dispute.since == "2023-01-20")
    #expect(dispute.lastSeen == later(60_000).iso8601)
    #expect(dispute.outlets == 2 && dispute.articles == 2)
    #expect(dispute.gist == "nk sent arms to wg")
    #expect(dispute.timeline.map(\.statement.id) == [1, 3, 4])
    #expect(dispute.timeline.map(\.answers) == [[], [], [1, 3]])
    #expect(!dispute.isMuted)
  }

  @Test func `repeats and copies stand with the first statement of their speaker`() async throws {
    let first = try Story.article("a", [Self.arms], outlet: "Wire")
    try await ledger.record(first)
    try await ledger.record(
      Story.article("b", [Self.arms], headline: "Again", outlet: "Post"), at: later(1000))
    let copy = Story.file("copy")
    #expect(try await ledger.recordSameContent(copy, sha256: first.sha256, at: later(2000)))
    let dispute = try await ledger.dispute(1)
    #expect(dispute.timeline.map(\.statement.id) == [1])
    let sightings = dispute.timeline[0].alsoReported
    #expect(sightings.map(\.path) == ["copy", "b"] || sightings.map(\.path) == ["b", "copy"])
    #expect(Set(sightings.map(\.outlet)) == ["Post", "Wire"])
    #expect(dispute.claimedBy.map(\.statements) == [3])
    #expect(dispute.outlets == 2 && dispute.articles == 2)
    #expect(dispute.lastSeen == later(2000).iso8601, "a copy counts as seen")
  }

  @Test func `strangers are told apart by their words`() async throws {
    var (one, other) = (Said.claim("nk sent arms to wg"), Said.claim("nk sent arms to wg"))
    (one.stranger, other.stranger) = ("a baker", "A Baker")
    var third = one
    third.stranger = "a butcher"
    try await ledger.record(Story.article("a", [one, other, third]))
    let dispute = try await ledger.dispute(1)
    #expect(dispute.claimedBy.map(\.speaker.text) == ["a baker", "a butcher"])
    #expect(dispute.claimedBy.map(\.statements) == [2, 1])
  }

  @Test func `what nobody denied is listed only when it is asked for, behind the others`()
    async throws
  {
    try await ledger.record(Story.article("a", [Self.arms, Self.armsDenied]))
    try await ledger.record(Story.article("b", [Self.missile]), at: later(5000))
    #expect(try await disputes() == [1])
    #expect(try await disputes(all: true) == [1, 2])
    #expect(try await disputes(all: true, limit: 1) == [1])
  }

  @Test func `the last seen dispute comes first`() async throws {
    let quake = Said.claim("a quake shook the coast", by: ["ru"], about: ["us"])
    try await ledger.record(
      Story.article(
        "a", [Self.arms, Self.armsDenied, quake, .denial(quake.words, by: ["us"], about: ["ru"])]))
    #expect(try await disputes() == [2, 1])
    try await ledger.record(Story.article("b", [Self.arms], headline: "Again"), at: later(1000))
    #expect(try await disputes() == [1, 2])
    #expect(try await disputes(limit: 1) == [1])
    #expect(try await disputes(since: later(1)) == [1])
    #expect(try await disputes(since: later(1001)).isEmpty)
  }

  @Test func `a list can be of one actor's disputes`() async throws {
    let quake = Said.claim("a quake shook the coast", by: ["ru"], about: ["us"])
    try await ledger.record(
      Story.article(
        "a", [Self.arms, Self.armsDenied, quake, .denial(quake.words, by: ["us"], about: ["ru"])]))
    #expect(try await disputes(actor: "wg") == [1])
    #expect(try await disputes(actor: "us") == [2, 1])
    #expect(try await disputes(actor: "nobody").isEmpty)
  }

  @Test func `a dispute that is not there is said to be none`() async throws {
    let error = await #expect(throws: LedgerError.self) { try await ledger.dispute(7) }
    #expect(error?.code == .notFound)
  }

  @Test func `a denial of another proposition stands with the claims that it answers`()
    async throws
  {
    // The denial's nearest earlier statement is a denial apart from the claim, which it opposes too.
    try await ledger.record(Story.article("a", [Self.missile, Self.arms]))
    try await ledger.write { db in
      let table = StatementTable(db: db)
      let other = try table.makeProposition(version: 1, at: Story.start)
      try db.run("UPDATE statement SET kind = 'denial', proposition = ? WHERE id = 1", [other])
      try table.link(denial: 1, to: 2, at: Story.start)
    }
    #expect(try await ledger.dispute(2).timeline.map(\.statement.id) == [1, 2])
    #expect(try await ledger.dispute(3).timeline.map(\.statement.id) == [1, 2])
    #expect(try await disputes(all: true) == [2], "it is listed once")
  }

  // MARK: Why

  private func verdict(_ name: StatementName) async throws -> Verdict {
    try #require(try await ledger.explain(name).verdict)
  }

  @Test func `a verdict tells what decided, with what, and what was answered`() async throws {
    try await ledger.record(Story.article("a", [Self.arms]))
    try await ledger.record(Story.article("b", [Self.armsDenied]))
    try await ledger.record(Story.article("c", [Self.arms], headline: "Again"))
    let first = try await verdict(.number(1))
    #expect(first.basis == .first && first.decidedBy == nil && first.comparedCount == 0)
    #expect(first.reasons.map(\.actor) == ["us", "nk", "wg"])
    let denial = try await ledger.explain(.number(2))
    #expect(denial.verdict?.basis == .resemblance && denial.verdict?.decidedBy == 1)
    #expect(denial.verdict?.answers.map(\.statement) == [1])
    #expect(denial.others.map(\.statementId) == [1])
    #expect(denial.alertId == (try await ledger.waiting()[1].subject.id))
    let again = try await verdict(.number(3))
    #expect(again.reasons.isEmpty)
    #expect(again.keys.allSatisfy { !$0.isNew && $0.lastSeen == Story.start.iso8601 })
    #expect(again.decidedBy == 1)
    let best = try #require(again.candidates.first)
    let logit = best.parts.values.reduce(again.intercept, +)
    #expect(abs(1 / (1 + exp(-logit)) - best.probability) < 0.002)
    #expect(best.probability >= again.probabilityMin)
  }

  @Test func `what refers back and what stood there before say so`() async throws {
    try await ledger.record(Story.article("a", [Self.arms, .denialOfThat(by: ["nk"])]))
    #expect(try await verdict(.number(2)).basis == .antecedent)
    try await ledger.record(
      Story.article("a", [Self.arms, .denialOfThat(by: ["nk"])], headline: "Edited", version: 2))
    let edited = try await verdict(.number(4))
    #expect(edited.basis == .earlierText && edited.decidedBy == 2 && edited.reasons.isEmpty)
  }

  @Test func `a statement is found by its number, its alert and its delivery`() async throws {
    try await ledger.record(Story.article("a", [Self.missile, Self.arms]))
    let alert = try await ledger.waiting()[1].alert
    for name in ["2", "#2", alert.id, "desk#2"] {
      let parsed = try #require(StatementName(name))
      #expect(try await ledger.explain(parsed).statement.id == 2)
    }
    for name in ["", "#", "x", "desk#", "-1", "0", "a#b#3"] {
      #expect(StatementName(name) == nil, "\(name)")
    }
    let error = await #expect(throws: LedgerError.self) { try await ledger.explain(.number(9)) }
    #expect(error?.code == .notFound)
  }

  @Test func `each feature of the rule has a name`() {
    #expect(Resemblance.featureNames.count == NoveltyRule.standard.weights.count)
  }
}
