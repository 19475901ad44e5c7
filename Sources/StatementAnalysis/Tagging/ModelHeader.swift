// What a model file says about itself.

/// The header of a model: lines of "name: value", in this order.
package struct ModelHeader: Sendable, Equatable {
  /// Name of the stage.
  package var stage: String
  /// Features per token that it was trained with; another number means other features.
  package var features: Int
  /// Binary logarithm of the rows of its table.
  package var rowsLog2: Int
  /// The weight that one step of a byte stands for.
  package var scale: Float
  /// What is added to "no cue" when decoding: higher finds fewer cues that are more certain.
  package var outsideBias: Float
  /// SHA-256 of the training data, in hexadecimal.
  package var dataSHA256: String
  /// Seed, epochs, rates: what makes the same model again.
  package var options: String
  /// What it reached, and on what.
  package var scores: String

  /// A header of the given values.
  package init(
    stage: Stage, scale: Float, outsideBias: Float, dataSHA256: String, options: String,
    scores: String
  ) {
    self.stage = stage.rawValue
    features = stage.featuresPerToken
    rowsLog2 = stage.rowsLog2
    self.scale = scale
    self.outsideBias = outsideBias
    self.dataSHA256 = dataSHA256
    self.options = options
    self.scores = scores
  }

  /// The header as it stands in the file.
  package var text: String {
    """
    stage: \(stage)
    features: \(features)
    rows: \(rowsLog2)
    scale: \(scale)
    bias: \(outsideBias)
    data: \(dataSHA256)
    options: \(options)
    scores: \(scores)

    """
  }

  /// The header that a file holds; nil if a line is missing or is no number where one must stand.
  package init?(_ text: String) {
    var values: [Substring: Substring] = [:]
    for line in text.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      values[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == " " }
    }
    guard let stage = values["stage"], let features = values["features"].flatMap({ Int($0) }),
      let rowsLog2 = values["rows"].flatMap({ Int($0) }),
      let scale = values["scale"].flatMap({ Float($0) }),
      let bias = values["bias"].flatMap({ Float($0) }),
      let data = values["data"], let options = values["options"], let scores = values["scores"]
    else { return nil }
    self.stage = String(stage)
    self.features = features
    self.rowsLog2 = rowsLog2
    self.scale = scale
    outsideBias = bias
    dataSHA256 = String(data)
    self.options = String(options)
    self.scores = String(scores)
  }
}
