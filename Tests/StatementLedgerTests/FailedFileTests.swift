// Files that were set aside: listed, forgotten, read again.

import Articles
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct FailedFileTests {
  private let ledger: Ledger

  init() throws {
    ledger = try Ledger.inMemory()
  }

  private func file(_ name: String, sizeBytes: Int64 = 1) -> FileVersion {
    FileVersion(
      folder: "wire", path: PathBytes(name), sizeBytes: sizeBytes, modifiedNanoseconds: 7)
  }

  private func at(_ second: Int64) -> Timestamp { Timestamp(millisecondsSince1970: second * 1_000) }

  @Test func `failed files are listed with their reason, the last one first`() async throws {
    try await ledger.setAside(file("a.txt"), reason: "binary data", at: at(1))
    try await ledger.setAside(file("b.txt"), reason: "too large", at: at(2))
    let failed = try await ledger.failedFiles(limit: 10)
    #expect(failed.map(\.file) == [file("b.txt"), file("a.txt")])
    #expect(failed.map(\.reason) == ["too large", "binary data"])
    #expect(failed.map(\.failedAt) == [at(2), at(1)])
    #expect(try await ledger.failedFiles(limit: 1).map(\.file) == [file("b.txt")])
  }

  @Test func `a failed file is told from one in another version and from one that was read`()
    async throws
  {
    try await ledger.setAside(file("a.txt"), reason: "binary data", at: at(1))
    let files = [file("a.txt"), file("a.txt", sizeBytes: 2), file("b.txt")]
    #expect(try await ledger.failedFiles(among: files) == [file("a.txt")])
  }

  @Test func `one that is forgotten is to be read, and the others are not`() async throws {
    let files = [file("a.txt"), file("b.txt")]
    for file in files { try await ledger.setAside(file, reason: "binary data", at: at(1)) }
    let id = try #require(try await ledger.failedFiles(limit: 10).last?.id)
    let forgotten = try await ledger.forgetFailed(id)
    #expect(forgotten.map(\.file) == [file("a.txt")])
    #expect(try await ledger.filesToRead(among: files) == [file("a.txt")])
    #expect(try await ledger.failedFiles(limit: 10).map(\.file) == [file("b.txt")])
    #expect(try await ledger.forgetFailed(nil).map(\.file) == [file("b.txt")])
    #expect(try await ledger.filesToRead(among: files) == files)
    #expect(try await ledger.forgetFailed(nil).isEmpty)
    let error = await #expect(throws: LedgerError.self) { try await ledger.forgetFailed(id) }
    #expect(error?.code == .notFound)
  }

  @Test func `a file that held an article before is still known after it was forgotten`()
    async throws
  {
    let article = try Story.article("a", [])
    try await ledger.record(article)
    var later = article.file
    later.sizeBytes += 1
    try await ledger.setAside(later, reason: "binary data", at: at(1))
    _ = try await ledger.forgetFailed(nil)
    #expect(try await ledger.filesToRead(among: [later, article.file]) == [later, article.file])
    #expect(try await ledger.counts().setAside == 0)
    var edited = try Story.article("b", [], headline: "Other")
    edited.file = later
    #expect(try await ledger.record(edited).outcome == .edited)
  }
}
