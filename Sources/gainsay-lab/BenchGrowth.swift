// What a decision costs as the ledger grows: it must stay the same.

import Foundation
import Glibc
import StatementAnalysis
import StatementLedger

struct GrowthBench {
  /// Articles that share a transaction while the ledger is filled, and while decisions are measured, as in the daemon.
  private static let (articlesPerFilling, articlesPerDecision) = (500, 128)
  private static let decisions = 20

  let places: BenchPlaces

  /// Decides statements in one ledger when it holds ten thousand, a hundred thousand … statements, up to the given count.
  ///
  /// - Throws: `LedgerError`.
  func measure(upTo statementsMax: Int) async throws {
    let path = places.file("growth.sqlite").path
    let ledger = try Ledger.open(at: path, purpose: .daemon)
    let articles = GrowthArticles()
    let names = Dictionary(
      articles.actors.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    let filling = RecordingRules(endpoints: [], actorNames: names, fills: true)
    let deciding = RecordingRules(endpoints: ["desk"], actorNames: names)
    var count = 0
    var first: Figures?
    for size in Self.sizes(upTo: statementsMax) {
      let wanted = size / GrowthArticles.statementsPerArticle
      while count < wanted {
        let end = min(wanted, count + Self.articlesPerFilling)
        _ = try await ledger.record(
          (count..<end).map(articles.article), rules: filling, at: Self.time(count))
        count = end
      }
      try await ledger.finishFilling()
      let bytes = Self.bytes(path)
      // The first round meets caches that are cold, and is not counted.
      var figures = Figures()
      for round in 0...Self.decisions {
        let batch = (0..<Self.articlesPerDecision).map { articles.retelling(count + $0) }
        count += batch.count
        let (processor, clock) = (Self.processorTime, ContinuousClock.now)
        _ = try await ledger.record(batch, rules: deciding, at: Self.time(count))
        if round > 0 { figures.add(Self.processorTime - processor, ContinuousClock.now - clock) }
      }
      report(size, figures, first: first, bytes: bytes)
      first = first ?? figures
    }
    try ledger.close()
    for suffix in ["", ".lock"] { try? FileManager.default.removeItem(atPath: path + suffix) }
  }

  private struct Figures {
    private(set) var processor: [Duration] = []
    private(set) var elapsed: [Duration] = []

    mutating func add(_ processor: Duration, _ elapsed: Duration) {
      self.processor.append(processor)
      self.elapsed.append(elapsed)
    }
  }

  private func report(_ size: Int, _ figures: Figures, first: Figures?, bytes: Int) {
    let statements = Double(GrowthBench.articlesPerDecision * GrowthArticles.statementsPerArticle)
    func each(_ times: [Duration]) -> Double {
      times.percentile(50) / .microseconds(1) / statements
    }
    let cost = each(figures.processor)
    let ratio = first.map { ", \(BenchReport.number(cost / each($0.processor))) times the first" }
    let memory = ProcessFigures(id: getpid()).memory
    BenchReport.figure(
      "deciding among \(size)", "\(BenchReport.number(cost)) µs",
      """
      CPU time a statement\(ratio ?? ""); \(BenchReport.number(each(figures.elapsed))) µs elapsed; \
      \(bytes / size) B a statement; \(BenchReport.megabytes(kilobytes: memory.anonymous)) memory
      """)
  }

  private static func sizes(upTo max: Int) -> [Int] {
    Array(sequence(first: 10_000) { $0 * 10 }.prefix { $0 <= max })
  }

  /// Articles come a second apart.
  private static func time(_ number: Int) -> Timestamp {
    Timestamp(millisecondsSince1970: 1_700_000_000_000 + Int64(number) * 1000)
  }

  private static var processorTime: Duration { ProcessFigures(id: getpid()).processorTime }

  private static func bytes(_ path: String) -> Int {
    ["", "-wal"].reduce(0) { sum, suffix in
      let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
      return sum + ((attributes?[.size] as? Int) ?? 0)
    }
  }
}
