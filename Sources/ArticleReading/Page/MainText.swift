// Where on a page the article is: the part in which running text prevails.

/// Weighs the blocks of a page and finds the elements that hold the main text.
struct MainText {
  private let tree: MarkupTree
  private let blocks: [PageBlock]
  /// The worth of all blocks before a node: the difference of two is what a subtree is worth.
  private var worthBefore: [Double]

  /// The blocks of the main text with what stands between them, in reading order.
  ///
  /// `guide` is the text that the page itself declares to be the article's, if it does.
  static func blocks(of tree: MarkupTree, guide: TextGuide?) -> [PageBlock] {
    let blocks = PageBlocks.blocks(of: tree)
    let main = MainText(tree: tree, blocks: blocks, guide: guide)
    var isMain = Array(repeating: false, count: tree.nodes.count)
    for element in main.elements() {
      for node in tree.subtree(element) { isMain[node] = true }
    }
    return blocks.filter { isMain[$0.node] }
  }

  private init(tree: MarkupTree, blocks: [PageBlock], guide: TextGuide?) {
    self.tree = tree
    self.blocks = blocks
    var worth = Array(repeating: 0.0, count: tree.nodes.count)
    for (index, block) in blocks.enumerated() {
      worth[block.node] +=
        blocks.isTeaser(at: index)
        ? Self.teaserWorth
        : Self.worth(block, isAmongProse: blocks.isAmongProse(index), guide: guide)
    }
    worthBefore = [0]
    for value in worth { worthBefore.append((worthBefore.last ?? 0) + value) }
  }

  private static let teaserWorth = -3.0

  /// Words of running text count for, everything else against.
  ///
  /// A sentence alone among labels and links is often the teaser of another article; what the page declares to be the
  /// article's text counts thrice.
  private static func worth(_ block: PageBlock, isAmongProse: Bool, guide: TextGuide?) -> Double {
    if block.isProse {
      let words = Double(min(block.words, 150)) * (1 - block.linkShare)
      let factor = guide.map { $0.confirms(block.text) ? 3 : 0.3 } ?? 1
      return words * factor * (isAmongProse ? 1 : 0.4)
    }
    switch block.kind {
    case _ where block.linkShare > 0.5: return -min(10, 3 + Double(block.words) / 2)
    case .heading, .paragraph, .cell: return -1
    case .listItem, .plain: return -3
    }
  }

  private func worth(_ index: Int) -> Double {
    worthBefore[tree.nodes[index].end] - worthBefore[index]
  }

  // MARK: Choice

  /// The elements of the main text, in order, none within another.
  private func elements() -> [Int] {
    let candidates = tree.nodes.indices.filter {
      PageBlocks.isBlock(tree.nodes[$0].name) && worth($0) > 0
    }
    guard let best = innermostBest(candidates) else { return [] }
    let declared = candidates.filter(isDeclared)
    if let first = innermostBest(declared), worth(first) >= worth(best) * 0.5 {
      return withLikes(of: first)
    }
    let named = candidates.filter(isNamed)
    if let first = innermostBest(named), worth(first) >= worth(best) * 0.7 {
      return withLikes(of: first)
    }
    return withLikes(of: best)
  }

  /// Of those that are worth the same the innermost, which comes later than what it lies in.
  private func innermostBest(_ candidates: [Int]) -> Int? {
    candidates.reversed().max { worth($0) < worth($1) }
  }

  /// True for an element that schema.org's microdata or RDFa mark as the article's text.
  private func isDeclared(_ index: Int) -> Bool {
    [tree.nodes[index]["itemprop"], tree.nodes[index]["property"]].contains {
      $0?.lowercased().split(whereSeparator: { " :".contains($0) }).contains("articlebody") ?? false
    }
  }

  private func isNamed(_ index: Int) -> Bool {
    let node = tree.nodes[index]
    let names = [node["class"], node["id"]].compactMap(\.self)
    return names.flatMap { $0.split(whereSeparator: \.isWhitespace) }
      .contains(where: ClassWords.nameMainText)
  }

  /// An element with those beside it of the same name and class, which go on with its text.
  ///
  /// Pages interrupt an article with advertisements and pictures. A main heading between starts another article.
  private func withLikes(of first: Int) -> [Int] {
    guard tree.nodes[first]["class"]?.isEmpty == false else { return [first] }
    var startsBefore = [0]
    for node in tree.nodes {
      startsBefore.append(
        (startsBefore.last ?? 0) + (["h1", "article"].contains(node.name) ? 1 : 0))
    }
    return tree.nodes.indices.filter { like in
      guard like != first else { return true }
      guard worth(like) > 0, isBeside(like, first) else { return false }
      let (low, high) = (min(first, like), max(first, like))
      return startsBefore[high] == startsBefore[tree.nodes[low].end]
    }
  }

  /// True for two elements alike in one container, or in two containers alike in one.
  private func isBeside(_ left: Int, _ right: Int) -> Bool {
    guard isLike(left, right) else { return false }
    let (left, right) = (tree.nodes[left].parent, tree.nodes[right].parent)
    guard left >= 0, right >= 0 else { return false }
    return left == right
      || (tree.nodes[left].parent == tree.nodes[right].parent && isLike(left, right))
  }

  private func isLike(_ left: Int, _ right: Int) -> Bool {
    tree.nodes[left].name == tree.nodes[right].name
      && tree.nodes[left]["class"] == tree.nodes[right]["class"]
  }
}

/// The text that a page declares as the article's, to recognise its paragraphs by.
struct TextGuide {
  private let runs: Set<UInt64>
  /// How many words it has.
  let words: Int
  private static let runLength = 4

  /// Nil if the text is too short to tell paragraphs by.
  init?(_ text: String) {
    let words = Self.words(text)
    guard words.count >= 50 else { return nil }
    self.words = words.count
    runs = Set(Self.runs(words))
  }

  /// True if most of a paragraph stands in the declared text.
  func confirms(_ text: String) -> Bool {
    let found = Self.runs(Self.words(text))
    return !found.isEmpty && found.count { runs.contains($0) } * 2 > found.count
  }

  /// The words of a text, hashed (FNV-1a); punctuation, which pages and scripts write differently, parts them.
  private static func words(_ text: String) -> [UInt64] {
    var words: [UInt64] = []
    var hash: UInt64 = 0
    var isInMark = 0
    for byte in text.utf8 {
      // General punctuation, U+2000 to U+206F, starts with E2 80 or E2 81: curly quotation marks, dashes.
      if byte == 0xE2 { isInMark = 3 }
      let isLetter = (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
      if isLetter || (byte >= 0x80 && isInMark == 0) {
        let lower = isLetter && byte >= 0x41 ? byte | 0x20 : byte
        hash = ((hash == 0 ? 0xCBF2_9CE4_8422_2325 : hash) ^ UInt64(lower)) &* 0x100_0000_01B3
      } else if hash != 0 {
        words.append(hash)
        hash = 0
      }
      isInMark = max(0, isInMark - 1)
    }
    if hash != 0 { words.append(hash) }
    return words
  }

  /// Each run of four words, hashed; a shorter text is one run.
  private static func runs(_ words: [UInt64]) -> [UInt64] {
    guard words.count > runLength else { return words.isEmpty ? [] : [combined(words[...])] }
    return (0...words.count - runLength).map { combined(words[$0..<$0 + runLength]) }
  }

  private static func combined(_ words: ArraySlice<UInt64>) -> UInt64 {
    words.reduce(0) { ($0 << 13 | $0 >> 51) &* 0x9E37_79B9_7F4A_7C15 ^ $1 }
  }
}
