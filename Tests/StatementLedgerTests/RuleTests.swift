// The pure rules and values of the ledger, as tables.

import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct NoveltyRuleTests {
  /// The same claim by the same speaker about the same actors, in other words, unless said otherwise.
  private static func resemblance(
    wording: Double = 0.5, about: Double = 1, actors: Double = 1, sameKind: Bool = true,
    opposed: Bool = false, sameSpeaker: Bool = true
  ) -> Resemblance {
    Resemblance(
      wording: wording, sharedAbout: about, sharedActors: actors, isSameKind: sameKind,
      isOpposed: opposed, isSameSpeaker: sameSpeaker, refersBack: false, earlierRefersBack: false)
  }

  private static func candidate(
    _ statement: Int64, _ resemblance: Resemblance
  ) -> NoveltyRule.Candidate {
    NoveltyRule.Candidate(
      statement: statement, proposition: statement * 10, resemblance: resemblance)
  }

  @Test(
    arguments: [
      ("the same in other words", resemblance(), true),
      ("word for word", resemblance(wording: 1), true),
      (
        "a claim and its denial",
        resemblance(sameKind: false, opposed: true, sameSpeaker: false), true
      ),
      (
        "another outlet's words for it",
        resemblance(wording: 0.8, actors: 0.7, sameSpeaker: false), true
      ),
      ("other words", resemblance(wording: 0.1), false),
      ("other actors", resemblance(wording: 0.4, about: 0, actors: 0.2), false),
      (
        "a speaker's own denial of what it claims itself",
        resemblance(wording: 0.3, sameKind: false), false
      ),
    ])
  func `a candidate says the same if enough speaks for it`(
    _: String, resemblance: Resemblance, joins: Bool
  ) {
    let match = NoveltyRule.standard.match(among: [Self.candidate(1, resemblance)])
    #expect((match != nil) == joins)
  }

  @Test func `whatever is more alike is more probable`() {
    let rule = NoveltyRule.standard
    let plain = rule.probability(Self.resemblance(wording: 0.3))
    #expect(rule.probability(Self.resemblance(wording: 0.4)) > plain)
    #expect(rule.probability(Self.resemblance(wording: 0.3, about: 0.5)) < plain)
    #expect(rule.probability(Self.resemblance(wording: 0.3, sameSpeaker: false)) < plain)
    #expect((0...1).contains(plain))
  }

  @Test func `the most probable candidate wins, of equals the latest`() {
    let close = Self.candidate(1, Self.resemblance(wording: 0.9))
    let closer = Self.candidate(2, Self.resemblance(wording: 1))
    let again = Self.candidate(3, Self.resemblance(wording: 1))
    for order in [[close, closer, again], [again, closer, close], [closer, again, close]] {
      #expect(NoveltyRule.standard.match(among: order) == again)
    }
    #expect(NoveltyRule.standard.match(among: []) == nil)
  }

  @Test(
    arguments: [
      (["us"], ["nk"], ["us by", "nk about"]),
      (["us", "ru"], ["nk", "wg"], ["us by", "ru by", "nk about", "wg about"]),
      (["us"], ["us"], ["us by"]),
      (["us", "us"], ["nk", "nk"], ["us by", "nk about"]),
      ([], ["nk"], ["nk about"]),
      ([], [], []),
    ])
  func `each actor has one role, and a speaker is not about itself`(
    by: [String], about: [String], roles: [String]
  ) {
    #expect(
      NoveltyRule.roles(by: by, about: about).map { "\($0.actor) \($0.role)" } == roles)
  }

  @Test(
    arguments: [
      ("never seen", nil, nil, true),
      ("never seen, with a window", nil, 100, true),
      ("seen, for ever", 0, nil, false),
      ("within the window", 950, 100, false),
      ("at its very end", 900, 100, false),
      ("past it", 899, 100, true),
      ("the clock went back", 2000, 100, false),
    ] as [(String, Int64?, Int64?, Bool)])
  func `a key is new when it has not been seen within the window`(
    _: String, lastSeen: Int64?, window: Int64?, isNew: Bool
  ) {
    #expect(
      NoveltyRule.isNew(
        lastSeen: lastSeen.map(Timestamp.init(millisecondsSince1970:)),
        at: Timestamp(millisecondsSince1970: 1000), windowMilliseconds: window) == isNew)
  }
}

