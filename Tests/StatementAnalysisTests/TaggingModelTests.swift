import Articles
import Testing

@testable import StatementAnalysis

@Suite(.timeLimit(.minutes(1))) struct TaggingModelTests {
  private static let stage = Stage.verdicts

  private static func header(scale: Float = 0.5) -> ModelHeader {
    ModelHeader(
      stage: stage, scale: scale, outsideBias: 0, dataSHA256: String(repeating: "0", count: 64),
      options: "none", scores: "none")
  }

  private static func table() -> [Int8] {
    (0..<stage.labelCount << stage.rowsLog2).map { Int8(truncatingIfNeeded: $0 &* 37 % 255) }
  }

  private static func file(_ header: ModelHeader = header()) -> [UInt8] {
    let weights = stage.setCount * StateSpace.of(stage).moveCount
    return TaggerModel.file(
      header: header, transitions: Array(repeating: 0.25, count: weights), table: table())
  }

  @Test func `a model scores with the weights that were written`() throws {
    let model = try TaggerModel(Self.stage, Self.file())
    var input = ChainInput(Self.stage)
    input.reset(to: 0..<3)
    for index in 0..<3 * Self.stage.featuresPerToken {
      input.features[index] = UInt32(truncatingIfNeeded: index &* 2_654_435_761)
    }
    input.sets = [0, 0, 0]
    var emissions: [Float] = []
    model.score(input, into: &emissions)
    let table = Self.table()
    for token in 0..<3 {
      for label in 0..<2 {
        let first = token * Self.stage.featuresPerToken
        let sum = (first..<first + Self.stage.featuresPerToken).reduce(0) { sum, feature in
          let row = Int(input.features[feature]) & (1 << Self.stage.rowsLog2 - 1)
          return sum + Int(table[row * 2 + label])
        }
        #expect(emissions[token * 2 + label] == Float(sum) * 0.5)
      }
    }
  }

  @Test func `a header survives being written and read`() throws {
    let header = Self.header(scale: 0.012_345_67)
    #expect(ModelHeader(header.text) == header)
    #expect(try TaggerModel(Self.stage, Self.file(header)).header == header)
  }

  private struct Damage: Sendable {
    let name: String
    let code: ModelError.Code
    let apply: @Sendable ([UInt8]) -> [UInt8]
  }

  private static let damages: [Damage] = [
    Damage(name: "nothing", code: .notAModel) { _ in [] },
    Damage(name: "another program's file", code: .notAModel) { _ in
      Array("%PDF-1.7".utf8) + Array(repeating: 0, count: 99)
    },
    Damage(name: "another format", code: .wrongFormat) { changed($0, at: 8) },
    Damage(name: "an end cut off", code: .truncated) { Array($0.dropLast(1)) },
    Damage(name: "only the beginning", code: .truncated) { Array($0.prefix(64)) },
    Damage(name: "bytes too many", code: .truncated) { $0 + [0] },
    Damage(name: "a changed weight", code: .damaged) { changed($0, at: $0.count - 5) },
    Damage(name: "a changed checksum", code: .damaged) { changed($0, at: 16) },
    Damage(name: "a garbled header", code: .damaged) { changed($0, at: 33) },
  ]

  @Test(arguments: damages.indices)
  func `a file that is no whole model is refused`(index: Int) {
    let damage = Self.damages[index]
    let error = #expect(throws: ModelError.self, "\(damage.name)") {
      try TaggerModel(Self.stage, damage.apply(Self.file()))
    }
    #expect(error?.code == damage.code, "\(damage.name)")
    #expect(error?.description.contains("verdicts model") == true)
  }

  @Test func `a model of another stage or of other features is refused`() {
    var other = Self.header()
    other.stage = "cues"
    var older = Self.header()
    older.features -= 1
    #expect(throws: ModelError.self) { try TaggerModel(Self.stage, Self.file(other)) }
    #expect(throws: ModelError.self) { try TaggerModel(Self.stage, Self.file(older)) }
  }

  private static func changed(_ file: [UInt8], at place: Int) -> [UInt8] {
    var file = file
    file[place] ^= 0x40
    return file
  }

  @Test func `the program's own models are whole`() throws {
    for stage in Stage.allCases {
      let model = try TaggerModel.embedded(stage)
      #expect(model.header.dataSHA256.count == 64)
    }
  }
}
