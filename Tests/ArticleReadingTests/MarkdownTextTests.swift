import Articles
import Testing

@testable import ArticleReading

@Suite(.timeLimit(.minutes(1))) struct MarkdownTextTests {
  private static let first = "The harbour board said on Monday that it had paid nobody."

  @Test func `front matter, headings and links are taken down`() throws {
    let file = """
      ---
      title: "Board denies paying"
      date: 2023-01-30T10:00:00Z
      publication: Harbour Times
      lang: en
      canonical_url: https://harbour.example/a
      tags: [port, board]
      ---

      # Board denies paying

      ![The quay](quay.jpg)

      The [harbour board](https://board.example/ "Board") **said** on _Monday_ that
      it had paid [nobody][1].

      ## What `papers` say ##

      > “We paid *nobody*, ever,” she said.

      - The bill\\_was paid [in [May](x)](y).
      2. Two invoices<br>were found.

      ---
      ```
      $ code
      ```
      <!-- a note
      to myself -->
      <p>See <https://harbour.example/b>: 1 < 2.</p>

      [1]: https://harbour.example/c
      """
    #expect(
      try Outline.read(file) == [
        Outline(
          "Board denies paying",
          [
            Self.first, "What papers say", "“We paid nobody, ever,” she said.",
            "The bill_was paid in May.", "Two invoices were found.", "See : 1 < 2.",
          ], outlet: "Harbour Times", date: "2023-01-30", language: "en",
          url: "https://harbour.example/a")
      ])
  }

  @Test(arguments: [
    "# Board denies paying\n\n\(first)\n", "+++\ntitle = 'Board denies paying'\n+++\n\(first)\n",
    "---\r\ntitle: Board denies paying\r\n---\r\n\(first)\r\n",
    "Board denies paying\n=====\n\nThe harbour [board](http://x) said on Monday that it had paid nobody.",
  ])
  func `a title is found where it stands`(file: String) throws {
    #expect(try Outline.read(file) == [Outline("Board denies paying", [Self.first])])
  }

  @Test(arguments: [
    "snake_case stays, said [Ann](http://x)", "5 * 3 [x](http://y", "[a] (b) ](http://c",
  ])
  func `marks that mark nothing stay`(text: String) throws {
    let read = try Outline.read(text).map(\.paragraphs)
    #expect(read == [[text.replacing("[Ann](http://x)", with: "Ann").replacing(" * ", with: " ")]])
  }

  @Test func `Markdown without text is refused`() {
    #expect(Outline.isRefused(Array("---\ntitle: \n---\n".utf8), .empty, naming: "no text"))
  }
}
