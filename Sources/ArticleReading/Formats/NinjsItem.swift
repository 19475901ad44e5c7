// ninjs, the IPTC's news in JSON: versions 1 (`headline`, `body_text`) and 2, 3 (`headlines`, `bodies`).

import Articles

/// Reads a ninjs object (https://iptc.org/standards/ninjs/).
enum NinjsItem {
  /// Nil for an object of another shape.
  static func draft(_ object: JSONValue) throws(ReadingRefusal) -> ArticleDraft? {
    guard isItem(object) else { return nil }
    let title = try DeclaredText.line(headline(of: object))
    var paragraphs: [String] = []
    for (text, isMarkup) in bodies(of: object) where paragraphs.isEmpty {
      paragraphs =
        isMarkup
        ? try DeclaredText.story(text, title: title) : try DeclaredText.plainStory(text)
    }
    let sources = ["infosource", "infosources", "copyrightholder", "provider"].lazy
      .compactMap { object[$0]?.elements.first }
    return ArticleDraft(
      title: title, paragraphs: paragraphs,
      outlet: try DeclaredText.line(sources.compactMap { $0["name"]?.string ?? $0.string }.first),
      date: ["firstcreated", "contentcreated", "versioncreated"].lazy
        .compactMap { object[$0]?.day }.first,
      language: DeclaredText.languageCode(object["language"]?.string),
      url: [object["url"], object["canonicalurl"], object["uri"]].lazy
        .compactMap { DeclaredText.address($0?.string) }.first)
  }

  private static func isItem(_ object: JSONValue) -> Bool {
    guard case .object(let members) = object else { return false }
    return members.contains { $0.key.hasPrefix("body_") || $0.key == "bodies" }
      || (object["uri"] != nil && (object["headline"] ?? object["headlines"]) != nil)
  }

  /// Of several the main one, which has that role or none.
  private static func headline(of object: JSONValue) -> String? {
    let headlines = object["headlines"]?.elements ?? []
    let main = headlines.first { ["main", nil].contains($0["role"]?.string) } ?? headlines.first
    return main?["value"]?.string ?? object["headline"]?.string ?? object["title"]?.string
  }

  /// The texts and whether they are markup, the fullest kind first; a description comes last.
  private static func bodies(of object: JSONValue) -> [(text: String, isMarkup: Bool)] {
    var bodies: [(text: String, isMarkup: Bool)] = []
    for body in object["bodies"]?.elements ?? [] {
      guard let text = body["value"]?.string else { continue }
      let type = (body["contenttype"] ?? body["contentType"])?.string ?? ""
      bodies.append((text, !type.lowercased().hasPrefix("text/plain")))
    }
    for key in ["body_xhtml", "body_html", "body_text", "description_text"] {
      guard let text = object[key]?.string else { continue }
      bodies.append((text, !key.hasSuffix("_text")))
    }
    for description in object["descriptions"]?.elements ?? [] {
      if let text = description["value"]?.string { bodies.append((text, true)) }
    }
    return bodies
  }
}
