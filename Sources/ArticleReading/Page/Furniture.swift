// Elements of a page that never hold the article: told by their names, roles and the words in their classes.

/// Marks what is left out of a page before its text is weighed.
struct Furniture {
  private let tree: MarkupTree
  /// Letters of running text up to a node: the difference of two is what a subtree holds.
  private var proseBefore: [Int] = []
  private var headlinesBefore: [Int] = []
  private(set) var isLeftOut: [Bool]

  /// The nodes of a page that are left out; what lies in them is not marked but skipped with them.
  static func leftOut(of tree: MarkupTree) -> [Bool] {
    var furniture = Furniture(tree: tree)
    furniture.mark { furniture, index in furniture.isNeverText(index) }
    // Discussions can be longer than the article: they go first, so that they do not count in what follows.
    furniture.measure()
    furniture.mark { furniture, index in furniture.isDiscussion(index) }
    furniture.measure()
    furniture.mark { furniture, index in furniture.isAround(index) }
    return furniture.isLeftOut
  }

  private init(tree: MarkupTree) {
    self.tree = tree
    isLeftOut = Array(repeating: false, count: tree.nodes.count)
  }

  private mutating func mark(_ isFurniture: (Furniture, Int) -> Bool) {
    var index = 0
    while index < tree.nodes.count {
      if !isLeftOut[index], isFurniture(self, index) { isLeftOut[index] = true }
      index = isLeftOut[index] ? tree.nodes[index].end : index + 1
    }
  }

  /// Counts the running text and the main headings that are not left out.
  private mutating func measure() {
    proseBefore = Array(repeating: 0, count: tree.nodes.count + 1)
    headlinesBefore = proseBefore
    var skippedTo = 0
    var linkedTo = 0
    for (index, node) in tree.nodes.enumerated() {
      if isLeftOut[index] { skippedTo = max(skippedTo, node.end) }
      if node.name == "a" { linkedTo = max(linkedTo, node.end) }
      var letters = 0
      if index >= skippedTo, index >= linkedTo, case .text(let text) = node.content {
        let count = text.utf8.count
        letters = count >= 40 ? count : 0
      }
      proseBefore[index + 1] = proseBefore[index] + letters
      headlinesBefore[index + 1] = headlinesBefore[index] + (node.name == "h1" ? 1 : 0)
    }
  }

  /// True for what must not be left out for its name alone: it holds most of the page's text, or its headline.
  private func holdsArticle(_ index: Int) -> Bool {
    let end = tree.nodes[index].end
    let prose = proseBefore[end] - proseBefore[index]
    let all = proseBefore[tree.nodes.count]
    return prose * 5 >= all * 2 || headlinesBefore[end] > headlinesBefore[index]
  }

  // MARK: Rules

  private static let neverText: Set<String> = [
    "audio", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "map", "nav",
    "noscript", "object", "option", "picture", "progress", "script", "select", "source", "style",
    "svg", "template", "textarea", "title", "track", "video",
  ]

  private func isNeverText(_ index: Int) -> Bool { Self.neverText.contains(tree.nodes[index].name) }

  private static let aroundElements: Set<String> = [
    "aside", "dialog", "figcaption", "figure", "footer", "form", "header",
  ]
  private static let aroundRoles: Set<String> = [
    "alert", "alertdialog", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar",
    "navigation", "search", "toolbar",
  ]
  private static let aroundProperties: Set<String> = [
    "author", "comment", "image", "keywords", "publisher",
  ]

  private func isAround(_ index: Int) -> Bool {
    let node = tree.nodes[index]
    guard case .element(let name, _) = node.content, mayBeNamed(index) else { return false }
    let style = node["style"]?.lowercased().filter { $0 != " " } ?? ""
    let isAround =
      Self.aroundElements.contains(name)
      || node["role"].map { Self.aroundRoles.contains($0.lowercased()) } ?? false
      || node["itemprop"].map { Self.aroundProperties.contains($0.lowercased()) } ?? false
      || node["hidden"] != nil || style.contains("display:none")
      || classNames(node).contains(where: ClassWords.nameFurniture)
    return isAround && !holdsArticle(index)
  }

  private func isDiscussion(_ index: Int) -> Bool {
    let node = tree.nodes[index]
    guard mayBeNamed(index), classNames(node).contains(where: ClassWords.nameDiscussion) else {
      return false
    }
    // A discussion follows an article; what nothing goes before is the article, with "comments-open" among its classes.
    let inside = proseBefore[node.end] - proseBefore[index]
    let all = proseBefore[tree.nodes.count]
    let isFirst = proseBefore[index] * 10 < all && inside * 2 > all
    return headlinesBefore[node.end] == headlinesBefore[index] && !isFirst
  }

