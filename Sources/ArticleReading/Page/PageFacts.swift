// What a page says about its article outside the text: schema.org's JSON-LD, Open Graph, meta elements, `time`.

import Articles

/// Headline, day, outlet, language, address and, if the page declares it, the text.
struct PageFacts {
  private let tree: MarkupTree
  /// The page's JSON-LD objects, and the one for the article.
  private let objects: [JSONValue]
  private let linked: JSONValue?
  /// Contents of meta elements by name, property or itemprop in lower case; the first of each.
  private let meta: [String: String]

  init(_ tree: MarkupTree) {
    self.tree = tree
    objects = Self.linkedObjects(in: tree)
    let articles = objects.filter(SchemaArticle.isArticle)
    linked = articles.first { $0["headline"] != nil } ?? articles.first
    var meta: [String: String] = [:]
    for index in tree.elements(["meta"]) {
      let node = tree.nodes[index]
      guard let content = node["content"], !content.isEmpty else { continue }
      for key in [node["name"], node["property"], node["itemprop"], node["http-equiv"]] {
        guard let key = key?.lowercased(), meta[key] == nil else { continue }
        meta[key] = content
      }
    }
    self.meta = meta
  }

  /// The first filled one of several meta elements.
  private func meta(_ keys: [String]) -> String? { keys.compactMap { meta[$0] }.first }

  // MARK: JSON-LD

  private static func linkedObjects(in tree: MarkupTree) -> [JSONValue] {
    let scripts = tree.elements(["script"]).filter {
      tree.nodes[$0]["type"]?.lowercased().hasPrefix("application/ld+json") ?? false
    }
    let values = scripts.compactMap { JSONValue(inPage: unwrapped(tree.text(in: $0))) }
    return values.flatMap(\.elements).flatMap { [$0] + ($0["@graph"]?.elements ?? []) }
  }

  /// From the first bracket on: scripts used to be wrapped in comment and CDATA marks, which hold a bracket of their own.
  private static func unwrapped(_ script: String) -> String {
    let start = script.prefix(64).firstRange(of: "CDATA[")?.upperBound ?? script.startIndex
    return String(script[start...].drop { !"{[".contains($0) })
  }

  /// The text that the page declares as the article's, paragraph by paragraph; empty if it declares none.
  ///
  /// - Throws: `ReadingRefusal` when it passes a limit.
  func declaredParagraphs() throws(ReadingRefusal) -> [String] {
    guard let body = linked?["articleBody"]?.string else { return [] }
    if body.contains("</") || body.contains("<br") {
      return try DeclaredText.paragraphs(ofMarkup: body)
    }
    var paragraphs: [String] = []
    for line in body.split(whereSeparator: \.isNewline) {
      let text = try DeclaredText.plain(String(line))
      if !text.isEmpty { paragraphs.append(text) }
    }
    return paragraphs
  }

  // MARK: Headline

  private static let headingsMax = 20
  private static let headingBytesMax = 300

  /// The headline as the page shows it.
  ///
  /// That is the main heading which agrees with what the page declares; else what it declares, else the first heading.
  func title() throws(ReadingRefusal) -> String? {
    var declared: [String] = []
    for text in [
      linked?["headline"]?.string, meta(["og:title"]), meta(["twitter:title"]), documentTitle,
    ] {
      guard let text, case let plain = try DeclaredText.plain(text), !plain.isEmpty else {
        continue
      }
      declared.append(plain)
    }
    let headings = tree.elements(["h1"]).prefix(Self.headingsMax)
      .map { FoldedText.fold(tree.text(in: $0, bytesMax: Self.headingBytesMax * 2)) }
      .filter { !$0.isEmpty && $0.utf8.count <= Self.headingBytesMax }
    let agreeing = headings.first { heading in declared.contains { Self.agree(heading, $0) } }
    return agreeing ?? declared.first ?? headings.first
  }

  private var documentTitle: String? {
    tree.elements(["title"]).first.map { tree.text(in: $0, bytesMax: Self.headingBytesMax) }
  }

  /// True if most words of the shorter one stand in the other.
  private static func agree(_ left: String, _ right: String) -> Bool {
    let (left, right) = (words(left), words(right))
    let (short, long) = left.count < right.count ? (left, right) : (right, left)
    return short.count >= 2 && short.intersection(long).count * 3 >= short.count * 2
  }

  private static func words(_ text: String) -> Set<Substring> {
    Set(text.lowercased().split { !($0.isLetter || $0.isNumber) })
  }

