// From a file's bytes to an `Article`: decode, find out the format, let the format read.

public import Articles

/// Why a file is no article; the file is set aside with it.
public struct ReadingRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of obstacle it is.
  public enum Code: String, Sendable {
    /// Nothing but white space.
    case empty
    /// Binary data.
    case notText
    /// Broken off or not what it says it is.
    case damaged
    /// A format that is not read.
    case unsupportedFormat
  }

  /// What kind of obstacle it is.
  public let code: Code
  /// The obstacle in words, without the file's name.
  public let detail: String

  init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
  }

  /// The obstacle in words.
  public var description: String { detail }
}

/// Reads articles; knows nothing of files and folders.
public struct ArticleReader: Sendable {
  /// A reader of plain text, the only format so far.
  public init() {}

  /// The article that the bytes of one file hold.
  ///
  /// - Throws: `ReadingRefusal` when they hold none.
  public func read(_ bytes: [UInt8]) throws(ReadingRefusal) -> Article {
    let (text, _) = try TextEncoding.decode(bytes)
    guard text.utf8.contains(where: { $0 > 0x20 }) else {
      throw ReadingRefusal(.empty, "the file holds no text")
    }
    try refuseMarkup(text)
    return PlainText.article(text)
  }

  /// Markup read as plain text would give statements full of tags: better none, and a reason that is listed.
  private func refuseMarkup(_ text: String) throws(ReadingRefusal) {
    let start = text.utf8.drop { $0 <= 0x20 }.prefix(64).map { $0 | 0x20 }
    let signs: [(String, String)] = [
      ("<!doctype html", "HTML"), ("<html", "HTML"), ("<?xml", "XML"), ("{\\rtf", "RTF"),
      ("%pdf-", "PDF"),
    ]
    for (sign, format) in signs where start.starts(with: sign.utf8.map { $0 | 0x20 }) {
      throw ReadingRefusal(
        .unsupportedFormat,
        "the file is \(format), which is not read yet; save the article as plain text")
    }
  }
}
