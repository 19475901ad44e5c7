// What is shown of the learning of an archive.

import Articles
import FolderWatching
import Glibc
import Logging
import Testing

@testable import GainsayDaemon

@Suite(.timeLimit(.minutes(1))) struct LearningProgressTests {
  private func arrivals(_ count: Int, origin: FileArrival.Origin = .initialScan) -> [FileArrival] {
    (0..<count).map {
      FileArrival(
        folder: "inbox", path: PathBytes("\($0).txt"), sizeBytes: 1, modifiedNanoseconds: 1,
        origin: origin)
    }
  }

  /// What is written to an output while the work is done; it must fit a pipe.
  private func written(_ work: (LogOutput) -> Void) -> String {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    work(LogOutput(descriptor: ends[1]))
    close(ends[1])
    defer { close(ends[0]) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = read(ends[0], &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  private func logger(to output: LogOutput) -> Logger {
    Logger(label: "test") { label in
      DaemonLogHandler(label: label, threshold: LogThreshold(.info), destination: .text(output))
    }
  }

  @Test func `in a log it is a line each tenth, and none at the end`() {
    let text = written { output in
      var progress = LearningProgress(logger: logger(to: output), terminal: nil)
      progress.start("inbox", files: 1_000)
      for _ in 0..<20 { progress.take(arrivals(50)) }
      progress.finish("inbox")
    }
    let lines = text.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(
      lines[0].hasSuffix("nobody is told of it\" files=1000 folder=inbox")
        || lines[0].hasSuffix("nobody is told of it files=1000 folder=inbox"))
    #expect(lines[1].hasSuffix("learning files=1000 folder=inbox learnt=100"))
    #expect(lines[9].hasSuffix("learning files=1000 folder=inbox learnt=900"))
  }

  @Test func `on a terminal it is a bar below the log, which goes in the end`() {
    let text = written { output in
      var progress = LearningProgress(logger: logger(to: output), terminal: output)
      progress.start("inbox", files: 300)
      progress.take(arrivals(150))
      progress.take(arrivals(10, origin: .event))
      output.write(line: "a line")
      progress.take(arrivals(500))
      progress.finish("inbox")
      output.write(line: "the end")
    }
    let cleared = "\r\u{1B}[K"
    let half = String(repeating: "#", count: 15) + String(repeating: "-", count: 15)
    let bar = "learning inbox [\(half)] 50 % (150 of 300)"
    let whole = "learning inbox [\(String(repeating: "#", count: 30))] 100 % (300 of 300)"
    #expect(
      text.hasSuffix(
        "\(cleared)\(bar)\(cleared)a line\n\(bar)\(cleared)\(whole)\(cleared)the end\n"))
  }

  @Test func `a folder that is not learnt, or is empty, shows nothing`() {
    let text = written { output in
      var progress = LearningProgress(logger: logger(to: output), terminal: output)
      progress.start("empty", files: 0)
      progress.take(arrivals(5))
      progress.finish("empty")
      progress.finish("inbox")
    }
    #expect(text.isEmpty)
  }
}
