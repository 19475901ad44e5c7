// Recording the statements of one article: which proposition, what they answer, whether they are
// new.

import Articles
import Foundation
import GRDB
import StatementAnalysis

import struct StatementAnalysis.Statement

/// Records the statements of one article in reading order.
struct StatementRecording {
  /// Claims about a denier that are looked at to find what "denied the accusations" points at.
  private static let claimsMax = 20

  let db: Database
  let rules: RecordingRules
  let now: Timestamp
  let article: AnalysedArticle
  let articleId: Int64
  let earlier: EarlierTexts
  let compared: ComparedStatements
  let actors: KnownActors
  /// Its time in words, the same for all.
  private let recordedAt: String
  /// The claims recorded so far.
  private var claims: [AnswerRule.Claim] = []
  private var place = ArticlePlace()

  private var table: StatementTable { StatementTable(db: db) }
  private var search: PropositionSearch { PropositionSearch(db: db, compared: compared) }

  init(
    db: Database, rules: RecordingRules, now: Timestamp, article: AnalysedArticle,
    articleId: Int64, earlier: EarlierTexts, compared: ComparedStatements, actors: KnownActors
  ) {
    self.db = db
    self.rules = rules
    self.now = now
    self.article = article
    self.articleId = articleId
    self.earlier = earlier
    self.compared = compared
    self.actors = actors
    recordedAt = now.iso8601
  }

  /// Adds a statement with its proposition, its answers and its keys; the verdict on it.
  mutating func record(
    _ statement: Statement, _ quotation: Quotation
  ) throws -> JudgedStatement {
    var recorded = describe(statement, quotation)
    let numbers = try numbers(of: statement)
    let parts = PropositionSearch.Parts(
      speakers: statement.speakerActors.compactMap { numbers[$0] },
      about: statement.about.compactMap { numbers[$0] })
    place.isTitle = article.article.title.map { statement.sentence.overlaps($0) } ?? false
    let candidates = rules.novelty.weigh(
      try rules.fills
        ? [] : search.candidates(for: statement, parts: parts, in: place))
    let ground = try ground(of: statement, recorded, parts: parts, candidates)
    recorded.proposition =
      try ground?.proposition
      ?? table.makeProposition(version: statement.proposition.version, at: now)
    recorded.id = try insert(statement, as: recorded, numbers: numbers)
    compared.add(
      recorded.id, proposition: recorded.proposition, kind: statement.kind,
      words: statement.proposition, parts: parts)
    place.add(recorded.id)
    let isFirst = ground == nil
    if !isFirst { try DisputeTable(db: db).see(recorded.proposition, at: now) }
    let others = try link(
      recorded, isFirst: isFirst, by: parts.speakers,
      opposed: rules.novelty.opposed(of: candidates))
    let answers = others.map(\.id)
    let keys = try see(recorded, isFirst: isFirst, numbers: numbers)
    let stood = ground?.basis == .earlierText || earlier.hold(recorded.sentence)
    let reasons = stood ? [] : worthTelling(keys, of: recorded)
    if statement.kind == .claim {
      claims.append(
        AnswerRule.Claim(
          statement: recorded.id, proposition: recorded.proposition,
          speakers: Set(statement.speakerActors), about: Set(statement.about), recordedAt: now))
    }
    let audible = try Mutes(db: db).audible(
      reasons, of: recorded, answeringIn: others.map(\.proposition), knowing: actors)
    let judged = JudgedStatement(
      statement: recorded, reasons: reasons, audible: audible, answers: answers)
    let verdict = verdict(
      on: judged, ground: ground, stoodBefore: stood, keys: keys, others: others,
      candidates: candidates)
    try keep(verdict, of: recorded.id)
    return judged
  }

  /// The statement in words; its id and its proposition are yet to come.
  private func describe(_ statement: Statement, _ quotation: Quotation) -> RecordedStatement {
    let text = article.article
    return RecordedStatement(
      id: 0,
      kind: statement.kind,
      certainty: statement.certainty,
      speaker: AlertSpeaker(
        text: quotation.speaker, actors: statement.speakerActors.map(named)),
      cue: quotation.cue,
      content: quotation.content,
      about: statement.about.map(named),
      sentence: quotation.sentence,
      offsets: AlertOffsets(
        sentence: statement.sentence, speaker: statement.speaker, cue: statement.cue,
        content: statement.content),
      article: AlertArticle(
        folder: article.file.folder, path: article.file.path.description,
        title: text.title.map { text.foldedText(of: [$0]) }, outlet: text.outlet?.value,
        date: text.date?.value.description, url: text.url, language: text.language,
        sha256: article.sha256),
      proposition: 0,
      analysisVersion: StatementAnalyzer.version,
      recordedAt: recordedAt)
  }

