// schema.org's NewsArticle and its kin, as JSON-LD in a file of its own.

import Articles

/// Reads what schema.org says of an article (https://schema.org/NewsArticle).
enum SchemaArticle {
  /// NewsArticle, ReportageNewsArticle, BlogPosting, LiveBlogPosting and their kin.
  static func isArticle(_ value: JSONValue) -> Bool {
    let types = value["@type"]?.elements.compactMap(\.string) ?? []
    return types.contains { $0.hasSuffix("Article") || $0.hasSuffix("BlogPosting") }
  }

  /// Nil for an object of another type.
  static func draft(_ object: JSONValue) throws(ReadingRefusal) -> ArticleDraft? {
    guard isArticle(object) else { return nil }
    let title = try DeclaredText.line(object["headline"]?.string ?? object["name"]?.string)
    let body = object["articleBody"]?.string ?? object["description"]?.string ?? ""
    let publisher = object["publisher"]?.elements.first
    let page = object["mainEntityOfPage"]
    let addresses = [
      object["url"]?.string, page?["@id"]?.string, page?.string, object["@id"]?.string,
    ]
    return ArticleDraft(
      title: title, paragraphs: try DeclaredText.story(body, title: title),
      outlet: try DeclaredText.line(
        publisher?["name"]?.elements.first?.string ?? publisher?.string),
      date: ["datePublished", "dateCreated", "dateModified"].lazy
        .compactMap { object[$0]?.day }.first,
      language: DeclaredText.languageCode(object["inLanguage"]?.string),
      url: addresses.lazy.compactMap(DeclaredText.address).first)
  }
}
