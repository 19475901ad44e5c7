// Which label sequences make sense.

/// The states of a chain: a label and what has been seen so far, with the moves that are allowed.
///
/// A cue is begun before it goes on. Speaker and content of a cue are so, too; besides, there is one speaker at most
/// and one part of content at least, and a last position past the text says whether there was a speaker.
package struct StateSpace: Sendable {
  /// The label of each state: what the weights of features score.
  package let labels: [UInt8]
  /// The state before the first token.
  package let start: Int
  /// The states in which a sequence may end.
  let finals: [Int]
  /// The allowed moves from state to state, by the state they lead to.
  let moves: [Move]
  /// The states that the moves come from, in the order of the moves.
  let sources: [Int]
  /// For each state the index of the first move that leads to it; one entry more than states.
  let firstMoves: [Int]
  /// The states from which a move leads on; the others come last.
  let passingCount: Int
  private let successors: [[UInt8: Int]]

  struct Move: Sendable {
    let from: Int
    let to: Int
    /// True if a cue or a speaker begins after nothing.
    let begins: Bool
  }

  /// The moves' number, which is how many transition weights a set has.
  package var moveCount: Int { moves.count }

  /// The states of a stage.
  package static func of(_ stage: Stage) -> StateSpace {
    switch stage {
    case .cues: cues
    case .roles: roles
    case .verdicts: verdicts
    }
  }

  private static let verdicts = StateSpace(
    labels: [0, 1], start: 0, finals: [0, 1], moves: [(0, 0), (0, 1), (1, 0), (1, 1)])

  private static let cues = StateSpace(
    labels: [0, 1, 2], start: 0, finals: [0, 1, 2],
    moves: [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)])

  private static let roles: StateSpace = {
    // Outside: four states by what has been seen (speaker 1, content 2); speaker: 4 + content seen × 2; content:
    // 8 + speaker seen × 2; the end without and with a speaker: 12 and 13.
    var moves: [(Int, Int)] = []
    func leave(_ state: Int, seen: Int, going on: Int?) {
      moves.append((state, seen))
      if seen & 1 == 0 { moves.append((state, 4 + (seen & 2))) }
      moves.append((state, 8 + (seen & 1) * 2))
      if let on { moves.append((state, on)) }
      if seen & 2 != 0 { moves.append((state, 12 + (seen & 1))) }
    }
    for seen in 0..<4 { leave(seen, seen: seen, going: nil) }
    for content in [0, 2] {
      leave(4 + content, seen: 1 | content, going: 5 + content)
      leave(5 + content, seen: 1 | content, going: 5 + content)
    }
    for speaker in [0, 1] {
      leave(8 + speaker * 2, seen: 2 | speaker, going: 9 + speaker * 2)
      leave(9 + speaker * 2, seen: 2 | speaker, going: 9 + speaker * 2)
    }
    return StateSpace(
      labels: [0, 0, 0, 0, 1, 2, 1, 2, 3, 4, 3, 4, 0, 1], start: 0, finals: [12, 13], moves: moves)
  }()

  private init(labels: [UInt8], start: Int, finals: [Int], moves: [(Int, Int)]) {
    self.labels = labels
    self.start = start
    self.finals = finals
    self.moves = moves.map {
      Move(from: $0.0, to: $0.1, begins: labels[$0.0] == 0 && labels[$0.1] == 1)
    }.sorted {
      ($0.to, $0.from) < ($1.to, $1.from)
    }
    sources = self.moves.map(\.from)
    let arrivals = self.moves.map(\.to)
    firstMoves = (0...labels.count).map { state in arrivals.count { $0 < state } }
    passingCount = (moves.map(\.0).max() ?? 0) + 1
    var successors: [[UInt8: Int]] = Array(repeating: [:], count: labels.count)
    // An end state shares its label with others, which come first.
    for move in self.moves where successors[move.from][labels[move.to]] == nil {
      successors[move.from][labels[move.to]] = move.to
    }
    self.successors = successors
  }

  /// The indices of the moves that a sequence of labels makes; nil if it is not allowed.
  package func path(of labels: [UInt8]) -> [Int]? {
    var path: [Int] = []
    var state = start
    for (position, label) in labels.enumerated() {
      let isLast = position == labels.count - 1
      let isEnding = isLast && finals.count < self.labels.count
      let next =
        isEnding
        ? finals.first { self.labels[$0] == label } : successors[state][label]
      guard let next, let move = moves.firstIndex(where: { $0.from == state && $0.to == next })
      else { return nil }
      path.append(move)
      state = next
    }
    return finals.contains(state) ? path : nil
  }
}
