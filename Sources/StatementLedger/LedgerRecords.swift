// What goes into the ledger and what comes out.

package import Articles
package import StatementAnalysis

/// A file as the folder showed it: when all four agree with a row of the ledger, there is nothing
/// to do.
package struct FileVersion: Hashable, Sendable {
  package var folder: String
  /// Relative to the folder.
  package var path: PathBytes
  package var sizeBytes: Int64
  /// Nanoseconds since 1970.
  package var modifiedNanoseconds: Int64

  package init(folder: String, path: PathBytes, sizeBytes: Int64, modifiedNanoseconds: Int64) {
    self.folder = folder
    self.path = path
    self.sizeBytes = sizeBytes
    self.modifiedNanoseconds = modifiedNanoseconds
  }

  /// A version that no file has: an entry recorded with it leaves the file to be read again, which only the file's last
  /// entry ends.
  package var unfinished: FileVersion {
    FileVersion(folder: folder, path: path, sizeBytes: -1, modifiedNanoseconds: 0)
  }

  /// False for `unfinished`.
  package var isFinished: Bool { sizeBytes >= 0 }
}

/// An article that has been read and analysed, ready to be recorded.
package struct AnalysedArticle: Sendable {
  package var file: FileVersion
  /// Of the file's bytes, or of the text of an entry; 64 hexadecimal digits.
  package var sha256: String
  package let article: Article
  package let statements: [Statement]
  /// Why it was not analysed after all; then it has no statements.
  package var notAnalysed: NotAnalysedReason?

  // What is recorded of the text is made with the value, not in the transaction that others wait
  // for.
  let wording: ArticleWording
  /// Of each statement.
  let quotations: [Quotation]

  package init(
    file: FileVersion, sha256: String, article: Article, statements: [Statement],
    notAnalysed: NotAnalysedReason? = nil
  ) {
    self.file = file
    self.sha256 = sha256
    self.article = article
    self.statements = statements
    self.notAnalysed = notAnalysed
    wording = ArticleWording(article)
    quotations = statements.map { Quotation($0, in: article) }
  }
}

/// The words of a statement, white space folded.
struct Quotation: Sendable {
  let speaker: String?
  let cue: String
  let content: String
  let sentence: String

  init(_ statement: Statement, in article: Article) {
    speaker = statement.speaker.map { article.foldedText(of: [$0]) }
    cue = article.foldedText(of: [statement.cue])
    content = article.foldedText(of: statement.content)
    sentence = article.foldedText(of: [statement.sentence])
  }
}

/// What recording shall lead to.
package struct RecordingRules: Sendable {
  /// Names of the endpoints to queue alerts for; none while learning.
  package var endpoints: [String]
  /// What endpoints are told of, by name; those that are not here are told of everything.
  package var filters: [String: AlertFilter]
  /// Display names by actor id.
  package var actorNames: [String: String]
  /// A key that was last seen longer ago than this is new again; nil: never.
  package var noveltyWindowMilliseconds: Int64?
  /// What makes two statements one proposition.
  package var novelty: NoveltyRule
  /// True takes each statement for the first to say so, and lists none by its terms before
  /// `Ledger.finishFilling`: to fill a large ledger for measuring it.
  package var fills: Bool

  package init(
    endpoints: [String], filters: [String: AlertFilter] = [:], actorNames: [String: String],
    noveltyWindowMilliseconds: Int64? = nil, novelty: NoveltyRule = .standard, fills: Bool = false
  ) {
    self.endpoints = endpoints
    self.filters = filters
    self.actorNames = actorNames
    self.noveltyWindowMilliseconds = noveltyWindowMilliseconds
    self.novelty = novelty
    self.fills = fills
  }

  /// Those of the endpoints whose filter lets an alert on the statement through, in order.
  func endpoints(toTellOf statement: RecordedStatement) -> [String] {
    endpoints.filter { filters[$0]?.passes(statement) ?? true }
  }
}

/// A statement with the verdict on it.
package struct JudgedStatement: Sendable {
  package var statement: RecordedStatement
  /// Why it is new; empty for a known one.
  package var reasons: [NoveltyReason]
  /// Those of the reasons that no user has muted: it is told for these.
  package var audible: [NoveltyReason]
  /// Ids of the claims it denies, or of the denials that a claim had met when it was recorded.
  package var answers: [Int64]

  package var isNew: Bool { !reasons.isEmpty }
}

/// What became of an article.
package struct RecordedArticle: Sendable {
  package enum Outcome: String, Sendable {
    /// Not seen before.
    case new
    /// Another version of an article that stood at the same path or URL.
    case edited
    /// The same bytes as an earlier file: counted as a sighting, nothing else.
    case sameContent
  }
  package var outcome: Outcome
  /// In reading order; empty for `sameContent`.
  package var statements: [JudgedStatement]
  /// Alerts queued, over all endpoints.
  package var alertsQueued: Int
}

/// One alert on its way to one endpoint.
package struct Delivery: Hashable, Sendable {
  package var id: Int64
  package var endpoint: String
  /// Counts this endpoint's alerts from 1 without gaps.
  package var sequence: Int64
  package var subject: AlertSubject
  /// Attempts recorded so far.
  package var attemptsMade: Int

  package init(
    id: Int64, endpoint: String, sequence: Int64, subject: AlertSubject, attemptsMade: Int
  ) {
    self.id = id
    self.endpoint = endpoint
    self.sequence = sequence
    self.subject = subject
    self.attemptsMade = attemptsMade
  }
}

