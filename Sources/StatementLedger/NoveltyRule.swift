// Which earlier statements say the same, and when a statement is news.

import StatementAnalysis

/// The rules of novelty; pure, all facts are arguments.
enum NoveltyRule {
  /// Least similarity at which two statements say the same, 0…1.
  ///
  /// A first value, to be tuned on the disputes.
  static let similarityMin = 0.6

  /// Least terms two propositions share to be one: a single common word says little about a short
  /// statement.
  static let sharedTermsMin = 2

  /// An earlier statement that could say the same as one at hand.
  struct Candidate {
    var statement: Int64
    var proposition: Int64
    /// As the propositions see it, 0…1.
    var similarity: Double
    var sharedTerms: Int
    /// All terms of both are shared: enough even if there is only one.
    var isIdentical = false
    var isSameSpeaker = false
    var isSameKind = false
  }

  /// The proposition of the candidate that says the same; nil if none does.
  ///
  /// The most similar one counts. Short propositions are often equally similar to several: then the
  /// one that shares more terms, then the same speaker's, then the same kind's, then the latest.
  static func proposition(among candidates: [Candidate]) -> Int64? {
    candidates
      .filter {
        $0.similarity >= similarityMin && ($0.sharedTerms >= sharedTermsMin || $0.isIdentical)
      }
      .max { rank($0) < rank($1) }?
      .proposition
  }

  private static func rank(_ candidate: Candidate) -> (Double, Int, Int, Int64) {
    let likeness = (candidate.isSameSpeaker ? 2 : 0) + (candidate.isSameKind ? 1 : 0)
    return (candidate.similarity, candidate.sharedTerms, likeness, candidate.statement)
  }

  /// Each actor in its role: with the kind and the proposition, the keys of a statement.
  ///
  /// An actor who speaks about itself has only the key of the speaker.
  static func roles(by speakers: [String], about: [String]) -> [NoveltyReason] {
    var roles: [NoveltyReason] = []
    for actor in speakers where !roles.contains(where: { $0.actor == actor }) {
      roles.append(NoveltyReason(actor: actor, role: .by))
    }
    for actor in about where !roles.contains(where: { $0.actor == actor }) {
      roles.append(NoveltyReason(actor: actor, role: .about))
    }
    return roles
  }

  /// True for a key never seen, or last seen longer ago than the window; without a window once is
  /// for ever.
  static func isNew(
    lastSeen: Timestamp?, at now: Timestamp, windowMilliseconds: Int64?
  ) -> Bool {
    guard let lastSeen else { return true }
    guard let windowMilliseconds else { return false }
    return lastSeen.adding(milliseconds: windowMilliseconds) < now
  }
}
