// What a byte of text costs that nobody would write: the cost must not grow with the length of the text.

import ArticleReading
import Articles
import Glibc
import StatementAnalysis

struct HostileTextBench {
  private static let sizes = [10_000, 100_000, 1_000_000, 10_000_000]

  /// Each is repeated until the size is reached.
  private static let patterns = [
    ("one word", "a"), ("one short word", "the "),
    ("all quotes", "“"),
    ("straight quotes", "\" "),
    ("no spaces", "denied,Averland.said:"),
    ("all cues", "said denied accused "),
    ("one long sentence", "Averland said that Brenno denied it, and "),
    ("all names", "Averland Brenno Corvia "),
    ("according to", "according to "),
    ("open brackets", "( "),
    ("short lines", "Averland denied it.\n"),
  ]

  /// Those whose instructions are counted too, which takes fifty times as long.
  static let counted = patterns.filter {
    ["one word", "all quotes", "no spaces", "all cues"].contains($0.0)
  }

  /// Reads and analyses each text at each size; the ratio is between the largest and the smallest.
  ///
  /// Figures are this thread's processor time: other work on the machine counts little, though it takes room in caches.
  ///
  /// - Throws: `ReadingRefusal` if one is no article.
  func measure() throws {
    let analyzer = StatementAnalyzer(actors: BenchArticles.actors)
    for (name, pattern) in Self.patterns {
      let costs = try Self.sizes.map { size in
        try nanosecondsPerByte(Self.text(of: pattern, bytes: size), analyzer)
      }
      let ratio = costs[costs.count - 1] / costs[0]
      BenchReport.figure(
        "hostile text, \(name)", "\(BenchReport.number(ratio)) times",
        costs.map(BenchReport.number).joined(separator: ", ")
          + " ns/B of processor time at 10 kB, 100 kB, 1 MB, 10 MB")
    }
  }

  /// A headline before and a sentence's end behind, without which the reader takes it for a line of the page.
  static func text(of pattern: String, bytes: Int) -> String {
    "Harbour news\n\n" + String(repeating: pattern, count: bytes / pattern.utf8.count)
      + " and that was all the board said about it to the press.\n"
  }

  /// The least of some runs, so that other work on the machine counts little.
  private func nanosecondsPerByte(_ text: String, _ analyzer: StatementAnalyzer) throws -> Double {
    let bytes = Array(text.utf8)
    var least = Double.infinity
    var spent = 0.0
    while spent < 60e6 {
      let start = processorNanoseconds()
      _ = analyzer.analyze(try ArticleReader().read(bytes)[0])
      let time = processorNanoseconds() - start
      least = min(least, time)
      spent += time
    }
    return least / Double(bytes.count)
  }

  private func processorNanoseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
