// The figures of the analysis alone: its speed in this process, the memory and the instructions of `gainsay analyze`.

import ArticleReading
import Articles
import Foundation
import StatementAnalysis

struct AnalysisBench {
  let gainsay: String
  let places: BenchPlaces

  /// Reads and analyses articles on one core, for at least a second.
  ///
  /// - Returns: articles a second.
  /// - Throws: `ReadingRefusal` if one is no article.
  func measureInProcess(articleCount: Int) throws -> Double {
    let files = (0..<articleCount).map { Array(BenchArticles.article($0).utf8) }
    let analyzer = StatementAnalyzer(actors: BenchArticles.actors)
    let clock = ContinuousClock()
    let loading = try clock.measure { _ = try AttributionTagger() }
    let first = try ArticleReader().read(files[0])[0]
    let cold = clock.measure { _ = analyzer.analyze(first) }
    let warm = clock.measure { _ = analyzer.analyze(first) }
    BenchReport.figure(
      "models, loaded and checked", "\(BenchReport.number(loading.seconds * 1e3)) ms",
      "the first article, word tables read with it, \(BenchReport.number(cold.seconds * 1e3)) ms; "
        + "the same again \(BenchReport.number(warm.seconds * 1e3)) ms")
    var statementCount = 0
    var rounds = 0.0
    var reading = Duration.zero
    var analysing = Duration.zero
    while reading + analysing < .seconds(1) {
      var articles: [Article] = []
      reading += try clock.measure { articles = try files.flatMap(ArticleReader().read) }
      analysing += clock.measure {
        statementCount = articles.reduce(0) { $0 + analyzer.analyze($1).count }
      }
      rounds += 1
    }
    let megabytes = Double(files.reduce(0) { $0 + $1.count }) / 1e6 * rounds
    let perSecond = Double(articleCount) * rounds / (reading + analysing).seconds
    BenchReport.figure(
      "reading and analysing, one core",
      "\(BenchReport.number(megabytes / (reading + analysing).seconds)) MB/s",
      "\(BenchReport.number(perSecond)) articles/s; reader alone "
        + "\(BenchReport.number(megabytes / reading.seconds)) MB/s, analyzer alone "
        + "\(BenchReport.number(megabytes / analysing.seconds)) MB/s")
    let bytesEach = megabytes * 1e6 / rounds / Double(articleCount)
    BenchReport.figure(
      "  articles' mean length", "\(BenchReport.number(bytesEach)) B",
      "\(BenchReport.number(Double(statementCount) / Double(articleCount))) statements each")
    return perSecond
  }

  /// The most memory that `gainsay analyze` holds for one article.
  ///
  /// It waits for a second one on standard input then, and so can be asked; a process that has ended cannot, and what
  /// wait4(2) tells counts the memory of the process that started it.
  func measureMemory() throws {
    let article = places.file("analyze.txt")
    try BenchArticles.article(0).write(to: article, atomically: false, encoding: .utf8)
    let input = Pipe()
    let process = BenchProcess.make([gainsay, "analyze", article.path, "-"])
    process.standardInput = input
    try process.run()
    defer { BenchProcess.end(process) }
    let figures = ProcessFigures(id: process.processIdentifier)
    var before = Duration.zero
    repeat {
      before = figures.processorTime
      usleep(200_000)
    } while figures.processorTime != before
    BenchReport.figure(
      "analyze, memory at its peak", BenchReport.megabytes(kilobytes: figures.memory.peak),
      "one article of \(BenchArticles.article(0).utf8.count) B")
  }

  /// What one byte more costs `gainsay analyze`, between texts of three sizes: the same on a noisy machine.
  ///
  /// First of articles, then of texts that nobody would write.
  func countInstructions() throws {
    // Without what debuggers read, which valgrind 3.19 stumbles over.
    let binary = places.file("gainsay-stripped").path
    let strip = BenchProcess.make(["strip", "-g", "-o", binary, gainsay])
    try strip.run()
    strip.waitUntilExit()
    let texts =
      [("analyze", BenchArticles.longArticle(bytesMin:))]
      + HostileTextBench.counted.map { name, pattern in
        ("hostile text, \(name)", { HostileTextBench.text(of: pattern, bytes: $0) })
      }
    for (name, text) in texts {
      guard let costs = try instructionsPerByte(of: text, binary: binary) else {
        BenchReport.figure("\(name), instructions", "skipped", "valgrind did not run")
        return
      }
      BenchReport.figure(
        "\(name), instructions a byte", costs.map(BenchReport.number).joined(separator: ", "),
        "between 10 kB and 100 kB, 100 kB and 1 MB (callgrind)")
    }
  }

  /// Between one size and the next; nil if they cannot be counted.
  private func instructionsPerByte(
    of text: (Int) -> String, binary: String
  ) throws -> [Double]? {
    let article = places.file("analyze-counted.txt")
    var counts: [(bytes: Int, instructions: Int)] = []
    for bytes in [10_000, 100_000, 1_000_000] {
      let text = text(bytes)
      try text.write(to: article, atomically: false, encoding: .utf8)
      guard let count = try instructions(of: binary, for: article) else { return nil }
      counts.append((text.utf8.count, count))
    }
    return zip(counts, counts.dropFirst()).map { smaller, larger in
      Double(larger.instructions - smaller.instructions) / Double(larger.bytes - smaller.bytes)
    }
  }

  /// Nil if valgrind is not installed or cannot run the binary.
  private func instructions(of binary: String, for article: URL) throws -> Int? {
    let output = Pipe()
    let process = BenchProcess.make([
      "valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", binary, "analyze",
      "--actors", places.actors.path, article.path,
    ])
    process.standardError = output
    try process.run()
    defer { BenchProcess.end(process) }
    let report = String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    // "==123== Collected : 456"
    let line = report.split(separator: "\n").first { $0.contains("Collected :") }
    return line?.split(separator: " ").last.flatMap { Int($0) }
  }
}
