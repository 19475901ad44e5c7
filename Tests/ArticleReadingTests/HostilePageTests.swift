import Articles
import Testing

@testable import ArticleReading

/// Pages made to break a reader: each is read or refused, in time that grows with its length only.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostilePageTests {
  private static let story = """
    <p>The harbour board said on Monday that it had never paid for the holiday of the mayor.</p>
    """

  private static func repeated(_ part: String, bytes: Int = 60_000) -> String {
    String(repeating: part, count: bytes / part.utf8.count)
  }

  private static let refused: [(name: String, page: String, limit: String)] = [
    ("open containers", repeated("<div>"), "1000"),
    ("open inline elements", "<p>" + repeated("<b>"), "1000"),
    ("open lists", repeated("<ul><li>"), "1000"),
    ("line breaks", story + repeated("<br>", bytes: 1_010_000), "250000"),
    (
      "attributes",
      "<a " + (0..<3_000).map { "x\($0)" }.joined(separator: " ") + ">here</a>" + story, "1000"
    ),
    (
      "attributes with values and no blanks between",
      "<a " + (0..<3_000).map { "x\($0)=\"\"" }.joined() + ">here</a>" + story, "1000"
    ),
    (
      "attributes behind a comment that ends another way",
      "<!-- --!><a " + (0..<3_000).map { "x\($0)" }.joined(separator: " ") + ">here</a>" + story,
      "1000"
    ),
  ]

  @Test(arguments: refused)
  func `a page past a limit is refused with the limit`(name: String, page: String, limit: String) {
    #expect {
      try ArticleReader().read(Array("<html><body>\(page)".utf8))[0]
    } throws: { error in
      guard let refusal = error as? ReadingRefusal else { return false }
      return refusal.code == .tooLarge && refusal.detail.contains(limit)
    }
  }

  private static let read: [(name: String, page: String)] = [
    ("angle brackets", repeated("<")),
    ("ends of elements that never began", repeated("</div>")),
    ("a long attribute", "<img alt=\"\(repeated("x "))\">"),
    ("comments that never end", repeated("<!--")),
    ("ampersands", "<p>\(repeated("&"))</p>"),
    ("character references past the last character", "<p>\(repeated("&#1114112;"))</p>"),
    ("scripts that never end", "<script>" + repeated("</scrip")),
    ("declarations", repeated("<!DOCTYPE html [<!ENTITY a \"b\">]>")),
    ("processing instructions", repeated("<?a")),
    ("brackets in JSON-LD", "<script type=\"application/ld+json\">\(repeated("["))</script>"),
    (
      "keys in JSON-LD",
      "<script type=\"application/ld+json\">{\(repeated("\"@type\":1,"))</script>"
    ),
    ("one word", "<div>\(repeated("x"))</div>"),
    ("one class", "<div class=\"\(repeated("adXadY "))\">x</div>"),
    ("likes", repeated("<div class=a><p>The board said that it had paid nobody at all.</p></div>")),
    ("marks of sentences", "<div>\(repeated(".\"<br>"))</div>"),
    ("NUL", repeated("\0<p>\(String(repeating: "x", count: 200))</p>")),
  ]

  /// With time that grows with the square of the length, these would take longer than the suite may.
  @Test(arguments: read)
  func `a page full of faults is read to its end`(name: String, page: String) throws {
    let article = try ArticleReader().read(Array("<html><body>\(Self.story)\(page)".utf8))[0]
    #expect(article.text.hasPrefix("The harbour board said on Monday"), "\(name)")
  }
}