/// Deliveries never tried yet go out in order; those that failed wait beside them and never hold
/// them up.
package enum DeliveryLane: String, CaseIterable, Sendable {
  case first, retry
}

/// One try and what follows from it.
package struct DeliveryAttempt: Sendable {
  package enum Verdict: Hashable, Sendable {
    case delivered
    case retry(at: Timestamp)
    /// Given up: a dead letter.
    case dead
    /// The endpoint refuses us (401, 403): its queue is held until it is enabled again.
    case hold
    /// The endpoint is gone (410): it is disabled, its queue kept as dead letters.
    case disable
  }
  package var delivery: Int64
  package var at: Timestamp
  package var durationMilliseconds: Int64
  /// The response's status, nil if there was none.
  package var status: Int?
  /// What went wrong, without the URL's query or any secret; nil when delivered.
  package var failure: String?
  /// How the body of a refusal began: printable, without any secret; nil if there was none.
  package var response: String?
  package var verdict: Verdict
  /// Whether it says something of the endpoint: false if it was never sent, or told with another.
  package var isOfEndpoint: Bool
  /// In which the endpoint is left alone after it; nil if it is not.
  package var pause: EndpointPause?

  package init(
    delivery: Int64, at: Timestamp, durationMilliseconds: Int64, status: Int?, failure: String?,
    response: String? = nil, verdict: Verdict, isOfEndpoint: Bool = true
  ) {
    self.delivery = delivery
    self.at = at
    self.durationMilliseconds = durationMilliseconds
    self.status = status
    self.failure = failure
    self.response = response
    self.verdict = verdict
    self.isOfEndpoint = isOfEndpoint
  }
}

/// Whether an endpoint takes deliveries.
package enum EndpointState: String, Codable, Sendable {
  case active, held, disabled
}

/// A time in which nothing is sent to an endpoint that fails.
package struct EndpointPause: Hashable, Sendable {
  package var until: Timestamp
  /// From its start.
  package var milliseconds: Int64

  package init(until: Timestamp, milliseconds: Int64) {
    self.until = until
    self.milliseconds = milliseconds
  }
}

/// How an endpoint has failed up to now.
package struct EndpointFailures: Hashable, Sendable {
  /// In a row.
  package var count: Int
  package var pause: EndpointPause?
}

/// How an endpoint fares, as `gainsay endpoint list` shows it.
package struct EndpointReport: Codable, Hashable, Sendable {
  package var name: String
  package var state: EndpointState
  /// ISO 8601, since when no attempt has succeeded; nil if the last one did.
  @OrNull package var failingSince: String?
  /// ISO 8601, until when it is left alone after failures, which may be over; nil if it is not.
  @OrNull package var pausedUntil: String?
  package var waiting: Int
  package var dead: Int

  package init(
    name: String, state: EndpointState, failingSince: String? = nil, pausedUntil: String? = nil,
    waiting: Int, dead: Int
  ) {
    self.name = name
    self.state = state
    self.failingSince = failingSince
    self.pausedUntil = pausedUntil
    self.waiting = waiting
    self.dead = dead
  }

  private enum CodingKeys: String, CodingKey {
    case name, state, waiting, dead
    case failingSince = "failing_since"
    case pausedUntil = "paused_until"
  }
}

/// A delivery as `gainsay deliveries` lists it.
package struct DeliveryReport: Codable, Hashable, Sendable {
  package enum State: String, Codable, Sendable, CaseIterable {
    case waiting, delivered, dead
  }
  package var id: Int64
  package var endpoint: String
  package var sequence: Int64
  package var alertId: String
  /// Nil for a notice about an endpoint.
  @OrNull package var statementId: Int64?
  package var type: String
  package var state: State
  package var attempts: Int
  /// ISO 8601, when it is due; nil unless waiting.
  @OrNull package var nextAttemptAt: String?
  @OrNull package var lastStatus: Int?
  @OrNull package var lastFailure: String?
  /// How the body of the last attempt's response began, if it was refused.
  @OrNull package var lastResponse: String?

  private enum CodingKeys: String, CodingKey {
    case id, endpoint, sequence
    case alertId = "alert_id"
    case statementId = "statement_id"
    case type, state, attempts
    case nextAttemptAt = "next_attempt_at"
    case lastStatus = "last_status"
    case lastFailure = "last_failure"
    case lastResponse = "last_response"
  }
}

/// How much the ledger holds.
package struct LedgerCounts: Codable, Hashable, Sendable {
  package var files: Int
  package var articles: Int
  /// Of the articles those that were not analysed, by the category of the reason.
  package var notAnalysed: [String: Int]
  package var statements: Int
  package var setAside: Int
  package var deliveriesWaiting: Int
  package var deliveriesDead: Int

  private enum CodingKeys: String, CodingKey {
    case files, articles, statements
    case notAnalysed = "not_analysed"
    case setAside = "set_aside"
    case deliveriesWaiting = "deliveries_waiting"
    case deliveriesDead = "deliveries_dead"
  }
}