  /// Within a paragraph names say nothing of this kind: there a `span` of class "credit" is part of the sentence.
  ///
  /// The same goes for links and emphasis anywhere.
  private func mayBeNamed(_ index: Int) -> Bool {
    let name = tree.nodes[index].name
    if ["html", "body", "main"].contains(name) { return false }
    if PageBlocks.isBlock(name) { return true }
    guard name == "span" || name.contains("-") else { return false }
    return !tree.isIn("p", index, levelsMax: 4)
  }

  private func classNames(_ node: MarkupNode) -> [Substring] {
    [node["class"], node["id"]].compactMap(\.self).flatMap {
      $0.split(whereSeparator: \.isWhitespace)
    }
  }
}

/// What the names that pages give their parts consist of.
enum ClassWords {
  /// True for a class or id of something around the article: "article-share", "relatedStories", "ad_box".
  static func nameFurniture(_ name: Substring) -> Bool { has(furniture, name) }

  /// True for a class or id of what readers wrote.
  static func nameDiscussion(_ name: Substring) -> Bool { has(discussion, name) }

  /// True for a class or id that the trade gives to the main text: "article-body", "entry-content", "storyText".
  static func nameMainText(_ name: Substring) -> Bool { has(mainText, name) }

  /// True if one of the words, or two of them in a row, stand in the table.
  private static func has(_ table: Set<String>, _ name: Substring) -> Bool {
    let words = words(of: name)
    guard !words.contains(where: stateWords.contains) else { return false }
    return words.indices.contains { index in
      table.contains(words[index])
        || (index + 1 < words.count && table.contains(words[index] + " " + words[index + 1]))
    }
  }

  /// "mainNav_top-2" → main, nav, top, 2.
  static func words(of name: Substring) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var wasLower = false
    for byte in name.utf8 {
      let isUpper = (0x41...0x5A).contains(byte)
      let isWordByte = isUpper || (0x61...0x7A).contains(byte)
      if !isWordByte || (isUpper && wasLower), !word.isEmpty {
        words.append(String(decoding: word, as: UTF8.self))
        word = []
      }
      if isWordByte { word.append(byte | 0x20) }
      wasLower = isWordByte && !isUpper
    }
    if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  private static func table(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: { $0 == "\n" || $0 == "," }).map { $0.trimmingBlanks() })
  }

  /// Words in names that say how a page is, or what an article is filed under, not what a part of it is: "has-sidebar",
  /// "comments-open", "tag-newsletter".
  private static let stateWords = table(
    """
    allowed, category, closed, disabled, enabled, format, has, no, open, slug, status, tag, type, with, without
    """)

  private static let discussion = table(
    """
    comment, comments, commentlist, disqus, livefyre, respond, viafoura, discussion, conversation
    """)

  private static let mainText = table(
    """
    article body, article content, article copy, article text, articlebody, articlecontent, articletext
    body content, body copy, body text, content body, entry content, entry text, field body, main text, news body
    news content, news text, post body, post content, post text, rich text, story body, story content, story copy
    story text, storybody, storycontent, storytext, text content
    """)

  private static let furniture = table(
    """
    ad, ads, adbox, addthis, addtoany, adslot, adunit, advert, advertisement, advertising, adverts, dfp
    sponsor, sponsored, sponsors, outbrain, taboola, zergnet, nativo, revcontent
    share, sharebar, sharedaddy, shares, sharethis, sharing, social, socials, follow, followers, followus
    newsletter, newsletters, optin, signup, sign up, subscribe, subscription, login, log in, register, registration
    promo, promos, promoted, promotion, promotions
    related, relatedposts, relateds, recirc, recirculation, recommend, recommendation, recommendations, recommended
    readmore, read more, read next, up next, also read, read also, see also, also like, may like, more from, more news
    more on, more stories, most popular, most read, most recent, most viewed, mostpopular, mostread, popular
    latest news, latest stories, top news, top stories, trending, editors picks, dont miss
    breadcrumb, breadcrumbs, masthead, menu, menus, nav, navbar, navigation, pager, pagination, submenu, toolbar, tools
    sidebar, sidebars, rail, aside, footer, secondary, colophon, widget area, widgets
    author, authorbox, authors, bio, byline, bylines, datetime, meta, metadata, posted, pubdate, timestamp
    caption, captions, carousel, copyright, credit, credits, figcaption, galleries, gallery, image, images, img
    lightbox, photo, photos, pic, pics, player, slider, slideshow, thumbnail, thumbnails, video, videos
    banner, banners, consent, cookie, cookies, gdpr, interstitial, modal, overlay, popup, ticker, tooltip
    donate, donation, poll, quiz, rating, ratings, reactions, survey
    keywords, taglist, tags, topics
    actions, disclaimer, pull quote, pullquote, print header, print only, printonly
    off screen, offscreen, screen reader, skip link, sr only, visually hidden, visuallyhidden
    """)
}

extension Substring {
  /// Without blanks at either end.
  fileprivate func trimmingBlanks() -> String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
