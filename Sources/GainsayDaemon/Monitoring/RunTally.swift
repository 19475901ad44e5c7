// What a daemon has done since it started, counted as it happens.

import StatementAnalysis
import StatementLedger
import Synchronization

/// Counters for monitoring; a restart begins again at 0.
final class RunTally: Sendable {
  /// A statement's kind and whether it was new.
  struct StatementClass: Hashable, Sendable {
    var kind: StatementKind
    var isNew: Bool
  }

  /// The attempts at one endpoint.
  struct Attempts: Sendable {
    /// Upper bounds of the buckets, in milliseconds: up to a receiver that is about to time out.
    static let boundsMilliseconds: [Int64] = [
      50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000,
    ]

    /// By what came of them.
    var outcomes: [String: Int] = [:]
    /// How many were as quick as each bound, or quicker.
    var withinBound = [Int](repeating: 0, count: boundsMilliseconds.count)
    var durationMilliseconds: Int64 = 0
    var count = 0
  }

  /// The counters at one moment.
  struct Counts: Sendable {
    /// By outcome, one of `articleOutcomes`.
    var articles: [String: Int] = [:]
    /// By the category of the reason.
    var notAnalysed: [String: Int] = [:]
    var statements: [StatementClass: Int] = [:]
    var alertsQueued = 0
    var filesSetAside = 0
    /// By endpoint.
    var attempts: [String: Attempts] = [:]
    var reloadsApplied = 0
    var reloadsRefused = 0
  }

  /// What an article can be to the ledger.
  static let articleOutcomes = ["new", "edited", "same_content", "learnt"]

  private let state = Mutex(Counts())

  var counts: Counts { state.withLock { $0 } }

  /// Notes articles that have been recorded, in the order of their outcomes.
  func add(_ articles: [AnalysedArticle], _ outcomes: [RecordedArticle], learns: Bool) {
    state.withLock { counts in
      for (article, recorded) in zip(articles, outcomes) {
        let outcome =
          switch recorded.outcome {
          case .sameContent: "same_content"
          case .new, .edited: learns ? "learnt" : recorded.outcome.rawValue
          }
        counts.articles[outcome, default: 0] += 1
        counts.alertsQueued += recorded.alertsQueued
        if let reason = article.notAnalysed {
          counts.notAnalysed[reason.category, default: 0] += 1
        }
        for statement in recorded.statements {
          let found = StatementClass(kind: statement.statement.kind, isNew: statement.isNew)
          counts.statements[found, default: 0] += 1
        }
      }
    }
  }

  func addFileSetAside() {
    state.withLock { $0.filesSetAside += 1 }
  }

  func add(_ attempt: DeliveryAttempt, at endpoint: String) {
    state.withLock { counts in
      var attempts = counts.attempts[endpoint, default: Attempts()]
      attempts.outcomes[attempt.verdict.name, default: 0] += 1
      attempts.count += 1
      attempts.durationMilliseconds += attempt.durationMilliseconds
      for (index, bound) in Attempts.boundsMilliseconds.enumerated()
      where attempt.durationMilliseconds <= bound {
        attempts.withinBound[index] += 1
      }
      counts.attempts[endpoint] = attempts
    }
  }

  func addReload(isApplied: Bool) {
    state.withLock { counts in
      if isApplied { counts.reloadsApplied += 1 } else { counts.reloadsRefused += 1 }
    }
  }
}

extension DeliveryAttempt.Verdict {
  /// The names of all outcomes, as metrics list them.
  static let names = ["delivered", "retry", "dead", "hold", "disable"]

  fileprivate var name: String {
    switch self {
    case .delivered: "delivered"
    case .retry: "retry"
    case .dead: "dead"
    case .hold: "hold"
    case .disable: "disable"
    }
  }
}
