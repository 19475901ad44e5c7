import Articles
import Testing

@testable import ArticleReading

/// What an article comes to, to compare it by.
struct Outline: Equatable {
  var title: String?
  var paragraphs: [String]
  var outlet: String?
  var date: String?
  var language: String?
  var url: String?

  init(
    _ title: String?, _ paragraphs: [String], outlet: String? = nil, date: String? = nil,
    language: String? = nil, url: String? = nil
  ) {
    self.title = title
    self.paragraphs = paragraphs
    self.outlet = outlet
    self.date = date
    self.language = language
    self.url = url
  }

  init(_ article: Article) {
    self.init(
      article.title.map { article.foldedText(of: [$0]) },
      article.paragraphs.map { article.foldedText(of: $0.fragments) },
      outlet: article.outlet?.value, date: article.date?.value.description,
      language: article.language, url: article.url)
  }

  /// The articles of a file.
  static func read(_ file: String) throws -> [Outline] {
    try ArticleReader().read(Array(file.utf8)).map(Outline.init)
  }

  /// True if reading it is refused so.
  static func isRefused(
    _ bytes: [UInt8], _ code: ReadingRefusal.Code, naming word: String,
    by reader: ArticleReader = ArticleReader()
  ) -> Bool {
    do throws(ReadingRefusal) {
      _ = try reader.read(bytes)
      return false
    } catch {
      return error.code == code && error.detail.contains(word)
    }
  }
}

