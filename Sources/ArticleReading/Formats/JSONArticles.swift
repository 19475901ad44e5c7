// Articles in JSON: one object, an array of them, or JSON Lines with one on each line.

import Articles

/// Reads objects in any of the shapes that are known, also side by side.
enum JSONArticles: ArticleFormat {
  /// A brace or a bracket alone may open a plain text.
  static func recognises(_ head: FileHead) -> Bool {
    guard head.starts(with: ["{", "["]) else { return false }
    let next = head.text.dropFirst().drop(while: \.isWhitespace).first
    return head.text.first == "{" ? next == "\"" || next == "}" : next == "{"
  }

  static func articles(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article] {
    var document = JSONDocument(try TextEncoding.decode(bytes).text)
    guard let first = try document.next() else { throw ReadingRefusal(.empty, "there is no JSON") }
    var value = try document.next()
    if value == nil, case .object = first {
      let drafts = try drafts(of: first)
      if drafts.count == 1 { return try single(drafts[0]) }
    }
    var list = ArticleList()
    for draft in try drafts(of: first) { try list.add(draft) }
    while let next = value {
      for draft in try drafts(of: next) { try list.add(draft) }
      value = try document.next()
    }
    return try list.collected()
  }

  private static func single(_ draft: ArticleDraft) throws(ReadingRefusal) -> [Article] {
    guard let article = draft.article(isEntry: false) else {
      throw ReadingRefusal(.noArticle, "the article in the JSON has no text")
    }
    return [article]
  }

  /// The articles of a value: those in an array, in the graph of a JSON-LD object, or the object itself.
  private static func drafts(of value: JSONValue) throws(ReadingRefusal) -> [ArticleDraft] {
    var drafts: [ArticleDraft] = []
    for object in value.elements {
      let graph = object["@graph"]?.elements.filter(SchemaArticle.isArticle)
      for article in graph ?? [object] { drafts.append(try draft(article)) }
    }
    return drafts
  }

  private static func draft(_ object: JSONValue) throws(ReadingRefusal) -> ArticleDraft {
    if let draft = try SchemaArticle.draft(object) { return draft }
    if let draft = try NinjsItem.draft(object) { return draft }
    if let draft = try BareArticle.draft(object) { return draft }
    throw ReadingRefusal(
      .unsupportedFormat,
      "the JSON holds something that is neither ninjs nor a schema.org NewsArticle, nor has a \"text\""
    )
  }
}

/// `{"title", "text", "date", "outlet", "language", "url"}`: what `gainsay read --format json` prints.
enum BareArticle {
  /// Nil for an object of another shape.
  static func draft(_ object: JSONValue) throws(ReadingRefusal) -> ArticleDraft? {
    guard let text = object["text"]?.string else { return nil }
    let title = try DeclaredText.line(object["title"]?.string)
    return ArticleDraft(
      title: title, paragraphs: try DeclaredText.plainStory(text),
      outlet: try DeclaredText.line(object["outlet"]?.string),
      date: object["date"]?.day, language: DeclaredText.languageCode(object["language"]?.string),
      url: DeclaredText.address(object["url"]?.string))
  }
}

extension JSONValue {
  /// The first whole date in a string.
  var day: ArticleDate? { string.flatMap(DateText.day) }
}
