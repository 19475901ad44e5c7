// `gainsay-lab bench`: how fast the daemon is, beside what the same machine does without it in the same run.

import ArgumentParser
import Foundation
import LoopbackReceiving

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure a gainsay binary: analysis, backlog, burst, single files, idling, growth.",
    discussion: """
      Prints and judges nothing: machines differ and are seldom quiet, so compare the ratios, whose two sides were \
      measured in the same run. Articles, actors and the receiver are its own.
      """)

  @Option(help: "The binary to measure, built for release.")
  var gainsay: String

  @Option(help: "An empty folder, with a short path, on the disk to measure on.")
  var folder: String

  @Option(help: "Articles that lie in the folder at the start.")
  var backlog = 2000

  @Option(help: "Articles that arrive all at once.")
  var burst = 500

  @Option(help: "Articles that arrive one at a time.")
  var singles = 200

  @Option(help: "How long the daemon is watched while nothing arrives.")
  var idleSeconds = 10

  @Option(help: "Statements that the largest ledger holds; a million takes minutes and gigabytes.")
  var growth = 1_000_000

  @Flag(help: "Measure nothing but what a decision costs as the ledger grows.")
  var onlyGrowth = false

  @Flag(help: "Measure nothing but the daemon, beside the analysis.")
  var onlyDaemon = false

  func validate() throws {
    guard growth >= 10_000 else { throw ValidationError("--growth must be 10000 or more.") }
    guard backlog > 0, burst > 0, singles > 0, idleSeconds > 0 else {
      throw ValidationError("Every number must be 1 or more.")
    }
  }

  func run() async throws {
    let places = try BenchPlaces(in: URL(fileURLWithPath: folder, isDirectory: true))
    BenchReport.machine()
    if !onlyGrowth { try measureDaemon(places) }
    if !onlyDaemon { try await GrowthBench(places: places).measure(upTo: growth) }
  }

  private func measureDaemon(_ places: BenchPlaces) throws {
    let reception = BenchReception()
    let receiver = try LoopbackReceiver { reception.take($0) }
    defer { receiver.stop() }

    let analysis = AnalysisBench(gainsay: gainsay, places: places)
    let analysedPerSecond = try analysis.measureInProcess(articleCount: backlog)
    if !onlyDaemon {
      try analysis.measureMemory()
      try analysis.countInstructions()
      try HostileTextBench().measure()
    }

    var daemon = DaemonBench(places: places, receiver: receiver, reception: reception)
    let readPerSecond = try daemon.placeBacklog(backlog)
    let process = try BenchDaemon(gainsay: gainsay, places: places, endpoint: receiver.url())
    defer { process.stop() }
    try daemon.measureBacklog(
      backlog, analysedPerSecond: analysedPerSecond, readPerSecond: readPerSecond, process)
    try daemon.measureBurst(burst, process)
    try daemon.measureSingles(singles, process)
    daemon.measureIdling(seconds: idleSeconds, process)
  }
}

/// Why nothing can be measured.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
