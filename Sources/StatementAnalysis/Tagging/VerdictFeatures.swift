// The features by which a cue found is kept or dropped, once its speaker and content are known.

/// A cue that may be one, with the speaker and the content that it would have.
package struct Candidate: Sendable, Equatable {
  /// The cue and its roles.
  package var attribution: TaggedAttribution
  /// How likely the first stage holds the cue for one, 0…1.
  package var cueProbability: Double
  /// Natural logarithm of the probability of these roles, all together; 0 or less.
  package var roleLogProbability: Double
  /// How likely the cue has a speaker at all, 0…1.
  package var speakerProbability: Double

  /// A candidate of the given values.
  package init(
    attribution: TaggedAttribution, cueProbability: Double, roleLogProbability: Double,
    speakerProbability: Double
  ) {
    self.attribution = attribution
    self.cueProbability = cueProbability
    self.roleLogProbability = roleLogProbability
    self.speakerProbability = speakerProbability
  }
}

/// Fills the input of the last stage: all candidates of an article.
package enum VerdictFeatures {
  static let perToken = 60
  static let setCount = 1

  /// The features of candidates in the order of their cues.
  package static func fill(
    _ input: inout ChainInput, _ candidates: [Candidate], of columns: TokenColumns
  ) {
    input.reset(to: candidates.indices)
    let article = ArticleContext(candidates, columns)
    input.features.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for index in candidates.indices {
        input.sets.append(0)
        var writer = FeatureWriter(base + index * perToken)
        article.addFeatures(&writer, index)
        assert(writer.count <= perToken)
        while writer.count < perToken { writer.add(0) }
      }
    }
  }

  /// The candidates of an article, what each is to the others.
  private struct ArticleContext {
    private let columns: TokenColumns
    private let candidates: [Candidate]
    /// Sum of the cues' probabilities and their number, by lemma.
    private var lemmas: [UInt64: (sum: Double, count: Int)] = [:]
    /// Sum of the cues' probabilities by the last word of their speakers.
    private var speakers: [UInt64: Double] = [:]

    init(_ candidates: [Candidate], _ columns: TokenColumns) {
      self.columns = columns
      self.candidates = candidates
      for candidate in candidates {
        let lemma = columns.lemma[CueHead.of(candidate.attribution.cue, columns)]
        lemmas[lemma, default: (0, 0)].sum += candidate.cueProbability
        lemmas[lemma, default: (0, 0)].count += 1
        if let speaker = candidate.attribution.speaker {
          speakers[columns.word[speaker.upperBound - 1], default: 0] += candidate.cueProbability
        }
      }
    }

    func addFeatures(_ writer: inout FeatureWriter, _ index: Int) {
      let candidate = candidates[index]
      let attribution = candidate.attribution
      let cue = attribution.cue
      let head = CueHead.of(cue, columns)
      let lemma = columns.lemma[head]
      let isPassive: UInt64 = CueHead.isPassive(cue, head: head, columns) ? 1 : 0
      let form = columns.wordClass[head] &* 2 + isPassive
      let sure = Self.step(candidate.cueProbability)
      let roles = UInt64(min(24, max(0, -candidate.roleLogProbability * 2)))
      let speakerSure = Self.step(candidate.speakerProbability)
      let range = columns.text.sentences[attribution.sentence].tokens
      let before = cue.lowerBound > range.lowerBound ? columns.word[cue.lowerBound - 1] : 1
      let after = cue.upperBound < range.upperBound ? columns.word[cue.upperBound] : 2
      let (outer, inner, neighbour) = relations(index)
      let content = contentCode(attribution)
      let speaker = speakerCode(attribution)
      let elsewhere = lemmaElsewhere(lemma, candidate)
      let known = speakerElsewhere(candidate)
      let state = UInt64(columns.text.quotation[cue.lowerBound].rawValue)
      let all = cue.reduce(0) { ($0 ^ columns.lemma[$1]) &* 0x0000_0100_0000_01B3 }
      writer.add(1)
      writer.add(sure)
      writer.add(roles)
      writer.add(speakerSure)
      writer.add(sure, roles)
      writer.add(sure, speakerSure)
      writer.add(sure, lemma)
      writer.add(sure >> 1, roles >> 1, lemma)
      writer.add(lemma)
      writer.add(lemma, form)
      writer.add(all)
      writer.add(all, sure)
      writer.add(form)
      writer.add(form, sure)
      writer.add(outer)
      writer.add(outer, sure)
      writer.add(outer, lemma)
      writer.add(outer, state)
      writer.add(outer, roles)
      writer.add(inner)
      writer.add(inner, sure)
      writer.add(inner, outer)
      writer.add(neighbour)
      writer.add(neighbour, sure)
      writer.add(neighbour, lemma)
      writer.add(content)
      writer.add(content, lemma)
      writer.add(content, sure)
      writer.add(content, form)
      writer.add(content, outer)
      writer.add(speaker)
      writer.add(speaker, lemma)
      writer.add(speaker, sure)
      writer.add(speaker, form)
      writer.add(speaker, content)
      writer.add(speaker, outer)
      writer.add(elsewhere)
      writer.add(elsewhere, sure)
      writer.add(known)
      writer.add(known, sure)
      writer.add(state, sure)
      writer.add(before, lemma)
      writer.add(after, lemma)
      writer.add(before, sure)
      writer.add(after, sure)
      writer.add(contentStart(attribution), lemma)
      writer.add(contentStart(attribution), sure)
      writer.add(contentStart(attribution), form)
      writer.add(speakerEnd(attribution), lemma)
      writer.add(speakerEnd(attribution), sure)
      writer.add(speakerEnd(attribution))
      writer.add(columns.sentenceTraits[attribution.sentence].code, sure)
      writer.add(columns.sentenceTraits[attribution.sentence].code, lemma)
      writer.add(Bucket.of(cue.lowerBound - range.lowerBound), sure)
      writer.add(Bucket.of(range.upperBound - cue.upperBound), sure)
      writer.add(UInt64(min(attribution.sentence, 3)), sure)
      writer.add(UInt64(min(cue.count, 5)), sure)
      writer.add(UInt64(min(cue.count, 5)), lemma)
    }

    /// A probability on a scale of half units of its logit, 0…28.
    private static func step(_ probability: Double) -> UInt64 {
      let bounded = min(max(probability, 1e-3), 1 - 1e-3)
      // A rational stand-in for the logit: monotone, cheap, the same on all machines.
      let odds = bounded / (1 - bounded)
      var step: UInt64 = 14
      var value = odds
      while value > 1.6487, step < 28 {
        value /= 1.6487
        step += 1
      }
      while value < 1, step > 0 {
        value *= 1.6487
        step -= 1
      }
      return step
    }

    /// How sure the surest candidate is that has this cue in its content, that has its cue in this one's content, and
    /// that stands beside it in its sentence.
    private func relations(_ index: Int) -> (outer: UInt64, inner: UInt64, neighbour: UInt64) {
      let own = candidates[index].attribution
      var (outer, inner, neighbour) = (0.0, 0.0, 0.0)
      for other in Neighbours.indices(of: index, in: candidates.count) where other != index {
        let attribution = candidates[other].attribution
        let sure = candidates[other].cueProbability
        let isOuter = attribution.content.contains { $0.contains(own.cue.lowerBound) }
        let isInner = own.content.contains { $0.contains(attribution.cue.lowerBound) }
        if isOuter { outer = max(outer, sure) }
        if isInner { inner = max(inner, sure) }
        if !isOuter, !isInner, attribution.sentence == own.sentence {
          neighbour = max(neighbour, sure)
        }
      }
      func code(_ sure: Double) -> UInt64 { sure > 0 ? Self.step(sure) / 2 + 1 : 0 }
      return (code(outer), code(inner), code(neighbour))
    }

    private func contentCode(_ attribution: TaggedAttribution) -> UInt64 {
      let length = attribution.content.reduce(0) { $0 + $1.count }
      let isBefore = attribution.content.contains { $0.lowerBound < attribution.cue.lowerBound }
      let isAfter = attribution.content.contains { $0.lowerBound >= attribution.cue.upperBound }
      let isQuoted = attribution.content.contains { part in
        part.contains { columns.text.quotation[$0] == .opening }
      }
      return Bucket.of(length) << 4 | (isBefore ? 1 : 0) | (isAfter ? 2 : 0) | (isQuoted ? 4 : 0)
    }

    private func speakerCode(_ attribution: TaggedAttribution) -> UInt64 {
      guard let speaker = attribution.speaker else { return 0 }
      let cue = attribution.cue
      let distance =
        speaker.lowerBound < cue.lowerBound
        ? cue.lowerBound - speaker.upperBound : speaker.lowerBound - cue.upperBound
      let isBefore = speaker.lowerBound < cue.lowerBound
      return 1 | (isBefore ? 2 : 0) | Bucket.of(max(distance, 0)) << 2
        | UInt64(min(speaker.count, 4)) << 6
    }

    private func lemmaElsewhere(_ lemma: UInt64, _ candidate: Candidate) -> UInt64 {
      guard let (sum, count) = lemmas[lemma], count > 1 else { return 0 }
      let mean = (sum - candidate.cueProbability) / Double(count - 1)
      return 1 + UInt64(max(0, min(9, mean * 10))) + UInt64(min(count - 1, 3)) << 4
    }

    private func speakerElsewhere(_ candidate: Candidate) -> UInt64 {
      guard let speaker = candidate.attribution.speaker else { return 0 }
      let sum = (speakers[columns.word[speaker.upperBound - 1]] ?? 0) - candidate.cueProbability
      return 1 + UInt64(max(0, min(6, sum * 2)))
    }

    private func contentStart(_ attribution: TaggedAttribution) -> UInt64 {
      attribution.content.first.map { columns.word[$0.lowerBound] } ?? 0
    }

    private func speakerEnd(_ attribution: TaggedAttribution) -> UInt64 {
      attribution.speaker.map { columns.word[$0.upperBound - 1] } ?? 0
    }
  }
}
