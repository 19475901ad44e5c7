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
    /// Past a limit, which the detail names.
    case tooLarge
    /// A page without an article on it.
    case noArticle
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
  private let unpackedBytesMax: Int

  /// A reader of all formats.
  ///
  /// What a compressed file holds is held to `unpackedBytesMax`, in bytes.
  public init(unpackedBytesMax: Int = 64_000_000) {
    self.unpackedBytesMax = unpackedBytesMax
  }

  /// The articles that the bytes of one file hold, in its order; at least one.
  ///
  /// - Throws: `ReadingRefusal` when they hold none.
  public func read(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article] {
    guard Gzip.recognises(bytes) else { return try readUnpacked(bytes) }
    let unpacked = try Gzip.unpack(bytes, bytesMax: unpackedBytesMax)
    guard !Gzip.recognises(unpacked) else {
      throw ReadingRefusal(.unsupportedFormat, "the file is packed twice; unpack it once")
    }
    return try readUnpacked(unpacked)
  }

  private func readUnpacked(_ bytes: [UInt8]) throws(ReadingRefusal) -> [Article] {
    let head = FileHead(bytes)
    for format in Self.formats where format.recognises(head) {
      return try format.articles(bytes)
    }
    try head.refuseUnread()
    return [try PlainText.article(bytes)]
  }

  /// The first that recognises a file reads it; what none does is plain text.
  private static let formats: [any ArticleFormat.Type] = [
    NewsFeed.self, NewsMLDocument.self, NITFDocument.self, HTMLPage.self, JSONArticles.self,
    MarkdownText.self,
  ]
}
