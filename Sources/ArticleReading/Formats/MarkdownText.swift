// Markdown: front matter, headings, lists and links taken down to the text that they mark.

import Articles

/// Reads an article in Markdown.
struct MarkdownText: ArticleFormat {
  private var draft = ArticleDraft()
  private var open: [String] = []
  private var isCode = false
  private var isComment = false

  /// Front matter, a heading at the top, or a link; without those, Markdown is plain text.
  static func recognises(_ head: FileHead) -> Bool {
    if head.starts(with: ["# ", "## ", "![", "[!["]) || head.text.contains("](http") {
      return true
    }
    guard head.starts(with: ["---\n", "---\r\n", "+++\n"]) else { return false }
    return head.text.dropFirst(3).prefix(200).contains { $0 == ":" || $0 == "=" }
  }

  static func articles(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article] {
    var reading = MarkdownText()
    var lines = try TextEncoding.decode(bytes).text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
    lines = lines.drop { $0.allSatisfy(\.isWhitespace) }
    reading.readFrontMatter(&lines)
    for line in lines { reading.read(line) }
    reading.endParagraph()
    guard let article = reading.draft.article(isEntry: false) else {
      throw ReadingRefusal(.empty, "the file holds no text")
    }
    return [article]
  }

  // MARK: Front matter

  /// Takes off the lines between two of "---" (YAML) or "+++" (TOML).
  private mutating func readFrontMatter(_ lines: inout ArraySlice<Substring>) {
    guard let mark = lines.first, mark == "---" || mark == "+++",
      let end = lines.dropFirst().firstIndex(where: { $0 == mark })
    else { return }
    for line in lines[lines.startIndex + 1..<end] {
      guard let sign = line.firstIndex(of: mark == "---" ? ":" : "=") else { continue }
      let value = line[line.index(after: sign)...].drop(while: \.isWhitespace)
      let marks: Set<Character> = ["\"", "'"]
      let isQuoted = value.first.map(marks.contains) ?? false
      let bare = isQuoted ? value.dropFirst().prefix { $0 != value.first } : value
      take(FoldedText.fold(String(bare)), as: FoldedText.fold(String(line[..<sign])).lowercased())
    }
    lines = lines[(end + 1)...]
  }

  private mutating func take(_ value: String, as key: String) {
    guard !value.isEmpty else { return }
    switch key {
    case "title": draft.title = value
    case "date", "published": draft.date = draft.date ?? DateText.day(in: value)
    case "outlet", "publisher", "publication", "source": draft.outlet = draft.outlet ?? value
    case "lang", "language": draft.language = DeclaredText.languageCode(value)
    case "url", "link", "canonical", "canonical_url":
      draft.url = draft.url ?? DeclaredText.address(value)
    default: break
    }
  }

  // MARK: Lines

  private mutating func read(_ line: Substring) {
    let text = line.drop(while: \.isWhitespace)
    if text.hasPrefix("```") || text.hasPrefix("~~~") {
      endParagraph()
      isCode.toggle()
      return
    }
    guard !isCode else { return }
    if isComment || text.hasPrefix("<!--") {
      isComment = !text.contains("-->")
    } else if text.isEmpty || Self.isRule(text) || Self.isDefinition(text) {
      endLine(text)
    } else if text.first == "#" {
      readHeading(text)
    } else {
      let content = Self.withoutMarker(text)
      if content.startIndex != text.startIndex { endParagraph() }
      open.append(String(content))
    }
  }

  /// A row of one mark: a rule, or below a line the sign that this was a heading.
  private mutating func endLine(_ text: Substring) {
    if draft.title == nil, draft.paragraphs.isEmpty, open.count == 1, text.first == "=" {
      draft.title = MarkdownLine.text(of: open[0])
      open = []
    }
    endParagraph()
  }

  private mutating func readHeading(_ text: Substring) {
    endParagraph()
    let level = text.prefix { $0 == "#" }.count
    open = [String(text.dropFirst(level).reversed().drop { $0 == "#" || $0 == " " }.reversed())]
    if level == 1, draft.title == nil, draft.paragraphs.isEmpty {
      draft.title = MarkdownLine.text(of: open[0])
      open = []
    }
    endParagraph()
  }

  private mutating func endParagraph() {
    let text = MarkdownLine.text(of: open.joined(separator: " "))
    open = []
    guard !text.isEmpty, text != draft.title, !Boilerplate.contains(text[...]) else { return }
    draft.paragraphs.append(text)
  }

