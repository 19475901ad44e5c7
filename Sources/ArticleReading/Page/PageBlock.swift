// A paragraph of a page as a reader sees it, and what can be told from it and its neighbours.

/// A run of text between two breaks that the page shows.
struct PageBlock {
  enum Kind {
    case paragraph
    case heading
    case listItem
    case cell
    /// Text directly in a container such as `div`.
    case plain
  }

  let kind: Kind
  /// White space folded to single blanks, invisible characters taken off.
  let text: String
  let words: Int
  /// How much of the text is link text, 0…1.
  let linkShare: Double
  /// The node with its first character.
  let node: Int
  /// The innermost element around it that makes a block.
  let element: Int
  /// The element that this one lies in.
  let container: Int
  let isMainHeading: Bool
  let endsSentence: Bool
  /// True for running text rather than a label, a teaser or a list of links.
  let isProse: Bool

  init(_ text: FoldedText, linkBytes: Int, node: Int, element: Int, tree: MarkupTree) {
    self.text = text.trimmed
    self.node = node
    self.element = element
    let name = tree.nodes[element].name
    kind = Kind(name)
    container = tree.nodes[element].parent
    isMainHeading = name == "h1"
    words = self.text.utf8.reduce(into: 1) { if $1 == 0x20 { $0 += 1 } }
    linkShare = Double(linkBytes) / Double(self.text.utf8.count)
    endsSentence = text.endsSentence
    let isShortSentence = words >= 3 && endsSentence && linkShare < 0.3 && kind == .paragraph
    isProse =
      kind != .heading && linkShare < 0.5
      && (words < 10 ? isShortSentence : endsSentence || words >= 30)
  }
}

extension PageBlock.Kind {
  fileprivate init(_ name: String) {
    switch name {
    case "p", "pre", "blockquote": self = .paragraph
    case "h1", "h2", "h3", "h4", "h5", "h6": self = .heading
    case "li", "dd", "dt": self = .listItem
    case "td", "th", "caption": self = .cell
    default: self = .plain
    }
  }
}

extension [PageBlock] {
  /// True for the one paragraph below the linked headline of another article.
  func isTeaser(at index: Int) -> Bool {
    guard index > 0, self[index].kind != .heading, self[index].words < 60,
      self[index - 1].kind == .heading, self[index - 1].linkShare > 0.5
    else { return false }
    // A story may have its own headline linked: it goes on below, and has not begun above.
    return !isProse(index + 1, beside: index) || isProse(index - 2, beside: index)
  }

  private func isProse(_ other: Int, beside index: Int) -> Bool {
    indices.contains(other) && self[other].isProse && self[other].container == self[index].container
  }

  /// True if running text stands next to a block, or near it in the same container.
  func isAmongProse(_ index: Int) -> Bool {
    indices.clamped(to: index - 8..<index + 9).contains { other in
      other != index && self[other].isProse
        && (abs(other - index) == 1 || self[other].container == self[index].container)
    }
  }
}
