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
    precondition(transitions.count == stage.setCount * space.moveCount)
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
    var scores = Array(repeating: -Float.infinity, count: (sets.count + 1) * stateCount)
    scores[space.start] = 0
    var origins: [UInt8] = Array(repeating: 0, count: sets.count * stateCount)
    findBest(&scores, &origins, emissions, sets, bonus)
    let last = sets.count * stateCount
    var state = space.finals.max { scores[last + $0] < scores[last + $1] } ?? space.start
    var best = Best(labels: Array(repeating: 0, count: sets.count), score: scores[last + state])
    for position in sets.indices.reversed() {
      best.labels[position] = space.labels[state]
      state = Int(origins[position * stateCount + state])
    }
    return best
  }

  /// For each position the best score of each state and the state that it comes from.
  private func findBest(
    _ scores: inout [Float], _ origins: inout [UInt8], _ emissions: [Float], _ sets: [UInt8],
    _ bonus: Float
  ) {
    precondition(emissions.count >= sets.count * labelCount)
    // Unchecked, here and below: the checks would cost more than the arithmetic between them. Sets,
    // moves and labels are this program's own, and a model of another shape is refused.
    let (weights, emissions, sets) = (transitions.span, emissions.span, sets.span)
    let (sources, firstMoves) = (space.sources.span, space.firstMoves.span)
    let labels = space.labels.span
    let bonuses = space.moves.map { $0.begins ? bonus : 0 }
    let bonus = bonuses.span
    var scores = scores.mutableSpan
    var origins = origins.mutableSpan
    let stateCount = labels.count
    for position in sets.indices {
      let base = Int(sets[unchecked: position]) &* sources.count
      let (old, first) = (position &* stateCount, position &* labelCount)
      // Nothing leads on from the other states.
      let states = position == sets.count - 1 ? stateCount : space.passingCount
      var index = 0
      for state in 0..<states {
        var high = -Float.infinity
        var origin = 0
        let end = firstMoves[unchecked: state &+ 1]
        while index < end {
          let source = sources[unchecked: index]
          let score =
            scores[unchecked: old &+ source] + weights[unchecked: base &+ index]
            + bonus[unchecked: index]
          if score > high { (high, origin) = (score, source) }
          index &+= 1
        }
        let emission = emissions[unchecked: first &+ Int(labels[unchecked: state])]
        scores[unchecked: old &+ stateCount &+ state] = high + emission
        origins[unchecked: old &+ state] = UInt8(truncatingIfNeeded: origin)
      }
    }
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
    var shares = Array(repeating: 0.0, count: (sets.count + 1) * stateCount)
    var exponentials = Array(repeating: 0.0, count: sets.count * labelCount)
    shares[space.start] = 1
    var logSum = findShares(&shares, &exponentials, emissions, sets)
    let last = sets.count * stateCount
    let total = space.finals.reduce(0) { $0 + shares[last + $1] }
    logSum += Exponential.log(max(total, .leastNormalMagnitude))
    return Forward(shares: shares, emissions: exponentials, logSum: logSum)
  }

  /// The shares and exponentials of `Forward`; the logarithm of what the shares were divided by.
  private func findShares(
    _ shares: inout [Double], _ exponentials: inout [Double], _ emissions: [Float], _ sets: [UInt8]
  ) -> Double {
    precondition(emissions.count >= sets.count * labelCount)
    let (factors, emissions, sets) = (factors.span, emissions.span, sets.span)
    let (sources, firstMoves) = (space.sources.span, space.firstMoves.span)
    let labels = space.labels.span
    var shares = shares.mutableSpan
    var exponentials = exponentials.mutableSpan
    let stateCount = labels.count
    var logSum = 0.0
    for position in sets.indices {
      let base = Int(sets[unchecked: position]) &* sources.count
      let (old, first) = (position &* stateCount, position &* labelCount)
      let new = old &+ stateCount
      var high = emissions[unchecked: first]
      for label in 1..<labelCount { high = max(high, emissions[unchecked: first &+ label]) }
      for label in stride(from: 0, to: labelCount, by: 2) {
        let (left, right) = (first &+ label, first &+ min(label &+ 1, labelCount &- 1))
        let both = Exponential.exp(
          SIMD2(
            Double(emissions[unchecked: left] - high), Double(emissions[unchecked: right] - high)))
        exponentials[unchecked: left] = both[0]
        exponentials[unchecked: right] = both[1]
      }
      var sum = 0.0
      var index = 0
      for state in 0..<stateCount {
        var share = 0.0
        let end = firstMoves[unchecked: state &+ 1]
        while index < end {
          share +=
            shares[unchecked: old &+ sources[unchecked: index]]
            * factors[unchecked: base &+ index]
          index &+= 1
        }
        share *= exponentials[unchecked: first &+ Int(labels[unchecked: state])]
        shares[unchecked: new &+ state] = share
        sum += share
      }
      if sum > 0 {
        for state in 0..<stateCount { shares[unchecked: new &+ state] /= sum }
      }
      logSum += Double(high) + Exponential.log(max(sum, .leastNormalMagnitude))
    }
    return logSum
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
    var before = backward
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
      step(&backward, by: &before, set: sets[position])
    }
    return result
  }

  /// One position back; `before` is room for it.
  private func step(_ backward: inout [Double], by before: inout [Double], set: UInt8) {
    let base = Int(set) * space.moveCount
    for state in before.indices { before[state] = 0 }
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
