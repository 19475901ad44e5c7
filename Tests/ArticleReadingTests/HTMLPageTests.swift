import Articles
import Testing

@testable import ArticleReading

@Suite(.timeLimit(.minutes(1))) struct HTMLPageTests {
  private func read(_ page: String) throws -> Article {
    try ArticleReader().read(Array(page.utf8))[0]
  }

  private func paragraphs(_ article: Article) -> [String] {
    article.paragraphs.map { article.foldedText(of: $0.fragments) }
  }

  private static let first =
    "The harbour board said on Monday that it had never paid for the holiday of the mayor."
  private static let second =
    "A court released papers last week that seem to tell another story, and a vote is due in March."

  private func story(around part: String) -> String {
    """
    <!DOCTYPE html><html><body><h1>Board denies paying</h1><div class="story-body"><p>\(Self.first)</p>
    \(part)<p>\(Self.second)</p></div></body></html>
    """
  }

  // MARK: What belongs to a story

  @Test(arguments: [
    ("<h2>What the papers say</h2>", ["What the papers say"]),
    ("<p>Here is what we know:</p>", ["Here is what we know:"]),
    (
      "<ul><li>The bill was paid in May.</li><li>Two invoices</li></ul>",
      ["The bill was paid in May.", "Two invoices"]
    ),
    ("<blockquote><p>We paid nobody, ever.</p></blockquote>", ["We paid nobody, ever."]),
    (
      "<blockquote>We paid nobody, ever, and for nothing.</blockquote>",
      [
        "We paid nobody, ever, and for nothing."
      ]
    ),
    (
      "<p><a href=\"/b\">The board</a> met at night, minutes show.</p>",
      [
        "The board met at night, minutes show."
      ]
    ),
    ("<p>Q: Did you pay?</p><p>A: No.</p>", ["Q: Did you pay?", "A: No."]),
    ("<p>“We did <em>not</em> pay,” she said.</p>", ["“We did not pay,” she said."]),
    (
      "<p>She told readers to subscribe to the principle of thrift.</p>",
      [
        "She told readers to subscribe to the principle of thrift."
      ]
    ),
    (
      "<p>Photographs of the bills were shown to the court on Friday.</p>",
      [
        "Photographs of the bills were shown to the court on Friday."
      ]
    ),
    (
      "<p>Watchers of the port were <q>not amused</q>.</p>",
      [
        "Watchers of the port were “not amused”."
      ]
    ),
    (
      "<p><b><span class=\"credit\">Credit</span></b> for it goes to the board.</p>",
      [
        "Credit for it goes to the board."
      ]
    ),
    (
      "<p>Reading the papers took them two weeks, they said.</p>",
      [
        "Reading the papers took them two weeks, they said."
      ]
    ),
    ("<p>By Friday nobody had answered.</p>", ["By Friday nobody had answered."]),
  ])
  func `what belongs to the story stays`(part: String, kept: [String]) throws {
    #expect(paragraphs(try read(story(around: part))) == [Self.first] + kept + [Self.second])
  }

  @Test(arguments: [
    "<p class=\"caption\">The town hall in the rain, seen from the quay where the ferry lands.</p>",
    "<p>The town hall in the rain on Monday. (AP Photo/Jo Ash)</p>",
    "<span class=\"newsCaption\">The mayor left early (Image: HARBOUR )</span>",
    "<p>Photo: Jo Ash</p>", "<p>By Ann Field, harbour correspondent</p>", "<p>Mar 4, 2021</p>",
    "<p><a href=\"/r\">Harbour opens a museum of ropes</a></p>",
    "<p><strong>READ MORE: <a href=\"/r\">Harbour opens a museum of ropes</a></strong></p>",
    "<p><b>Related:</b> <a href=\"/r\">Harbour opens a museum</a></p>",
    "<ul><li><a href=\"/1\">Ropes</a></li><li><a href=\"/2\">Ferry is late</a></li></ul>",
    "<h3>Related stories</h3><ul><li><a href=\"/1\">Museum of ropes</a></li></ul>",
    "<h4><a href=\"/1\">Museum of ropes</a></h4><p>It shows four hundred of them from all ages.</p>",
    "<p>Sign up for our newsletter about the port.</p>",
    "<p>Get the best of the harbour, delivered to your inbox every morning.</p>",
    "<p>Follow Ann Field on Twitter.</p>", "<p>Story continues below advertisement</p>",
    "<p>CLICK HERE TO GET THE APP</p>",
    "<div>12 shares</div>", "<div class=\"share-tools\"><p>Tell a friend about it today.</p></div>",
    "<div class=\"adBox\"><p>Buy our ropes, the best ropes of the harbour, today.</p></div>",
    "<aside><p>The mayor has been in office for nine years, and likes it.</p></aside>",
    "<div style=\"display: none\"><p>You have read all free articles of this month.</p></div>",
    "<div hidden><p>You have read all free articles of this month.</p></div>",
    "<noscript><p>Please switch on scripts to read this page in full.</p></noscript>",
    "<script>document.write('<p>A sentence that a script writes, not the paper.</p>')</script>",
    "<style>p:after { content: 'A sentence of style, not of the story.' }</style>",
    "<!-- <p>A sentence in a comment, which nobody sees at all.</p> -->",
    "<table><tr><td>Port</td><td>12</td></tr><tr><td>Quay</td><td>9</td></tr></table>",
    "<p>(Reporting by Ann Field; Editing by Jo Ash)</p>", "<h2>Board denies paying</h2>",
    "<p>Updated: 3:15 p.m.</p>", "<p>Advertisement – scroll to go on</p>",
    "<p> &nbsp; </p>", "<p>\(first)</p>",
  ])
  func `what is around the story is left out`(part: String) throws {
    #expect(paragraphs(try read(story(around: part))) == [Self.first, Self.second])
  }

  @Test func `a heading without text below it is left out`() throws {
    let page = story(around: "").replacing("</div>", with: "<h2>What comes next</h2></div>")
    #expect(paragraphs(try read(page)) == [Self.first, Self.second])
  }

  @Test func `text that a script would show is read where the page declares it`() throws {
    let article = try read(
      """
      <html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Board denies paying",
      "articleBody": "\(Self.first)\\n\\n\(Self.second)\\n\\n\(Self.first) It will say so again.\\n\\nAdvertisement"}
      </script></head><body><div id="root"></div></body></html>
      """)
    #expect(
      paragraphs(article) == [Self.first, Self.second, Self.first + " It will say so again."])
  }

  @Test(arguments: [
    "<!DOCTYPE html><html><body></body></html>",
    "<html><body><nav><a href=\"/\">Home</a></nav><ul><li><a href=\"/a\">Ropes</a></li></ul></body></html>",
    "<html><body><script>start()</script><div id=root></div></body></html>",
  ])
  func `a page without an article is refused`(page: String) {
    #expect {
      try read(page)
    } throws: { error in
      (error as? ReadingRefusal)?.code == .noArticle
    }
  }

  @Test(arguments: [
    "<p>", "<!-- saved from the web -->\n<html>", "\u{FEFF}<!DOCTYPE HTML PUBLIC \"-//W3C//DTD\">",
    "<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\">",
    "<div class=a>", "<HTML LANG=en>",
  ])
  func `a page is recognised by its start`(start: String) throws {
    #expect(paragraphs(try read("\(start)<p>\(Self.first)<p>\(Self.second)")).count == 2)
  }

  @Test func `spans lie on the text that was made of the page`() throws {
    let article = try read(story(around: "<p>Naïve, “twice”.</p>"))
    #expect(article.title.map { article.text(of: $0) } == "Board denies paying")
    #expect(article.paragraphs.map { article.text(of: $0.span) }.last == Self.second[...])
    #expect(article.text.hasPrefix("Board denies paying\n\nThe harbour board"))
  }

  // MARK: Characters

  @Test func `entities, soft hyphens and characters that nobody sees`() throws {
    let article = try read(
      story(
        around:
          "<p>AT&amp;T&rsquo;s har&shy;bour&nbsp;bill &#8220;rose&#x201D;\u{200B} by &pound;5\u{2060},\r\n\tit  said&hellip;</p>"
      ))
    #expect(paragraphs(article)[1] == "AT&T’s harbour bill “rose” by £5, it said…")
  }

  // MARK: Facts

  private func head(_ head: String) throws -> Article {
    try read(
      "<html><head>\(head)</head><body><div><p>\(Self.first)</p><p>\(Self.second)</p></div></body></html>"
    )
  }

  @Test(arguments: [
    (
      "<meta property=\"article:published_time\" content=\"2021-03-04T23:30:00+01:00\">",
      "2021-03-04"
    ),
    ("<meta name=\"DC.date.issued\" content=\"2021-03-04\">", "2021-03-04"),
    ("<meta itemprop=\"datePublished\" content=\"March 4, 2021\">", "2021-03-04"),
    (
      "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"datePublished\":\"2021-03-04T10:00Z\"}</script>",
      "2021-03-04"
    ),
    ("<link rel=\"canonical\" href=\"https://tide.example/2021/03/04/board/\">", "2021-03-04"),
  ])
  func `the day is read wherever the page states it`(markup: String, date: String) throws {
    #expect(try head(markup).date?.value.description == date)
  }

  @Test(arguments: [
    "<meta name=\"date\" content=\"03/04/2021\">", "<meta name=\"date\" content=\"soon\">",
  ])
  func `a day that could be two is not read`(markup: String) throws {
    #expect(try head(markup).date == nil)
  }

  @Test func `JSON-LD in a graph, with slips, says what the page is`() throws {
    let article = try head(
      """
      <script type="application/ld+json">//<![CDATA[
      {"@graph": [{"@type": "Organization", "name": "Daily Tide"}, {"@type": ["Thing", "ReportageNewsArticle"],
      "headline": "Board &amp; mayor\\u2019s denial", "publisher": {"@id": "#tide"}, "inLanguage": "en-GB",
      'url': 'https://www.dailytide.example/board',
      "datePublished": "2021-03-04", "keywords": ["a", "b",], "description": "Two
      lines"}]} //]]></script>
      """)
    #expect(article.title.map { article.text(of: $0) } == "Board & mayor’s denial")
    #expect(article.outlet?.value == "Daily Tide")
    #expect(article.language == "en")
    #expect(article.url == "https://www.dailytide.example/board")
    #expect(article.date?.value.description == "2021-03-04")
  }

  @Test func `what stands before a fault in JSON-LD counts`() throws {
    let article = try head(
      """
      <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Board denies", "image": {"a": oops,
      "datePublished": "2021-03-04"}</script>
      """)
    #expect(article.title.map { article.text(of: $0) } == "Board denies")
    #expect(article.date == nil)
  }

  @Test(arguments: ["", "oops", "//<![CDATA[", "{", "[", "{\"@type\": \"NewsArticle\"", "\"\\u12"])
  func `JSON-LD that makes no sense says nothing`(script: String) throws {
    let article = try head("<script type=\"application/ld+json\">\(script)</script>")
    #expect(article.title == nil)
    #expect(article.paragraphs.count == 2)
  }

  @Test func `Open Graph and links say what the page is`() throws {
    let article = try head(
      """
      <meta property="og:title" content="Board denies"><meta property="og:site_name" content="Daily Tide">
      <meta property="og:locale" content="en_GB"><meta property="og:url" content="https://tide.example/share?x=1">
      <link rel="canonical" href=" https://tide.example/board ">
      """)
    #expect(article.title.map { article.text(of: $0) } == "Board denies")
    #expect(article.outlet?.value == "Daily Tide")
    #expect(article.language == "en")
    #expect(article.url == "https://tide.example/board")
  }

  @Test func `of several outlets the one that agrees with the host is taken`() throws {
    let article = try head(
      """
      <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Board denies", "publisher":
      {"name": "Tide News Service"}}</script><meta property="og:site_name" content="Harbour Times">
      <link rel="canonical" href="https://www.harbourtimes.example/a">
      """)
    #expect(article.outlet?.value == "Harbour Times")
  }

  @Test func `the heading that agrees with the page's own title is the headline`() throws {
    let article = try read(
      """
      <html><head><meta property="og:title" content="Board denies paying for mayor"></head><body><h1>The Tide</h1>
      <h1>Board denies paying for the mayor’s holiday</h1><p>\(Self.first)</p><p>\(Self.second)</p></body></html>
      """)
    #expect(
      article.title.map { article.text(of: $0) } == "Board denies paying for the mayor’s holiday")
  }

  @Test func `a page that states nothing has nothing stated`() throws {
    let article = try head("")
    #expect(article.title == nil)
    #expect(article.outlet == nil)
    #expect(article.date == nil)
    #expect(article.language == nil)
    #expect(article.url == nil)
  }
}
