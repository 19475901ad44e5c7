// Articles with the attributions that people marked in them.

import Articles
import Foundation
import StatementAnalysis

/// One line of the training data.
struct AnnotatedArticle: Decodable {
  struct Mark: Decodable {
    let speaker: [[Int]]
    let cue: [[Int]]
    let content: [[Int]]

    private enum CodingKeys: String, CodingKey {
      case speaker = "source_b"
      case cue = "cue_b"
      case content = "content_b"
    }
  }

  let id: String
  let text: String
  let attributions: [Mark]

  /// The articles of a file of JSON lines, and the file's SHA-256.
  static func read(_ path: String) throws -> (articles: [AnnotatedArticle], sha256: String) {
    let packed = try Data(contentsOf: URL(fileURLWithPath: path))
    let lines = path.hasSuffix(".gz") ? try output(of: ["gzip", "-dc", path]) : packed
    let decoder = JSONDecoder()
    let articles = try lines.split(separator: UInt8(ascii: "\n")).map {
      try decoder.decode(AnnotatedArticle.self, from: $0)
    }
    let sum = String(decoding: try output(of: ["sha256sum", path]), as: UTF8.self)
    return (articles, String(sum.prefix(64)))
  }

  private static func output(of command: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw LabError("\(command.joined(separator: " ")) failed; see above")
    }
    return data
  }
}

/// What stops a command of the workbench, to be read by a person.
struct LabError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

extension Article {
  /// A text as it stands: each line that is not blank is a paragraph, nothing is left out.
  init(lines text: String) {
    let bytes = Array(text.utf8)
    var paragraphs: [Paragraph] = []
    var start = 0
    for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: "\n") {
      if bytes[start..<end].contains(where: { $0 > 0x20 }) {
        paragraphs.append(Paragraph(fragments: [Span(start, end)]))
      }
      start = end + 1
    }
    self.init(text: text, paragraphs: paragraphs)
  }
}
