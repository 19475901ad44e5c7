// Properties of streams that no example shows: generated ones, many rounds from fixed seeds.

import Articles
import Foundation
import GRDB
import StatementAnalysis
import Testing

@testable import StatementLedger

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

  mutating func some(_ items: [String], _ counts: ClosedRange<Int>) -> [String] {
    Array(items.shuffled(using: &self).prefix(Int.random(in: counts, using: &self)))
  }
}

/// Makes articles about a few actors and events, so that much of it repeats, opposes or resembles
/// what came before.
private struct StreamMaker {
  var dice: Dice
  /// Of its own for each world: two worlds have neither actor nor word in common.
  let world: String

  mutating func articles(_ count: Int) throws -> [AnalysedArticle] {
    var stream: [AnalysedArticle] = []
    for number in 0..<count {
      // Now and then a copy, an edit or a retelling of an earlier one.
      guard let earlier = stream.randomElement(using: &dice), dice.below(4) == 0 else {
        stream.append(try article("\(world)\(number)", said(), number))
        continue
      }
      if dice.below(2) == 0 {
        var copy = earlier
        copy.file = Story.file("\(world)copy\(number)")
        stream.append(copy)
      } else {
        let path = earlier.file.path.description
        stream.append(try article(path, said(), number, version: Int64(number) + 2))
      }
    }
    return stream
  }

  private func article(
    _ path: String, _ said: [Said], _ number: Int, version: Int64 = 1
  ) throws -> AnalysedArticle {
    try Story.article(
      path, said, headline: "\(world)head\(number)", outlet: "\(world)outlet\(number % 3)",
      version: version,
      background: (1...40).map { "\(world)\(number)filler\($0)" }.joined(separator: " "))
  }

  private mutating func said() -> [Said] {
    (0...dice.below(4)).map { _ in
      let event = dice.below(5)
      let words = (0..<6).map { "\(world)e\(event)w\($0)" }.shuffled(using: &dice)
        .prefix(Int.random(in: 3...6, using: &dice))
      return Said(
        kind: dice.below(3) == 0 ? .denial : .claim, by: dice.some(actors, 0...2),
        about: dice.some(actors, 0...2), words: words.joined(separator: " "),
        refersBack: dice.below(6) == 0)
    }
  }

  private var actors: [String] { (0..<4).map { "\(world)actor\($0)" } }
}

/// One after another: beside each other they would keep tests that wait for answers from their turn.
@Suite(.serialized, .timeLimit(.minutes(1))) struct PropertyTests {
  static let seeds: Range<UInt64> = 1..<13

  private func stream(_ seed: UInt64, _ world: String = "a", count: Int = 10) throws
    -> [AnalysedArticle]
  {
    var maker = StreamMaker(dice: Dice(seed: seed), world: world)
    return try maker.articles(count)
  }

  /// What the ledger tells, without its numbers.
  private struct Told: Equatable {
    /// Each statement with its reasons and those it answers, by place and words.
    var verdicts: Set<String>
    /// Which statements are of one dispute.
    var disputes: Set<Set<String>>
    var alerts: Set<String>
  }

  private func told(_ ledger: Ledger) async throws -> Told {
    let statements = try await ledger.statements(actor: nil, kind: nil, limit: 10_000)
    func name(_ statement: RecordedStatement) -> String {
      "\(statement.article.sha256) \(statement.offsets.sentence) \(statement.kind)"
    }
    let names = Dictionary(uniqueKeysWithValues: statements.map { ($0.id, name($0)) })
    var verdicts: Set<String> = []
    for statement in statements {
      let json: String? = try await ledger.read { db in
        try db.value("SELECT json FROM verdict WHERE statement = ?", [statement.id])
      }
      let verdict = try LedgerJSON.decode(Verdict.self, from: try #require(json))
      let answers = verdict.answers.compactMap { names[$0.statement] }.sorted()
      let reasons = verdict.reasons.map { "\($0.actor) \($0.role)" }
      verdicts.insert("\(name(statement)): \(reasons) \(answers)")
    }
    let disputes = try await ledger.disputes(actor: nil, since: nil, oneSided: true, limit: 10_000)
    return Told(
      verdicts: verdicts,
      disputes: Set(
        disputes.map { dispute in
          Set(
            dispute.timeline.flatMap { entry in
              ([entry.statement.id] + entry.alsoReported.map(\.statement)).compactMap { names[$0] }
            })
        }),
      alerts: Set(try await ledger.waiting().map { name($0.alert.statement) }))
  }

  @Test(arguments: seeds)
  func `recording a stream again changes nothing`(seed: UInt64) async throws {
    let ledger = try Ledger.inMemory()
    let stream = try stream(seed)
    _ = try await ledger.record(stream, rules: Story.rules, at: Story.start)
    let before = try await told(ledger)
    let again = try await ledger.record(stream, rules: Story.rules, at: Story.start)
    #expect(again.allSatisfy { $0.outcome == .sameContent && $0.alertsQueued == 0 })
    #expect(try await told(ledger) == before)
    #expect(!before.alerts.isEmpty && !before.disputes.isEmpty)
  }

  @Test(arguments: seeds)
  func `told again by other outlets, nothing is news`(seed: UInt64) async throws {
    let ledger = try Ledger.inMemory()
    let stream = try stream(seed)
    _ = try await ledger.record(stream, rules: Story.rules, at: Story.start)
    let alerts = try await ledger.waiting().count
    for (number, article) in stream.enumerated() {
      // The same text in another file, under another byte: an outlet's own mark, say.
      var retold = article
      retold.file = Story.file("retold\(number)")
      retold.sha256 = Story.contentHash(of: "retold\(number)")
      try await ledger.record(retold)
    }
    #expect(try await ledger.waiting().count == alerts)
  }

  @Test(arguments: seeds)
  func `two unrelated articles in either order give the same`(seed: UInt64) async throws {
    let one = try stream(seed, "a", count: 4)
    let other = try stream(seed &+ 1000, "b", count: 4)
    let (first, second) = (try Ledger.inMemory(), try Ledger.inMemory())
    for article in one + other { try await first.record(article) }
    // The second ledger hears the other world in between.
    var (left, right) = (one[...], other[...])
    var dice = Dice(seed: seed)
    while let article = dice.below(2) == 0
      ? right.popFirst() ?? left.popFirst()
      : left.popFirst() ?? right.popFirst()
    {
      try await second.record(article)
    }
    #expect(try await told(first) == told(second))
  }

  @Test(arguments: seeds)
  func `one by one or in batches gives the same`(seed: UInt64) async throws {
    let stream = try stream(seed)
    let (single, batch, parts) = (
      try Ledger.inMemory(), try Ledger.inMemory(), try Ledger.inMemory()
    )
    for article in stream { try await single.record(article) }
    _ = try await batch.record(stream, rules: Story.rules, at: Story.start)
    var rest = stream[...]
    var dice = Dice(seed: seed)
    while !rest.isEmpty {
      let part = Array(rest.prefix(1 + dice.below(5)))
      rest = rest.dropFirst(part.count)
      _ = try await parts.record(part, rules: Story.rules, at: Story.start)
    }
    let expected = try await told(single)
    #expect(try await told(batch) == expected)
    #expect(try await told(parts) == expected)
  }
}
