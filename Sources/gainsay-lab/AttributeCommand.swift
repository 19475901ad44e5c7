// `attribute`: predictions for articles, in the format of the evaluation.

import ArgumentParser
import Articles
import Foundation
import StatementAnalysis

struct AttributeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Read {\"id\",\"text\"} a line, print each article's attributions a line.")

  @Flag(help: "Also those within the content of another.") var nested = false
  @Option(help: "Folder with other models than the program's own.") var models: String?
  @Option(help: "What is added to \"no cue\" instead of what the model says.") var bias: Float?

  private struct Line: Decodable {
    let id: String
    let text: String
  }

  func run() throws {
    let tagger = try tagger()
    let decoder = JSONDecoder()
    var number = 0
    while let text = readLine() {
      number += 1
      guard let line = try? decoder.decode(Line.self, from: Data(text.utf8)) else {
        throw LabError("line \(number) of standard input is not {\"id\": …, \"text\": …}")
      }
      let columns = TokenColumns(Article(lines: line.text))
      let found = tagger.attributions(in: columns, includesNested: nested)
      print(try Prediction(id: line.id, found, columns).line())
    }
  }

  private func tagger() throws -> AttributionTagger {
    func model(_ stage: Stage) throws -> TaggerModel {
      guard let folder = models else { return try .embedded(stage) }
      let path = "\(folder)/\(stage.rawValue).bin"
      guard let data = FileManager.default.contents(atPath: path) else {
        throw LabError("\(path) cannot be read; gainsay-lab train --out \(folder) makes it")
      }
      return try TaggerModel(stage, [UInt8](data))
    }
    return AttributionTagger(
      cues: try model(.cues), roles: try model(.roles), verdicts: try model(.verdicts), bias: bias)
  }
}

/// One article's attributions as the evaluation reads them.
struct Prediction: Encodable {
  private struct Place: Encodable {
    let start: Int
    let end: Int

    init(_ span: Span) {
      start = span.start
      end = span.end
    }
  }

  private struct Item: Encodable {
    let kind: String
    let speaker: Place?
    let cue: Place
    let content: [Place]
    let certainty: Double
  }

  private let id: String
  private let statements: [Item]

  init(id: String, _ attributions: [TaggedAttribution], _ columns: TokenColumns) {
    self.id = id
    statements = attributions.map {
      Item(
        kind: columns.isDenialCue($0.cue) ? "denial" : "claim",
        speaker: $0.speaker.map { Place(columns.span(of: $0)) },
        cue: Place(columns.span(of: $0.cue)),
        content: $0.content.map { Place(columns.span(of: $0)) },
        certainty: ($0.certainty * 1000).rounded() / 1000)
    }
  }

  func line() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
