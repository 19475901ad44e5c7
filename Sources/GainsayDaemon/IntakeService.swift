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
  private static let articlesPerTransaction = 128

  /// What is being recorded: nothing or one batch.
  private typealias Recordings = ThrowingTaskGroup<Void, any Error>

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
  /// Reading and recording, as far as they are under way.
  private var worksCount = 0
  /// The files of the last batch, which may still be being recorded.
  private var underWay: Set<FileVersion> = []

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
      try await withThrowingTaskGroup(of: Void.self) { recordings in
        for await news in watcher.news {
          try await work {
            switch news {
            case .arrived(let arrivals): try await take(arrivals, into: &recordings)
            case .scanning(let folder, let files): try await startLearning(folder, files: files)
            case .scanned(let folder):
              try await recordings.waitForAll()
              try await finishLearning(folder)
            }
          }
        }
        try await recordings.waitForAll()
      }
    } onGracefulShutdown: { [watcher] in
      watcher.stop()
    }
  }

  /// Does what the watchdog watches.
  private func work(_ body: () async throws -> Void) async throws {
    worksCount += 1
    heartbeat.beat()
    defer {
      worksCount -= 1
      if worksCount == 0 { heartbeat.rest() }
    }
    try await body()
  }

  private func take(_ arrivals: [FileArrival], into recordings: inout Recordings) async throws {
    let plan = plan
    // A folder that is scanned anew, as after a reload, tells of them again before the ledger has them.
    let underWay = underWay
    let unread = Set(
      try await ledger.run { ledger in try await ledger.filesToRead(among: arrivals.map(\.version))
      })
    let learning = try await foldersLearnt(among: arrivals, by: plan)
    var rest = arrivals.filter {
      unread.contains($0.version) && !underWay.contains($0.version)
    }[...]
    // Of files with many articles, those for which a transaction had no room yet.
    var carried: [AnalysedArticle] = []
    var learns = false
    while !rest.isEmpty || !carried.isEmpty {
      var batch = ArticleBatch(learns: learns)
      try await fill(&batch, from: &rest, carried: &carried, learning: learning, by: plan)
      learns = batch.learns
      // It is recorded while what comes next is read, in the order in which all of it came.
      try await recordings.waitForAll()
      self.underWay = Set(batch.articles.map(\.file))
      recordings.addTask { [batch] in try await self.record(batch, by: plan) }
    }
    progress.take(arrivals)
    try await moveLeftovers(arrivals.map(\.version).filter { !unread.contains($0) }, by: plan)
  }

  /// Fills a batch for a transaction with the articles carried over, then with those of the next files, which it takes
  /// off the list.
  private func fill(
    _ batch: inout ArticleBatch, from rest: inout ArraySlice<FileArrival>,
    carried: inout [AnalysedArticle], learning: Set<String>, by plan: IntakePlan
  ) async throws {
    while true {
      let room = Self.articlesPerTransaction - batch.articles.count
      batch.articles += carried.prefix(room)
      carried.removeFirst(min(room, carried.count))
      guard let arrival = rest.first, batch.articles.count < Self.articlesPerTransaction else {
        return
      }
      let learns = arrival.origin == .initialScan && learning.contains(arrival.folder)
      if batch.articles.isEmpty { batch.learns = learns }
      guard batch.learns == learns else { return }
      rest.removeFirst()
      heartbeat.beat()
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
    guard !batch.articles.isEmpty else { return }
    do {
      try await work { try await recordAndTell(batch, by: plan) }
    } catch {
      // Nothing more need come in.
      watcher.stop()
      throw error
    }
  }

  private func recordAndTell(_ batch: ArticleBatch, by plan: IntakePlan) async throws {
    let (articles, learns) = (batch.articles, batch.learns)
    let rules = plan.rules(learning: learns)
    let now = clock.now()
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

  /// The folders whose first files are known, not news, unless the configuration wants them told.
  private func foldersLearnt(
    among arrivals: [FileArrival], by plan: IntakePlan
  ) async throws -> Set<String> {
    guard plan.onFirstRun == .learn else { return [] }
    var learnt: Set<String> = []
    for folder in Set(arrivals.filter { $0.origin == .initialScan }.map(\.folder))
    where try await ledger.run({ try await $0.isUnlearned(folder: folder) }) {
      learnt.insert(folder)
    }
    return learnt
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
  var learns: Bool
}

extension FileArrival {
  /// The file as the ledger knows it.
  fileprivate var version: FileVersion {
    FileVersion(
      folder: folder, path: path, sizeBytes: sizeBytes, modifiedNanoseconds: modifiedNanoseconds)
  }
}
