import Articles
import Testing

@testable import ArticleReading

/// NITF and NewsML-G2.
@Suite(.timeLimit(.minutes(1))) struct NewsXMLTests {
  private static let first = "The harbour board said on Monday that it had paid nobody."
  private static let second = "A court will hear the case in March, its clerk said on Friday."

  private static let nitfBody = """
    <body><body.head><hedline><hl1>Board denies <em>paying</em></hl1><hl2>Case in March</hl2></hedline>
    <byline>By <person>Ann Field</person></byline><distributor>The Wire</distributor></body.head>
    <body.content><block><p>\(first)</p><media media-type="image"><media-caption>The quay on a day in May.</media-caption>
    </media><p>\(second)</p></block></body.content><body.end><tagline>tf</tagline></body.end></body>
    """

  @Test func `an NITF document is an article`() throws {
    let file = """
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.4/specification/dtd/nitf-3-4.dtd">
      <nitf xml:lang="en-US"><head><title>Other</title><docdata><date.issue norm="20230130T093000Z"/>
      <doc.copyright holder="Harbour Times" year="2023"/></docdata></head>\(Self.nitfBody)</nitf>
      """
    #expect(
      try Outline.read(file) == [
        Outline(
          "Board denies paying", [Self.first, Self.second], outlet: "Harbour Times",
          date: "2023-01-30", language: "en")
      ])
    #expect(try ArticleReader().read(Array(file.utf8)).map(\.isEntry) == [false])
  }

  private static func item(_ content: String, more: String = "") -> String {
    """
    <newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="https://wire.example/1" xml:lang="en"
      standard="NewsML-G2" version="3"><catalogRef href="http://wire.example/catalogue.xml"/>
    <itemMeta><itemClass qcode="ninat:text"/><provider qcode="x:wire"><name>The Wire</name></provider>
    <versionCreated>2023-01-31T08:00:00Z</versionCreated></itemMeta>
    <contentMeta><contentCreated>2023-01-30T08:00:00Z</contentCreated>\(more)
    <headline>Board denies paying</headline><language tag="en-GB"/></contentMeta>
    <contentSet>\(content)</contentSet></newsItem>
    """
  }

  private static let contents = [
    "<inlineXML contenttype=\"application/nitf+xml\"><nitf xmlns=\"http://iptc.org/std/NITF/2006-10-18/\">"
      + nitfBody + "</nitf></inlineXML>",
    """
    <inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
    <head><title>Other title</title></head><body><p>\(first)</p><p>\(second)</p></body></html></inlineXML>
    """,
    "<inlineData contenttype=\"text/plain\">\n\(first)\n\n\(second)\n</inlineData>",
    "<inlineXML/><inlineData><![CDATA[<p>\(first)</p><p>\(second)</p>]]></inlineData>",
  ]

  private static let whole = Outline(
    "Board denies paying", [first, second], outlet: "The Wire", date: "2023-01-30",
    language: "en", url: "https://wire.example/1")

  @Test(arguments: contents)
  func `a NewsML-G2 item is an article whatever its text is written in`(content: String) throws {
    let file = "<?xml version=\"1.0\"?>\n" + Self.item(content)
    #expect(try Outline.read(file) == [Self.whole])
    #expect(try ArticleReader().read(Array(file.utf8)).map(\.isEntry) == [false])
  }

  @Test func `a message holds an article an item`() throws {
    let items = Self.contents.map { Self.item($0) } + [Self.item("<remoteContent/>")]
    let file = """
      <newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2023-01-31</sent></header>
      <itemSet>\(items.joined())<packageItem guid="p"/></itemSet></newsMessage>
      """
    var headlineOnly = Self.whole
    headlineOnly.title = nil
    headlineOnly.paragraphs = ["Board denies paying"]
    #expect(
      try Outline.read(file) == Array(repeating: Self.whole, count: 4) + [headlineOnly])
    #expect(try ArticleReader().read(Array(file.utf8)).allSatisfy(\.isEntry))
  }

  @Test func `whoever gave the information goes before whoever passed it on`() throws {
    let file = Self.item(
      Self.contents[2], more: "<infoSource><name>Harbour Times</name></infoSource>")
    #expect(try Outline.read(file).map(\.outlet) == ["Harbour Times"])
  }

  @Test(arguments: ["<nitf><head/><body/></nitf>", "<newsMessage><itemSet/></newsMessage>"])
  func `a document without text is refused`(file: String) {
    #expect(Outline.isRefused(Array(file.utf8), .noArticle, naming: "text"))
  }
}