  private func named(_ actor: String) -> NamedActor {
    NamedActor(id: actor, name: rules.actorNames[actor] ?? actor)
  }

  /// The numbers of all its actors, by id; given in one order always, so that two ledgers fed the
  /// same are the same.
  private func numbers(of statement: Statement) throws -> [String: Int64] {
    try statement.actors.sorted().reduce(into: [:]) { numbers, actor in
      numbers[actor] = try actors.number(of: named(actor), in: table)
    }
  }

  /// The earlier statement whose proposition a statement has, and what shows it.
  private struct Ground {
    var basis: Verdict.Basis
    var statement: Int64
    var proposition: Int64
  }

  /// Why the statement shares its proposition with an earlier one; nil if it is the first to say
  /// so.
  private func ground(
    of statement: Statement, _ recorded: RecordedStatement, parts: PropositionSearch.Parts,
    _ candidates: [NoveltyRule.Weighed]
  ) throws -> Ground? {
    let refersBack = statement.kind == .denial && statement.proposition.refersBack
    let words = StatementWords(
      kind: recorded.kind, sentence: recorded.sentence, cue: recorded.cue,
      content: recorded.content)
    if let known = earlier.known(words)
      ?? (refersBack
        ? earlier.backReference(by: statement.speakerActors, sentence: recorded.sentence) : nil)
    {
      return Ground(
        basis: .earlierText, statement: known.statement, proposition: known.proposition)
    }
    // "Denied the accusations" is like every other such denial: only what it points at tells them
    // apart.
    if refersBack,
      let claim = AnswerRule.antecedent(
        ofDenialBy: Set(statement.speakerActors), naming: Set(statement.about), inArticle: claims,
        inLedger: try claimsAbout(parts.speakers.sorted()), at: now)
    {
      return Ground(
        basis: .antecedent, statement: claim.statement, proposition: claim.proposition)
    }
    return rules.novelty.match(of: candidates).map {
      Ground(basis: .resemblance, statement: $0.statement, proposition: $0.proposition)
    }
  }

  /// The latest claims about any of the actors, the latest first.
  private func claimsAbout(_ actors: [Int64]) throws -> [AnswerRule.Claim] {
    let ids: [Int64] = try actors.flatMap { actor in
      try db.values(
        """
        SELECT statement FROM statement_actor WHERE actor = ? AND role = 'about' AND kind = 'claim'
        ORDER BY statement DESC LIMIT \(Self.claimsMax)
        """, [actor]) as [Int64]
    }
    return try Set(ids).sorted(by: >).compactMap { id in
      try db.rows("SELECT proposition, recorded_ms FROM statement WHERE id = ?", [id]).first.map {
        AnswerRule.Claim(
          statement: id, proposition: $0["proposition"],
          speakers: Set(try table.actors(.by, of: id).map(\.id)),
          about: Set(try table.actors(.about, of: id).map(\.id)),
          recordedAt: Timestamp(millisecondsSince1970: $0["recorded_ms"]))
      }
    }
  }

  private func insert(
    _ statement: Statement, as recorded: RecordedStatement, numbers: [String: Int64]
  ) throws -> Int64 {
    let id = try table.insert(
      recorded, encoded: statement.proposition.encoded, article: articleId, at: now)
    for (role, actors) in [
      (NoveltyReason.Role.by, statement.speakerActors), (.about, statement.about),
    ] {
      for (position, actor) in actors.compactMap({ numbers[$0] }).enumerated() {
        try table.insert(
          actor: actor, role: role, position: position, of: id, kind: statement.kind)
      }
    }
    // One that only refers back says nothing to be found by.
    if statement.kind == .claim || !statement.proposition.refersBack {
      let actors = numbers.values.sorted()
      if rules.fills {
        try TermFilling(db: db).add(id, proposition: statement.proposition, actors: actors)
      } else {
        try search.add(id, proposition: statement.proposition, actors: actors)
      }
    }
    return id
  }