@Suite(.timeLimit(.minutes(1))) struct NewsFeedTests {
  private static let first = "The harbour board said on Monday that it had paid nobody."
  private static let second = "A court will hear the case in March, its clerk said on Friday."

  private static let rss = """
    <?xml version="1.0" encoding="UTF-8"?>
    <?xml-stylesheet href="feed.xsl"?>
    <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
    <channel>
      <title>Harbour Times</title>
      <link>https://harbour.example/</link>
      <atom:link href="https://harbour.example/feed" rel="self"/>
      <language>en-gb</language>
      <item>
        <media:title>A picture</media:title>
        <title>Board denies paying &amp; hiding</title>
        <link>https://harbour.example/a?x=1&amp;y=2</link>
        <guid isPermaLink="false">17</guid>
        <pubDate>Mon, 30 Jan 2023 23:30:00 +0000</pubDate>
        <description>A short word.</description>
        <content:encoded><![CDATA[<p>\(first)</p><p>\(second)</p>
          <p>The post <a href="/a">Board denies</a> appeared first on <a href="/">Times</a>.</p>]]></content:encoded>
      </item>
      <item>
        <title>Ferry is late</title>
        <guid>https://harbour.example/b</guid>
        <description>&lt;p&gt;\(second)&lt;/p&gt;&lt;p&gt;It&amp;#8217;s so.&lt;/p&gt;</description>
        <source url="https://wire.example/">The Wire</source>
      </item>
      <item><title>Mayor denies everything</title></item>
      <item><guid>nothing to read</guid></item>
    </channel></rss>
    """

  @Test func `each item of an RSS feed is an article`() throws {
    #expect(
      try Outline.read(Self.rss) == [
        Outline(
          "Board denies paying & hiding", [Self.first, Self.second], outlet: "Harbour Times",
          date: "2023-01-30", language: "en", url: "https://harbour.example/a?x=1&y=2"),
        Outline(
          "Ferry is late", [Self.second, "It’s so."], outlet: "The Wire", language: "en",
          url: "https://harbour.example/b"),
        Outline(nil, ["Mayor denies everything"], outlet: "Harbour Times", language: "en"),
      ])
  }

  @Test func `each entry of an Atom feed is an article, whatever kind of text it has`() throws {
    let feed = """
      <?xml version="1.0"?>
      <!-- made by hand -->
      <a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:lang="en">
      <a:title type="text">Port News</a:title><a:id>urn:x</a:id>
      <a:entry><a:title type="html">Board &lt;b&gt;denies&lt;/b&gt;</a:title>
        <a:link rel="self" href="https://port.example/self"/><a:link href="https://port.example/1"/>
        <a:published>2023-01-30T09:00:00Z</a:published><a:updated>2023-02-01T09:00:00Z</a:updated>
        <a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>\(Self.first)</p>
          <figure><figcaption>The quay</figcaption></figure><p>\(Self.second)</p></div></a:content></a:entry>
      <a:entry xml:lang="de"><a:title>Zweites</a:title><a:id>https://port.example/2</a:id>
        <a:updated>2023-02-02T09:00:00Z</a:updated>
        <a:summary>1 &lt; 2, said the clerk of the court.</a:summary>
        <a:source><a:id>x</a:id><a:title>Other Port</a:title></a:source></a:entry>
      </a:feed>
      """
    #expect(
      try Outline.read(feed) == [
        Outline(
          "Board denies", [Self.first, Self.second], outlet: "Port News", date: "2023-01-30",
          language: "en", url: "https://port.example/1"),
        Outline(
          "Zweites", ["1 < 2, said the clerk of the court."], outlet: "Other Port",
          date: "2023-02-02", language: "de", url: "https://port.example/2"),
      ])
  }

  @Test func `RSS 1.0 has its items beside the channel`() throws {
    let feed = """
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:d="http://purl.org/dc/elements/1.1/">
      <channel><title>Quay</title><d:language>en</d:language></channel>
      <item><title>Late</title><link>http://quay.example/1</link><d:date>2023-01-30</d:date>
      <description>\(Self.first)</description></item></rdf:RDF>
      """
    #expect(
      try Outline.read(feed) == [
        Outline(
          "Late", [Self.first], outlet: "Quay", date: "2023-01-30", language: "en",
          url: "http://quay.example/1")
      ])
  }

  @Test func `every entry says that it is one`() throws {
    let articles = try ArticleReader().read(Array(Self.rss.utf8))
    #expect(articles.map(\.isEntry) == [true, true, true])
    #expect(try ArticleReader().read(Array(Self.first.utf8)).map(\.isEntry) == [false])
  }

  /// Slips that feeds are full of.
  @Test(arguments: [
    ("Salt &amp; pepper", "Salt & pepper"), ("Salt & pepper", "Salt & pepper"),
    ("Caf&eacute;&nbsp;bar", "Café bar"), ("AT&T;", "AT&T;"), ("it&#8217;s", "it’s"),
    ("<![CDATA[Salt & <i>pepper</i>]]>", "Salt & pepper"), ("x &lt; y", "x < y"),
  ])
  func `a title is read in spite of its slips`(written: String, read: String) throws {
    let feed = "<rss><channel><item><title>\(written)</title></item></channel></rss>"
    #expect(try Outline.read(feed).map(\.paragraphs) == [[read]])
  }

  @Test func `a feed in Windows-1252 is read as it is declared`() throws {
    let feed =
      Array("<?xml version='1.0' encoding='windows-1252'?><rss><item><title>It".utf8) + [0x92]
      + Array("s late</title></item></rss>".utf8)
    #expect(try ArticleReader().read(feed).map(\.text) == ["It’s late"])
  }

  @Test(arguments: [
    ("<rss><channel><item><title>A</item></channel></rss>", ReadingRefusal.Code.damaged, "line 1"),
    ("<rss><channel>\n<item><title>A", .damaged, "line 2"),
    ("<rss><channel><title>Nothing yet</title></channel></rss>", .noArticle, "no article"),
    ("<?xml version=\"1.0\"?><catalogue><book/></catalogue>", .unsupportedFormat, "XML other"),
  ])
  func `a feed without articles is refused with the reason`(
    feed: String, code: ReadingRefusal.Code, word: String
  ) {
    #expect(Outline.isRefused(Array(feed.utf8), code, naming: word))
  }
}
