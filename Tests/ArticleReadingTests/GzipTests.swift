import Articles
import Testing

@testable import ArticleReading

@Suite(.timeLimit(.minutes(1))) struct GzipTests {
  private static let text = "The harbour board said on Monday that it had paid nobody."

  /// `printf TEXT | gzip -9n`.
  private static let packed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x0B, 0xC9, 0x48, 0x55,
    0xC8, 0x48, 0x2C, 0x4A, 0xCA, 0x2F, 0x2D, 0x52, 0x48, 0xCA, 0x4F, 0x2C, 0x4A, 0x51,
    0x28, 0x4E, 0xCC, 0x4C, 0x51, 0xC8, 0xCF, 0x53, 0xF0, 0xCD, 0xCF, 0x4B, 0x49, 0xAC,
    0x54, 0x28, 0xC9, 0x48, 0x2C, 0x51, 0xC8, 0x2C, 0x01, 0x2A, 0x4A, 0x51, 0x28, 0x00,
    0x49, 0xE5, 0xE5, 0x27, 0xE5, 0xA7, 0x54, 0xEA, 0x01, 0x00, 0x2B, 0x1F, 0x9F, 0x64,
    0x39, 0x00, 0x00, 0x00,
  ]

  /// A megabyte of blanks: `head -c 1000000 /dev/zero | tr '\\0' ' ' | gzip -9n`.
  private static let blanks: [UInt8] =
    [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xED, 0xC1, 0x81, 0x00,
      0x00, 0x00, 0x00, 0xC3, 0x20, 0x95, 0xF9, 0x53, 0x1E, 0xE4, 0x55, 0x01,
    ] + Array(repeating: 0, count: 968) + [
      0xAF, 0x06, 0xD7, 0x08, 0x26, 0xCB, 0x40, 0x42, 0x0F, 0x00,
    ]

  @Test func `an article is unpacked`() throws {
    #expect(try ArticleReader().read(Self.packed).map(\.text) == [Self.text])
  }

  @Test func `members one after another are one file, whatever pads it`() throws {
    let padded = Self.packed + Self.packed + [0, 0, 0]
    #expect(try ArticleReader().read(padded).map(\.text) == [Self.text + Self.text])
  }

  @Test func `every cut and every flipped byte is refused or read as it was`() {
    for count in 3..<Self.packed.count {
      #expect(
        Outline.isRefused(Array(Self.packed.prefix(count)), .damaged, naming: "breaks off"))
    }
    for index in 10..<Self.packed.count {
      var bytes = Self.packed
      bytes[index] ^= 0x10
      let isSame = (try? ArticleReader().read(bytes).map(\.text)) == [Self.text]
      #expect(isSame || Outline.isRefused(bytes, .damaged, naming: "gzip"), "byte \(index)")
    }
  }

  @Test func `what is no gzip behind it is refused`() {
    #expect(Outline.isRefused(Self.packed + [0x41], .damaged, naming: "no gzip"))
  }

  @Test func `more than the limit is refused with the key that sets it`() throws {
    let reader = ArticleReader(unpackedBytesMax: Self.text.utf8.count)
    #expect(try reader.read(Self.packed).count == 1)
    let tight = ArticleReader(unpackedBytesMax: Self.text.utf8.count - 1)
    #expect(Outline.isRefused(Self.packed, .tooLarge, naming: "max_file_size", by: tight))
  }

  @Test func `what unpacks to far more than text does is refused`() {
    #expect(Outline.isRefused(Self.blanks, .tooLarge, naming: "200 times"))
  }

  @Test func `what is packed twice is refused`() {
    // A stored block, so that the test needs no packer: its length, the bytes, checksum and size.
    let inner = Self.packed
    let count = UInt16(inner.count)
    let stored =
      [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, UInt8(count & 0xFF), UInt8(count >> 8)]
      + [UInt8(~count & 0xFF), UInt8(~count >> 8)] + inner
    #expect(
      Outline.isRefused(
        stored + Self.checksum(inner) + [UInt8(count & 0xFF), UInt8(count >> 8), 0, 0],
        .unsupportedFormat, naming: "twice"))
  }

  /// CRC-32, the less significant byte first.
  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    var sum: UInt32 = .max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return (0..<4).map { UInt8(~sum >> ($0 * 8) & 0xFF) }
  }
}
