// NITF, the News Industry Text Format of the IPTC: one article in XML.

import Articles

/// Reads NITF 3 (https://iptc.org/standards/nitf/), as a file or within NewsML-G2.
struct NITFDocument: ArticleFormat {
  private let tree: MarkupTree
  private let root: Int

  static func recognises(_ head: FileHead) -> Bool { head.rootName == "nitf" }

  static func articles(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article] {
    let tree = try MarkupParsing.xml(MarkupEncoding.decode(bytes))
    let draft = try NITFDocument(tree, at: 0).draft()
    guard let article = draft.article(isEntry: false) else {
      throw ReadingRefusal(.noArticle, "the NITF document has no text")
    }
    return [article]
  }

  /// The document whose root a node is.
  init(_ tree: MarkupTree, at root: Int) {
    self.tree = tree
    self.root = root
  }

  /// What the document says.
  ///
  /// - Throws: `ReadingRefusal` when it passes a limit.
  func draft() throws(ReadingRefusal) -> ArticleDraft {
    let title = try DeclaredText.line(
      tree.text(at: ["body", "body.head", "hedline", "hl1"], in: root)
        ?? tree.text(at: ["head", "title"], in: root))
    let bodies = descendants(["body.content"])
    let blocks = (bodies.isEmpty ? descendants(["body"]) : bodies)
      .flatMap { StoryElement.blocks(of: tree, in: $0) }
    let languages = [root] + descendants(["body"])
    return ArticleDraft(
      title: title, paragraphs: DeclaredText.story(blocks, title: title),
      outlet: try DeclaredText.line(
        value("name", of: "pubdata") ?? value("holder", of: "doc.copyright")
          ?? tree.text(at: ["body", "body.head", "distributor"], in: root)),
      date: [value("norm", of: "date.issue"), value("date.publication", of: "pubdata")].lazy
        .compactMap { $0.flatMap(DateText.day) }.first,
      language: languages.lazy
        .compactMap { DeclaredText.languageCode(tree.nodes[$0]["xml:lang"]) }.first,
      url: DeclaredText.address(value("ex-ref", of: "pubdata")))
  }

  private func descendants(_ names: Set<String>) -> [Int] {
    tree.elements(names, in: tree.subtree(root)).prefix(1).map(\.self)
  }

  /// The first filled attribute of the elements of a name.
  private func value(_ attribute: String, of name: String) -> String? {
    tree.elements([name], in: tree.subtree(root)).lazy
      .compactMap { tree.nodes[$0][attribute] }.first { !$0.isEmpty }
  }
}
