// Why a statement was new or known: written down as it is decided, since the ledger it was decided
// on is never the same again.

/// The verdict on a statement with all that led to it.
package struct Verdict: Codable, Hashable, Sendable {
  /// What decided which proposition the statement has.
  package enum Basis: String, Codable, Sendable {
    /// It stood in an earlier version of the article, or in the same story under another name.
    case earlierText = "earlier_text"
    /// A denial that only refers back: the claim that it points at.
    case antecedent
    /// The earlier statement that most probably says the same.
    case resemblance
    /// Nothing says the same: it is the first.
    case first
  }

  /// An earlier statement that was compared.
  package struct Candidate: Codable, Hashable, Sendable {
    package var statement: Int64
    package var dispute: Int64
    /// That both say the same, 0…1.
    package var probability: Double
    /// What each fact adds, by its name; with the intercept, the logit of the probability.
    package var parts: [String: Double]
  }

  /// An actor in its role, looked up with the kind and the proposition.
  package struct Key: Codable, Hashable, Sendable {
    package var actor: String
    package var role: NoveltyReason.Role
    /// ISO 8601, when it had last been seen; nil: never.
    @OrNull package var lastSeen: String?
    package var isNew: Bool

    private enum CodingKeys: String, CodingKey {
      case actor, role
      case lastSeen = "last_seen"
      case isNew = "is_new"
    }
  }

  /// A statement that it answers, or for a claim one that denies it.
  package struct Answer: Codable, Hashable, Sendable {
    package var statement: Int64
    /// That both are of one dispute, 0…1; nil if they are of one proposition.
    @OrNull package var probability: Double?
  }

  package var basis: Basis
  /// The earlier statement that decided; nil for the first.
  @OrNull package var decidedBy: Int64?
  /// The dispute that it was put into; a correction may have moved it since.
  package var dispute: Int64
  package var keys: [Key]
  /// The keys it was told for, muted ones included; empty for a known statement.
  package var reasons: [NoveltyReason]
  /// True if its words stood in an earlier version of the article or in the same story: then it is
  /// no news, whatever the keys say.
  package var stoodBefore: Bool
  /// True if it was new and a user had muted its dispute or all its reasons' actors.
  package var isMuted: Bool
  package var answers: [Answer]
  /// How many earlier statements were compared.
  package var comparedCount: Int
  /// The most probable of them, at most `candidatesMax`, the best first.
  package var candidates: [Candidate]
  package var intercept: Double
  /// Least probability at which two statements were one proposition.
  package var probabilityMin: Double

  package static let candidatesMax = 5

  private enum CodingKeys: String, CodingKey {
    case basis, dispute, keys, reasons, answers, candidates, intercept
    case decidedBy = "decided_by"
    case stoodBefore = "stood_before"
    case isMuted = "is_muted"
    case comparedCount = "compared_count"
    case probabilityMin = "probability_min"
  }
}

extension Resemblance {
  /// The names of `features`, in their order.
  static let featureNames = [
    "wording", "shared_about", "shared_actors", "same_kind", "opposed", "same_speaker",
    "refers_back", "earlier_refers_back", "of_title", "one_denier",
  ]
}

extension NoveltyRule {
  /// The most probable candidates with what speaks for them, the best first.
  func best(of candidates: [Weighed]) -> [Verdict.Candidate] {
    candidates
      .sorted {
        ($0.probability, $0.candidate.statement) > ($1.probability, $1.candidate.statement)
      }
      .prefix(Verdict.candidatesMax)
      .map { candidate, probability in
        Verdict.Candidate(
          statement: candidate.statement, dispute: candidate.proposition,
          probability: Self.rounded(probability), parts: parts(of: candidate.resemblance))
      }
  }

  private func parts(of resemblance: Resemblance) -> [String: Double] {
    var parts: [String: Double] = [:]
    for (name, (weight, feature)) in zip(
      Resemblance.featureNames, zip(weights, resemblance.features)) where feature != 0
    {
      parts[name] = Self.rounded(weight * feature)
    }
    // No weight: it forbids.
    if resemblance.contradictsNumbers { parts["contradicts_numbers"] = 0 }
    return parts
  }

  /// To thousandths: nobody reads more, and each statement carries them.
  static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
