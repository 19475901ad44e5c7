// A trained model: hashed weights in bytes, as a file and in use.

import CModels

/// The weights of one stage.
///
/// File, little-endian: magic, format, header length, checksum, then the header (what it was trained on and how well it
/// does, for people and for `ModelHeader`), the transitions as 32-bit floats, and the table of weights, one signed byte
/// per row and label. The bytes are used where they are; nothing is copied but the transitions.
package struct TaggerModel: Sendable {
  private static let magic: UInt64 = 0x3147_4154_534E_4147  // "GANSTAG1"
  private static let format: UInt32 = 1
  /// Bytes before the header text.
  private static let prefixBytes = 32
  /// The table is read eight bytes at a time.
  private static let paddingBytes = 8

  /// The stage it serves.
  package let stage: Stage
  /// What it was trained on and how.
  package let header: ModelHeader
  /// Label sequences under its transition weights.
  package let chain: Chain

  // The table outlives the model: it is part of the program, or kept by `owner`.
  nonisolated(unsafe) private let table: UnsafeRawPointer
  private let owner: ModelBytes?

  /// The model that is part of the program.
  package static func embedded(_ stage: Stage) throws(ModelError) -> TaggerModel {
    let file =
      switch stage {
      case .cues: embedded_cue_model()
      case .roles: embedded_role_model()
      case .verdicts: embedded_verdict_model()
      }
    return try TaggerModel(stage, UnsafeRawBufferPointer(file), owner: nil)
  }

  /// A model from the bytes of a file.
  package init(_ stage: Stage, _ bytes: [UInt8]) throws(ModelError) {
    let owner = ModelBytes(bytes, padding: Self.paddingBytes)
    try self.init(
      stage, UnsafeRawBufferPointer(rebasing: owner.bytes[..<bytes.count]), owner: owner)
  }

  private init(_ stage: Stage, _ bytes: UnsafeRawBufferPointer, owner: ModelBytes?)
    throws(ModelError)
  {
    func refuse(_ code: ModelError.Code, _ problem: String) -> ModelError {
      ModelError(
        code: code,
        description: "the \(stage.rawValue) model \(problem); make it again with gainsay-lab train")
    }
    guard bytes.count >= Self.prefixBytes,
      bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self) == Self.magic
    else { throw refuse(.notAModel, "is no model of this program") }
    let format = bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    guard format == Self.format else {
      throw refuse(.wrongFormat, "has format \(format), this program reads \(Self.format)")
    }
    let headerBytes = Int(bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    let weights = Self.weightBytes(stage)
    let expected = Self.prefixBytes + headerBytes + weights.transitions + weights.table
    guard bytes.count >= Self.prefixBytes + headerBytes else {
      throw refuse(.truncated, "is cut short")
    }
    let text = bytes[Self.prefixBytes..<Self.prefixBytes + headerBytes]
    guard let header = ModelHeader(String(decoding: text, as: UTF8.self)) else {
      throw refuse(.damaged, "has a header that cannot be read")
    }
    guard header.stage == stage.rawValue else {
      throw refuse(.wrongStage, "is one for \(header.stage)")
    }
    guard header.features == stage.featuresPerToken, header.rowsLog2 == stage.rowsLog2 else {
      throw refuse(.wrongShape, "was made for other features")
    }
    guard bytes.count == expected else { throw refuse(.truncated, "is cut short") }
    let body = UnsafeRawBufferPointer(rebasing: bytes[Self.prefixBytes...])
    guard bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self) == Checksum.of(body) else {
      throw refuse(.damaged, "is damaged: its checksum does not match")
    }
    let start = Self.prefixBytes + headerBytes
    let transitions = (0..<weights.transitions / 4).map {
      bytes.loadUnaligned(fromByteOffset: start + $0 * 4, as: Float.self)
    }
    guard let base = bytes.baseAddress else { throw refuse(.truncated, "is cut short") }
    self.stage = stage
    self.header = header
    self.chain = Chain(stage, transitions: transitions)
    self.table = base + start + weights.transitions
    self.owner = owner
  }

  private static func weightBytes(_ stage: Stage) -> (transitions: Int, table: Int) {
    (
      stage.setCount * StateSpace.of(stage).moveCount * 4,
      stage.labelCount << stage.rowsLog2
    )
  }

  /// The file of a model.
  ///
  /// `table` holds `labelCount` bytes for each of `2^rowsLog2` rows.
  package static func file(header: ModelHeader, transitions: [Float], table: [Int8]) -> [UInt8] {
    let text = Array(header.text.utf8)
    var body = text
    for weight in transitions { body.append(littleEndian: weight.bitPattern) }
    body.append(contentsOf: table.lazy.map { UInt8(bitPattern: $0) })
    let checksum = body.withUnsafeBytes { Checksum.of($0) }
    var file: [UInt8] = []
    file.append(littleEndian: magic)
    file.append(littleEndian: format)
    file.append(littleEndian: UInt32(text.count))
    file.append(littleEndian: checksum)
    file.append(littleEndian: UInt64(0))
    return file + body
  }

  // MARK: Use

  /// The score of each label at each token, without transitions.
  ///
  /// `emissions` is replaced by `labelCount` scores for each position of the input.
  package func score(_ input: ChainInput, into emissions: inout [Float]) {
    let labels = stage.labelCount
    let mask = UInt32(1) << UInt32(stage.rowsLog2) - 1
    let scale = header.scale
    let needed = input.sets.count * labels
    if emissions.count < needed {
      emissions.append(contentsOf: repeatElement(0, count: needed - emissions.count))
    } else {
      emissions.removeLast(emissions.count - needed)
    }
    let perToken = input.featuresPerToken
    precondition(input.features.count >= input.sets.count * perToken)
    let features = input.features.span
    var scores = emissions.mutableSpan
    for position in input.sets.indices {
      // 127 × 89 features stay within 16 bits.
      var sum = SIMD8<Int16>()
      for index in position * perToken..<(position + 1) * perToken {
        // The mask keeps the row within the table, the padding the last read.
        let row = table + Int(features[unchecked: index] & mask) &* labels
        sum &+= SIMD8<Int16>(truncatingIfNeeded: row.loadUnaligned(as: SIMD8<Int8>.self))
      }
      for label in 0..<labels {
        scores[unchecked: position * labels + label] = Float(sum[label]) * scale
      }
    }
  }

  /// What one feature adds to the score of a label.
  func weight(of feature: UInt32, for label: Int) -> Float {
    let row = Int(feature & (UInt32(1) << UInt32(stage.rowsLog2) - 1)) * stage.labelCount
    return Float(table.load(fromByteOffset: row + label, as: Int8.self)) * header.scale
  }
}

/// Keeps the bytes of a model that is not part of the program.
private final class ModelBytes: Sendable {
  nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer

  init(_ source: [UInt8], padding: Int) {
    bytes = .allocate(byteCount: source.count + padding, alignment: 64)
    bytes.copyBytes(from: source)
    for index in source.count..<source.count + padding { bytes[index] = 0 }
  }

  deinit {
    bytes.deallocate()
  }
}

/// A checksum that finds damage, not forgery.
private enum Checksum {
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sums = SIMD4<UInt64>(1, 2, 3, 4)
    var index = 0
    while index + 32 <= bytes.count {
      let words = bytes.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
      sums = (sums ^ words) &* SIMD4(repeating: 0x9E37_79B9_7F4A_7C15)
      sums ^= sums &>> SIMD4(repeating: 29)
      index += 32
    }
    var sum = UInt64(bytes.count)
    while index < bytes.count {
      sum = WordHash.adding(bytes[index], to: sum)
      index += 1
    }
    for lane in 0..<4 {
      sum = (sum ^ sums[lane]) &* 0x9FB2_1C65_1E98_DF25
      sum ^= sum >> 32
    }
    return sum
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
