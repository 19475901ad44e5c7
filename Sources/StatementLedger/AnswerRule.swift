// Which claims a denial answers.

import StatementAnalysis

/// The rules of answers; pure, all facts are arguments.
enum AnswerRule {
  /// How long ago a claim may have arrived that "denied the accusations" points at.
  ///
  /// Counts when the denial's own article holds none. A first value, to be tuned on the disputes.
  static let antecedentAgeMaxMilliseconds: Int64 = 30 * 24 * 3600 * 1000

  /// A statement is linked to at most this many others, the latest ones: links of a proposition
  /// grow with its claims times its denials.
  static let linksMax = 32

  /// A claim that a denial could mean.
  struct Claim: Equatable {
    var statement: Int64
    var proposition: Int64
    var speakers: Set<String>
    var about: Set<String>
    var recordedAt: Timestamp
  }

  /// What "denied the accusations" points at; nil if nothing is known that it could be.
  ///
  /// First the nearest claim about the denier that somebody else makes before it in the article,
  /// somebody whom the denial names before others; then the latest such claim in the ledger; then
  /// the nearest one in the article whoever makes it.
  ///
  /// - Parameters:
  ///   - denier: who denies; a stranger gives nil, as no claim tells that it is about one.
  ///   - named: whom the denial names: "Lee's allegations are untrue" answers Lee.
  ///   - inArticle: the claims before the denial, in reading order.
  ///   - inLedger: claims of earlier articles, the latest first.
  ///   - now: when the denial is recorded.
  /// - Returns: one of the claims.
  static func antecedent(
    ofDenialBy denier: Set<String>, naming named: Set<String>, inArticle: [Claim],
    inLedger: [Claim], at now: Timestamp
  ) -> Claim? {
    let oldest = now.adding(milliseconds: -antecedentAgeMaxMilliseconds)
    func accuses(_ claim: Claim) -> Bool {
      !claim.about.isDisjoint(with: denier) && claim.speakers.isDisjoint(with: denier)
    }
    func isRecent(_ claim: Claim) -> Bool { claim.recordedAt >= oldest }
    func isByNamed(_ claim: Claim) -> Bool { !claim.speakers.isDisjoint(with: named) }
    let here = inArticle.reversed().filter(accuses)
    let before = inLedger.filter { accuses($0) && isRecent($0) }
    return here.first(where: isByNamed) ?? before.first(where: isByNamed) ?? here.first
      ?? before.first ?? inArticle.last { !$0.about.isDisjoint(with: denier) }
  }

  /// True unless a tracked actor would answer itself; strangers count as different.
  static func canAnswer<Actors: Sequence>(denier: Actors, claimant: Actors) -> Bool
  where Actors.Element: Equatable {
    !denier.contains(where: claimant.contains)
  }

  /// The places of those to show in an alert, at most `max`, in the order given.
  ///
  /// Repeats of one speaker's words stand back behind everyone else's.
  ///
  /// - Parameters:
  ///   - voices: who says what, the latest first.
  ///   - max: 0 or more.
  /// - Returns: places in `voices`, ascending.
  static func shown(among voices: [Voice], max: Int) -> [Int] {
    var heard: Set<Voice> = []
    let (first, again) = voices.indices.reduce(into: ([Int](), [Int]())) { parts, place in
      if heard.insert(voices[place]).inserted {
        parts.0.append(place)
      } else {
        parts.1.append(place)
      }
    }
    return (first + again).prefix(max).sorted()
  }

  /// One speaker's words.
  struct Voice: Hashable {
    var speaker: AlertSpeaker
    var content: String
  }
}
