// Which earlier statements say the same, and when a statement is news.

import Foundation
import StatementAnalysis

/// What speaks for two statements saying the same.
package struct Resemblance: Hashable, Sendable {
  /// How far each says in other words what the other says, 0…1 (`WordingComparison`).
  package var wording: Double
  /// Both count something, and no number is the same.
  package var contradictsNumbers = false
  /// The share of the actors whom either is about that both are about; 0.5 when neither names one.
  package var sharedAbout: Double
  /// The same for all actors, speakers included.
  package var sharedActors: Double
  package var isSameKind: Bool
  /// One is a claim, the other a denial, and nobody speaks in both: as in a dispute.
  package var isOpposed: Bool
  package var isSameSpeaker: Bool
  /// The new statement only points at something said elsewhere.
  package var refersBack: Bool
  /// The earlier one does.
  package var earlierRefersBack: Bool
  /// Both stand in one article, the earlier one in its title: the text says it again.
  package var isOfTitle = false
  /// Both are denials, and somebody denies in both: few deny more than one thing.
  package var areOneDeniers = false
  /// Both say something by themselves, and hardly a word of either has kin in the other.
  package var isWordedApart = false

  /// The facts as numbers, in the order of `NoveltyRule.weights`.
  package var features: [Double] {
    [
      wording, sharedAbout, sharedActors, isSameKind ? 1 : 0, isOpposed ? 1 : 0,
      isSameSpeaker ? 1 : 0, refersBack ? 1 : 0, earlierRefersBack ? 1 : 0,
      isOfTitle ? 1 : 0, areOneDeniers ? 1 : 0,
    ]
  }
}

/// The rules of novelty; pure, all facts are arguments.
package struct NoveltyRule: Sendable {
  /// Weights of `Resemblance.features` in a logistic regression.
  package var weights: [Double]
  package var intercept: Double

  /// Least probability at which two statements are one proposition, 0…1.
  package var probabilityMin: Double

  package init(weights: [Double], intercept: Double, probabilityMin: Double) {
    self.weights = weights
    self.intercept = intercept
    self.probabilityMin = probabilityMin
  }

  /// Fitted by `gainsay-lab novelty --fit --from-text` on pairs of statements of the development disputes that share an
  /// actor: those of the annotation, and those that the analysis finds in its place.
  ///
  /// With the weights fitted on all disputes but one, the other's alerts have precision .88 and recall .88 at this
  /// probability, .87 and .90 at 0.45, .85 and .94 at 0.5.
  package static let standard = NoveltyRule(
    weights: [5.12, 1.40, 1.27, 2.78, 4.11, 0.55, 2.21, 1.58, 0.80, 1.83], intercept: -8.25,
    probabilityMin: 0.35)

  /// The probability that two statements say the same, 0…1.
  package func probability(_ resemblance: Resemblance) -> Double {
    // Too rare in the disputes for a weight, and never a matter of degree: who has denied one thing has not denied all.
    if resemblance.contradictsNumbers || resemblance.isWordedApart { return 0 }
    let sum = zip(weights, resemblance.features).reduce(intercept) { $0 + $1.0 * $1.1 }
    return 1 / (1 + exp(-sum))
  }

  /// An earlier statement that could say the same as one at hand.
  package struct Candidate: Hashable, Sendable {
    package var statement: Int64
    package var proposition: Int64
    package var resemblance: Resemblance

    package init(statement: Int64, proposition: Int64, resemblance: Resemblance) {
      self.statement = statement
      self.proposition = proposition
      self.resemblance = resemblance
    }
  }

  /// A candidate with the probability that it says the same, 0…1.
  typealias Weighed = (candidate: Candidate, probability: Double)

  /// The candidates with their probabilities, in the order given.
  func weigh(_ candidates: [Candidate]) -> [Weighed] {
    candidates.map { ($0, probability($0.resemblance)) }
  }

  /// The candidate that says the same; nil if none does.
  ///
  /// The most probable one counts, of equals the latest; of those that share its proposition one of the same kind.
  package func match(among candidates: [Candidate]) -> Candidate? {
    match(of: weigh(candidates))
  }

  func match(of candidates: [Weighed]) -> Candidate? {
    let likely =
      candidates
      .filter { $0.probability >= probabilityMin }
      .sorted {
        ($0.probability, $0.candidate.statement) > ($1.probability, $1.candidate.statement)
      }
      .map(\.candidate)
    guard let best = likely.first else { return nil }
    // A claim is told to be known by a claim where one says it too.
    return likely.first { $0.proposition == best.proposition && $0.resemblance.isSameKind } ?? best
  }

  /// Least probability at which a claim and a denial oppose each other, though neither is nearest to the other.
  ///
  /// Chosen on the development disputes.
  package static let opposedMin = 0.4

  /// The candidates of the other kind that a statement answers, or that answer it.
  package func opposed(among candidates: [Candidate]) -> [Int64] {
    opposed(of: weigh(candidates))
  }

  func opposed(of candidates: [Weighed]) -> [Int64] {
    candidates
      .filter { $0.candidate.resemblance.isOpposed && $0.probability >= Self.opposedMin }
      .map(\.candidate.statement)
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

  /// The new keys of a statement, or none where they are no news.
  ///
  /// Who has said a thing before and now says it with one more name in it has said nothing new: a new key of somebody it
  /// is about counts only beside a new key of a speaker, or where no tracked actor speaks.
  static func worthTelling(
    _ news: [NoveltyReason], of roles: [NoveltyReason]
  ) -> [NoveltyReason] {
    let speaks = roles.contains { $0.role == .by }
    return !speaks || news.contains { $0.role == .by } ? news : []
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
