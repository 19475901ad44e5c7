// A path as the file system gives it.

/// A path in bytes: Linux file names need not be UTF-8, so they are never decoded, only shown.
public struct PathBytes: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Any bytes but NUL.
  public let bytes: [UInt8]

  /// A path of the given bytes.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The path whose bytes are the text's UTF-8.
  public init(_ text: String) {
    self.init(Array(text.utf8))
  }

  /// The path with a component added after a slash; an empty path gives the component alone.
  public func appending(_ component: PathBytes) -> PathBytes {
    if bytes.isEmpty { return component }
    return PathBytes(
      bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + component.bytes)
  }

  /// What follows the last slash.
  public var lastComponent: PathBytes {
    PathBytes(Array(bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]))
  }

  /// The path to show: valid UTF-8 as it is; a control character, a backslash and a byte that is not UTF-8 as `\xHH`,
  /// so that two different paths never look the same.
  public var description: String {
    var shown = ""
    var rest = bytes[...]
    while let first = rest.first {
      if let (scalar, length) = Self.scalar(at: rest), !Self.mustEscape(scalar) {
        shown.unicodeScalars.append(scalar)
        rest = rest.dropFirst(length)
      } else {
        let digits = String(first, radix: 16)
        shown += "\\x" + (digits.count == 1 ? "0" : "") + digits
        rest = rest.dropFirst()
      }
    }
    return shown
  }

  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\\" || scalar.properties.generalCategory == .control
      || scalar.properties.generalCategory == .format
      || scalar.properties.generalCategory == .lineSeparator
      || scalar.properties.generalCategory == .paragraphSeparator
  }

  /// The scalar that starts the bytes and its length; nil if they do not start with valid UTF-8.
  private static func scalar(at bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return (scalar, UTF8.width(scalar))
  }

  /// By bytes.
  public static func < (left: PathBytes, right: PathBytes) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
