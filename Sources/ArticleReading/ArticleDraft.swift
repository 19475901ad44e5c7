// What a format has found out about an article, and the articles of a file made of that.

import Articles

/// An article's parts, of which its text is put together.
struct ArticleDraft {
  var title: String?
  /// Each on one line, without white space around it.
  var paragraphs: [String] = []
  var outlet: String?
  var date: ArticleDate?
  /// An ISO 639-1 code.
  var language: String?
  /// Absolute, http or https.
  var url: String?

  /// The headline, then the paragraphs, blank lines between them; nil if there is no text.
  ///
  /// A headline alone is its own story.
  func article(isEntry: Bool) -> Article? {
    let headline = title.flatMap { $0.isEmpty ? nil : $0 }
    guard let body = paragraphs.isEmpty ? headline.map({ [$0] }) : paragraphs else { return nil }
    var text = ArticleText()
    let titleSpan = paragraphs.isEmpty ? nil : headline.map { text.append($0) }
    let spans = body.map { Paragraph(fragments: [text.append($0)]) }
    let dateline = spans.first.flatMap {
      Dateline(opening: $0.fragments[0], of: Array(text.text.utf8))
    }
    return Article(
      text: text.text, title: titleSpan, paragraphs: spans, dateline: dateline?.span,
      outlet: outlet.map { Stated($0) }, date: date.map { Stated($0) }, language: language,
      url: url, isEntry: isEntry)
  }
}

/// Puts together a text whose parts are known by their spans.
private struct ArticleText {
  private(set) var text = ""

  /// Adds a part, a blank line before it, and gives its place.
  mutating func append(_ part: String) -> Span {
    if !text.isEmpty { text += "\n\n" }
    let start = text.utf8.count
    text += part
    return Span(start, text.utf8.count)
  }
}

/// The articles of a file, collected up to a limit.
struct ArticleList {
  /// A feed has up to a thousand entries; each is a transaction's work.
  static let articlesMax = 10_000

  private var articles: [Article] = []

  /// Adds an entry; one without text is passed over.
  ///
  /// - Throws: `ReadingRefusal` past the limit.
  mutating func add(_ draft: ArticleDraft) throws(ReadingRefusal) {
    guard let article = draft.article(isEntry: true) else { return }
    guard articles.count < Self.articlesMax else {
      throw ReadingRefusal(
        .tooLarge, "it holds more than \(Self.articlesMax) articles; split the file")
    }
    articles.append(article)
  }

  /// At least one.
  ///
  /// - Throws: `ReadingRefusal` when none of the entries had text.
  func collected() throws(ReadingRefusal) -> [Article] {
    guard !articles.isEmpty else {
      throw ReadingRefusal(.noArticle, "the file lists no article with text")
    }
    return articles
  }
}
