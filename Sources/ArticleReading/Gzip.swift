// The only file that calls zlib: gzip to the bytes that were packed, within limits.

import CZlib

/// Unpacks gzip (RFC 1952) piece by piece, so that no more than the limit is ever in memory.
enum Gzip {
  /// Text packs to a fifth, a feed that repeats itself to a fiftieth; deflate can come to a thousandth.
  static let ratioMax = 200
  private static let chunkBytes = 65_536

  /// True for bytes that start as a gzip file does.
  static func recognises(_ bytes: some Sequence<UInt8>) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// What was packed, of all members one after another.
  ///
  /// - Throws: `ReadingRefusal` when a limit is passed or the file is damaged.
  static func unpack(_ bytes: [UInt8], bytesMax: Int) throws(ReadingRefusal) -> [UInt8] {
    // zlib keeps the address of its record.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer {
      inflateEnd(stream)
      stream.deallocate()
    }
    // 15 is the largest window; with 16 added, a gzip header and its checksum are asked for.
    let size = CInt(MemoryLayout<z_stream>.size)
    guard let count = UInt32(exactly: bytes.count),
      inflateInit2_(stream, 15 + 16, ZLIB_VERSION, size) == Z_OK
    else { throw ReadingRefusal(.tooLarge, "there is no room to unpack the file") }
    return try bytes.withUnsafeBufferPointer { input throws(ReadingRefusal) in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = count
      return try unpack(stream, input, bytesMax: bytesMax)
    }
  }

  private static func unpack(
    _ stream: UnsafeMutablePointer<z_stream>, _ input: UnsafeBufferPointer<UInt8>, bytesMax: Int
  ) throws(ReadingRefusal) -> [UInt8] {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: chunkBytes)
    while true {
      let status = chunk.withUnsafeMutableBufferPointer { part in
        stream.pointee.next_out = part.baseAddress
        stream.pointee.avail_out = UInt32(part.count)
        return inflate(stream, Z_NO_FLUSH)
      }
      let step = chunk.count - Int(stream.pointee.avail_out)
      let consumed = input.count - Int(stream.pointee.avail_in)
      try check(output.count + step, from: consumed, bytesMax: bytesMax)
      output += chunk[..<step]
      switch status {
      case Z_OK: continue
      case Z_STREAM_END:
        let rest = input[consumed...]
        // What pads a file to the size of a block is no member.
        if rest.allSatisfy({ $0 == 0 }) { return output }
        guard recognises(rest), inflateReset(stream) == Z_OK else {
          throw ReadingRefusal(.damaged, "something that is no gzip follows the packed text")
        }
      case Z_BUF_ERROR: throw ReadingRefusal(.damaged, "the gzip file breaks off")
      default: throw ReadingRefusal(.damaged, "the gzip file is damaged")
      }
    }
  }

  private static func check(
    _ count: Int, from packed: Int, bytesMax: Int
  ) throws(ReadingRefusal) {
    guard count <= bytesMax else {
      throw ReadingRefusal(
        .tooLarge,
        "unpacked it has more than \(bytesMax) bytes; raise max_file_size if it holds articles")
    }
    guard count <= packed * ratioMax + chunkBytes else {
      throw ReadingRefusal(
        .tooLarge, "it unpacks to more than \(ratioMax) times its size, as no article does")
    }
  }
}