  // MARK: Day

  private static let dateKeys = [
    "article:published_time", "og:article:published_time", "datepublished", "article:published",
    "og:published_time", "dc.date.issued", "dcterms.created", "dc.date", "dc.date.created",
    "parsely-pub-date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date",
    "sailthru.date", "date", "cxenseparse:recs:publishtime", "originalpublicationdate",
    "datecreated",
    "article:modified_time", "datemodified",
  ]

  /// The day of publication; where the page names only the last change, that day.
  var date: ArticleDate? {
    let declared = ["datePublished", "dateCreated"].compactMap { linked?[$0]?.string }
    let metas = Self.dateKeys.compactMap { meta[$0] }
    let times = tree.nodes.indices.filter { tree.nodes[$0].name == "time" || isDeclaredDate($0) }
      .prefix(20).map { index in
        let node = tree.nodes[index]
        return node["content"] ?? node["datetime"] ?? tree.text(in: index, bytesMax: 200)
      }
    let changed = [linked?["dateModified"]?.string].compactMap(\.self)
    return (declared + metas + times + changed).lazy
      .compactMap { DateText.firstDate(in: $0.prefix(200)) }.first ?? dateInAddress
  }

  private func isDeclaredDate(_ index: Int) -> Bool {
    tree.nodes[index]["itemprop"]?.lowercased() == "datepublished"
  }

  /// "/2019/11/20/" in the address.
  private var dateInAddress: ArticleDate? {
    guard let parts = url?.split(separator: "/") else { return nil }
    for index in parts.indices.dropLast(2) where parts[index].count == 4 {
      guard let year = Int(parts[index]), (1990...2199).contains(year),
        let month = Int(parts[index + 1]), let day = Int(parts[index + 2])
      else { continue }
      return ArticleDate(year: year, month: month, day: day)
    }
    return nil
  }

  // MARK: Outlet, language, address

  /// Who published it: of the names that the page gives, the one that agrees with its host, else the first.
  func outlet() throws(ReadingRefusal) -> String? {
    var names: [String] = []
    for name in declaredOutlets {
      let plain = try DeclaredText.plain(name)
      if !plain.isEmpty, !plain.hasPrefix("http") { names.append(plain) }
    }
    return names.first(where: agreesWithHost) ?? names.first
  }

  private var declaredOutlets: [String] {
    let publisher = linked?["publisher"]?.elements.first
    // "publisher": {"@id": "…"} stands for an object elsewhere on the page.
    let organisation = objects.first {
      let types = $0["@type"]?.elements.compactMap(\.string) ?? []
      return types.contains { $0.hasSuffix("Organization") }
    }
    let name = publisher?["name"]?.elements.first?.string ?? publisher?.string
    let metas = ["og:site_name", "dc.publisher", "publisher", "application-name"]
    return [name, meta(Array(metas.prefix(1))), organisation?["name"]?.string, meta(metas)]
      .compactMap(\.self)
  }

  /// "Harbour Times" and "www.harbourtimes.example": the letters of one stand in the other.
  private func agreesWithHost(_ name: String) -> Bool {
    let host = url?.split(separator: "/").dropFirst().first ?? ""
    let letters = Self.letters(name)
    return host.split(separator: ".").dropLast().contains { label in
      let label = Self.letters(String(label))
      return label.count >= 3 && letters.count >= 3
        && (letters.contains(label) || label.contains(letters))
    }
  }

  private static func letters(_ text: String) -> String {
    text.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// The ISO 639-1 code that the page declares.
  var language: String? {
    let root = tree.elements(["html"]).first.map { tree.nodes[$0] }
    let declared = [
      root?["lang"], root?["xml:lang"], linked?["inLanguage"]?.string, meta(["content-language"]),
      meta(["og:locale"]),
    ]
    return declared.lazy.compactMap { DeclaredText.languageCode($0) }.first
  }

  /// The canonical address.
  var url: String? {
    let canonical = tree.elements(["link"]).first {
      tree.nodes[$0]["rel"]?.lowercased().split(separator: " ").contains("canonical") ?? false
    }
    let page = linked?["mainEntityOfPage"]
    return [
      canonical.flatMap { tree.nodes[$0]["href"] }, meta(["og:url"]), linked?["url"]?.string,
      page?["@id"]?.string, page?.string,
    ]
    .compactMap { $0.map(FoldedText.fold) }
    .first { $0.hasPrefix("https://") || $0.hasPrefix("http://") }
  }
}
