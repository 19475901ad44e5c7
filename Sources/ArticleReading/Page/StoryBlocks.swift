// Of the blocks in the part that holds the article, those that belong to the story.

/// Takes out what stands between the paragraphs: headline, byline, captions, teasers, prompts.
///
/// Subheads, lists, quotations and short paragraphs stay.
struct StoryBlocks {
  private let title: String
  private let guide: TextGuide?
  /// Containers hold the text directly: short lines in them may be paragraphs.
  private let isTextInContainers: Bool
  private let blocks: [PageBlock]

  /// The paragraphs of the story in order.
  static func paragraphs(_ blocks: [PageBlock], title: String?, guide: TextGuide?) -> [String] {
    StoryBlocks(blocks, title: title ?? "", guide: guide).paragraphs()
  }

  private init(_ blocks: [PageBlock], title: String, guide: TextGuide?) {
    self.blocks = blocks
    self.title = Self.letters(title)
    let prose = blocks.filter(\.isProse)
    let words = Self.words(prose)
    isTextInContainers =
      Self.words(prose.filter { $0.kind == .plain || $0.kind == .cell }) * 2 > words
    let confirmed = guide.map { guide in prose.filter { guide.confirms($0.text) } } ?? []
    // A guide that stops early, or tells of another text, says nothing about what it lacks.
    let isWhole =
      Self.words(confirmed) * 10 >= words * 9 && confirmed.last?.node == prose.last?.node
    self.guide = isWhole ? guide : nil
  }

  private static func words(_ blocks: [PageBlock]) -> Int { blocks.reduce(0) { $0 + $1.words } }

  private func paragraphs() -> [String] {
    var kept = blocks[..<firstOfAnotherArticle].indices
      .filter { !blocks.isTeaser(at: $0) && belongs(blocks[$0]) }.map { blocks[$0] }
    let start = kept.firstIndex(where: \.isProse) ?? 0
    kept.removeFirst(start)
    while let last = kept.last, last.kind == .heading || (last.kind == .plain && !last.isProse) {
      kept.removeLast()
    }
    var seen: Set<String> = []
    return kept.indices.compactMap { index in
      let block = kept[index]
      // Two headings in a row: the first one headed something that is gone.
      if block.kind == .heading, kept[index + 1].kind == .heading { return nil }
      let isRepeated = block.words >= 8 && !seen.insert(block.text).inserted
      return isRepeated ? nil : block.text
    }
  }

  /// Where the main heading of another article stands below the story.
  ///
  /// Pages that head sections with `h1` put it beside the paragraphs.
  private var firstOfAnotherArticle: Int {
    var containers: Set<Int> = []
    for (index, block) in blocks.enumerated() {
      if block.isProse { containers.insert(block.container) }
      let isBesideProse = containers.contains(block.container)
      if block.isMainHeading, !containers.isEmpty, !isBesideProse { return index }
    }
    return blocks.endIndex
  }

  // MARK: Rules

  /// Longer paragraphs are no prompts, captions and credits.
  private static let lineWordsMax = 60

  private func belongs(_ block: PageBlock) -> Bool {
    if block.words <= Self.lineWordsMax {
      let folded = block.text.lowercased()
      if Boilerplate.contains(block.text[...]) || Self.letters(folded) == title { return false }
      if isPrompt(folded, block) || isCredit(folded, block) { return false }
    }
    if let guide, block.kind != .heading, block.words >= 8, !guide.confirms(block.text) {
      return false
    }
    switch block.kind {
    case .heading: return block.linkShare < 0.5
    case .paragraph: return block.linkShare < (block.endsSentence ? 0.9 : 0.6)
    case .listItem: return block.linkShare < 0.5
    case .cell, .plain: return block.isProse || (isTextInContainers && block.linkShare < 0.3)
    }
  }

