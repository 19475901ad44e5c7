// A page's elements and texts, flat and in document order.

/// An element or a run of text.
struct MarkupNode {
  enum Content {
    /// The name in lower case.
    case element(name: String, attributes: [MarkupAttribute])
    case text(String)
  }

  let content: Content
  /// The element it lies in; -1 for the root.
  let parent: Int
  /// The index after its last descendant: the nodes `index..<end` are its subtree.
  fileprivate(set) var end: Int

  /// The element's name; empty for text.
  var name: String {
    if case .element(let name, _) = content { return name }
    return ""
  }

  /// The value of an attribute, empty if it has none; nil if the element lacks it.
  subscript(attribute: String) -> String? {
    guard case .element(_, let attributes) = content else { return nil }
    return attributes.first { $0.name == attribute }?.value
  }
}

/// An attribute as it stands in a tag, entities replaced.
struct MarkupAttribute {
  /// In lower case.
  let name: String
  let value: String
}

/// The nodes in document order, so that a walk is a loop over indices and needs no recursion however deep a page is.
struct MarkupTree {
  fileprivate(set) var nodes: [MarkupNode] = []

  /// The elements of one of the given names, within a range of nodes.
  func elements(_ names: Set<String>, in range: Range<Int>? = nil) -> [Int] {
    (range ?? nodes.indices).filter { names.contains(nodes[$0].name) }
  }

  /// The elements of one of the given names that do not lie in one another.
  func outermost(_ names: Set<String>) -> [Int] {
    var end = 0
    return elements(names).filter { index in
      guard index >= end else { return false }
      end = nodes[index].end
      return true
    }
  }

  /// A node with all that lies in it.
  func subtree(_ index: Int) -> Range<Int> { index..<nodes[index].end }

  /// True if one of the innermost elements that a node lies in has the given name.
  func isIn(_ name: String, _ index: Int, levelsMax: Int) -> Bool {
    var index = nodes[index].parent
    var levels = 0
    while index >= 0, levels < levelsMax {
      if nodes[index].name == name { return true }
      index = nodes[index].parent
      levels += 1
    }
    return false
  }

  /// The elements directly in a node that have one of the given names.
  func children(_ names: Set<String>, of index: Int) -> [Int] {
    var children: [Int] = []
    var next = index + 1
    while next < nodes[index].end {
      if names.contains(nodes[next].name) { children.append(next) }
      next = nodes[next].end
    }
    return children
  }

  /// The first of several elements, named from outside to inside, that has text; its text.
  func text(at path: [String], in index: Int) -> String? {
    guard let name = path.first else {
      let text = FoldedText.fold(text(in: index))
      return text.isEmpty ? nil : text
    }
    return children([name], of: index).lazy
      .compactMap { self.text(at: Array(path.dropFirst()), in: $0) }.first
  }

  /// The text in a node, as it stands, up to about a length.
  func text(in index: Int, bytesMax: Int = .max) -> String {
    var text = ""
    for index in subtree(index) {
      guard text.utf8.count < bytesMax else { break }
      if case .text(let part) = nodes[index].content { text += part.prefix(bytesMax) }
    }
    return text
  }
}

/// Builds a tree from the events of a parser; refuses what no article is like.
struct MarkupTreeBuilder {
  /// Browsers stop at 512 (Blink's `kMaximumHTMLParserDOMTreeDepth`); pages come to 60.
  static let depthMax = 1_000
  /// The largest of the pages that were measured have 12,000.
  static let nodesMax = 250_000

  private(set) var tree = MarkupTree()
  private(set) var refusal: ReadingRefusal?
  private var open: [Int] = []
  /// Text is collected until an element starts or ends: parsers hand it over in pieces.
  private var pending: [UInt8] = []

  mutating func start(_ name: String, _ attributes: [MarkupAttribute]) {
    endText()
    guard open.count < Self.depthMax else {
      refuse("its elements lie more than \(Self.depthMax) deep in each other")
      return
    }
    append(.element(name: name, attributes: attributes))
    open.append(tree.nodes.count - 1)
  }

  mutating func end() {
    endText()
    guard let index = open.popLast() else { return }
    tree.nodes[index].end = tree.nodes.count
  }

  mutating func add(_ text: some Sequence<UInt8>) { pending += text }

  /// Closes what is still open.
  mutating func finish() {
    endText()
    while !open.isEmpty { end() }
  }

  private mutating func endText() {
    guard !pending.isEmpty else { return }
    append(.text(String(decoding: pending, as: UTF8.self)))
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func append(_ content: MarkupNode.Content) {
    guard tree.nodes.count < Self.nodesMax else {
      refuse("it has more than \(Self.nodesMax) elements and texts")
      return
    }
    tree.nodes.append(
      MarkupNode(content: content, parent: open.last ?? -1, end: tree.nodes.count + 1))
  }

  private mutating func refuse(_ detail: String) {
    if refusal == nil { refusal = ReadingRefusal(.tooLarge, detail) }
  }
}
