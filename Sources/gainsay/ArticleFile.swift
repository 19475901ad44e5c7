// A file that a command is given as an article.

import ArgumentParser
import ArticleReading
import Articles
import Foundation
import GainsayDaemon

/// Reads the files that `read`, `analyze` and `backtest` are given.
struct ArticleFile {
  /// As given; "-" is standard input.
  let path: String

  /// The file's bytes.
  ///
  /// - Throws: `CommandFailure` that names the file.
  func bytes() throws(CommandFailure) -> [UInt8] {
    do {
      guard path != "-" else { return [UInt8](try FileHandle.standardInput.readToEnd() ?? Data()) }
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw CommandFailure(.noInput, "cannot read \(path): \(error.localizedDescription)")
    }
  }

  /// The article in the file.
  ///
  /// - Throws: `CommandFailure` that names the file and what is wrong with it.
  func read() throws(CommandFailure) -> Article {
    try article(in: bytes())
  }

  /// The article in bytes of this file.
  ///
  /// - Throws: `CommandFailure` that names the file and what is wrong with it.
  func article(in bytes: [UInt8]) throws(CommandFailure) -> Article {
    do {
      return try ArticleReader().read(bytes)
    } catch {
      throw CommandFailure(.badData, "\(path): \(error.detail)")
    }
  }
}
