// Learns the weights of one stage.

import Foundation
import StatementAnalysis

/// Trains a conditional random field by stochastic gradients with AdaGrad step sizes.
struct ChainTrainer {
  struct Options {
    let epochs: Int
    let rate: Float
    let l2: Float
    let seed: UInt64

    /// What cross-validation chose for a stage.
    init(_ stage: Stage, seed: UInt64) {
      self.seed = seed
      switch stage {
      case .cues: (epochs, rate, l2) = (8, 0.01, 1e-4)
      case .roles: (epochs, rate, l2) = (8, 0.01, 1e-4)
      case .verdicts: (epochs, rate, l2) = (8, 0.01, 1e-3)
      }
    }
  }

  private typealias Row = SIMD8<Float>

  private let stage: Stage
  private let options: Options
  private var weights: [Row]
  private var squares: [Row]
  private var sums: [Row]
  private var transitions: [Float]
  private var transitionSquares: [Float]
  private var transitionSums: [Float]
  private var summed = 0

  /// The learnt weights, averaged over the later epochs.
  struct Weights {
    var transitions: [Float]
    /// `labelCount` for each row.
    var table: [Float]

    /// The mean of some weights, at least one.
    static func mean(of runs: [Weights]) -> Weights {
      func mean(_ rows: [[Float]]) -> [Float] {
        rows[0].indices.map { index in rows.reduce(0) { $0 + $1[index] } / Float(rows.count) }
      }
      return Weights(
        transitions: mean(runs.map(\.transitions)), table: mean(runs.map(\.table)))
    }
  }

  init(_ stage: Stage, _ options: Options) {
    self.stage = stage
    self.options = options
    let rows = 1 << stage.rowsLog2
    weights = Array(repeating: Row(), count: rows)
    squares = weights
    sums = weights
    transitions = Array(
      repeating: 0, count: stage.setCount * StateSpace.of(stage).moveCount)
    transitionSquares = transitions
    transitionSums = transitions
  }

  /// Learns from a training set; the same set, options and seed give the same weights.
  mutating func train(_ set: TrainingSet, progress: (String) -> Void) -> Weights {
    var examples = set.examples(of: stage)
    var generator = SplitMix(state: options.seed)
    var input = ChainInput(stage)
    var labels: [UInt8] = []
    for epoch in 1...options.epochs {
      examples.shuffle(using: &generator)
      var loss: Double = 0
      for example in examples {
        set.load(example, of: stage, into: &input, labels: &labels)
        loss += Double(learn(input, labels))
      }
      if epoch * 2 > options.epochs { addToSums() }
      progress(
        "\(stage.rawValue) epoch \(epoch)/\(options.epochs): loss \(loss / Double(examples.count))")
    }
    return average()
  }

  private mutating func addToSums() {
    summed += 1
    for index in sums.indices { sums[index] += weights[index] }
    for index in transitions.indices { transitionSums[index] += transitions[index] }
  }

  private func average() -> Weights {
    let count = Float(summed)
    var table: [Float] = []
    table.reserveCapacity(sums.count * stage.labelCount)
    for row in sums {
      for label in 0..<stage.labelCount { table.append(row[label] / count) }
    }
    return Weights(transitions: transitionSums.map { $0 / count }, table: table)
  }

  // MARK: One step

  private mutating func learn(_ input: ChainInput, _ labels: [UInt8]) -> Float {
    let space = StateSpace.of(stage)
    guard let path = space.path(of: labels) else { return 0 }
    let emissions = score(input)
    let likely = Chain(stage, transitions: transitions).marginals(
      emissions: emissions, sets: input.sets, countsMoves: true)
    var gold: Double = 0
    for (position, move) in path.enumerated() {
      gold += Double(emissions[position * stage.labelCount + Int(labels[position])])
      gold += Double(transitions[Int(input.sets[position]) * space.moveCount + move])
    }
    updateRows(input, labels, likely.labels)
    updateTransitions(input, path, likely.moves)
    return Float(likely.logSum - gold)
  }

  private func score(_ input: ChainInput) -> [Float] {
    let mask = 1 << stage.rowsLog2 - 1
    var emissions: [Float] = []
    emissions.reserveCapacity(input.sets.count * stage.labelCount)
    weights.withUnsafeBufferPointer { weights in
      var next = 0
      for _ in input.sets {
        var sum = Row()
        for _ in 0..<input.featuresPerToken {
          sum += weights[Int(input.features[next]) & mask]
          next += 1
        }
        for label in 0..<stage.labelCount { emissions.append(sum[label]) }
      }
    }
    return emissions
  }

  /// Gradients smaller than this move nothing that matters.
  private static let gradientMin: Float = 1e-3

  private mutating func updateRows(_ input: ChainInput, _ labels: [UInt8], _ likely: [Float]) {
    let mask = 1 << stage.rowsLog2 - 1
    let rate = options.rate
    let decay = options.l2
    let count = stage.labelCount
    weights.withUnsafeMutableBufferPointer { weights in
      squares.withUnsafeMutableBufferPointer { squares in
        for token in labels.indices {
          var gradient = Row()
          var largest: Float = 0
          for label in 0..<count {
            gradient[label] =
              likely[token * count + label] - (Int(labels[token]) == label ? 1 : 0)
            largest = max(largest, abs(gradient[label]))
          }
          guard largest > Self.gradientMin else { continue }
          let first = token * input.featuresPerToken
          for feature in first..<first + input.featuresPerToken {
            let row = Int(input.features[feature]) & mask
            let step = gradient + decay * weights[row]
            squares[row] += step * step
            weights[row] -= rate * step / (squares[row] + 1e-8).squareRoot()
          }
        }
      }
    }
  }

  private mutating func updateTransitions(
    _ input: ChainInput, _ path: [Int], _ expected: [Float]
  ) {
    var gradient = expected
    let count = StateSpace.of(stage).moveCount
    for (position, move) in path.enumerated() {
      gradient[Int(input.sets[position]) * count + move] -= 1
    }
    for index in gradient.indices where gradient[index] != 0 {
      transitionSquares[index] += gradient[index] * gradient[index]
      transitions[index] -=
        options.rate * gradient[index] / (transitionSquares[index] + 1e-8).squareRoot()
    }
  }
}

/// A small generator whose numbers depend on nothing but its seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
