// Corrections: what a user merges, splits and mutes, and that it holds for later articles.

import Articles
import GRDB
import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct CorrectionTests {
  static let arms = Said.claim("nk sent arms to wg", by: ["us"], about: ["nk", "wg"])
  static let armsDenied = Said.denial("nk sent arms to wg", by: ["nk"], about: ["wg"])
  /// The same in words that nothing tells to be the same.
  static let train = Said.claim("five wagons crossed at dawn", by: ["us"], about: ["nk"])

  let ledger: Ledger

  init() throws { ledger = try .inMemory() }

  @discardableResult
  private func correct(_ correction: Correction) async throws -> String {
    let queued = try await ledger.waiting().count
    let done = try await ledger.correct(correction, actors: ["wg"], at: Story.start)
    #expect(try await ledger.waiting().count == queued, "a correction tells nobody")
    return done
  }

  private func tell(_ name: String, _ said: Said...) async throws -> RecordedArticle {
    try await ledger.record(Story.article(name, said, headline: name))
  }

  // MARK: Merging

  @Test func `after a merge a repeat in either's words is known`() async throws {
    let other = Said.claim("five wagons crossed at dawn", by: ["ru"], about: ["nk"])
    #expect(try await tell("a", Self.arms, other).news.allSatisfy { !$0.isEmpty })
    #expect(try await correct(.merge(1, with: 2)) == "dispute 2 is now part of dispute 1")
    // Each now in the words of the other.
    #expect(try await tell("b", Self.train).news == [[]])
    let byRussia = Said.claim("nk sent arms to wg", by: ["ru"], about: ["nk"])
    #expect(try await tell("c", byRussia).news == [[]])
    #expect(try await tell("d", .claim(Self.train.words, by: ["wg"])).news == [["wg by"]])
  }

  @Test func `a merged dispute is found by both numbers and listed once`() async throws {
    _ = try await tell("a", Self.arms, Self.train, Self.armsDenied)
    try await correct(.merge(2, with: 1))
    #expect(try await ledger.dispute(1).id == 2)
    #expect(try await ledger.dispute(2).timeline.map(\.statement.id) == [1, 3])
    let listed = try await ledger.disputes(actor: nil, since: nil, oneSided: true, limit: 9)
    #expect(listed.map(\.id) == [2])
    #expect(try await correct(.merge(1, with: 2)) == "dispute 2 is dispute 2 already")
    _ = try await tell("b", .claim("a quake shook the coast", by: ["ru"]))
    try await correct(.merge(3, with: 1))
    #expect(try await ledger.dispute(1).id == 3, "by the first number still")
  }

  @Test func `a merge links denials to the claims that they now answer`() async throws {
    let denial = Said.denial("no train ever left", by: ["nk"])
    #expect(try await tell("a", Self.arms, denial).statements[1].answers.isEmpty)
    try await correct(.merge(1, with: 2))
    let dispute = try await ledger.dispute(1)
    #expect(dispute.timeline.map(\.answers) == [[], [1]])
    let listed = try await ledger.disputes(actor: nil, since: nil, oneSided: false, limit: 9)
    #expect(listed.map(\.id) == [1])
  }

  @Test(arguments: [(1, 9), (9, 1)] as [(Int64, Int64)])
  func `disputes that are not there cannot be merged`(_ one: Int64, _ other: Int64) async throws {
    _ = try await tell("a", Self.arms)
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.correct(.merge(one, with: other), actors: [], at: Story.start)
    }
    #expect(error?.code == .notFound && error?.detail.contains("9") == true)
  }

  // MARK: Splitting

  /// Put with the first one for its words; said to be something else.
  static let drill = Said.claim("nk sent arms to wg drill", by: ["us"], about: ["nk", "wg"])

  @Test func `a statement that is split off has a dispute of its own, which its repeats join`()
    async throws
  {
    _ = try await tell("a", Self.arms)
    #expect(
      try await tell("b", Self.drill, Self.armsDenied).statements[0].statement.proposition == 1)
    let done = try await correct(.split(statement: 2))
    #expect(done == "statement 2 is now dispute 2, apart from dispute 1")
    #expect(try await ledger.dispute(2).timeline.map(\.statement.id) == [2])
    #expect(try await ledger.dispute(1).timeline.map(\.answers) == [[], [1]])
    let drills = try await tell("c", Self.drill)
    #expect(drills.statements[0].statement.proposition == 2 && drills.news == [[]])
    let arms = try await tell("d", Self.arms)
    #expect(arms.statements[0].statement.proposition == 1 && arms.news == [[]])
    let byRussia = try await tell("e", .claim(Self.drill.words, by: ["ru"], about: ["nk"]))
    #expect(byRussia.news == [["ru by"]])
  }

  @Test func `what was put there because of a statement comes along with it`() async throws {
    _ = try await tell("a", .claim(Self.arms.words, by: ["ru"], about: ["nk", "wg"]))
    _ = try await tell("b", Self.drill)
    _ = try await tell("c", Self.drill)
    #expect(try await correct(.split(statement: 2)).contains("with 1 put there because of it"))
    let drills = try await tell("d", Self.drill)
    #expect(drills.statements[0].statement.proposition == 2 && drills.news == [[]])
  }

  @Test func `keys that only the split statement had go with it`() async throws {
    _ = try await tell("a", .claim(Self.arms.words, by: ["ru"], about: ["nk"]))
    _ = try await tell("b", .claim("nk sent arms to wg drill", by: ["us"], about: ["nk"]))
    try await correct(.split(statement: 2))
    let keys: [String] = try await ledger.read { db in
      try db.values(
        """
        SELECT proposition || ' ' || actor.id || ' ' || role
        FROM novelty_key JOIN actor ON actor.number = novelty_key.actor ORDER BY 1
        """)
    }
    #expect(keys == ["1 nk about", "1 ru by", "2 nk about", "2 us by"])
  }

  @Test func `a statement alone in its dispute has nothing to be split from`() async throws {
    _ = try await tell("a", Self.arms)
    #expect(try await correct(.split(statement: 1)).contains("to itself already"))
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.correct(.split(statement: 5), actors: [], at: Story.start)
    }
    #expect(error?.code == .notFound)
  }

  // MARK: Muting

  @Test func `a muted actor is no reason to tell, others are`() async throws {
    for actor in ["nk", "wg"] {
      #expect(
        try await ledger.correct(.mute(.actor(actor)), actors: ["nk", "wg"], at: Story.start)
          == "actor \(actor) is muted: recorded, and nobody is told")
    }
    let muted = try await tell("a", .denial("all is well", by: ["nk"], about: ["wg"]))
    #expect(muted.news == [["nk by", "wg about"]] && muted.alertsQueued == 0)
    #expect(try await ledger.explain(.number(1)).verdict?.isMuted == true)
    let other = try await tell("b", Self.arms)
    #expect(other.alertsQueued == 1)
    #expect(try await ledger.waiting()[0].alert.reasons.map(\.actor) == ["us"])
    try await correct(.unmute(.actor("nk")))
    #expect(try await tell("c", .denial("all is well", by: ["nk"])).alertsQueued == 0, "known")
    #expect(try await tell("d", .denial("the sun shone", by: ["nk"])).alertsQueued == 1)
  }

  @Test func `an actor that nobody tracks cannot be muted`() async throws {
    let error = await #expect(throws: LedgerError.self) {
      try await ledger.correct(.mute(.actor("nkk")), actors: ["nk", "us"], at: Story.start)
    }
    #expect(error?.code == .notFound && error?.detail.contains("nk, us") == true)
  }

  @Test func `a muted dispute gives no alert, whoever joins it`() async throws {
    _ = try await tell("a", Self.arms)
    try await correct(.mute(.dispute(1)))
    let denied = try await tell("b", Self.armsDenied)
    #expect(denied.news == [["nk by", "wg about"]] && denied.alertsQueued == 0)
    #expect(try await ledger.dispute(1).isMuted)
    #expect(try await tell("c", Self.train).alertsQueued == 1, "of another dispute")
    let mutes = try await ledger.mutes()
    #expect(mutes.disputes.map(\.id) == [1] && mutes.disputes[0].gist == Self.arms.words)
    try await correct(.unmute(.dispute(1)))
    #expect(try await ledger.mutes() == MuteList(actors: [], disputes: []))
    #expect(try await tell("d", .denial(Self.arms.words, by: ["ru"])).alertsQueued == 1)
  }

  @Test func `a merge with a muted dispute is muted`() async throws {
    _ = try await tell("a", Self.arms, Self.train)
    try await correct(.mute(.dispute(2)))
    #expect(try await correct(.merge(1, with: 2)).hasSuffix("which is muted"))
    #expect(try await ledger.mutes().disputes.map(\.id) == [1])
    #expect(try await tell("b", Self.armsDenied).alertsQueued == 0)
  }
}
