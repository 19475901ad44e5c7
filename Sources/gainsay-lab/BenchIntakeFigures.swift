// The figures of intake: from the writer's close(2) to the disk, a reader that is held, what others do with as many files.

import Foundation
import Glibc

struct IntakeBench {
  /// Between two files: longer than a file must be at rest, and the daemon has come to rest too.
  private static let pauseMicroseconds: UInt32 = 50_000
  /// What the daemon waits after the last write: the default of `settle`.
  private static let settle = Duration.milliseconds(200)

  let gainsay: String
  let places: BenchPlaces
  let reception: BenchReception
  let daemon: BenchDaemon

  /// From a writer's close(2) until the statements are stored, in turn with a reader that does no more than to store the
  /// bytes.
  func measureStoring(_ count: Int) throws {
    let folder = try places.makeFolder("raw-stored")
    let raw = try RawPath(folder: folder, record: places.file("raw-stored.log"))
    Thread.detachNewThread { raw.run() }
    defer { try? FileManager.default.removeItem(at: folder) }
    var stored: [Duration] = []
    var bare: [Duration] = []
    for number in 0..<count {
      usleep(Self.pauseMicroseconds)
      let text = BenchArticles.shortArticle(1_000_000 + number)
      let name = "stored-\(number).txt"
      let start = try places.write(text, as: name, in: places.inbox)
      stored.append(try daemon.waitForRecorded(1).moment - start)
      guard reception.alerts.next() != nil else {
        throw daemon.failure("no alert was received after \(name) had been written")
      }
      usleep(Self.pauseMicroseconds)
      let rawStart = try places.write(text, as: name, in: folder)
      guard let rawEnd = raw.stored.next() else {
        throw BenchFailure("the raw reader has not seen \(name)")
      }
      bare.append(rawEnd - rawStart)
    }
    for percent in [50, 99] {
      let (slow, fast) = (stored.percentile(percent), bare.percentile(percent))
      let own = slow - Self.settle
      BenchReport.figure(
        "close(2) to stored, p\(percent)", BenchReport.milliseconds(slow),
        "\(BenchReport.milliseconds(own)) without the \(Self.settle / .milliseconds(1)) ms of settle: "
          + "\(BenchReport.number(own / fast)) x raw: \(BenchReport.milliseconds(fast)), "
          + "of it fsync \(BenchReport.milliseconds(raw.syncDurations.percentile(percent)))")
    }
    BenchReport.figure("", "\(count) files each", "raw: inotify, read, append + fsync; same disk")
  }

  /// More files than the kernel's queue takes, written while the daemon is held: none may be missing.
  func measureHeld(_ count: Int) throws {
    let lossesBefore = daemon.lossCount
    daemon.hold(true)
    defer { daemon.hold(false) }
    let start = ContinuousClock.now
    for number in 0..<count {
      _ = try places.write(BenchArticles.note(number), as: "held-\(number).txt", in: places.inbox)
    }
    let written = ContinuousClock.now
    daemon.hold(false)
    let (end, memory) = try daemon.waitForRecorded(inTenths: count)
    let seconds = (end - written).seconds
    BenchReport.figure(
      "\(count) files while held, recorded", "\(BenchReport.number(seconds)) s",
      "\(BenchReport.number(Double(count) / seconds)) notes/s, none missing; "
        + "\(daemon.lossCount - lossesBefore) losses of events; "
        + "written in \(BenchReport.number((written - start).seconds)) s")
    BenchReport.figure("  resident after each tenth", "", memory)
  }

  /// A shell's loop that calls `gainsay analyze` for each file.
  func measureShellLoop(_ count: Int, burstPerSecond: Double) throws {
    let name = "inotifywait, analyze a file"
    guard BenchProcess.succeeds(["sh", "-c", "command -v inotifywait"]) else {
      return BenchReport.figure(name, "SKIPPED", "inotifywait is not installed (inotify-tools)")
    }
    let folder = try places.makeFolder("shell")
    let (paths, signs, output) = (Pipe(), Pipe(), Pipe())
    let watcher = BenchProcess.make([
      "inotifywait", "-m", "-e", "moved_to", "--format", "%w%f", folder.path,
    ])
    (watcher.standardOutput, watcher.standardError) = (paths, signs)
    let loop = BenchProcess.make([
      "sh", "-c",
      #"while read -r file; do "$0" analyze --actors "$1" "$file" >/dev/null; echo; done"#,
      gainsay, places.actors.path,
    ])
    (loop.standardInput, loop.standardOutput) = (paths, output)
    let (told, analysed) = (BenchProcess.lines(of: signs), BenchProcess.lines(of: output))
    try loop.run()
    try watcher.run()
    defer { for process in [watcher, loop] { BenchProcess.end(process) } }
    // "Setting up watches." and "Watches established."
    guard told.next(2) != nil else { throw BenchFailure("inotifywait does not watch") }
    let seconds = try burst(count, into: folder, as: ".txt", BenchArticles.article) {
      analysed.next(count)
    }
    let perSecond = Double(count) / seconds
    BenchReport.figure(
      name, "\(BenchReport.number(perSecond)) articles/s",
      "the burst's rate is \(BenchReport.number(burstPerSecond / perSecond)) x; nothing is recorded here"
    )
  }

  /// A Python script of watchdog, trafilatura and SQLite, which reads and keeps web pages, beside the daemon, which
  /// analyses and compares them too.
  func measureScript(_ script: String?, python: String, _ count: Int) throws {
    let name = "web pages, Python's intake"
    guard let script else {
      return BenchReport.figure(name, "SKIPPED", "--script names none")
    }
    guard BenchProcess.succeeds([python, "-c", "import trafilatura, watchdog"]) else {
      return BenchReport.figure(
        name, "SKIPPED", "\(python) has no watchdog or trafilatura (pip install)")
    }
    let own = try burst(count, into: places.inbox, as: ".html", BenchArticles.page) {
      try daemon.waitForRecorded(count).moment
    }
    let folder = try places.makeFolder("script")
    let output = Pipe()
    let process = BenchProcess.make([
      python, script, folder.path, places.file("script.sqlite").path,
    ])
    process.standardOutput = output
    let lines = BenchProcess.lines(of: output)
    try process.run()
    defer { BenchProcess.end(process) }
    guard lines.next() != nil else { throw BenchFailure("\(script) does not watch") }
    let theirs = try burst(count, into: folder, as: ".html", BenchArticles.page) {
      lines.next(count)
    }
    BenchReport.figure(
      name, "\(BenchReport.number(Double(count) / theirs)) pages/s",
      "the daemon's rate, analysis included, is \(BenchReport.number(theirs / own)) x: "
        + "\(BenchReport.number(Double(count) / own)) pages/s")
  }

  /// The seconds from the first of many files until all are done.
  private func burst(
    _ count: Int, into folder: URL, as ending: String, _ text: (Int) -> String,
    end: () throws -> ContinuousClock.Instant?
  ) throws -> Double {
    // No numbers that the daemon has met.
    let numbers = 2_000_000..<2_000_000 + count
    for number in numbers { try places.stage(text(number), as: "\(number)\(ending)") }
    let start = ContinuousClock.now
    for number in numbers { try places.drop("\(number)\(ending)", into: folder) }
    guard let end = try end() else { throw BenchFailure("not all of \(count) files were read") }
    return (end - start).seconds
  }
}
