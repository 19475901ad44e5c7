// Recording articles: what is new, what is a repeat, what is queued.

import Articles
import GRDB
import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct RecordingTests {
  static let arms = Said.claim("nk sent arms to wg", by: ["us"], about: ["nk", "wg"])
  static let armsDenied = Said.denial("nk sent arms to wg", by: ["nk"], about: ["wg"])

  let ledger: Ledger

  init() throws { ledger = try .inMemory() }

  @Test func `the first claim is new by its speaker and about its actors`() async throws {
    let recorded = try await ledger.record(Story.article("a", [Self.arms]))
    #expect(recorded.outcome == .new)
    #expect(recorded.news == [["us by", "nk about", "wg about"]])
    #expect(recorded.alertsQueued == 1)
  }

  @Test func `each new statement of an article gets an alert of its own`() async throws {
    let recorded = try await ledger.record(Story.article("a", [Self.arms, Self.armsDenied]))
    #expect(recorded.alertsQueued == 2)
    let waiting = try await ledger.waiting()
    #expect(waiting.map(\.subject.type) == ["claim.new", "denial.new"])
    #expect(Set(waiting.map(\.subject.id)).count == 2)
  }

  @Test(
    arguments: [
      ("the same words", arms, []),
      ("other words for it", .claim("nk sent weapons arms", by: ["us"], about: ["nk"]), []),
      ("another speaker", .claim("nk sent arms to wg", by: ["ru"], about: ["nk"]), ["ru by"]),
      (
        "another actor in it", .claim("nk sent arms", by: ["us"], about: ["ru", "nk"]), []
      ),
      (
        "another kind", .denial("nk sent arms to wg", by: ["ru"], about: ["nk"]),
        ["ru by", "nk about"]
      ),
      (
        "something else", .claim("nk tested a missile", by: ["us"], about: ["nk"]),
        ["us by", "nk about"]
      ),
      (
        "no actor in common", .claim("nk sent arms to wg", by: ["china"], about: ["iran"]),
        ["china by", "iran about"]
      ),
      ("nobody tracked", .claim("nk sent arms to wg"), []),
    ] as [(String, Said, [String])])
  func `a later statement is new only for the keys not seen`(
    _: String, said: Said, news: [String]
  ) async throws {
    try await ledger.record(Story.article("a", [Self.arms]))
    let later = try await ledger.record(Story.article("b", [said], headline: "Later"))
    #expect(later.news == [news])
    #expect(later.alertsQueued == (news.isEmpty ? 0 : 1))
  }

  @Test func `a statement said twice in one article is told once`() async throws {
    let again = Said.claim("arms nk sent to wg", by: ["us"], about: ["nk"])
    let recorded = try await ledger.record(Story.article("a", [Self.arms, again]))
    #expect(recorded.news == [["us by", "nk about", "wg about"], []])
    #expect(try await ledger.counts().statements == 2)
  }

  @Test func `propositions of two versions are never one`() async throws {
    try await ledger.record(Story.article("a", [Self.arms]))
    let later = try await ledger.record(
      Story.article("b", [Self.arms], headline: "Again", analysis: 2))
    #expect(later.news == [["us by", "nk about", "wg about"]])
  }

  @Test func `articles not analysed are counted by reason, each content once`() async throws {
    #expect(try await ledger.counts().notAnalysed == [:])
    let articles = [
      try Story.notAnalysed("a", .notEnglish(commonWords: 1, words: 40)),
      try Story.notAnalysed("b", .notEnglish(commonWords: 2, words: 90)),
      try Story.notAnalysed("c", .notInLatinLetters), try Story.article("d", [Self.arms]),
    ]
    for file in articles { try await ledger.record(file) }
    var copy = articles[0]
    copy.file = Story.file("copy")
    #expect(try await ledger.record(copy).outcome == .sameContent)
    let counts = try await ledger.counts()
    #expect(counts.notAnalysed == ["not English": 2, "not written in Latin letters": 1])
    #expect(counts.articles == 4)
  }

  @Test func `while learning all is recorded and nothing is queued`() async throws {
    var learning = Story.rules
    learning.endpoints = []
    let learnt = try await ledger.record(Story.article("a", [Self.arms]), rules: learning)
    #expect(learnt.news == [["us by", "nk about", "wg about"]])
    #expect(learnt.alertsQueued == 0)
    let later = try await ledger.record(Story.article("b", [Self.arms], headline: "Again"))
    #expect(later.news == [[]])
    #expect(try await ledger.deliveries(endpoint: nil, state: nil, limit: 10).isEmpty)
  }

  @Test func `a folder is unlearned until learning is finished`() async throws {
    #expect(try await ledger.isUnlearned(folder: "wire"))
    try await ledger.finishLearning(folder: "wire", at: Story.start)
    try await ledger.finishLearning(folder: "wire", at: Story.start)
    #expect(try await !ledger.isUnlearned(folder: "wire"))
    #expect(try await ledger.isUnlearned(folder: "other"))
  }

  @Test func `the window starts anew with each sighting`() async throws {
    var rules = Story.rules
    rules.noveltyWindowMilliseconds = 1000
    func news(_ name: String, after milliseconds: Int64) async throws -> Int {
      let article = try Story.article(name, [Self.arms], headline: name)
      let now = Story.start.adding(milliseconds: milliseconds)
      return try await ledger.record(article, rules: rules, at: now).alertsQueued
    }
    #expect(try await news("first", after: 0) == 1)
    #expect(try await news("within", after: 900) == 0)
    #expect(try await news("within again", after: 1800) == 0)
    #expect(try await news("at the end", after: 2800) == 0)
    #expect(try await news("past it", after: 3801) == 1)
  }

  @Test func `a copy of an article is a sighting that keeps its keys from expiring`() async throws {
    var rules = Story.rules
    rules.noveltyWindowMilliseconds = 1000
    let article = try Story.article("a", [Self.arms])
    try await ledger.record(article, rules: rules)
    let copy = Story.file("copy")
    let then = Story.start.adding(milliseconds: 900)
    #expect(try await ledger.recordSameContent(copy, sha256: article.sha256, at: then))
    let retold = try await ledger.record(
      Story.article("b", [Self.arms], headline: "Retold"), rules: rules,
      at: Story.start.adding(milliseconds: 1800))
    #expect(retold.news == [[]])
  }

  @Test func `the same bytes under another name are a sighting, dated, and no news`() async throws {
    let article = try Story.article("a", [Self.arms])
    #expect(
      try await !ledger.recordSameContent(article.file, sha256: article.sha256, at: Story.start))
    #expect(try await ledger.counts().files == 0)
    try await ledger.record(article)
    let copy = Story.file("copy")
    let then = Story.start.adding(milliseconds: 5)
    #expect(try await ledger.recordSameContent(copy, sha256: article.sha256, at: then))
    #expect(try await ledger.filesToRead(among: [copy]).isEmpty)
    let seen: [Int64] = try await ledger.read {
      try $0.values(
        "SELECT seen_ms - ? FROM sighting ORDER BY seen_ms", [Story.start.millisecondsSince1970])
    }
    #expect(seen == [0, 5])
    #expect(try await ledger.waiting().count == 1)
  }

  @Test func `two files of the same bytes in one call are one article`() async throws {
    let first = try Story.article("a", [Self.arms])
    var second = first
    second.file = Story.file("b")
    let recorded = try await ledger.record([first, second], rules: Story.rules, at: Story.start)
    #expect(recorded.map(\.outcome) == [.new, .sameContent])
    #expect(try await ledger.counts().articles == 1)
    #expect(try await ledger.filesToRead(among: [first.file, second.file]).isEmpty)
    #expect(try await ledger.waiting().count == 1)
  }

  @Test(arguments: [("the same path", "a", nil), ("the same address", "b", "https://x.test/1")])
  func `an edited article is news only for what was added`(
    _: String, path: String, url: String?
  ) async throws {
    // One that refers back to nothing has a proposition of its own, and would be new each time it
    // is read.
    let unclear = Said.denialOfThat(by: ["ru"])
    let was = try Story.article("a", [Self.arms, unclear], url: url)
    try await ledger.record(was)
    let added = Said.claim("wg denied a missile test", by: ["ru"], about: ["wg"])
    let edited = try await ledger.record(
      Story.article(path, [Self.arms, unclear, added], url: url, version: 2))
    #expect(edited.outcome == .edited)
    #expect(edited.news == [[], [], ["ru by", "wg about"]])
  }

  @Test func `what stood in the earlier version stays known past the window`() async throws {
    var rules = Story.rules
    rules.noveltyWindowMilliseconds = 1000
    try await ledger.record(Story.article("a", [Self.arms]), rules: rules)
    let edited = try await ledger.record(
      Story.article("a", [Self.arms], headline: "Changed", version: 2), rules: rules,
      at: Story.start.adding(milliseconds: 5000))
    #expect(edited.outcome == .edited)
    #expect(edited.news == [[]])
  }

  @Test func `the same words in an unrelated article are no edit, but known`() async throws {
    let unclear = Said.denialOfThat(by: ["ru"])
    try await ledger.record(Story.article("a", [unclear], url: "https://x.test/1"))
    let other = try await ledger.record(
      Story.article("b", [unclear], headline: "Other", url: "https://x.test/2"))
    #expect(other.outcome == .new)
    #expect(other.news == [[]])
  }

  @Test func `a file set aside is read again only when it has changed`() async throws {
    let file = Story.file("bad")
    try await ledger.setAside(file, reason: "no text in it", at: Story.start)
    #expect(try await ledger.filesToRead(among: [file]).isEmpty)
    #expect(try await ledger.counts().setAside == 1)
    let mended = Story.file("bad", version: 2)
    #expect(try await ledger.filesToRead(among: [mended]) == [mended])
    try await ledger.record(Story.article("bad", [Self.arms], version: 2))
    #expect(try await ledger.counts().setAside == 0)
  }

  @Test func `an article is still an edit after a version that was set aside`() async throws {
    try await ledger.record(Story.article("a", [Self.arms]))
    try await ledger.setAside(Story.file("a", version: 2), reason: "cut off", at: Story.start)
    let edited = try await ledger.record(
      Story.article("a", [Self.arms], headline: "Mended", version: 3))
    #expect(edited.outcome == .edited)
  }

  @Test func `files to read are those not recorded in this version, in order`() async throws {
    let done = try Story.article("done", [])
    try await ledger.record(done)
    var larger = done.file
    larger.sizeBytes += 1
    var elsewhere = done.file
    elsewhere.folder = "other"
    let files = [
      Story.file("z"), done.file, larger, elsewhere, Story.file("done", version: 2),
      Story.file("a"),
    ]
    let toRead = try await ledger.filesToRead(among: files)
    #expect(toRead == [files[0], files[2], files[3], files[4], files[5]])
  }

  @Test func `a path that is not UTF-8 is kept byte for byte and shown escaped`() async throws {
    var article = try Story.article("x", [Self.arms])
    article.file.path = PathBytes([0x61, 0xFF, 0x0A])
    let recorded = try await ledger.record(article)
    #expect(recorded.statements[0].statement.article.path == "a\\xff\\x0a")
    let listed = try await ledger.statements(actor: nil, kind: nil, limit: 1)
    #expect(listed == [recorded.statements[0].statement])
    var other = article.file
    other.path = PathBytes([0x61, 0xFE, 0x0A])
    #expect(try await ledger.filesToRead(among: [article.file, other]) == [other])
  }

  @Test func `an operation is done to its end though its task is cancelled`() async throws {
    let article = try Story.article("a", [Self.arms])
    let recording = Task { [ledger] in
      withUnsafeCurrentTask { $0?.cancel() }
      return try await ledger.record(article)
    }
    #expect(try await recording.value.alertsQueued == 1)
    #expect(try await ledger.counts().articles == 1)
  }
}
