// Reads a small file whole: configuration and secrets.

import Articles
import Glibc

/// A small file's text and who may read it.
struct SettingsFile {
  /// More than any configuration needs; a log named by mistake is not read into memory.
  static let bytesMax = 1_048_576

  let text: String
  /// Whether users other than the owner and the group may read the file.
  let isReadableByOthers: Bool

  /// What kept a file from being read: the end of a sentence that starts with its path.
  struct Failure: Error {
    let what: String
    let remedy: String
  }

  init(path: String) throws(Failure) {
    // O_NONBLOCK: opening a FIFO must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.cannotOpen(errorNumber: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(what: "is not a file", remedy: "name a regular file")
    }
    guard let bytes = Self.readAll(descriptor) else {
      throw Failure(
        what: "cannot be read: \(errorText(errno))",
        remedy: "check the disk or name another file")
    }
    guard bytes.count <= Self.bytesMax else {
      throw Failure(
        what: "is longer than \(SizeText.text(bytes: Int64(Self.bytesMax)))",
        remedy: "name the right file")
    }
    // The parser takes a C string: what follows a NUL would be silently lost.
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(what: "is not UTF-8 text", remedy: "save it as UTF-8")
    }
    self.text = text
    isReadableByOthers = status.st_mode & S_IROTH != 0
  }

  private static func cannotOpen(errorNumber: Int32) -> Failure {
    switch errorNumber {
    case ENOENT, ENOTDIR:
      Failure(what: "does not exist", remedy: "create it or correct the path")
    case EACCES, EPERM:
      Failure(
        what: "may not be read by user \(currentUserName())",
        remedy: "let that user read it")
    default:
      Failure(
        what: "cannot be opened: \(errorText(errorNumber))",
        remedy: "correct the path")
    }
  }

  /// Up to one byte more than `bytesMax`; nil on an error, with `errno` set.
  private static func readAll(_ descriptor: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while bytes.count <= bytesMax {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }
}

/// A path or a value from outside, safe to print: control characters are escaped.
func shown(_ text: String) -> String {
  PathBytes(text).description
}

/// The system's words for an error number, in lower case as they stand within a sentence.
func errorText(_ errorNumber: Int32) -> String {
  guard let words = strerror(errorNumber) else { return "error \(errorNumber)" }
  let text = String(cString: words)
  return text.prefix(1).lowercased() + text.dropFirst()
}

/// The name of the user whose rights count, its number if it has no name.
func currentUserName() -> String {
  var entry = passwd()
  var found: UnsafeMutablePointer<passwd>?
  var buffer = [CChar](repeating: 0, count: 16_384)
  guard getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found) == 0, found != nil,
    let name = entry.pw_name
  else { return "\(geteuid())" }
  return String(cString: name)
}
