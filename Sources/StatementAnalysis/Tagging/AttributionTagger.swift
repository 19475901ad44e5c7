// The tagger: cues first, then speaker and content of each, then which of them hold together.

/// Finds who says what in an article, with trained weights.
///
/// The first stage labels each token of a sentence as cue or not, more of them than will stay; the second looks, for
/// each cue, for its speaker and content in the sentences around it; the third keeps those that hold together.
package struct AttributionTagger: Sendable {
  private let cueModel: TaggerModel
  private let roleModel: TaggerModel
  private let verdictModel: TaggerModel?
  private let bias: Float
  /// What is added where a cue begins, so that more are candidates than will stay.
  ///
  /// By cross-validation: 1.2 gives too few to choose from, 3 no more that stand.
  private static let candidateBonus: Float = 2

  /// The tagger with the program's own models.
  ///
  /// - Throws: when they are not whole, which a build does not survive its tests with.
  package init() throws(ModelError) {
    self.init(
      cues: try .embedded(.cues), roles: try .embedded(.roles), verdicts: try .embedded(.verdicts))
  }

  /// A tagger with other models.
  ///
  /// Without a model for verdicts, while the first two are measured or made, all candidates are kept. `bias` is added
  /// to "no" at the last stage instead of what its model says.
  package init(
    cues: TaggerModel, roles: TaggerModel, verdicts: TaggerModel?, bias: Float? = nil
  ) {
    cueModel = cues
    roleModel = roles
    verdictModel = verdicts
    self.bias = bias ?? verdicts?.header.outsideBias ?? 0
  }

  /// The attributions of an article in the order of their cues.
  ///
  /// `includesNested` adds those within another's content, which the models do not look for.
  package func attributions(in columns: TokenColumns, includesNested: Bool) -> [TaggedAttribution] {
    let candidates = candidates(in: columns)
    var found = kept(candidates, in: columns)
    // Which cues stand is known only now, and it tells where a content ends.
    var roles = RoleFinder(roleModel, columns)
    let starts = found.map(\.cue.lowerBound)
    let assumed = Self.likely(candidates.map { ($0.attribution.cue, $0.cueProbability) })
    for index in found.indices {
      let cue = found[index].cue
      guard
        RoleFeatures.place(of: cue, among: starts, columns)
          != RoleFeatures.place(of: cue, among: assumed, columns)
      else { continue }
      let known = FoundCue(tokens: cue, probability: found[index].certainty)
      found[index] = roles.attribution(of: known, among: starts)
    }
    complete(&found, in: columns)
    guard includesNested else { return found }
    let contents = found.flatMap(\.content).sorted { $0.lowerBound < $1.lowerBound }
    var nested: [TaggedAttribution] = []
    for cue in NestedCues.candidates(in: columns, besides: found.map(\.cue)) {
      var attribution = roles.attribution(
        of: cue, among: starts, limits: Self.innermost(contents, around: cue.tokens))
      guard attribution.speaker != nil, !attribution.content.isEmpty else { continue }
      attribution.isFromLexicon = true
      nested.append(attribution)
    }
    complete(&nested, in: columns)
    found += nested
    found.sort { $0.cue.lowerBound < $1.cue.lowerBound }
    markNested(&found)
    return found
  }

  /// Completes the contents that the models cut short.
  private func complete(_ attributions: inout [TaggedAttribution], in columns: TokenColumns) {
    for index in attributions.indices {
      let repair = ContentRepair(columns, attributions[index])
      attributions[index].content = attributions[index].content.map(repair.repaired)
    }
  }

  /// The shortest of the ranges, which are in order, that holds a cue; contents before the 64 nearest do not reach it.
  private static func innermost(_ ranges: [Range<Int>], around cue: Range<Int>) -> Range<Int>? {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound <= cue.lowerBound { low = middle + 1 } else { high = middle }
    }
    return ranges[max(0, low - 64)..<low].filter { $0.upperBound >= cue.upperBound }
      .min { $0.count < $1.count }
  }

  /// The candidates that the last stage keeps, its probability as their certainty.
  package func kept(_ candidates: [Candidate], in columns: TokenColumns) -> [TaggedAttribution] {
    guard let verdictModel else { return candidates.map(\.attribution) }
    var input = ChainInput(.verdicts)
    var emissions: [Float] = []
    VerdictFeatures.fill(&input, candidates, of: columns)
    verdictModel.score(input, into: &emissions)
    let likely = verdictModel.chain.marginals(emissions: emissions, sets: input.sets).labels
    // The bias moves the border, not the certainty.
    let border = 1 / (1 + Exponential.exp(-Double(bias)))
    return candidates.indices.compactMap { index in
      let certainty = Double(likely[index * 2 + 1])
      guard certainty >= border else { return nil }
      var attribution = candidates[index].attribution
      attribution.certainty = certainty
      return attribution
    }
  }

  /// What may be an attribution, in the order of the cues.
  package func candidates(in columns: TokenColumns) -> [Candidate] {
    let cues = findCues(columns)
    let likely = Self.likely(cues.map { ($0.tokens, $0.probability) })
    var roles = RoleFinder(roleModel, columns)
    return cues.map { roles.candidate(of: $0, among: likely) }
  }

  /// The first tokens of the cues that, before their roles are known, are taken to stand.
  private static func likely(_ cues: [(tokens: Range<Int>, probability: Double)]) -> [Int] {
    cues.filter { $0.probability >= 0.35 }.map(\.tokens.lowerBound)
  }

  /// Speaker and content of cues that are known already, in their order.
  package func attributions(of cues: [Range<Int>], in columns: TokenColumns) -> [TaggedAttribution]
  {
    var roles = RoleFinder(roleModel, columns)
    let starts = cues.map(\.lowerBound)
    return cues.map { roles.attribution(of: FoundCue(tokens: $0, probability: 1), among: starts) }
  }

  /// More cues than will stay.
  private func findCues(_ columns: TokenColumns) -> [FoundCue] {
    var cues: [FoundCue] = []
    var input = ChainInput(.cues)
    var emissions: [Float] = []
    for sentence in 0..<columns.sentenceCount {
      CueFeatures.fill(&input, sentence: sentence, of: columns)
      cueModel.score(input, into: &emissions)
      let labels = cueModel.chain.best(
        emissions: emissions, sets: input.sets, bonus: Self.candidateBonus
      ).labels
      let segments = Segments.of(labels, from: input.tokens.lowerBound, role: 0)
      guard !segments.isEmpty else { continue }
      let likely = cueModel.chain.marginals(emissions: emissions, sets: input.sets).labels
      for segment in segments {
        let outside = segment.map { likely[($0 - input.tokens.lowerBound) * 3] }.min() ?? 1
        cues.append(FoundCue(tokens: segment, probability: Double(1 - outside)))
      }
    }
    return cues
  }

  private func markNested(_ attributions: inout [TaggedAttribution]) {
    for index in attributions.indices {
      let cue = attributions[index].cue
      attributions[index].isNested = Neighbours.indices(of: index, in: attributions.count)
        .contains { outer in
          outer != index
            && attributions[outer].content.contains { $0.contains(cue.lowerBound) }
        }
    }
  }
}

