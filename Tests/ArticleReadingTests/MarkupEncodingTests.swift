import Articles
import Testing

@testable import ArticleReading

@Suite(.timeLimit(.minutes(1))) struct MarkupEncodingTests {
  private static let sentence = "“Naïve,” she said of the harbour’s bill – it was paid twice."
  private static let utf8 = Array(sentence.utf8)
  private static let windows1252: [UInt8] = sentence.unicodeScalars.map { scalar in
    switch scalar {
    case "“": 0x93
    case "”": 0x94
    case "’": 0x92
    case "–": 0x96
    default: UInt8(truncatingIfNeeded: scalar.value)
    }
  }

  private static func page(_ head: String, _ sentence: [UInt8]) -> [UInt8] {
    Array("<html><head>\(head)</head><body><p>".utf8) + sentence + Array("</p></body></html>".utf8)
  }

  private static let pages: [[UInt8]] = [
    page("<meta charset=\"utf-8\">", utf8),
    page("", utf8),
    page("<meta charset=\"windows-1252\">", windows1252),
    page(
      "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-1\">", windows1252),
    page("", windows1252),
    // Declared wrongly.
    page("<meta charset=\"iso-8859-1\">", utf8),
    page("<meta charset=\"utf-8\">", windows1252),
    page("<meta charset=\"no-such-charset\">", windows1252),
    [0xEF, 0xBB, 0xBF] + page("<meta charset=\"iso-8859-1\">", utf8),
    Array("<?xml version=\"1.0\" encoding=\"windows-1252\"?>".utf8) + page("", windows1252),
    [0xFF, 0xFE]
      + String(decoding: page("<meta charset=\"utf-8\">", utf8), as: UTF8.self).utf16
      .flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
  ]

  @Test(arguments: pages)
  func `a page reads the same in each encoding, declared or not`(page: [UInt8]) throws {
    let article = try ArticleReader().read(page)[0]
    #expect(article.paragraphs.map { article.text(of: $0.span) } == [Self.sentence[...]])
  }

  @Test(arguments: [
    ("koi8-r", [0xF0, 0xCF, 0xD2, 0xD4] as [UInt8], "Порт"),
    ("iso-8859-2", [0xA3, 0xF3, 0x64, 0xBC], "Łódź"),
    ("Shift_JIS", [0x8D, 0x60], "港"),
  ])
  func `any encoding that the system knows is read as it is declared`(
    charset: String, bytes: [UInt8], text: String
  ) throws {
    let page = Self.page(
      "<meta charset=\(charset)>", bytes + Array(" is far from here, she said.".utf8))
    let article = try ArticleReader().read(page)[0]
    #expect(article.text == text + " is far from here, she said.")
  }

  @Test func `single wrong bytes in UTF-8 do not spoil the rest`() throws {
    let page = Self.page(
      "<meta charset=\"utf-8\">", Self.utf8 + [0x20, 0x93] + Array("Twice.".utf8))
    #expect(try ArticleReader().read(page)[0].text == Self.sentence + " “Twice.")
  }

  @Test func `a byte that is wrong in the declared encoding is marked`() throws {
    let page = Self.page(
      "<meta charset=Shift_JIS>", [0x8D, 0x60, 0x20, 0xFF] + Array(" is far, she said.".utf8))
    #expect(try ArticleReader().read(page)[0].text == "港 \u{FFFD} is far, she said.")
  }
}
