// Feeds: RSS 0.9 to 2.0 and Atom (RFC 4287), an article an entry.

import Articles

/// Reads the entries of a feed that was saved as a file.
struct NewsFeed: ArticleFormat {
  private let tree: MarkupTree
  private let outlet: String?
  private let language: String?

  static func recognises(_ head: FileHead) -> Bool {
    ["rss", "feed", "rdf"].contains(head.rootName)
  }

  static func articles(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article] {
    let feed = try NewsFeed(MarkupParsing.xml(MarkupEncoding.decode(bytes)))
    var list = ArticleList()
    for index in feed.tree.outermost(["item", "entry"]) {
      try list.add(feed.entry(index))
    }
    return try list.collected()
  }

  private init(_ tree: MarkupTree) throws(ReadingRefusal) {
    self.tree = tree
    let head = tree.elements(["channel", "feed"]).first
    outlet = try DeclaredText.line(head.flatMap { tree.text(at: ["title"], in: $0) })
    let declared = head.flatMap {
      tree.nodes[$0]["xml:lang"] ?? tree.text(at: ["language"], in: $0)
        ?? tree.text(at: ["dc:language"], in: $0)
    }
    language = DeclaredText.languageCode(declared ?? tree.nodes.first?["xml:lang"])
  }

  private func entry(_ index: Int) throws(ReadingRefusal) -> ArticleDraft {
    let title = try DeclaredText.line(first(["title", "dc:title"], of: index))
    let dates = ["pubdate", "published", "dc:date", "dcterms:issued", "updated"]
    return ArticleDraft(
      title: title, paragraphs: try story(of: index, title: title),
      outlet: try source(of: index) ?? outlet,
      date: first(dates, of: index).flatMap(DateText.day),
      language: DeclaredText.languageCode(tree.nodes[index]["xml:lang"]) ?? language,
      url: address(of: index))
  }

  /// The text of the first of several elements that has any.
  private func first(_ names: [String], of index: Int) -> String? {
    names.lazy.compactMap { tree.text(at: [$0], in: index) }.first
  }

  // MARK: Text

  /// The whole text if the entry has it, else what it says instead.
  private func story(of index: Int, title: String?) throws(ReadingRefusal) -> [String] {
    for name in ["content:encoded", "content", "description", "summary", "dc:description"] {
      for field in tree.children([name], of: index) {
        let story = try story(in: field, title: title).filter { !isFooter($0) }
        if !story.isEmpty { return story }
      }
    }
    return []
  }

  private func story(in field: Int, title: String?) throws(ReadingRefusal) -> [String] {
    switch tree.nodes[field]["type"]?.lowercased() {
    case "xhtml":
      DeclaredText.story(StoryElement.blocks(of: tree, in: field), title: title)
    case "text": try DeclaredText.plainStory(tree.text(in: field))
    default: try DeclaredText.story(tree.text(in: field), title: title)
    }
  }

  /// "The post … appeared first on …", which blogs add to each entry.
  private func isFooter(_ paragraph: String) -> Bool {
    paragraph.hasPrefix("The post ") && paragraph.contains(" appeared first on ")
  }

  // MARK: Outlet and address

  /// Whom the entry was taken from, in a feed that is put together from others.
  private func source(of index: Int) throws(ReadingRefusal) -> String? {
    for source in tree.children(["source"], of: index) {
      let name =
        tree.text(at: ["title"], in: source)
        ?? (tree.children(["id", "link"], of: source).isEmpty
          ? tree.text(at: [], in: source) : nil)
      if let name = try DeclaredText.line(name) { return name }
    }
    return nil
  }

  private func address(of index: Int) -> String? {
    let links = tree.children(["link"], of: index)
    let alternate = links.first { (tree.nodes[$0]["rel"] ?? "alternate") == "alternate" }
    let guides = tree.children(["guid", "id"], of: index).filter {
      tree.nodes[$0]["ispermalink"]?.lowercased() != "false"
    }
    let found =
      links.map { tree.text(in: $0, bytesMax: 4_096) } + [
        alternate.flatMap { tree.nodes[$0]["href"] }
      ]
      + guides.map { tree.text(in: $0, bytesMax: 4_096) }
    return found.lazy.compactMap(DeclaredText.address).first
  }
}

/// The story in an element of XML: XHTML, or NITF's paragraphs, which have the same names.
enum StoryElement {
  private static let captions: Set<String> = [
    "media", "media-caption", "media-producer", "style", "script", "figcaption",
  ]

  /// The blocks in an element, without pictures and their captions.
  static func blocks(of tree: MarkupTree, in index: Int) -> [PageBlock] {
    PageBlocks.blocks(of: tree, in: tree.subtree(index)) {
      captions.contains(tree.nodes[$0].name)
    }
  }
}
