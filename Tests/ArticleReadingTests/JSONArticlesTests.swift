import Articles
import Testing

@testable import ArticleReading

@Suite(.timeLimit(.minutes(1))) struct JSONArticlesTests {
  private static let first = "The harbour board said on Monday that it had paid nobody."
  private static let second = "A court will hear the case in March, its clerk said on Friday."
  private static let whole = Outline(
    "Board denies paying", [first, second], outlet: "Harbour Times", date: "2023-01-30",
    language: "en", url: "https://harbour.example/a")

  private static let shapes = [
    // ninjs 1
    """
    {"uri": "https://harbour.example/a", "type": "text", "language": "en-GB",
     "versioncreated": "2023-01-30T10:00:00Z", "headline": "Board denies paying",
     "body_text": "\(first)\\n\\n\(second)", "infosource": [{"name": "Harbour Times"}]}
    """,
    """
    {"uri": "https://harbour.example/a", "language": "en", "firstcreated": "2023-01-30",
     "headline": "Board denies paying", "description_text": "Less.",
     "body_xhtml": "<div><p>\(first)</p><p>\(second)</p></div>", "copyrightholder": "Harbour Times"}
    """,
    // ninjs 2
    """
    {"uri": "https://harbour.example/a", "standard": {"name": "ninjs", "version": "2.1"},
     "language": "en", "contentcreated": "2023-01-30T10:00:00Z",
     "headlines": [{"role": "short", "value": "Board"}, {"role": "main", "value": "Board denies paying"}],
     "bodies": [{"role": "main", "contenttype": "text/plain", "value": "\(first)\\n\(second)"}],
     "infosources": [{"name": "Harbour Times"}]}
    """,
    // schema.org
    """
    {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Board denies paying",
     "articleBody": "\(first)\\n\(second)", "datePublished": "2023-01-30T10:00:00+01:00",
     "inLanguage": "en", "publisher": {"@type": "Organization", "name": "Harbour Times"},
     "mainEntityOfPage": {"@id": "https://harbour.example/a"}}
    """,
    """
    {"@context": "https://schema.org", "@graph": [{"@type": "Person", "name": "Jo Ash"},
     {"@type": ["ReportageNewsArticle"], "headline": "Board denies paying", "url": "https://harbour.example/a",
      "articleBody": "<p>\(first)</p><p>\(second)</p>", "dateCreated": "2023-01-30",
      "inLanguage": "en", "publisher": "Harbour Times"}]}
    """,
    // What `gainsay read --format json` prints.
    """
    {"date":"2023-01-30","language":"en","outlet":"Harbour Times","text":"\(first)\\n\\n\(second)",
     "title":"Board denies paying","url":"https://harbour.example/a"}
    """,
  ]

  @Test(arguments: shapes)
  func `an article reads the same in each shape`(file: String) throws {
    #expect(try Outline.read(file) == [Self.whole])
    #expect(try ArticleReader().read(Array(file.utf8)).map(\.isEntry) == [false])
  }

  @Test func `an array is a list of articles`() throws {
    let file = "[\(Self.shapes.joined(separator: ","))]"
    #expect(try Outline.read(file) == Array(repeating: Self.whole, count: Self.shapes.count))
    #expect(try ArticleReader().read(Array(file.utf8)).allSatisfy(\.isEntry))
  }

  @Test func `each line of JSON Lines is an article`() throws {
    let lines = Self.shapes.map { $0.replacing("\n", with: " ") }
    let file = lines.joined(separator: "\n") + "\r\n\n"
    #expect(try Outline.read(file) == Array(repeating: Self.whole, count: lines.count))
    #expect(try ArticleReader().read(Array(file.utf8)).allSatisfy(\.isEntry))
  }

  @Test func `what is not filled is not stated`() throws {
    let file = """
      {"text": "\(Self.first)", "title": null, "date": 2023, "outlet": "", "url": "javascript:1"}
      """
    #expect(try Outline.read(file) == [Outline(nil, [Self.first])])
  }

  @Test func `escapes are read`() throws {
    let file = #"{"text": "\u201cNa\u00efve,\u201d she said \/ \ud83d\ude00 \"twice\".\tSo."}"#
    #expect(try Outline.read(file) == [Outline(nil, ["“Naïve,” she said / 😀 \"twice\". So."])])
  }

  private static let faults: [(file: String, word: String)] = [
    (#"{"text": "a""#, "line 1: an object is not closed"),
    (#"{"text": "a}"#, "breaks off in a string"),
    ("{\"text\":\n\"a\", }", "line 2: a key in quotation marks is missing"),
    (#"{"text" "a"}"#, "colon"),
    (#"{"text": "a", "text": "b"}"#, "twice"),
    (#"{"text": "a\ud800"}"#, "half a surrogate pair"),
    (#"{"text": "a\ud800\u0041"}"#, "half a surrogate pair"),
    (#"{"text": "a\udc00"}"#, "half a surrogate pair"),
    (#"{"text": "a\u12"}"#, "four hexadecimal digits"),
    (#"{"text": "a\u+123"}"#, "four hexadecimal digits"),
    (#"{"text": "a\x"}"#, "unknown escape"),
    ("{\"text\": \"a\nb\"}", "line break"),
    (#"{"text": 'a'}"#, "no JSON value"),
    (#"{"text": 01}"#, "no JSON value"), (#"{"text": 1.}"#, "no JSON value"),
    (#"{"text": +1}"#, "no JSON value"), (#"{"text": 1e}"#, "no JSON value"),
    (#"{"text": .5}"#, "no JSON value"), (#"{"text": NaN}"#, "no JSON value"),
    (#"{"text": tru}"#, "no JSON value"), (#"{"text": }"#, "no JSON value"),
    (#"{"text": "a"} {"text": "b"}"#, "something follows"),
    ("{\"text\": \"a\"}\n{\"text\": \"b\"", "line 2: an object is not closed"),
    (#"[{"text": "a"},]"#, "no JSON value"), (#"[{"text": "a"}"#, "array is not closed"),
  ]

  @Test(arguments: faults)
  func `a fault is refused with its line`(file: String, word: String) {
    #expect(Outline.isRefused(Array(file.utf8), .damaged, naming: word))
  }

  @Test(arguments: ["-0", "0.5", "-12.25e+3", "1E9", "[]", "{}", "[1, 2]", "true", "null"])
  func `other values beside the text do no harm`(value: String) throws {
    #expect(
      try Outline.read("{\"text\": \"It is so.\", \"x\": \(value)}") == [
        Outline(nil, ["It is so."])
      ])
  }

  @Test(arguments: [
    (#"{"name": "a shop"}"#, ReadingRefusal.Code.unsupportedFormat, "neither ninjs"),
    (#"{"text": " "}"#, .noArticle, "no text"), (#"[{"text": ""}]"#, .noArticle, "no article"),
    ("{}", .unsupportedFormat, "neither ninjs"),
  ])
  func `JSON without an article is refused`(
    file: String, code: ReadingRefusal.Code, word: String
  ) {
    #expect(Outline.isRefused(Array(file.utf8), code, naming: word))
  }

  @Test(arguments: [
    "[UPDATE] The board said that it had paid nobody.", "{sic} The board said so on Monday.",
    "[1] The board said that it had paid nobody.",
  ])
  func `a plain text may open with a bracket`(text: String) throws {
    #expect(try Outline.read(text).map(\.paragraphs) == [[text]])
  }
}
