// Logistic regression for the novelty rule.

import Foundation
import StatementLedger

/// Weights fitted on pairs of statements.
struct NoveltyFit: CustomStringConvertible {
  /// The strength of the penalty on weights (L2), as one pair of doubt against each.
  private static let penalty = 1.0
  private static let stepsMax = 100

  let rule: NoveltyRule
  private let pairCount: Int

  /// Maximises the penalised likelihood by Newton's method, which needs no rate and ends in the same place always.
  init(_ pairs: [StatementPair]) {
    pairCount = pairs.count
    let count = (pairs.first?.features.count ?? 0) + 1
    var weights = [Double](repeating: 0, count: count)
    for _ in 0..<Self.stepsMax {
      var gradient = [Double](repeating: 0, count: count)
      var curvature = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
      for pair in pairs {
        let row = pair.features + [1]
        let sum = zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 }
        let probability = 1 / (1 + exp(-sum))
        let error = (pair.isSame ? 1 : 0) - probability
        let spread = probability * (1 - probability)
        for one in 0..<count where row[one] != 0 {
          gradient[one] += error * row[one]
          for other in 0..<count { curvature[one][other] += spread * row[one] * row[other] }
        }
      }
      // The intercept is free.
      for index in 0..<count - 1 {
        gradient[index] -= Self.penalty * weights[index]
        curvature[index][index] += Self.penalty
      }
      let step = Self.solve(curvature, gradient)
      for index in 0..<count { weights[index] += step[index] }
      if step.allSatisfy({ abs($0) < 1e-9 }) { break }
    }
    rule = NoveltyRule(
      weights: Array(weights.dropLast()), intercept: weights.last ?? 0,
      probabilityMin: NoveltyRule.standard.probabilityMin)
  }

  var description: String {
    let weights = rule.weights.map { String(format: "%.2f", $0) }.joined(separator: ", ")
    return
      "\(pairCount) pairs\nweights: [\(weights)], intercept: \(String(format: "%.2f", rule.intercept))"
  }

  /// The solution of a linear system, by Gauss's elimination with pivots.
  private static func solve(_ matrix: [[Double]], _ values: [Double]) -> [Double] {
    var rows = zip(matrix, values).map { $0 + [$1] }
    let count = rows.count
    for column in 0..<count {
      let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      guard abs(rows[column][column]) > 1e-12 else { continue }
      for row in 0..<count where row != column {
        let factor = rows[row][column] / rows[column][column]
        for index in column...count { rows[row][index] -= factor * rows[column][index] }
      }
    }
    return (0..<count).map { abs(rows[$0][$0]) > 1e-12 ? rows[$0][count] / rows[$0][$0] : 0 }
  }
}