  private static func isRule(_ text: Substring) -> Bool {
    let marks = text.filter { !$0.isWhitespace }
    guard marks.count >= 3, let mark = marks.first, "-=*_".contains(mark) else { return false }
    return marks.allSatisfy { $0 == mark }
  }

  /// "[1]: https://…": where a link leads, which stands elsewhere.
  private static func isDefinition(_ text: Substring) -> Bool {
    text.first == "[" && text.prefix(100).contains("]: ")
  }

  /// Without the sign of a quotation or of a list's item.
  private static func withoutMarker(_ text: Substring) -> Substring {
    var text = text
    while text.first == ">" { text = text.dropFirst().drop(while: \.isWhitespace) }
    for marker in ["- ", "* ", "+ "] where text.hasPrefix(marker) {
      return text.dropFirst(2).drop(while: \.isWhitespace)
    }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.dropFirst(digits.count)
    let isItem = (1...3).contains(digits.count) && (rest.hasPrefix(". ") || rest.hasPrefix(") "))
    return isItem ? rest.dropFirst(2).drop(while: \.isWhitespace) : text
  }
}

/// The text of a line without the marks of emphasis, links and pictures.
struct MarkdownLine {
  private let bytes: [UInt8]
  /// Where each bracket is closed.
  private let closings: [Int: Int]
  /// From the bracket that closes a link's text to what follows the link.
  private var ends: [Int: Int] = [:]
  private var index = 0
  private var output: [UInt8] = []

  /// As a reader sees it, white space folded.
  static func text(of text: String) -> String {
    var line = MarkdownLine(Array(text.utf8))
    line.run()
    return FoldedText.fold(String(decoding: line.output, as: UTF8.self))
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
    closings = Self.closings(in: bytes)
  }

  private static func closings(in bytes: [UInt8]) -> [Int: Int] {
    var closings: [Int: Int] = [:]
    for (opening, closing) in [("[", "]"), ("(", ")")] as [(Unicode.Scalar, Unicode.Scalar)] {
      var open: [Int] = []
      for (place, byte) in bytes.enumerated() {
        if byte == UInt8(ascii: opening) { open.append(place) }
        if byte == UInt8(ascii: closing), let start = open.popLast() { closings[start] = place }
      }
    }
    return closings
  }

  private mutating func run() {
    while index < bytes.count {
      if let end = ends[index] {
        index = end
        continue
      }
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        index += 1
        if index < bytes.count { copy() }
      case UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "~"): index += 1
      case UInt8(ascii: "_") where !isWithinWord: index += 1
      case UInt8(ascii: "!"): readPicture()
      case UInt8(ascii: "["): readLink()
      case UInt8(ascii: "<"): readTag()
      default: copy()
      }
    }
  }

  private mutating func copy() {
    output.append(bytes[index])
    index += 1
  }

  private var isWithinWord: Bool {
    func isLetter(_ place: Int) -> Bool {
      bytes.indices.contains(place)
        && ((0x30...0x39).contains(bytes[place]) || (0x61...0x7A).contains(bytes[place] | 0x20)
          || bytes[place] >= 0x80)
    }
    return isLetter(index - 1) && isLetter(index + 1)
  }

  /// "[text](address)" or "[text][name]" at a place: where its text is closed and where it ends.
  private func link(at open: Int) -> (close: Int, end: Int)? {
    guard let close = closings[open], close + 1 < bytes.count, let end = closings[close + 1]
    else { return nil }
    return (close, end + 1)
  }

  /// Of a link its text is read on.
  private mutating func readLink() {
    guard let link = link(at: index) else { return copy() }
    ends[link.close] = link.end
    index += 1
  }

  private mutating func readPicture() {
    guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "["),
      let picture = link(at: index + 1)
    else { return copy() }
    index = picture.end
  }

  /// Of "<https://…>" and of a tag nothing; else the sign stands for itself.
  private mutating func readTag() {
    let rest = bytes[(index + 1)...].prefix { $0 != UInt8(ascii: "<") }
    let isTag = rest.first.map { $0 == UInt8(ascii: "/") || (0x61...0x7A).contains($0 | 0x20) }
    guard isTag == true, let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return copy() }
    // What a tag parts stays apart.
    output.append(0x20)
    index = close + 1
  }
}
