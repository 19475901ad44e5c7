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
  private let ring: @Sendable () -> Void
  private let logger: Logger
  private var plan: IntakePlan

  private let executor = QueueExecutor("gainsay-intake")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(
    plan: IntakePlan, watcher: FolderWatcher, ledger: Ledger, clock: DeliveryClock,
    heartbeat: Heartbeat,
    logger: Logger, ring: @escaping @Sendable () -> Void
  ) {
    self.plan = plan
    self.watcher = watcher
    self.ledger = PatientLedger(ledger, heartbeat: heartbeat, logger: logger)
    self.clock = clock
    self.heartbeat = heartbeat
    self.logger = logger
    self.ring = ring
  }

  /// Works by this plan from the next batch on.
  func adopt(_ plan: IntakePlan) {
    self.plan = plan
  }

  func run() async throws {
    try await withGracefulShutdownHandler {
      for await news in watcher.news {
        switch news {
        case .arrived(let arrivals): try await take(arrivals)
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
    var batch = ArticleBatch()
    for arrival in arrivals where unread.contains(arrival.version) {
      heartbeat.beat()
      guard let article = try await read(arrival, by: plan) else { continue }
      let learns = try await isLearning(arrival, by: plan)
      if batch.articles.count == Self.articlesPerTransaction || batch.learns != learns {
        try await record(&batch, by: plan)
      }
      batch.learns = learns
      batch.articles.append(article)
    }
    try await record(&batch, by: plan)
  }

  /// The article in a file, analysed; nil if there is nothing to record.
  private func read(_ arrival: FileArrival, by plan: IntakePlan) async throws -> AnalysedArticle? {
    guard let folder = plan.folders[arrival.folder] else { return nil }
    let file = arrival.version
    do {
      guard case .bytes(let bytes) = try folder.read(arrival, sizeBytesMax: plan.fileBytesMax)
      else { return nil }
      let sha256 = Cryptography.sha256Hex(bytes)
      let now = clock.now()
      if try await ledger.run({ try await $0.recordSameContent(file, sha256: sha256, at: now) }) {
        logger.info("content known", metadata: facts(file))
        return nil
      }
      let article = try plan.reader.read(bytes)
      let statements = plan.analyzer.analyze(article)
      let reason = statements.isEmpty ? plan.analyzer.notAnalysedReason(article) : nil
      if let reason {
        logger.info("article not analysed", metadata: facts(file, ["reason": "\(reason)"]))
      }
      return AnalysedArticle(
        file: file, sha256: sha256, article: article, statements: statements, notAnalysed: reason)
    } catch let error as FolderWatchingError
      where error.code == .permissionDenied || error.code == .unreadable
    {
      // Told again at each rescan, and taken once it can be read.
      logger.warning("file cannot be read", metadata: facts(file, ["reason": "\(error)"]))
    } catch let error as FolderWatchingError {
      try await setAside(file, error.description)
    } catch let refusal as ReadingRefusal {
      try await setAside(file, refusal.detail)
    }
    return nil
  }

  private func setAside(_ file: FileVersion, _ reason: String) async throws {
    let now = clock.now()
    try await ledger.run { try await $0.setAside(file, reason: reason, at: now) }
    logger.warning("file set aside", metadata: facts(file, ["reason": "\(reason)"]))
  }

  private func record(_ batch: inout ArticleBatch, by plan: IntakePlan) async throws {
    let articles = batch.articles
    guard !articles.isEmpty else { return }
    let learns = batch.learns
    let rules = plan.rules(learning: learns)
    let now = clock.now()
    heartbeat.beat()
    let recorded = try await ledger.run { try await $0.record(articles, rules: rules, at: now) }
    batch = ArticleBatch()
    if recorded.contains(where: { $0.alertsQueued > 0 }) { ring() }
    for (article, outcome) in zip(articles, recorded) {
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

  private func finishLearning(_ folder: String) async throws {
    let now = clock.now()
    try await ledger.run { try await $0.finishLearning(folder: folder, at: now) }
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
