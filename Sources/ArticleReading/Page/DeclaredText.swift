// Text in a field of a page, a feed or a JSON object: plain, escaped, or a piece of a page.

import Articles

/// Reads fields that hold text in one way or another.
enum DeclaredText {
  /// A piece of a page as the story it holds, paragraph by paragraph.
  ///
  /// - Throws: `ReadingRefusal` when it passes a limit.
  static func story(_ text: String, title: String?) throws(ReadingRefusal) -> [String] {
    guard text.contains("<") else { return try plainStory(text) }
    return story(PageBlocks.blocks(of: try MarkupParsing.html(text)), title: title)
  }

  /// The story that blocks make; where nothing reads like one, what they say.
  static func story(_ blocks: [PageBlock], title: String?) -> [String] {
    let story = StoryBlocks.paragraphs(blocks, title: title, guide: nil)
    return story.isEmpty
      ? blocks.map(\.text).filter { !Boilerplate.contains($0[...]) } : story
  }

  /// A text without markup: its lines as a plain text's, entities replaced.
  ///
  /// - Throws: `ReadingRefusal` when it passes a limit.
  static func plainStory(_ text: String) throws(ReadingRefusal) -> [String] {
    let bytes = Array(text.utf8)
    func folded(_ span: Span) -> String {
      FoldedText.fold(String(decoding: bytes[span.range], as: UTF8.self))
    }
    let lines = Line.lines(of: bytes).map {
      (line: $0, isMain: !Boilerplate.contains(folded($0.span)[...]))
    }
    var story: [String] = []
    for paragraph in ParagraphJoining(bytes: bytes).paragraphs(lines) {
      let plain = try plain(paragraph.fragments.map(folded).joined(separator: " "))
      if !plain.isEmpty { story.append(plain) }
    }
    return story
  }

  /// All text of a piece of a page, paragraph by paragraph.
  ///
  /// - Throws: `ReadingRefusal` when it passes a limit.
  static func paragraphs(ofMarkup text: String) throws(ReadingRefusal) -> [String] {
    let tree = try MarkupParsing.html(text)
    return PageBlocks.blocks(of: tree, in: tree.nodes.indices) { _ in false }.map(\.text)
  }

  /// A line of text; such fields are often escaped once more than they should be.
  ///
  /// - Throws: `ReadingRefusal` when it passes a limit.
  static func plain(_ text: String) throws(ReadingRefusal) -> String {
    guard text.contains("&") else { return FoldedText.fold(text) }
    return try paragraphs(ofMarkup: text).joined(separator: " ")
  }

  /// The same, with tags taken for markup; nil if nothing is left.
  ///
  /// - Throws: `ReadingRefusal` when it passes a limit.
  static func line(_ text: String?) throws(ReadingRefusal) -> String? {
    guard let text else { return nil }
    let line =
      text.contains("<") ? try paragraphs(ofMarkup: text).joined(separator: " ") : try plain(text)
    return line.isEmpty ? nil : line
  }

  /// The ISO 639-1 code that a language tag starts with.
  static func languageCode(_ tag: String?) -> String? {
    guard let code = tag?.lowercased().drop(while: \.isWhitespace).prefix(while: \.isLetter),
      code.utf8.count == 2
    else { return nil }
    return String(code)
  }

  /// An address as it may stand in an alert; nil for any but http and https.
  static func address(_ text: String?) -> String? {
    guard let url = text.map(FoldedText.fold), !url.contains(" "),
      url.hasPrefix("https://") || url.hasPrefix("http://")
    else { return nil }
    return url
  }
}
