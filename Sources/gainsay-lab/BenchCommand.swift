// `gainsay-lab bench`: how fast the daemon is, beside what the same machine does without it in the same run.

import ArgumentParser
import Foundation
import LoopbackReceiving

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure a gainsay binary: analysis, intake, single files, idling, delivery, growth.",
    discussion: """
      Prints and judges nothing: machines differ and are seldom quiet, so compare the ratios, whose two sides were \
      measured in the same run. Articles, actors and the receiver are its own.
      """)

  @Option(help: "The binary to measure, built for release.")
  var gainsay: String

  @Option(help: "An empty folder, with a short path, on the disk to measure on.")
  var folder: String

  @Option(help: "Articles that lie in the folder at the start; memory is shown after each tenth.")
  var backlog = 10_000

  @Option(help: "Articles that arrive all at once.")
  var burst = 10_000

  @Option(
    help: "Notes that are written while the daemon is held: more than the kernel's queue takes.")
  var held = 100_000

  @Option(help: "Articles that arrive one at a time.")
  var singles = 200

  @Option(help: "How long the daemon is watched while nothing arrives.")
  var idleSeconds = 60

  @Option(help: "Articles for each of the ways to do without a daemon.")
  var peers = 300

  @Option(help: "A Python script that takes in what appears in a folder, to be compared with.")
  var script: String?

  @Option(help: "What runs the script.")
  var python = "python3"

  @Option(help: "Statements that the largest ledger holds; a million takes minutes and gigabytes.")
  var growth = 1_000_000

  @Flag(help: "Measure nothing but what a decision costs as the ledger grows.")
  var onlyGrowth = false

  @Flag(help: "Measure nothing but the daemon, beside the analysis.")
  var onlyDaemon = false

  @Flag(help: "Measure nothing but delivery, to an nginx on loopback.")
  var onlyDelivery = false

  func validate() throws {
    guard growth >= 10_000 else { throw ValidationError("--growth must be 10000 or more.") }
    guard backlog > 9, burst > 0, singles > 0, held > 9, idleSeconds > 0, peers > 0 else {
      throw ValidationError("Every number must be 1 or more; --backlog and --held, 10 or more.")
    }
  }

  func run() async throws {
    let places = try BenchPlaces(in: URL(fileURLWithPath: folder, isDirectory: true))
    BenchReport.machine()
    if !onlyGrowth, !onlyDelivery { try measureDaemon(places) }
    if !onlyGrowth, !onlyDaemon { try await DeliveryBench(places: places).measure() }
    if !onlyDaemon, !onlyDelivery { try await GrowthBench(places: places).measure(upTo: growth) }
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
    let burstPerSecond = try daemon.measureBurst(
      burst, analysedPerSecond: analysedPerSecond, process)
    try daemon.measureSingles(singles, process)
    let intake = IntakeBench(
      gainsay: gainsay, places: places, reception: reception, daemon: process)
    try intake.measureStoring(singles)
    daemon.measureIdling(seconds: idleSeconds, process)
    try intake.measureShellLoop(peers, burstPerSecond: burstPerSecond)
    try intake.measureScript(script, python: python, peers)
    try intake.measureHeld(held)
  }
}

/// Why nothing can be measured.
struct BenchFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
