// The figures of the running daemon: backlog, burst, single files, idling.

import Foundation
import Glibc
import LoopbackReceiving

struct DaemonBench {
  /// Between two single files: long enough for the daemon to have come to rest.
  private static let pauseMicroseconds: UInt32 = 50_000

  let places: BenchPlaces
  let receiver: LoopbackReceiver
  let reception: BenchReception
  private var articlesMade = 0

  init(places: BenchPlaces, receiver: LoopbackReceiver, reception: BenchReception) {
    self.places = places
    self.receiver = receiver
    self.reception = reception
  }

  /// Lays articles where the daemon will find them when it starts.
  ///
  /// - Returns: how many of them can be read a second, with nothing else done.
  mutating func placeBacklog(_ count: Int) throws -> Double {
    for name in try stage(count) { try places.drop(name, into: places.inbox) }
    return try bareReadsPerSecond()
  }

  /// From the daemon's start until it has recorded all that lay there, beside less work on as many articles.
  func measureBacklog(
    _ count: Int, analysedPerSecond: Double, readPerSecond: Double, _ daemon: BenchDaemon
  ) throws {
    let (end, memory) = try daemon.waitForRecorded(inTenths: count)
    let seconds = (end - daemon.started).seconds
    let perSecond = Double(count) / seconds
    BenchReport.figure(
      "backlog of \(count), recorded", "\(BenchReport.number(seconds)) s",
      "\(BenchReport.number(perSecond)) articles/s")
    BenchReport.figure(
      "  to reading and analysing", "\(BenchReport.number(perSecond / analysedPerSecond)) x",
      "\(BenchReport.number(analysedPerSecond)) articles/s")
    BenchReport.figure(
      "  to loading the files, no more", "\(BenchReport.number(perSecond / readPerSecond)) x",
      "\(BenchReport.number(readPerSecond)) files/s")
    BenchReport.figure(
      "  memory at its peak",
      BenchReport.megabytes(kilobytes: daemon.figures.memory.peak),
      "\(BenchReport.number(daemon.figures.processorTime.seconds)) s of CPU time so far")
    BenchReport.figure("  resident after each tenth", "", memory)
  }

  /// From the first of many files until all are recorded, and until all their alerts have been received.
  ///
  /// - Returns: how many articles were recorded a second.
  mutating func measureBurst(
    _ count: Int, analysedPerSecond: Double, _ daemon: BenchDaemon
  ) throws -> Double {
    let names = try stage(count)
    let start = ContinuousClock.now
    for name in names { try places.drop(name, into: places.inbox) }
    let (recorded, alertCount) = try daemon.waitForRecorded(count)
    let perSecond = Double(count) / (recorded - start).seconds
    BenchReport.figure(
      "burst of \(count), recorded", "\(BenchReport.number((recorded - start).seconds)) s",
      "\(BenchReport.number(perSecond)) articles/s")
    BenchReport.figure(
      "  to reading and analysing", "\(BenchReport.number(perSecond / analysedPerSecond)) x",
      "\(BenchReport.number(analysedPerSecond)) articles/s")
    guard let end = reception.alerts.next(alertCount) else {
      throw daemon.failure("not all of \(alertCount) alerts have been received")
    }
    let alertsPerSecond = Double(alertCount) / (end - start).seconds
    BenchReport.figure(
      "  its \(alertCount) alerts, received", "\(BenchReport.number((end - start).seconds)) s",
      "\(BenchReport.number(alertsPerSecond)) alerts/s")
    let postsPerSecond = try barePostsPerSecond(alertCount)
    BenchReport.figure(
      "  to bare POSTs, one by one", "\(BenchReport.number(alertsPerSecond / postsPerSecond)) x",
      "\(BenchReport.number(postsPerSecond)) POSTs/s of \(reception.alertBytes) B, 1 connection")
    return perSecond
  }

