// A file that a command is given as an article.

import ArgumentParser
import ArticleReading
import Articles
import GainsayDaemon
import Glibc

/// Reads the files that `read`, `analyze` and `backtest` are given.
struct ArticleFile {
  /// As given; "-" is standard input.
  let path: String

  /// The file's bytes.
  ///
  /// - Throws: `CommandFailure` that names the file.
  func bytes() throws(CommandFailure) -> [UInt8] {
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable() }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw unreadable() }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// The system's words: Foundation's say less of a file that cannot be read.
  private func unreadable() -> CommandFailure {
    CommandFailure(.noInput, "cannot read \(path): \(String(cString: strerror(errno)))")
  }

  /// The articles in the file, at least one.
  ///
  /// - Throws: `CommandFailure` that names the file and what is wrong with it.
  func read() throws(CommandFailure) -> [Article] {
    try articles(in: bytes())
  }

  /// The articles in bytes of this file, at least one.
  ///
  /// - Throws: `CommandFailure` that names the file and what is wrong with it.
  func articles(in bytes: [UInt8]) throws(CommandFailure) -> [Article] {
    do {
      return try ArticleReader().read(bytes)
    } catch {
      throw CommandFailure(.badData, "\(path): \(error.detail)")
    }
  }
}

extension [Article] {
  /// Each with its number from 1; without one where it stands alone.
  var numbered: [(article: Article, entry: Int?)] {
    enumerated().map { ($1, count > 1 ? $0 + 1 : nil) }
  }
}
