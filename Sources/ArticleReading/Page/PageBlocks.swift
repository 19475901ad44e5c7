// From the nodes of a page to its paragraphs, wherever the markup puts them.

/// Walks over a page and cuts its text into blocks.
struct PageBlocks {
  private let tree: MarkupTree
  private var blocks: [PageBlock] = []
  private var open: [Open] = []
  private var text = FoldedText()
  private var linkBytes = 0
  private var firstNode = 0
  private var lineBreaks = 0
  private var linksOpen = 0

  /// An element that the walk is in.
  private struct Open {
    let index: Int
    let end: Int
    let isBlock: Bool
    let isLink: Bool
    let closing: String
  }

  /// The blocks of a page in reading order, without its furniture.
  static func blocks(of tree: MarkupTree) -> [PageBlock] {
    let isLeftOut = Furniture.leftOut(of: tree)
    return blocks(of: tree, in: tree.nodes.indices) { isLeftOut[$0] }
  }

  /// The blocks of a range in reading order, without those that lie in nodes left out.
  static func blocks(
    of tree: MarkupTree, in range: Range<Int>, without isLeftOut: (Int) -> Bool
  ) -> [PageBlock] {
    var walk = PageBlocks(tree: tree)
    var index = range.lowerBound
    while index < range.upperBound {
      walk.leave(before: index)
      if isLeftOut(index) {
        walk.passOver(index)
        index = tree.nodes[index].end
      } else {
        walk.enter(index)
        index += 1
      }
    }
    walk.leave(before: range.upperBound)
    walk.endBlock()
    return walk.blocks
  }

  private init(tree: MarkupTree) { self.tree = tree }

  private static let blockElements: Set<String> = [
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
  ]

  /// True for an element before and after which a line ends.
  static func isBlock(_ name: String) -> Bool { blockElements.contains(name) }

  private mutating func enter(_ index: Int) {
    let node = tree.nodes[index]
    guard case .element(let name, _) = node.content else {
      if case .text(let text) = node.content { add(text, from: index) }
      return
    }
    if name == "br" {
      endLine()
      return
    }
    let isBlock = Self.isBlock(name)
    if isBlock { endBlock() }
    if name == "q" { add("“", from: index) }
    let isLink = name == "a" && node["href"] != nil
    if isLink { linksOpen += 1 }
    open.append(
      Open(
        index: index, end: node.end, isBlock: isBlock, isLink: isLink,
        closing: name == "q" ? "”" : ""))
  }

  /// An element that is left out still parts what stands before it from what stands behind.
  private mutating func passOver(_ index: Int) {
    if Self.isBlock(tree.nodes[index].name) { endBlock() }
  }

  private mutating func leave(before index: Int) {
    while let last = open.last, last.end <= index {
      if !last.closing.isEmpty { add(last.closing, from: last.index) }
      open.removeLast()
      if last.isLink { linksOpen -= 1 }
      if last.isBlock { endBlock(in: last.index) }
    }
  }

  private mutating func add(_ part: String, from index: Int) {
    let before = text.bytes
    if text.isEmpty { firstNode = index }
    text.append(part)
    guard text.bytes > before else { return }
    lineBreaks = 0
    if linksOpen > 0 { linkBytes += text.bytes - before }
  }

  /// One line break after a whole sentence, or two anywhere, part paragraphs; else a line break is a blank.
  private mutating func endLine() {
    lineBreaks += 1
    if lineBreaks >= 2 || text.endsSentence { endBlock() } else { text.append(" ") }
  }

  private mutating func endBlock(in element: Int? = nil) {
    defer {
      text = FoldedText()
      linkBytes = 0
      lineBreaks = 0
    }
    let holder = element ?? open.last(where: \.isBlock)?.index ?? 0
    guard !text.isEmpty else { return }
    blocks.append(
      PageBlock(text, linkBytes: linkBytes, node: firstNode, element: holder, tree: tree))
  }
}