  /// Links the statement to the earlier ones of its proposition and the other kind, and to those
  /// that oppose it by themselves, the latest first.
  private func link(
    _ statement: RecordedStatement, isFirst: Bool, by speakers: [Int64], opposed: [Int64]
  ) throws -> [ComparedStatements.Compared] {
    let ofProposition: [Int64] =
      try isFirst
      ? []
      : db.values(
        """
        SELECT id FROM statement WHERE proposition = ? AND kind = ?
        ORDER BY id DESC LIMIT \(AnswerRule.linksMax)
        """, [statement.proposition, statement.kind.opposite.rawValue])
    let others = Set(ofProposition).union(opposed).sorted(by: >).prefix(AnswerRule.linksMax)
    let linked = try compared.statements(Array(others), in: db).filter {
      AnswerRule.canAnswer(denier: speakers, claimant: $0.parts.speakers)
    }
    for other in linked {
      let (denial, claim) =
        statement.kind == .denial ? (statement.id, other.id) : (other.id, statement.id)
      try table.link(denial: denial, to: claim, at: now)
    }
    return linked
  }

  /// Counts the statement's keys as seen now; what was known of them before, which is nothing if it
  /// is the first of its proposition.
  private func see(
    _ statement: RecordedStatement, isFirst: Bool, numbers: [String: Int64]
  ) throws -> [Verdict.Key] {
    let roles = NoveltyRule.roles(
      by: statement.speaker.actors.map(\.id), about: statement.about.map(\.id))
    return try roles.map { role in
      let key: StatementArguments = [
        numbers[role.actor], role.role.rawValue, statement.kind.rawValue, statement.proposition,
      ]
      let lastSeen: Int64? =
        try isFirst
        ? nil
        : db.value(
          """
          SELECT last_seen_ms FROM novelty_key
          WHERE actor = ? AND role = ? AND kind = ? AND proposition = ?
          """, key)
      try db.run(
        """
        INSERT INTO novelty_key (actor, role, kind, proposition, first_seen_ms, last_seen_ms)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)
        """, key + [now.millisecondsSince1970, now.millisecondsSince1970])
      let before = lastSeen.map(Timestamp.init(millisecondsSince1970:))
      return Verdict.Key(
        actor: role.actor, role: role.role, lastSeen: before?.iso8601,
        isNew: NoveltyRule.isNew(
          lastSeen: before, at: now, windowMilliseconds: rules.noveltyWindowMilliseconds))
    }
  }

  private func worthTelling(
    _ keys: [Verdict.Key], of statement: RecordedStatement
  ) -> [NoveltyReason] {
    let reasons = keys.map { (key: $0, reason: NoveltyReason(actor: $0.actor, role: $0.role)) }
    return NoveltyRule.worthTelling(
      reasons.filter(\.key.isNew).map(\.reason), of: reasons.map(\.reason))
  }

  private func verdict(
    on judged: JudgedStatement, ground: Ground?, stoodBefore: Bool, keys: [Verdict.Key],
    others: [ComparedStatements.Compared], candidates: [NoveltyRule.Weighed]
  ) -> Verdict {
    Verdict(
      basis: ground?.basis ?? .first, decidedBy: ground?.statement,
      dispute: judged.statement.proposition, keys: keys, reasons: judged.reasons,
      stoodBefore: stoodBefore, isMuted: judged.isNew && judged.audible.isEmpty,
      answers: others.prefix(Alert.referencesMax).map { other in
        let isSame = other.proposition == judged.statement.proposition
        let compared = candidates.first { $0.candidate.statement == other.id }
        return Verdict.Answer(
          statement: other.id,
          probability: isSame ? nil : compared.map { NoveltyRule.rounded($0.probability) })
      },
      comparedCount: candidates.count, candidates: rules.novelty.best(of: candidates),
      intercept: rules.novelty.intercept, probabilityMin: rules.novelty.probabilityMin)
  }

  private func keep(_ verdict: Verdict, of statement: Int64) throws {
    try db.run(
      "INSERT INTO verdict (statement, json) VALUES (?, ?)",
      [statement, verdict.json])
  }
}
