import Articles
import Testing

@Suite struct PathBytesTests {
  @Test(arguments: [
    (Array("notes/2023.txt".utf8), "notes/2023.txt"),
    (Array("Café – 신문.txt".utf8), "Café – 신문.txt"),
    ([0x61, 0xFF, 0x62], "a\\xffb"),
    ([0xC3], "\\xc3"),
    (Array("a\nb\u{7F}.txt".utf8), "a\\x0ab\\x7f.txt"),
    (Array("a\\xff".utf8), "a\\x5cxff"),
    (Array("a\u{202E}txt".utf8), "a\\xe2\\x80\\xaetxt"),
    ([], ""),
  ])
  func `a path is shown so that it can be read and told from every other`(
    bytes: [UInt8], shown: String
  ) {
    #expect(PathBytes(bytes).description == shown)
  }

  @Test func `components join with one slash`() {
    #expect(PathBytes("").appending(PathBytes("a")) == PathBytes("a"))
    #expect(PathBytes("a").appending(PathBytes("b")) == PathBytes("a/b"))
    #expect(PathBytes("/").appending(PathBytes("b")) == PathBytes("/b"))
    #expect(PathBytes("a/b").lastComponent == PathBytes("b"))
    #expect(PathBytes("b").lastComponent == PathBytes("b"))
  }
}

@Suite struct ArticleDateTests {
  @Test func `a date prints as ISO 8601 and knows the calendar`() throws {
    #expect(try #require(ArticleDate(year: 2023, month: 1, day: 5)).description == "2023-01-05")
    #expect(ArticleDate(year: 2024, month: 2, day: 29) != nil)
    #expect(ArticleDate(year: 2023, month: 2, day: 29) == nil)
    #expect(ArticleDate(year: 1900, month: 2, day: 29) == nil)
    #expect(ArticleDate(year: 2023, month: 13, day: 1) == nil)
    #expect(ArticleDate(year: 2023, month: 4, day: 31) == nil)
  }
}
