// Label sequences: the best one, and how likely each label is.

/// Scores sequences of states, one for each position of an input.
package struct Chain: Sendable {
  let space: StateSpace
  private let labelCount: Int
  /// Weights of moves: `[set][move]`.
  private let transitions: [Float]
  /// Their exponentials.
  private let factors: [Double]

  /// A chain with `setCount × moveCount` transition weights, by set, then move.
  package init(_ stage: Stage, transitions: [Float]) {
    space = .of(stage)
    labelCount = stage.labelCount
    self.transitions = transitions
    factors = transitions.map { Exponential.exp(Double($0)) }
  }

  /// The best sequence.
  struct Best {
    /// A label for each position.
    var labels: [UInt8]
    /// The sum of its scores.
    var score: Float
  }

  /// The allowed sequence with the highest total score.
  ///
  /// `emissions` holds `labelCount` scores for each position.
  /// `bonus` is added where something begins after nothing: more is found, of the same extent.
  func best(emissions: [Float], sets: [UInt8], bonus: Float = 0) -> Best {
    let stateCount = space.labels.count
    var scores = Array(repeating: -Float.infinity, count: stateCount)
    scores[space.start] = 0
    var next = scores
    var origins: [UInt8] = Array(repeating: 0, count: sets.count * stateCount)
    for (position, set) in sets.enumerated() {
      for state in 0..<stateCount { next[state] = -.infinity }
      let base = Int(set) * space.moveCount
      next.withUnsafeMutableBufferPointer { next in
        for (index, move) in space.moves.enumerated() {
          let score = scores[move.from] + transitions[base + index] + (move.begins ? bonus : 0)
          if score > next[move.to] {
            next[move.to] = score
            origins[position * stateCount + move.to] = UInt8(move.from)
          }
        }
        for state in 0..<stateCount {
          next[state] += emissions[position * labelCount + Int(space.labels[state])]
        }
      }
      swap(&scores, &next)
    }
    var state = space.finals.max { scores[$0] < scores[$1] } ?? space.start
    var best = Best(labels: Array(repeating: 0, count: sets.count), score: scores[state])
    for position in sets.indices.reversed() {
      best.labels[position] = space.labels[state]
      state = Int(origins[position * stateCount + state])
    }
    return best
  }

  /// How likely the labels and the moves are.
  package struct Marginals {
    /// `labelCount` probabilities for each position.
    package var labels: [Float] = []
    /// Expected uses of each transition weight, as `[set][move]`; only when asked for.
    package var moves: [Float] = []
    /// The logarithm of the sum over all sequences.
    package var logSum: Double = 0
  }

  /// What the way forward through a sequence leaves.
  struct Forward {
    /// For each position, and before the first, the share of each state.
    var shares: [Double]
    /// Exponentials of the emissions, relative to the best label of each position.
    var emissions: [Double]
    /// The logarithm of the sum over all sequences.
    var logSum = 0.0
  }

  /// The sum over all sequences, which is all that the probability of a known one needs.
  func forward(emissions: [Float], sets: [UInt8]) -> Forward {
    let stateCount = space.labels.count
    var result = Forward(
      shares: Array(repeating: 0, count: (sets.count + 1) * stateCount),
      emissions: Array(repeating: 0, count: sets.count * labelCount))
    result.shares[space.start] = 1
    for (position, set) in sets.enumerated() {
      let first = position * labelCount
      let high = emissions[first..<first + labelCount].max() ?? 0
      for label in first..<first + labelCount {
        result.emissions[label] = Exponential.exp(Double(emissions[label] - high))
      }
      let base = Int(set) * space.moveCount
      let (old, new) = (position * stateCount, (position + 1) * stateCount)
      var sum = 0.0
      result.shares.withUnsafeMutableBufferPointer { shares in
        for (index, move) in space.moves.enumerated() {
          shares[new + move.to] += shares[old + move.from] * factors[base + index]
        }
        for state in 0..<stateCount {
          shares[new + state] *= result.emissions[first + Int(space.labels[state])]
          sum += shares[new + state]
        }
        guard sum > 0 else { return }
        for state in 0..<stateCount { shares[new + state] /= sum }
      }
      result.logSum += Double(high) + Exponential.log(max(sum, .leastNormalMagnitude))
    }
    let last = sets.count * stateCount
    let total = space.finals.reduce(0) { $0 + result.shares[last + $1] }
    result.logSum += Exponential.log(max(total, .leastNormalMagnitude))
    return result
  }

  /// How likely a label is at the last position.
  func probability(ofLast label: UInt8, _ forward: Forward) -> Double {
    let last = forward.shares.count - space.labels.count
    var (sum, share) = (0.0, 0.0)
    for state in space.finals {
      sum += forward.shares[last + state]
      if space.labels[state] == label { share += forward.shares[last + state] }
    }
    return sum > 0 ? share / sum : 0
  }

  /// Probabilities by the forward-backward procedure.
  package func marginals(emissions: [Float], sets: [UInt8], countsMoves: Bool = false) -> Marginals
  {
    let stateCount = space.labels.count
    let forward = forward(emissions: emissions, sets: sets)
    var result = Marginals()
    result.logSum = forward.logSum
    result.labels = Array(repeating: 0, count: sets.count * labelCount)
    if countsMoves { result.moves = Array(repeating: 0, count: transitions.count) }
    var backward = Array(repeating: Double(0), count: stateCount)
    for state in space.finals { backward[state] = 1 }
    for position in sets.indices.reversed() {
      let new = (position + 1) * stateCount
      var sum = 0.0
      for state in 0..<stateCount { sum += forward.shares[new + state] * backward[state] }
      let share = sum > 0 ? 1 / sum : 0
      for state in 0..<stateCount {
        let label = position * labelCount + Int(space.labels[state])
        result.labels[label] += Float(forward.shares[new + state] * backward[state] * share)
        backward[state] *= forward.emissions[label]
      }
      if countsMoves { count(&result.moves, at: position, set: sets[position], forward, backward) }
      step(&backward, set: sets[position])
    }
    return result
  }

  /// One position back.
  private func step(_ backward: inout [Double], set: UInt8) {
    let base = Int(set) * space.moveCount
    var before = Array(repeating: Double(0), count: backward.count)
    for (index, move) in space.moves.enumerated() {
      before[move.from] += factors[base + index] * backward[move.to]
    }
    let high = before.max() ?? 1
    for state in backward.indices { backward[state] = high > 0 ? before[state] / high : 0 }
  }

  private func count(
    _ uses: inout [Float], at position: Int, set: UInt8, _ forward: Forward, _ backward: [Double]
  ) {
    let base = Int(set) * space.moveCount
    let old = position * space.labels.count
    var flow = 0.0
    for (index, move) in space.moves.enumerated() {
      flow += forward.shares[old + move.from] * factors[base + index] * backward[move.to]
    }
    guard flow > 0 else { return }
    for (index, move) in space.moves.enumerated() {
      let used = forward.shares[old + move.from] * factors[base + index] * backward[move.to]
      uses[base + index] += Float(used / flow)
    }
  }
}
