import Articles
import Testing

@testable import ArticleReading

/// Files of the news formats made to break a reader: each is read or refused, in time that grows with its length only.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostileNewsTests {
  private static func repeated(_ part: String, bytes: Int = 200_000) -> String {
    String(repeating: part, count: bytes / part.utf8.count)
  }

  private static func feed(_ item: String) -> String {
    "<rss><channel>\(item)</channel></rss>"
  }

  private static let laughs = """
    <?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
    <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><item><title>&c;</title></item></channel></rss>
    """

  private static let refused:
    [(name: String, file: String, code: ReadingRefusal.Code, word: String)] = [
      ("a billion laughs", laughs, .tooLarge, "entities"),
      (
        "an external entity",
        "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + feed("<item>&x;</item>"),
        .tooLarge, "entities"
      ),
      (
        "attributes declared for every element",
        "<!DOCTYPE rss [<!ATTLIST item a CDATA \"\(repeated("x"))\">]>" + feed("<item/>"),
        .tooLarge, "attributes"
      ),
      ("elements in each other", "<rss>" + repeated("<a>"), .tooLarge, "1000 deep"),
      ("feeds in entries", "<rss>" + repeated("<item><description>"), .tooLarge, "1000 deep"),
      (
        "attributes",
        feed("<item \((0..<3_000).map { "x\($0)=''" }.joined(separator: " "))/>"), .tooLarge,
        "1000 attributes"
      ),
      (
        "attributes behind a comment with a quotation mark",
        feed("<!-- ' --><item \((0..<3_000).map { "x\($0)=''" }.joined(separator: " "))/>"),
        .tooLarge, "1000 attributes"
      ),
      (
        "entries", feed(repeated("<item><title>x</title></item>", bytes: 300_000)), .tooLarge,
        "10000 articles"
      ),
      ("lines", repeated("{\"text\":\"x\"}\n"), .tooLarge, "10000 articles"),
      ("elements", feed(repeated("<a/>", bytes: 1_010_000)), .tooLarge, "250000"),
      ("arrays in each other", "{\"a\": " + repeated("["), .tooLarge, "64 deep"),
      ("objects in each other", repeated("{\"a\":"), .tooLarge, "64 deep"),
      (
        "CDATA that never ends", feed("<item><title><![CDATA[" + repeated("]]")), .damaged, "line 1"
      ),
      ("comments that never end", feed(repeated("<!-")), .damaged, "line 1"),
      ("a tag that never ends", feed("<item a=\"" + repeated("<")), .damaged, "line 1"),
      ("end tags alone", "<rss>" + repeated("</a>"), .damaged, "line 1"),
      ("a string that never ends", "{\"text\":\"" + repeated("\\\\"), .damaged, "string"),
    ]

  @Test(arguments: refused)
  func `a file past a limit is refused with the limit`(
    name: String, file: String, code: ReadingRefusal.Code, word: String
  ) {
    #expect(Outline.isRefused(Array(file.utf8), code, naming: word), "\(name)")
  }

  private static let story = "The harbour board said on Monday that it had paid nobody."

  private static let read: [(name: String, file: String)] = [
    ("ampersands", feed("<item><title>\(story)</title><x>\(repeated("&"))</x></item>")),
    ("references", feed("<item><title>\(story)</title><x>\(repeated("&eacute;"))</x></item>")),
    (
      "unknown references",
      feed("<item><title>\(story)</title><x>\(repeated("&aaaaaaaaaa"))</x></item>")
    ),
    ("CDATA", feed("<item><title>\(story)</title>\(repeated("<![CDATA[]]>"))</item>")),
    (
      "entries in an entry",
      feed(
        String(repeating: "<item><title>\(story)</title><description>", count: 400)
          + String(repeating: "</description></item>", count: 400))
    ),
    ("brackets in Markdown", "# \(story)\n\n\(repeated("["))"),
    ("links in links", "# \(story)\n\n\(repeated("[", bytes: 50_000))\(repeated("](x)"))"),
    ("pictures", "# \(story)\n\n\(repeated("!["))"),
    ("tags in Markdown", "# \(story)\n\n\(repeated("<a"))"),
    ("quotations in Markdown", "# \(story)\n\n\(repeated(">"))"),
    ("emphasis", "# \(story)\n\n\(repeated("*_`"))"),
    ("front matter that never ends", "---\ntitle: x\n\(repeated("a: b\n"))\(story)"),
    ("keys", "{\"text\": \"\(story)\"\((0..<20_000).map { ",\"k\($0)\":0" }.joined())}"),
    ("blanks in JSON", "{\"text\":\(repeated(" "))\"\(story)\"}"),
  ]

  @Test(arguments: read)
  func `a file full of oddities is read to its end`(name: String, file: String) throws {
    let articles = try ArticleReader().read(Array(file.utf8))
    #expect(articles.contains { $0.text.contains(Self.story) }, "\(name)")
    #expect(articles.count < 5)
  }

  @Test func `a control character does not end a feed`() throws {
    let file = Self.feed("<item><title>\(Self.story)\u{1} \(Self.story)</title></item>")
    #expect(try Outline.read(file).map(\.paragraphs) == [["\(Self.story) \(Self.story)"]])
  }

  @Test(arguments: ["", " ", "<!-- x -->", "<?x?>", "\0"])
  func `what has no element is no XML`(text: String) {
    #expect(throws: ReadingRefusal.self) { try NITFDocument.articles(Array(text.utf8)) }
    #expect(throws: ReadingRefusal.self) { try NewsFeed.articles(Array(text.utf8)) }
    #expect(throws: ReadingRefusal.self) { try NewsMLDocument.articles(Array(text.utf8)) }
  }
}