@Suite(.timeLimit(.minutes(1))) struct AnswerRuleTests {
  static let now = Story.start
  static let tooOld = now.adding(milliseconds: -AnswerRule.antecedentAgeMaxMilliseconds - 1)

  static func claim(
    _ id: Int64, by: Set<String>, about: Set<String>, at: Timestamp = now
  ) -> AnswerRule.Claim {
    AnswerRule.Claim(statement: id, proposition: id, speakers: by, about: about, recordedAt: at)
  }

  @Test(
    arguments: [
      ("nothing known", [], [], nil),
      (
        "the nearest of two in the article",
        [claim(1, by: ["us"], about: ["nk"]), claim(2, by: [], about: ["nk", "ru"])], [], 2
      ),
      (
        "not one about somebody else",
        [claim(1, by: ["us"], about: ["nk"]), claim(2, by: ["us"], about: ["ru"])], [], 1
      ),
      (
        "the article before the ledger",
        [claim(5, by: ["us"], about: ["nk"])], [claim(9, by: ["us"], about: ["nk"])], 5
      ),
      (
        "the latest of the ledger",
        [], [claim(9, by: ["us"], about: ["nk"]), claim(8, by: ["us"], about: ["nk"])], 9
      ),
      (
        "the ledger before one's own words",
        [claim(5, by: ["nk"], about: ["nk"])], [claim(3, by: ["us"], about: ["nk"])], 3
      ),
      (
        "one's own words rather than nothing",
        [claim(5, by: ["nk"], about: ["nk"])], [claim(3, by: ["nk"], about: ["nk"])], 5
      ),
      (
        "whom the denial names before a nearer one",
        [claim(1, by: ["named"], about: ["nk"]), claim(2, by: ["us"], about: ["nk"])], [], 1
      ),
      (
        "whom it names, even in the ledger",
        [claim(5, by: ["us"], about: ["nk"])],
        [claim(4, by: ["us"], about: ["nk"]), claim(3, by: ["named"], about: ["nk"])], 3
      ),
      ("but not too old a claim", [], [claim(3, by: ["us"], about: ["nk"], at: tooOld)], nil),
      (
        "and never one about somebody else",
        [claim(1, by: ["us"], about: ["ru"])], [claim(3, by: ["us"], about: ["ru"])], nil
      ),
    ] as [(String, [AnswerRule.Claim], [AnswerRule.Claim], Int64?)])
  func `a denial that refers back points at the nearest claim about the denier`(
    _: String, inArticle: [AnswerRule.Claim], inLedger: [AnswerRule.Claim], expected: Int64?
  ) {
    let found = AnswerRule.antecedent(
      ofDenialBy: ["nk"], naming: ["named"], inArticle: inArticle, inLedger: inLedger,
      at: Self.now)
    #expect(found?.statement == expected)
  }

  @Test func `an unresolved denier points at nothing`() {
    let claims = [Self.claim(1, by: ["us"], about: ["nk"])]
    #expect(
      AnswerRule.antecedent(
        ofDenialBy: [], naming: ["us"], inArticle: claims, inLedger: claims, at: Self.now) == nil)
  }

  @Test(
    arguments: [
      (["nk"], ["us"], true), (["nk"], ["nk"], false), (["nk", "ru"], ["us", "ru"], false),
      (["nk"], [], true), ([], ["us"], true), ([], [], true),
    ] as [(Set<String>, Set<String>, Bool)])
  func `nobody answers itself`(denier: Set<String>, claimant: Set<String>, expected: Bool) {
    #expect(AnswerRule.canAnswer(denier: denier, claimant: claimant) == expected)
  }

  @Test(
    arguments: [
      ("all, if they fit", "abc", 5, [0, 1, 2]),
      ("the first ones, if not", "abcdefg", 5, [0, 1, 2, 3, 4]),
      ("other voices before repeats", "aaabac", 3, [0, 3, 5]),
      ("repeats where there is room", "aab", 3, [0, 1, 2]),
      ("none", "", 5, []),
    ])
  func `an alert shows each voice before any is shown again`(
    _: String, voices: String, max: Int, expected: [Int]
  ) {
    let heard = voices.map {
      AnswerRule.Voice(speaker: AlertSpeaker(text: "he", actors: []), content: String($0))
    }
    #expect(AnswerRule.shown(among: heard, max: max) == expected)
  }
}

@Suite(.timeLimit(.minutes(1))) struct LedgerValueTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (1, "1970-01-01T00:00:00.001Z"),
      (999, "1970-01-01T00:00:00.999Z"),
      (-1, "1969-12-31T23:59:59.999Z"),
      (1_674_993_600_000, "2023-01-29T12:00:00.000Z"),
      // A double of this many seconds lies below the millisecond, and a formatter would print .656.
      (1_700_000_000_657, "2023-11-14T22:13:20.657Z"),
      (1_709_164_800_010, "2024-02-29T00:00:00.010Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func `a timestamp prints its milliseconds exactly`(milliseconds: Int64, text: String) {
    #expect(Timestamp(millisecondsSince1970: milliseconds).iso8601 == text)
  }

  @Test(
    arguments: [
      (0, 0, "alert_00000000000000000000000000"),
      (1_469_918_176_385, 0, "alert_01aryz6s410000000000000000"),
      (0xFFFF_FFFF_FFFF, UInt64.max, "alert_7zzzzzzzzzzzzzzzzzzzzzzzzz"),
    ] as [(Int64, UInt64, String)])
  func `an alert id holds the time and the random bits`(
    milliseconds: Int64, random: UInt64, id: String
  ) {
    #expect(
      AlertId.make(at: Timestamp(millisecondsSince1970: milliseconds)) { random } == id)
  }

  @Test(
    arguments: [
      ("/var/lib/gainsay/x", nil), ("/home/eve/x", "nfs4 /home"), ("/home", "nfs4 /home"),
      ("/homes/x", nil), ("/home/local/x", nil), ("/mnt/my disk/x", "fuse.sshfs /mnt/my disk"),
      ("/srv/x", "cifs /srv"),
    ])
  func `a ledger's file system is that of the nearest mount`(path: String, expected: String?) {
    let mounts = """
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      30 22 0:41 / /home rw shared:5 - nfs4 files:/home rw,vers=4.2
      31 30 8:2 / /home/local rw - xfs /dev/sdb rw
      32 22 0:50 / /mnt/my\\040disk rw - fuse.sshfs eve@far:/ rw
      33 22 8:3 / /srv rw - ext4 /dev/sdc rw
      34 22 0:51 / /srv rw - cifs //files/srv rw
      not a mount
      """
    let found = LedgerPlace.networkMount(of: path, mounts: mounts)
    #expect(found.map { "\($0.kind) \($0.point)" } == expected)
  }
}
