// Files that list articles: what their entries are to each other and to the file.

import Articles
import StatementAnalysis
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct EntryTests {
  private let ledger: Ledger

  init() throws { ledger = try .inMemory() }

  private func entry(_ said: [Said], headline: String) throws -> AnalysedArticle {
    let entry = try Story.article("feed", said, headline: headline)
    let article = entry.article
    return AnalysedArticle(
      file: entry.file, sha256: entry.sha256,
      article: Article(
        text: article.text, title: article.title, paragraphs: article.paragraphs, language: "en",
        isEntry: true),
      statements: entry.statements)
  }

  @Test func `a file is to be read again until its last entry is recorded`() async throws {
    var first = try entry([.claim("nk sent arms", by: ["us"])], headline: "One")
    let last = try entry([.claim("a quake shook the coast", by: ["ru"])], headline: "Two")
    first.file = first.file.unfinished
    try await ledger.record(first)
    #expect(try await ledger.filesToRead(among: [last.file]) == [last.file])
    // As after a crash.
    #expect(try await ledger.record(first).outcome == .sameContent)
    #expect(try await ledger.record(last).alertsQueued == 1)
    #expect(try await ledger.filesToRead(among: [last.file]).isEmpty)
    #expect(try await ledger.counts().files == 1)
  }

  @Test func `entries of one file are no versions of each other`() async throws {
    let unclear = Said.denialOfThat(by: ["ru"])
    try await ledger.record(
      entry([.claim("a spy was caught", by: ["us"], about: ["ru"]), unclear], headline: "One"))
    let other = try await ledger.record(
      entry([.claim("nk sent arms", by: ["us"], about: ["ru"]), unclear], headline: "Two"))
    #expect(other.outcome == .new)
    #expect(other.news[1] == ["ru by"], "it denies what its own entry claims")
    // Two articles one after another in one file are.
    try await ledger.record(Story.article("file", [unclear], headline: "One"))
    #expect(
      try await ledger.record(Story.article("file", [unclear], headline: "Two")).outcome
        == .edited)
  }
}