/// A cue and how likely it is one.
struct FoundCue: Sendable {
  let tokens: Range<Int>
  let probability: Double
}

/// Finds speaker and content of one cue after another, reusing its buffers.
private struct RoleFinder {
  private let model: TaggerModel
  private let columns: TokenColumns
  private var input = ChainInput(.roles)
  private var emissions: [Float] = []

  init(_ model: TaggerModel, _ columns: TokenColumns) {
    self.model = model
    self.columns = columns
  }

  mutating func attribution(
    of cue: FoundCue, among starts: [Int], limits: Range<Int>? = nil
  ) -> TaggedAttribution {
    let best = find(cue.tokens, among: starts, limits)
    return attribution(of: cue, best)
  }

  private mutating func find(
    _ cue: Range<Int>, among starts: [Int], _ limits: Range<Int>? = nil
  ) -> Chain.Best {
    RoleFeatures.fill(&input, cue: cue, among: starts, of: columns, limits: limits)
    model.score(input, into: &emissions)
    return model.chain.best(emissions: emissions, sets: input.sets)
  }

  private func attribution(of cue: FoundCue, _ best: Chain.Best) -> TaggedAttribution {
    let labels = best.labels.dropLast()
    let start = input.tokens.lowerBound
    return TaggedAttribution(
      speaker: Segments.of(labels, from: start, role: 0).first, cue: cue.tokens,
      content: Segments.of(labels, from: start, role: 1),
      sentence: columns.sentence(of: cue.tokens.lowerBound), certainty: cue.probability,
      isNested: false)
  }

  mutating func candidate(of cue: FoundCue, among starts: [Int]) -> Candidate {
    let best = find(cue.tokens, among: starts)
    let forward = model.chain.forward(emissions: emissions, sets: input.sets)
    return Candidate(
      attribution: attribution(of: cue, best), cueProbability: cue.probability,
      roleLogProbability: Double(best.score) - forward.logSum,
      // The position past the text says whether there is a speaker.
      speakerProbability: model.chain.probability(ofLast: 1, forward))
  }
}

/// Which cues may stand in each other's content.
enum Neighbours {
  /// Cues on either side; content reaches over fewer.
  private static let reach = 32

  /// The indices around one of `count` cues in order.
  static func indices(of index: Int, in count: Int) -> Range<Int> {
    max(0, index - reach)..<min(count, index + reach + 1)
  }
}

/// Labels to ranges.
enum Segments {
  /// The ranges of a role: label `2 role + 1` begins one, `2 role + 2` goes on.
  static func of(_ labels: some Collection<UInt8>, from start: Int, role: UInt8) -> [Range<Int>] {
    var segments: [Range<Int>] = []
    var first: Int?
    for (index, label) in labels.enumerated() {
      if let begun = first, label != 2 * role + 2 {
        segments.append(start + begun..<start + index)
        first = nil
      }
      if label == 2 * role + 1 { first = index }
    }
    if let begun = first { segments.append(start + begun..<start + labels.count) }
    return segments
  }
}
