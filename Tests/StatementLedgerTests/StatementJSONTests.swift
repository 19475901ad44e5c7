// The JSON that each statement is recorded with is what the decoder reads.

import Articles
import Testing

@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct StatementJSONTests {
  private static func verdict(
    actor: String, decidedBy: Int64? = nil, lastSeen: String? = nil, probability: Double? = nil
  ) -> Verdict {
    Verdict(
      basis: .resemblance, decidedBy: decidedBy, dispute: 7,
      keys: [Verdict.Key(actor: actor, role: .about, lastSeen: lastSeen, isNew: true)],
      reasons: [NoveltyReason(actor: actor, role: .by)], stoodBefore: false, isMuted: true,
      answers: [Verdict.Answer(statement: 3, probability: probability)], comparedCount: 128,
      candidates: [
        Verdict.Candidate(
          statement: 2, dispute: 1, probability: 0.125,
          parts: ["wording": 4.91, "same_kind": 1, "of_title": -0.001])
      ],
      intercept: -7.95, probabilityMin: 0.4)
  }

  @Test(
    arguments: [
      verdict(actor: "nk"),
      verdict(actor: "nk", decidedBy: 1, lastSeen: "2023-01-29T12:00:00.000Z", probability: 0.5),
      verdict(actor: "a \"quoted\" \\ name"), verdict(actor: "two\nlines\u{1}\u{1F}"),
      verdict(actor: "Коре́я 🇰🇵"), verdict(actor: ""), verdict(actor: "nk", probability: 1e-9),
    ])
  func `a verdict is read as it was written`(_ verdict: Verdict) throws {
    #expect(try LedgerJSON.decode(Verdict.self, from: verdict.json) == verdict)
  }

  @Test func `a verdict of nothing is read as it was written`() throws {
    var verdict = Self.verdict(actor: "nk")
    (verdict.keys, verdict.reasons, verdict.answers, verdict.candidates) = ([], [], [], [])
    #expect(try LedgerJSON.decode(Verdict.self, from: verdict.json) == verdict)
  }

  @Test(arguments: [nil, Span(0, 4)])
  func `offsets are read as they were written`(speaker: Span?) throws {
    let offsets = AlertOffsets(
      sentence: Span(0, 90), speaker: speaker, cue: Span(5, 9),
      content: [Span(10, 40), Span(50, 89)])
    #expect(try LedgerJSON.decode(AlertOffsets.self, from: offsets.json) == offsets)
  }
}
