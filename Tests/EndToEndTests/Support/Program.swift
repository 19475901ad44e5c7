// The real program, as it was built beside these tests.

import Foundation
import Glibc

/// A process, of `gainsay` if nothing else is said, with what it prints; killed with the value, should it still run.
final class Program: Sendable {
  /// How a process ended.
  enum End: Hashable {
    case exit(Int32)
    case signal(Int32)
  }

  static let gainsay = URL(fileURLWithPath: "/proc/self/exe")
    .resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("gainsay").path

  /// Lines of standard output and standard error, without their ends.
  let output = Arriving<String>()
  let log = Arriving<String>()
  private let process = Process()
  private let ends = Arriving<End>()

  /// Starts it, in the given folder or in that of the tests.
  init(
    _ arguments: [String], of executable: String = gainsay, input: [UInt8] = [],
    folder: String? = nil, environment: [String: String] = [:]
  ) throws {
    let (inputPipe, outputPipe, logPipe) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.standardInput = inputPipe
    process.standardOutput = outputPipe
    process.standardError = logPipe
    // It has ended when it is gone and all it printed has been read.
    let parts = DispatchGroup()
    for _ in 1...3 { parts.enter() }
    process.terminationHandler = { _ in parts.leave() }
    parts.notify(queue: .global()) { [process, ends] in
      let number = process.terminationStatus
      ends.append(process.terminationReason == .exit ? .exit(number) : .signal(number))
    }
    try Self.withSignalsOpen { try process.run() }
    Self.readLines(of: outputPipe, into: output, parts)
    Self.readLines(of: logPipe, into: log, parts)
    inputPipe.fileHandleForWriting.write(Data(input))
    try inputPipe.fileHandleForWriting.close()
  }

  deinit { signal(SIGKILL) }

  /// Runs a command to its end.
  static func run(
    _ arguments: [String], of executable: String = gainsay, input: [UInt8] = [],
    folder: String? = nil
  ) async throws -> Finished {
    let program = try Program(arguments, of: executable, input: input, folder: folder)
    let end = try await program.end()
    return Finished(
      end: end, output: program.output.all.joined(separator: "\n"),
      complaints: program.log.all.joined(separator: "\n"))
  }

  /// What a command that has ended gave.
  struct Finished {
    let end: End
    let output: String
    let complaints: String
  }

  /// A process inherits which signals are blocked, and on the threads of tests nearly all are.
  private static func withSignalsOpen(_ start: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try start()
  }

  func signal(_ number: Int32) {
    if process.isRunning { kill(process.processIdentifier, number) }
  }

  /// Waits for the end.
  func end() async throws -> End {
    try await ends.first("the program's end") { _ in true }
  }

  private static func readLines(of pipe: Pipe, into lines: Arriving<String>, _ parts: DispatchGroup)
  {
    Thread.detachNewThread {
      defer { parts.leave() }
      var unfinished: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(pipe.fileHandleForReading.fileDescriptor, &chunk, chunk.count)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { break }
        unfinished += chunk[..<count]
        while let end = unfinished.firstIndex(of: UInt8(ascii: "\n")) {
          lines.append(String(decoding: unfinished[..<end], as: UTF8.self))
          unfinished.removeFirst(end + 1)
        }
      }
      if !unfinished.isEmpty { lines.append(String(decoding: unfinished, as: UTF8.self)) }
    }
  }
}
