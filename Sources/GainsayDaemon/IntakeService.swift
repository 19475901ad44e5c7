// The main path: a file has arrived → read → analysed → recorded, with the alerts it gives, in one transaction.

import AlertDelivery
import ArticleReading
import Articles
import FolderWatching
import Logging
import ServiceLifecycle
import StatementAnalysis
import StatementLedger

/// Takes in every file that the watcher tells of, each version once.
actor IntakeService: Service {
  /// So many articles share a transaction: an fsync for each would cost more than all the rest.
  private static let articlesPerTransaction = 64

  private let watcher: FolderWatcher
  private let ledger: PatientLedger
  private let clock: DeliveryClock
  private let heartbeat: Heartbeat
  private let tally: RunTally
  private let ring: @Sendable () -> Void
  private let logger: Logger
  private var plan: IntakePlan
  private var moving: MovingAside
  private var progress: LearningProgress

  private let executor = QueueExecutor("gainsay-intake")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(
    plan: IntakePlan, watcher: FolderWatcher, ledger: Ledger, clock: DeliveryClock,
    heartbeat: Heartbeat, tally: RunTally,
    logger: Logger, terminal: LogOutput? = nil, ring: @escaping @Sendable () -> Void
  ) {
    self.plan = plan
    self.watcher = watcher
    self.ledger = PatientLedger(ledger, heartbeat: heartbeat, logger: logger)
    self.clock = clock
    self.heartbeat = heartbeat
    self.tally = tally
    self.logger = logger
    self.ring = ring
    moving = MovingAside(logger: logger)
    progress = LearningProgress(logger: logger, terminal: terminal)
  }

  /// Works by this plan from the next batch on.
  func adopt(_ plan: IntakePlan) {
    self.plan = plan
  }

  func run() async throws {
    defer { progress.end() }
    try await withGracefulShutdownHandler {
      for await news in watcher.news {
        heartbeat.beat()
        switch news {
        case .arrived(let arrivals): try await take(arrivals)
        case .scanning(let folder, let files): try await startLearning(folder, files: files)
        case .scanned(let folder): try await finishLearning(folder)
        }
        heartbeat.rest()
      }
    } onGracefulShutdown: { [watcher] in
      watcher.stop()
    }
  }

  private func take(_ arrivals: [FileArrival]) async throws {
    let plan = plan
    let unread = Set(
      try await ledger.run { ledger in try await ledger.filesToRead(among: arrivals.map(\.version))
      })
    var rest = arrivals.filter { unread.contains($0.version) }[...]
    // Of files with many articles, those for which a transaction had no room yet.
    var carried: [AnalysedArticle] = []
    var read = ArticleBatch()
    while !rest.isEmpty || !carried.isEmpty {
      // What has been read is recorded while the next articles are read, in the order in which they came.
      let batch = read
      async let recording: Void = record(batch, by: plan)
      read = try await nextBatch(of: &rest, carried: &carried, after: batch, by: plan)
      try await recording
    }
    try await record(read, by: plan)
    progress.take(arrivals)
    try await moveLeftovers(arrivals.map(\.version).filter { !unread.contains($0) }, by: plan)
  }

  /// The articles that will share the next transaction: those carried over, then those of the next files, which it takes
  /// off the list.
  private func nextBatch(
    of rest: inout ArraySlice<FileArrival>, carried: inout [AnalysedArticle],
    after last: ArticleBatch, by plan: IntakePlan
  ) async throws -> ArticleBatch {
    var batch = ArticleBatch()
    if !carried.isEmpty { batch.learns = last.learns }
    while true {
      let room = Self.articlesPerTransaction - batch.articles.count
      batch.articles += carried.prefix(room)
      carried.removeFirst(min(room, carried.count))
      guard let arrival = rest.first, batch.articles.count < Self.articlesPerTransaction else {
        return batch
      }
      heartbeat.beat()
      let learns = try await isLearning(arrival, by: plan)
      if batch.articles.isEmpty { batch.learns = learns }
      guard batch.learns == learns else { return batch }
      rest.removeFirst()
      carried = try await read(arrival, by: plan)
    }
  }

  /// The articles in a file, analysed; none if there is nothing to record.
  private func read(_ arrival: FileArrival, by plan: IntakePlan) async throws -> [AnalysedArticle] {
    guard let folder = plan.folders[arrival.folder] else { return [] }
    let file = arrival.version
    do {
      guard case .bytes(let bytes) = try folder.read(arrival, sizeBytesMax: plan.fileBytesMax)
      else { return [] }
      let sha256 = Cryptography.sha256Hex(bytes)
      let now = clock.now()
      if try await ledger.run({ try await $0.recordSameContent(file, sha256: sha256, at: now) }) {
        logger.info("content known", metadata: facts(file))
        moving.move(file, to: .done, by: plan)
        return []
      }
      let articles = try plan.reader.read(bytes)
      return articles.enumerated().map { index, article in
        let isLast = index == articles.count - 1
        return analyse(
          article, in: isLast ? file : file.unfinished, sha256: sha256, by: plan)
      }
    } catch let error as FolderWatchingError
      where error.code == .permissionDenied || error.code == .unreadable
    {
      // Told again at each rescan, and taken once it can be read.
      logger.warning("file cannot be read", metadata: facts(file, ["reason": "\(error)"]))
    } catch let error as FolderWatchingError {
      try await setAside(file, error.description, by: plan)
    } catch let refusal as ReadingRefusal {
      try await setAside(file, refusal.detail, by: plan)
    }
    return []
  }

  private func analyse(
    _ article: Article, in file: FileVersion, sha256: String, by plan: IntakePlan
  ) -> AnalysedArticle {
    heartbeat.beat()
    let statements = plan.analyzer.analyze(article)
    let reason = statements.isEmpty ? plan.analyzer.notAnalysedReason(article) : nil
    if let reason {
      logger.info("article not analysed", metadata: facts(file, ["reason": "\(reason)"]))
    }
    return AnalysedArticle(
      file: file, sha256: article.contentSHA256(file: sha256), article: article,
      statements: statements, notAnalysed: reason)
  }

  private func setAside(
    _ file: FileVersion, _ reason: String, by plan: IntakePlan
  ) async throws {
    let now = clock.now()
    try await ledger.run { try await $0.setAside(file, reason: reason, at: now) }
    tally.addFileSetAside()
    logger.warning("file set aside", metadata: facts(file, ["reason": "\(reason)"]))
    moving.move(file, to: .failed, by: plan)
  }

  private func record(_ batch: ArticleBatch, by plan: IntakePlan) async throws {
    let articles = batch.articles
    guard !articles.isEmpty else { return }
    let learns = batch.learns
    let rules = plan.rules(learning: learns)
    let now = clock.now()
    heartbeat.beat()
    let recorded = try await ledger.run { try await $0.record(articles, rules: rules, at: now) }
    tally.add(articles, recorded, learns: learns)
    if recorded.contains(where: { $0.alertsQueued > 0 }) { ring() }
    for (article, outcome) in zip(articles, recorded) {
      if article.file.isFinished { moving.move(article.file, to: .done, by: plan) }
      logger.info(
        "article recorded",
        metadata: facts(
          article.file,
          [
            "outcome": learns && outcome.outcome != .sameContent
              ? "learnt" : "\(outcome.outcome.rawValue)",
            "statements": "\(outcome.statements.count)",
            "new": "\(outcome.statements.count { $0.isNew })", "alerts": "\(outcome.alertsQueued)",
          ]))
    }
  }

  /// What a folder held when it was first watched is known, not news, unless the configuration wants it told.
  private func isLearning(_ arrival: FileArrival, by plan: IntakePlan) async throws -> Bool {
    guard plan.onFirstRun == .learn, arrival.origin == .initialScan else { return false }
    return try await ledger.run { try await $0.isUnlearned(folder: arrival.folder) }
  }

  /// Files that an earlier run recorded or set aside and did not come to move.
  private func moveLeftovers(_ files: [FileVersion], by plan: IntakePlan) async throws {
    let leftovers = files.filter { plan.movingFolders.contains($0.folder) }
    guard !leftovers.isEmpty else { return }
    let failed = try await ledger.run { try await $0.failedFiles(among: leftovers) }
    for file in leftovers {
      moving.move(file, to: failed.contains(file) ? .failed : .done, by: plan)
    }
  }

  private func startLearning(_ folder: String, files: Int) async throws {
    guard plan.onFirstRun == .learn,
      try await ledger.run({ try await $0.isUnlearned(folder: folder) })
    else { return }
    progress.start(folder, files: files)
  }

  private func finishLearning(_ folder: String) async throws {
    let now = clock.now()
    try await ledger.run { try await $0.finishLearning(folder: folder, at: now) }
    progress.finish(folder)
    logger.info("folder scanned", metadata: ["folder": "\(folder)"])
  }

  private func facts(_ file: FileVersion, _ more: Logger.Metadata = [:]) -> Logger.Metadata {
    more.merging(["folder": "\(file.folder)", "path": "\(file.path)"]) { first, _ in first }
  }
}

/// Articles that will share a transaction.
private struct ArticleBatch {
  var articles: [AnalysedArticle] = []
  var learns = false
}

extension FileArrival {
  /// The file as the ledger knows it.
  fileprivate var version: FileVersion {
    FileVersion(
      folder: folder, path: path, sizeBytes: sizeBytes, modifiedNanoseconds: modifiedNanoseconds)
  }
}
