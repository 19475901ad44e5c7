// What commands print: lines and JSON on standard output, failures on standard error.

import ArgumentParser
import Foundation

/// Standard output.
enum Output {
  /// Prints one line.
  static func line(_ text: String) {
    print(text)
  }

  /// Prints one line at once, for whoever watches or reads a pipe.
  static func now(_ text: String) {
    FileHandle.standardOutput.write(Data("\(text)\n".utf8))
  }

  /// Prints a value as one line of JSON with sorted keys.
  static func json(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // The values that commands print hold no floats that JSON cannot express, so encoding them cannot fail.
    guard let data = try? encoder.encode(value) else { return }
    print(String(decoding: data, as: UTF8.self))
  }

  /// Prints a remark that is no result.
  static func note(_ text: String) {
    FileHandle.standardError.write(Data("gainsay: \(text)\n".utf8))
  }
}

/// Why a command could not do its work, with the exit code of sysexits.h that says so.
struct CommandFailure: Error, CustomStringConvertible {
  enum Code: Int32 {
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case internalFault = 70
    case cannotCreate = 73
    case inputOutput = 74
    case configuration = 78
  }

  let code: Code
  /// What went wrong, with which thing, and what to do about it.
  let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
