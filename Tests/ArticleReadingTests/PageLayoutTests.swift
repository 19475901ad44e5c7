import Articles
import Testing

@testable import ArticleReading

/// The same story in the ways in which pages are built; what is around it is never read.
@Suite(.timeLimit(.minutes(1))) struct PageLayoutTests {
  private static let story = [
    "PORTVILLE — The harbour board said on Monday that it had never paid for the mayor’s holiday, and it called the report an invention.",
    "“Nobody here signed such a bill,” the chairwoman, Ann Field, told reporters in the town hall.",
    "The mayor denied it too.",
    "Builders who work for the harbour had said last week that two invoices were rewritten, according to papers that a court released.",
    "A vote on the inquiry is due in March, and both sides say that they will accept the result.",
  ]

  /// `{1}` to `{5}` stand for the story's paragraphs.
  private static let layouts: [(name: String, body: String)] = [
    (
      "paragraphs in an article",
      """
      <main><article><h1>Board denies paying for holiday</h1><p class="byline">By Jo Ash</p>
      <p>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p><p>{5}</p></article></main>
      """
    ),
    (
      "a nameless container",
      """
      <div><div><h1>Board denies paying for holiday</h1></div><div><div>By Jo Ash</div><div>
      <p>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p><p>{5}</p></div></div></div>
      """
    ),
    (
      "line breaks in a container",
      """
      <h1>Board denies paying for holiday</h1><div class="Normal">{1}<br><br>{2}<br/><br/>{3}
      <br><br>{4}<br><br>{5}</div>
      """
    ),
    (
      "single line breaks between whole sentences",
      "<h1>Board denies paying for holiday</h1><td>{1}<br>{2}<br>{3}<br>{4}<br>{5}</td>"
    ),
    (
      "a container a paragraph",
      """
      <h1>Board denies paying for holiday</h1><section id="body-text"><div class="l-row"><div class="para">{1}</div>
      <div class="para">{2}</div><div class="para">{3}</div><div class="ad">Advertisement</div>
      <div class="para">{4}</div><div class="para">{5}</div></div></section>
      """
    ),
    (
      "parts between advertisements and pictures",
      """
      <article><h1>Board denies paying for holiday</h1><div class="group"><p>{1}</p><p>{2}</p></div>
      <div class="inline-video"><p>Watch the mayor leave the town hall after the long night.</p></div>
      <div class="group"><p>{3}</p><p>{4}</p></div><div class="dfp-slot">Advertisement</div>
      <div class="group"><p>{5}</p></div></article>
      """
    ),
    (
      "parts far apart without a common name of the trade",
      """
      <div class="x1"><h1>Board denies paying for holiday</h1><div class="x7"><p>{1}</p><p>{2}</p><p>{3}</p></div>
      <ul><li><a href="/a">Harbour opens a museum of ropes</a></li><li><a href="/b">Ferry is late again</a></li>
      <li><a href="/c">Nine things to do in the rain</a></li></ul><div class="x7"><p>{4}</p><p>{5}</p></div></div>
      """
    ),
    (
      "captions, quotations pulled out, teasers in the text",
      """
      <div itemprop="articleBody"><p>{1}</p><figure><img src="a.jpg"><figcaption>The town hall, seen from the quay on a
      day of rain.</figcaption></figure><p>{2}</p><aside><h3>Related</h3><p>The mayor went to an island for two weeks
      in the summer of that year.</p></aside><p>{3}</p><div class="pull-quote">Nobody here signed such a bill, she told
      us all.</div><p><strong>READ MORE: <a href="/x">Harbour opens a museum of ropes</a></strong></p><p>{4}</p>
      <p><a href="/y">Ferry is late again, and again</a></p><p>{5}</p></div>
      """
    ),
    (
      "a discussion longer than the article",
      """
      <div class="content with-sidebar comments-open"><h1>Board denies paying for holiday</h1>
      <div class="entry-content"><p>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p><p>{5}</p></div><div id="comments">
      <p>I have lived in this town for sixty years, and I have never seen the like of it, not once, not ever.</p>
      <p>The board should go, all of them, and they should take the ferry with them when they leave the town.</p>
      <p>Has anybody asked the builders who told them to say so? I would really like to know that, and soon.</p>
      <p>You are all wrong, as ever, and the harbour was better when there was no harbour at all in this place.</p>
      <p>Somebody should write a book about this board, because nobody would believe a word of it otherwise.</p>
      </div></div>
      """
    ),
    (
      "classes of a publishing system",
      """
      <body class="single has-sidebar tag-newsletter"><article class="post type-post category-related tag-ads hentry">
      <header class="entry-header"><h1>Board denies paying for holiday</h1></header><div class="entry-content">
      <p>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p><p>{5}</p><div class="sharedaddy"><h3>Share this:</h3><ul>
      <li><a href="#">Click to share</a></li></ul></div><div id="jp-relatedposts"><p>The ropes of the harbour are older
      than the town hall.</p></div></div><footer><span class="tags-links">Tagged harbour</span></footer></article>
      """
    ),
    (
      "a declaration on each paragraph",
      """
      <article><div class="Body__inner"><p itemprop="articleBody">{1}</p><p itemprop="articleBody">{2}</p>
      <p itemprop="articleBody">{3}</p><p itemprop="articleBody">{4}</p><p itemprop="articleBody">{5}</p></div></article>
      """
    ),
    (
      "a table as layout, from another age",
      """
      <table><tr><td width="150"><a href="/">Home</a><br><a href="/n">News</a><br><a href="/s">Sport</a></td>
      <td><font size="5"><b>Board denies paying for holiday</b></font><p>{1}<p>{2}<p>{3}<p>{4}<p>{5}</td></tr></table>
      """
    ),
    (
      "one form around the whole page",
      """
      <form id="aspnetForm"><div><h1>Board denies paying for holiday</h1><div id="story"><p>{1}</p><p>{2}</p><p>{3}</p>
      <p>{4}</p><p>{5}</p></div></div></form>
      """
    ),
    (
      "tags that are never closed",
      "<h1>Board denies paying for holiday</h1><div><p>{1}<p>{2}<p><i>{3}<p>{4}<b><p>{5}"
    ),
    (
      "another article below",
      """
      <article><h1>Board denies paying for holiday</h1><div class="body"><p>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p>
      <p>{5}</p></div></article><article><h1>Ferry is late</h1><div class="body"><p>The ferry was an hour late on Monday,
      the captain said, because the fog did not lift before noon.</p><p>It sails again on Tuesday.</p></div></article>
      """
    ),
    (
      "the parts of a page builder",
      """
      <div class="elementor-section"><div class="elementor-widget-heading"><h2>Board denies paying for holiday</h2></div>
      <div class="elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container"><p>{1}</p>
      <p>{2}</p></div></div><div class="elementor-widget elementor-widget-image"><img src="a.jpg"></div>
      <div class="elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container"><p>{3}</p></div>
      </div><div class="elementor-widget elementor-widget-text-editor"><div class="elementor-widget-container"><p>{4}</p>
      <p>{5}</p></div></div></div>
      """
    ),
    (
      "a container a paragraph among pictures and links",
      """
      <div class="wrap"><header><h1>Board denies paying for holiday</h1></header>
      <div class="block block--html"><p>{1}</p></div><div class="block block--html"><p>{2}</p></div>
      <div class="block block--image"><figure><figcaption>The quay in the rain of the night.</figcaption></figure></div>
      <div class="block block--html"><p>{3}</p></div><div class="block block--link"><a href="/x">Museum of ropes opens</a>
      </div><div class="block block--html"><p>{4}</p></div><div class="block block--html"><p>{5}</p></div></div>
      """
    ),
    (
      "columns with advertisements between",
      """
      <section name="articleBody"><div class="css-1 Column"><div class="css-2"><p>{1}</p><p>{2}</p></div>
      <aside class="css-3"></aside></div><div><div id="story-ad-1-wrapper"><a href="#after">Advertisement</a>
      <p>Continue reading the main story</p></div></div><div class="css-1 Column"><div class="css-2"><p>{3}</p><p>{4}</p>
      <p>{5}</p></div></div></section>
      """
    ),
    (
      "a web log of containers and line breaks",
      """
      <div class="post"><h3 class="post-title"><a href="/p">Board denies paying for holiday</a></h3><div
      class="post-body entry-content"><div dir="ltr"><div>{1}</div><div><br /></div><div>{2}</div><div><br /></div>
      <div>{3}</div><div><br /></div><div>{4}</div><div><br /></div><div>{5}</div></div></div></div>
      """
    ),
    (
      "an old web log that is open for comments",
      """
      <div id="content" class="comments-open"><div class="entry"><h2><a href="/p">Board denies paying for holiday</a></h2>
      <p>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p><p>{5}</p><p class="postmetadata">Posted in <a href="/c">Town</a></p></div>
      <h3 id="comments">2 Responses</h3><ol class="commentlist"><li><p>I have lived in this town for sixty years.</p></li>
      <li><p>You are all wrong, as ever.</p></li></ol></div>
      """
    ),
    (
      "text that is hidden until somebody pays",
      """
      <h1>Board denies paying for holiday</h1><div class="full paywall" style="display: none"><p>{1}</p><p>{2}</p><p>{3}</p>
      <p>{4}</p><p>{5}</p></div><div class="offer"><a href="/pay">Pay five pounds a month to read on</a></div>
      """
    ),
    (
      "headings that are no smaller than the headline",
      """
      <section><h1>Board denies paying for holiday</h1><div><p>{1}</p><p>{2}</p><h1></h1><p>{3}</p><p>{4}</p><p>{5}</p>
      </div></section>
      """
    ),
    (
      "teasers with sentences below",
      """
      <h1>Board denies paying for holiday</h1><div class="c"><p>{1}</p><p>{2}</p><p>{3}</p><p>{4}</p><p>{5}</p></div>
      <div class="d"><div><h3><a href="/1">Ropes</a></h3><p>The museum of ropes shows four hundred of them from all ages.</p>
      </div><div><h3><a href="/2">Ferry</a></h3><p>The ferry was late again on Monday, and nobody was told why.</p></div>
      <div><h3><a href="/3">Rain</a></h3><p>Nine things that can be done in the town when it rains all week.</p></div>
      <div><h3><a href="/4">Fish</a></h3><p>A new stall opens at the market, where old prices are still asked.</p></div>
      <div><h3><a href="/5">Books</a></h3><p>The library lends tools now, and most of them even come back.</p></div></div>
      """
    ),
  ]

  private static let around = (
    before: """
    <nav><ul><li><a href="/">Home</a></li><li><a href="/news">All the news of the harbour towns</a></li></ul></nav>
    <div class="cookie-banner"><p>We use cookies to make the page better, and you can read about it in our policy.</p>
    </div><script>var p = "<p>Not a paragraph of the story, but of a script.</p>";</script>
    """,
    after: """
    <div class="sidebar"><h3>Most read</h3><ol><li><a href="/a">Harbour opens a museum of ropes</a></li>
    <li><a href="/b">Ferry is late again</a></li></ol></div><div class="newsletter"><p>Get the news of the harbour in your
    inbox, every morning at six.</p></div><footer><p>© 2021 Harbour Times. All rights reserved.</p></footer>
    """
  )

  static func page(_ body: String) -> String {
    let filled = story.indices.reduce(body) { page, index in
      page.replacing("{\(index + 1)}", with: story[index])
    }
    return """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Board denies paying for holiday | Harbour Times
      </title></head><body>\(around.before)\(filled)\(around.after)</body></html>
      """
  }

  @Test(arguments: layouts)
  func `the story is read whole and alone`(name: String, body: String) throws {
    let article = try ArticleReader().read(Array(Self.page(body).utf8))[0]
    let paragraphs = article.paragraphs.map { article.foldedText(of: $0.fragments) }
    #expect(paragraphs == Self.story, "\(name)")
    #expect(
      article.title.map { article.text(of: $0).hasPrefix("Board denies paying for holiday") }
        == true)
    #expect(article.dateline.map { article.text(of: $0) } == "PORTVILLE —")
  }
}