  /// From a file's arrival to its alert's, in turn with the raw path.
  mutating func measureSingles(_ count: Int, _ daemon: BenchDaemon) throws {
    let raw = try RawPath(
      folder: places.rawInbox, record: places.file("raw.log"),
      client: RawClient(port: receiver.port, bodyBytes: reception.alertBytes))
    Thread.detachNewThread { raw.run() }
    defer { try? FileManager.default.removeItem(at: places.rawInbox) }
    var told: [Duration] = []
    var bare: [Duration] = []
    for _ in 0..<count {
      told.append(try delay(to: places.inbox, until: reception.alerts, daemon))
      bare.append(try delay(to: places.rawInbox, until: reception.rawRequests, daemon))
    }
    for percent in [50, 99] {
      let (slow, fast) = (told.percentile(percent), bare.percentile(percent))
      BenchReport.figure(
        "drop to webhook received, p\(percent)", BenchReport.milliseconds(slow),
        "\(BenchReport.number(slow / fast)) x raw: \(BenchReport.milliseconds(fast)), "
          + "of it fsync \(BenchReport.milliseconds(raw.syncDurations.percentile(percent)))")
    }
    BenchReport.figure(
      "", "\(count) files each", "raw: inotify, read, append + fsync, POST; same disk and receiver")
    _ = try daemon.waitForRecorded(count)
  }

  /// What the daemon does while there is nothing to do.
  func measureIdling(seconds: Int, _ daemon: BenchDaemon) {
    // What the last alert left to do is done.
    sleep(1)
    let used = daemon.figures.usage(whileSleeping: seconds)
    let share = used.processorTime.seconds / Double(seconds) * 100
    BenchReport.figure(
      "idle, CPU time in \(seconds) s", BenchReport.milliseconds(used.processorTime),
      "\(BenchReport.number(share)) % of a core, \(used.wakeUps) wake-ups")
    let memory = daemon.figures.memory
    BenchReport.figure(
      "idle, resident memory", BenchReport.megabytes(kilobytes: memory.resident),
      "\(BenchReport.megabytes(kilobytes: memory.anonymous)) anonymous, the rest mapped files; "
        + "peak \(BenchReport.megabytes(kilobytes: memory.peak))")
  }

  private mutating func delay(
    to folder: URL, until moments: BenchMoments, _ daemon: BenchDaemon
  ) throws -> Duration {
    usleep(Self.pauseMicroseconds)
    let name = "\(articlesMade).txt"
    try places.stage(BenchArticles.shortArticle(articlesMade), as: name)
    articlesMade += 1
    let start = try places.drop(name, into: folder)
    guard let end = moments.next() else {
      throw daemon.failure("nothing was received after \(name) had arrived")
    }
    return end - start
  }

  /// Writes the next articles, which arrive when they are dropped.
  private mutating func stage(_ count: Int) throws -> [String] {
    defer { articlesMade += count }
    return try (articlesMade..<articlesMade + count).map { number in
      try places.stage(BenchArticles.article(number), as: "\(number).txt")
      return "\(number).txt"
    }
  }

  private func bareReadsPerSecond() throws -> Double {
    let paths = try FileManager.default.contentsOfDirectory(atPath: places.inbox.path)
      .map { places.inbox.appendingPathComponent($0).path }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let start = ContinuousClock.now
    for path in paths {
      let file = open(path, O_RDONLY | O_CLOEXEC)
      while read(file, &buffer, buffer.count) > 0 {}
      close(file)
    }
    return Double(paths.count) / (.now - start).seconds
  }

  private func barePostsPerSecond(_ count: Int) throws -> Double {
    let client = try RawClient(port: receiver.port, bodyBytes: reception.alertBytes)
    defer { client.close() }
    let start = ContinuousClock.now
    for _ in 0..<count where !client.post() {
      throw BenchFailure("the receiver has ended the connection")
    }
    guard reception.rawRequests.next(count) != nil else {
      throw BenchFailure("the receiver has lost requests")
    }
    return Double(count) / (.now - start).seconds
  }
}
