// Weights to bytes.

/// Finds the step that loses least when weights become signed bytes.
enum Quantizer {
  /// The bytes and the weight that one step stands for; larger weights are cut off at 127 steps.
  static func quantized(_ weights: [Float]) -> (bytes: [Int8], scale: Float) {
    let largest = weights.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return (weights.map { _ in 0 }, 1) }
    let shares: [Float] = [1, 0.8, 0.65, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1]
    let scales = shares.map { largest * $0 / 127 }
    let best = scales.min { error(weights, $0) < error(weights, $1) } ?? largest / 127
    return (weights.map { step($0, best) }, best)
  }

  private static func step(_ weight: Float, _ scale: Float) -> Int8 {
    Int8(max(-127, min(127, (weight / scale).rounded())))
  }

  private static func error(_ weights: [Float], _ scale: Float) -> Double {
    weights.reduce(0) { sum, weight in
      guard weight != 0 else { return sum }
      let difference = weight - Float(step(weight, scale)) * scale
      return sum + Double(difference * difference)
    }
  }
}
