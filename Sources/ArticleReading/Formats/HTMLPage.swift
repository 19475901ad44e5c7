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

  static func articles(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article] {
    let tree = try MarkupParsing.html(MarkupEncoding.decode(bytes))
    let facts = PageFacts(tree)
    let title = try facts.title()
    let paragraphs = try paragraphs(of: tree, facts, title: title)
    guard !paragraphs.isEmpty else {
      throw ReadingRefusal(.noArticle, "the page has no text that reads like an article")
    }
    let draft = ArticleDraft(
      title: title, paragraphs: paragraphs, outlet: try facts.outlet(), date: facts.date,
      language: facts.language, url: facts.url)
    return [draft.article(isEntry: false)].compactMap(\.self)
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
