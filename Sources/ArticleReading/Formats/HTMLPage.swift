// An article on a web page: its main text, and what the page says about it.

import Articles

/// Reads the article out of a page.
///
/// `Article.text` is made here: the headline, then the paragraphs of the main text, blank lines between them.
enum HTMLPage: ArticleFormat {
  private static let openings = [
    "<!doctype html", "<html", "<head", "<body", "<article", "<div", "<main", "<meta", "<p>", "<p ",
    "<h1", "<section", "<script", "<title", "<table", "<span", "<link", "<header", "<!--",
  ]

  static func recognises(_ head: FileHead) -> Bool {
    if head.starts(with: openings) { return true }
    return head.starts(with: ["<?xml"])
      && (head.text.contains("<html") || head.text.contains("<!doctype html"))
  }

  static func article(_ bytes: [UInt8]) throws(ReadingRefusal) -> Article {
    let tree = try MarkupParsing.html(MarkupEncoding.decode(bytes))
    let facts = PageFacts(tree)
    let title = try facts.title()
    let paragraphs = try paragraphs(of: tree, facts, title: title)
    guard !paragraphs.isEmpty else {
      throw ReadingRefusal(.noArticle, "the page has no text that reads like an article")
    }
    var text = ArticleText()
    let titleSpan = title.map { text.append($0) }
    let spans = paragraphs.map { Paragraph(fragments: [text.append($0)]) }
    let dateline = spans.first.flatMap {
      Dateline(opening: $0.fragments[0], of: Array(text.text.utf8))
    }
    let outlet = try facts.outlet().map { Stated($0) }
    return Article(
      text: text.text, title: titleSpan, paragraphs: spans, dateline: dateline?.span,
      outlet: outlet, date: facts.date.map { Stated($0) }, language: facts.language,
      url: facts.url)
  }

  /// The main text as the page shows it; where a script would put it there, as the page declares it.
  private static func paragraphs(of tree: MarkupTree, _ facts: PageFacts, title: String?)
    throws(ReadingRefusal) -> [String]
  {
    let declared = try facts.declaredParagraphs()
    let guide = TextGuide(declared.joined(separator: " "))
    let shown = StoryBlocks.paragraphs(
      MainText.blocks(of: tree, guide: guide), title: title, guide: guide)
    let shownWords = shown.reduce(0) { $0 + $1.split(separator: " ").count }
    if let guide, guide.words > shownWords * 2 {
      return declared.filter { !Boilerplate.contains($0[...]) }
    }
    return shown
  }
}

/// Puts together a text whose parts are known by their spans.
struct ArticleText {
  private(set) var text = ""

  /// Adds a part, a blank line before it, and gives its place.
  mutating func append(_ part: String) -> Span {
    if !text.isEmpty { text += "\n\n" }
    let start = text.utf8.count
    text += part
    return Span(start, text.utf8.count)
  }
}