  private static func letters(_ text: String) -> String {
    text.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// "READ MORE: …", "Related | …": a line that sends the reader elsewhere.
  private func isPrompt(_ folded: String, _ block: PageBlock) -> Bool {
    let start = folded.drop { !($0.isLetter || $0.isNumber) }
    if block.linkShare > 0.25, Self.linkOpenings.open(start) { return true }
    guard block.words <= 40 else { return false }
    if Self.promptOpenings.open(start) || Self.promptPhrases.occur(in: folded) { return true }
    return start.hasPrefix("follow ") && Self.networks.occur(in: start)
  }

  /// "By Ann Field", "Photo: …", "(Reporting by …; editing by …)".
  private func isCredit(_ folded: String, _ block: PageBlock) -> Bool {
    let start = folded.drop { !($0.isLetter || $0.isNumber || $0 == "©") }
    if Self.deskOpenings.open(start) || isPictureCredit(folded) { return true }
    guard block.words <= 25 else { return false }
    if Self.pictureOpenings.open(start) { return true }
    guard block.words <= 12 else { return false }
    if Self.dayOpenings.open(start) { return true }
    guard !block.endsSentence else { return false }
    return PlainText.isByline(block.text[...])
      || (block.words <= 8 && DateText.firstDate(in: block.text[...]) != nil)
  }

  /// True for the end of a caption: "… in Portville (AP Photo/Jo Ash)", "… | Getty Images".
  private func isPictureCredit(_ folded: String) -> Bool {
    let end = folded.suffix(60)
    let withoutBracket = end.last == ")" ? end.dropLast() : end
    let bare = withoutBracket.last == " " ? withoutBracket.dropLast() : withoutBracket
    if Self.pictureEndings.close(bare) { return true }
    return end.lastIndex(of: "(").map { Self.pictureBrackets.open(end[$0...]) } ?? false
  }

  private static let linkOpenings = Phrases([
    "also", "click", "complete coverage", "for more", "for the latest", "full coverage", "in depth",
    "in pictures", "join", "learn more", "listen", "live updates", "more:", "more on", "more from",
    "more news",
    "on this", "opinion:", "opinion |", "read", "related", "see", "sign up", "subscribe", "video",
    "view", "watch", "what to know", "you may", "you might",
  ])

  private static let dayOpenings = Phrases([
    "first published", "last updated", "last modified", "published:", "published on", "updated:",
    "updated on", "updated at", "posted:", "posted on",
  ])

  private static let promptOpenings = Phrases([
    "advertisement", "app users", "article continues", "can't see", "continue reading",
    "don't miss", "follow our",
    "for more news", "get our", "get the latest", "join our", "join us on",
    "like us on", "listen to this article", "download our", "receive the", "scroll down",
    "share your thoughts", "sign up", "story continues", "subscribe", "this story continues",
    "to read the full", "want more", "watch:", "watch live", "watch more", "what do you think",
    "would you like to receive",
  ])

  private static let promptPhrases = Phrases([
    "article continues below", "story continues below", "to your inbox", "your inbox,",
    "in your inbox", "sign up for our", "subscribe to our", "click here to", "download the app",
  ])

  private static let pictureEndings = Phrases([
    "/ap", "/afp", "/getty images", "/reuters", "/shutterstock", "ap file", "ap photo",
    "getty images", "file photo", "file/ap", "via ap", "via reuters", "/associated press",
  ])
  private static let pictureBrackets = Phrases([
    "(ap photo", "(credit:", "(file photo", "(file pic", "(file image", "(file)", "(getty",
    "(image:", "(image credit", "(photo:", "(photo by", "(photo courtesy", "(photo credit",
    "(picture:", "(pic:", "(screengrab", "(screenshot",
  ])

  private static let networks = Phrases([
    "facebook", "instagram", "newsletter", "telegram", "twitter", "whatsapp",
  ])

  private static let deskOpenings = Phrases([
    "additional reporting by", "editing by", "reporting and editing by", "reporting by",
    "writing by", "compiled by", "our standards",
  ])

  private static let pictureOpenings = Phrases([
    "file photo", "file picture", "getty images", "image:", "image copyright", "image caption",
    "images:", "media caption", "photo:", "photo by", "photo credit", "photograph:", "photos:",
    "picture:", "pictured:", "screengrab", "video:", "credit:",
  ])
}
