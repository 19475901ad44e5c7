// NewsML-G2 of the IPTC: a news item, or a message with several.

import Articles

/// Reads NewsML-G2 (https://iptc.org/standards/newsml-g2/).
struct NewsMLDocument: ArticleFormat {
  private let tree: MarkupTree

  static func recognises(_ head: FileHead) -> Bool {
    ["newsmessage", "newsitem"].contains(head.rootName)
  }

  static func articles(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article] {
    let document = NewsMLDocument(tree: try MarkupParsing.xml(MarkupEncoding.decode(bytes)))
    let items = document.tree.outermost(["newsitem"])
    if items.count == 1, let article = try document.item(items[0]).article(isEntry: false) {
      return [article]
    }
    var list = ArticleList()
    for item in items { try list.add(document.item(item)) }
    return try list.collected()
  }

  private func item(_ index: Int) throws(ReadingRefusal) -> ArticleDraft {
    let headline = try DeclaredText.line(
      text(["contentmeta", "headline"], index) ?? text(["itemmeta", "title"], index))
    var draft = ArticleDraft()
    for content in content(of: index) where draft.paragraphs.isEmpty {
      draft = try self.draft(of: content, title: headline)
    }
    draft.title = headline ?? draft.title
    draft.outlet =
      try DeclaredText.line(
        text(["contentmeta", "infosource", "name"], index)
          ?? text(["itemmeta", "provider", "name"], index)
          ?? text(["rightsinfo", "copyrightholder", "name"], index)) ?? draft.outlet
    let dates = [
      ["contentmeta", "contentcreated"], ["itemmeta", "firstcreated"],
      ["itemmeta", "versioncreated"],
    ]
    draft.date = dates.lazy.compactMap { text($0, index).flatMap(DateText.day) }.first ?? draft.date
    let languages = tree.elements(["language"], in: tree.subtree(index))
      .map { tree.nodes[$0]["tag"] }
    draft.language =
      (languages + [tree.nodes[index]["xml:lang"]]).lazy
      .compactMap(DeclaredText.languageCode).first ?? draft.language
    draft.url = address(of: index) ?? draft.url
    return draft
  }

  private func text(_ path: [String], _ index: Int) -> String? { tree.text(at: path, in: index) }

  /// The renditions of an item's text.
  private func content(of item: Int) -> [Int] {
    tree.children(["contentset"], of: item)
      .flatMap { tree.children(["inlinexml", "inlinedata"], of: $0) }
  }

  private func draft(of content: Int, title: String?) throws(ReadingRefusal) -> ArticleDraft {
    if let nitf = tree.children(["nitf"], of: content).first {
      return try NITFDocument(tree, at: nitf).draft()
    }
    var draft = ArticleDraft()
    if tree.nodes[content].name == "inlinedata" {
      draft.paragraphs = try DeclaredText.story(tree.text(in: content), title: title)
    } else {
      // XHTML, whose head says nothing that the item does not.
      let body = tree.elements(["body"], in: tree.subtree(content)).first ?? content
      draft.paragraphs = DeclaredText.story(StoryElement.blocks(of: tree, in: body), title: title)
    }
    return draft
  }

  private func address(of item: Int) -> String? {
    let links = tree.children(["itemmeta"], of: item).flatMap { tree.children(["link"], of: $0) }
    let declared = links.map { tree.nodes[$0]["href"] }
    return ([tree.nodes[item]["guid"]] + declared).lazy.compactMap(DeclaredText.address).first
  }
}
