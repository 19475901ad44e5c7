import Glibc
import Testing

@testable import StatementAnalysis

/// Random scores for short inputs, small enough to try every label sequence.
private struct RandomChain {
  let chain: Chain
  let emissions: [Float]
  let sets: [UInt8]
  private let stage: Stage
  private let transitions: [Float]

  init(_ stage: Stage, length: Int, seed: UInt64) {
    var state = seed
    func next() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 24) * 4 - 2
    }
    self.stage = stage
    transitions = (0..<stage.setCount * StateSpace.of(stage).moveCount).map { _ in next() }
    emissions = (0..<length * stage.labelCount).map { _ in next() }
    sets = (0..<length).map { _ in UInt8((next() + 2) / 4 * Float(stage.setCount) * 0.999) }
    chain = Chain(stage, transitions: transitions)
  }

  /// Every allowed sequence of labels with its score.
  func all() -> [(labels: [UInt8], score: Double)] {
    let space = StateSpace.of(stage)
    var sequences: [[UInt8]] = [[]]
    for _ in sets {
      sequences = sequences.flatMap { head in
        (0..<UInt8(stage.labelCount)).map { head + [$0] }
      }
    }
    return sequences.compactMap { labels in
      guard let path = space.path(of: labels) else { return nil }
      var score = 0.0
      for (position, move) in path.enumerated() {
        score += Double(emissions[position * stage.labelCount + Int(labels[position])])
        score += Double(transitions[Int(sets[position]) * space.moveCount + move])
      }
      return (labels, score)
    }
  }
}

private let cases: [(Stage, Int)] = [(.cues, 5), (.roles, 2), (.roles, 5), (.verdicts, 6)]

@Suite(.timeLimit(.minutes(1))) struct TaggingChainTests {
  @Test(arguments: cases, [1, 2, 3, 4, 5] as [UInt64])
  func `the best sequence is the one that trying all finds`(input: (Stage, Int), seed: UInt64) {
    let random = RandomChain(input.0, length: input.1, seed: seed)
    let best = random.chain.best(emissions: random.emissions, sets: random.sets)
    let expected = random.all().max { $0.score < $1.score }
    #expect(best.labels == expected?.labels)
    #expect(abs(Double(best.score) - (expected?.score ?? 0)) < 1e-3)
  }

  @Test(arguments: cases, [6, 7, 8] as [UInt64])
  func `probabilities are those that summing over all sequences gives`(
    input: (Stage, Int), seed: UInt64
  ) {
    let (stage, length) = input
    let random = RandomChain(stage, length: length, seed: seed)
    let likely = random.chain.marginals(
      emissions: random.emissions, sets: random.sets, countsMoves: true)
    let weights = random.all().map { (labels: $0.labels, weight: Glibc.exp($0.score)) }
    let sum = weights.reduce(0) { $0 + $1.weight }
    #expect(abs(likely.logSum - Glibc.log(sum)) < 1e-4)
    for position in 0..<length {
      for label in 0..<stage.labelCount {
        let share = weights.filter { $0.labels[position] == UInt8(label) }
          .reduce(0) { $0 + $1.weight }
        #expect(
          abs(Double(likely.labels[position * stage.labelCount + label]) - share / sum) < 1e-4)
      }
    }
    #expect(abs(likely.moves.reduce(0, +) - Float(length)) < 1e-3)
  }

  @Test(arguments: [
    (Stage.cues, [0, 1, 2, 0] as [UInt8], true), (.cues, [0, 2], false), (.cues, [2], false),
    (.cues, [1, 1, 2], true),
    // The last label of roles says whether there was a speaker.
    (.roles, [1, 2, 0, 3, 4, 1], true), (.roles, [3, 4, 0], true),
    (.roles, [1, 2, 0, 3, 4, 0], false), (.roles, [3, 4, 1], false),
    (.roles, [1, 0, 1, 3, 1], false), (.roles, [1, 0, 1], false), (.roles, [3, 0, 3, 0, 0], true),
    (.roles, [3, 2, 1], false),
  ])
  func `roles have a content and one speaker at most`(
    stage: Stage, labels: [UInt8], isAllowed: Bool
  ) {
    #expect((StateSpace.of(stage).path(of: labels) != nil) == isAllowed)
  }

  @Test(arguments: [-699, -40, -1e-9, 0, 0.3, 1, 20.5, 690] as [Double])
  func `exponential and logarithm agree with the library's`(power: Double) {
    let expected = Glibc.exp(power)
    #expect(abs(Exponential.exp(power) - expected) <= expected * 1e-12)
    #expect(abs(Exponential.log(expected) - power) <= max(abs(power), 1) * 1e-12)
  }
}
