import Articles
import Testing

@testable import ArticleReading

@Suite struct TextEncodingTests {
  private static let sentence = "“Naïve,” he said – twice."

  private static let littleEndian = sentence.utf16.flatMap { unit in
    [UInt8(unit & 0xFF), UInt8(unit >> 8)]
  }
  private static let bigEndian = sentence.utf16.flatMap { unit in
    [UInt8(unit >> 8), UInt8(unit & 0xFF)]
  }
  private static let windows1252: [UInt8] = sentence.unicodeScalars.map { scalar in
    switch scalar {
    case "“": 0x93
    case "”": 0x94
    case "–": 0x96
    default: UInt8(scalar.value)
    }
  }
  private static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static let encoded: [(bytes: [UInt8], encoding: TextEncoding)] = [
    (Array(sentence.utf8), .utf8),
    (utf8Mark + Array(sentence.utf8), .utf8),
    ([0xFF, 0xFE] + littleEndian, .utf16LittleEndian),
    ([0xFE, 0xFF] + bigEndian, .utf16BigEndian),
    (littleEndian, .utf16LittleEndian),
    (bigEndian, .utf16BigEndian),
    (windows1252, .windows1252),
  ]

  @Test(arguments: encoded)
  func `each encoding gives the same text without its mark`(
    bytes: [UInt8], encoding: TextEncoding
  ) throws {
    let decoded = try TextEncoding.decode(bytes)
    #expect(decoded.text == Self.sentence)
    #expect(decoded.encoding == encoding)
  }

  private static let refused: [(bytes: [UInt8], code: ReadingRefusal.Code)] = [
    ([], .empty),
    (Array(" \n\t ".utf8), .empty),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 1, 2, 3, 4], .notText),
    ([0xFF, 0xFE, 0x41], .damaged),
    (Array("\n<!DOCTYPE html><html></html>".utf8), .noArticle),
    (Array("<?xml version=\"1.0\"?><shop/>".utf8), .unsupportedFormat),
    (Array("%PDF-1.7 with some text".utf8), .unsupportedFormat),
  ]

  @Test(arguments: refused)
  func `what is no article is refused with its reason`(bytes: [UInt8], code: ReadingRefusal.Code) {
    #expect {
      try ArticleReader().read(bytes)[0]
    } throws: { error in
      (error as? ReadingRefusal)?.code == code
    }
  }
}
