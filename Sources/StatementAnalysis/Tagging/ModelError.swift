// Why a model is refused.

/// A model file that cannot be used.
package struct ModelError: Error, Equatable, CustomStringConvertible {
  /// What is wrong with it.
  package enum Code: Sendable, Equatable {
    case notAModel
    case wrongFormat
    case wrongStage
    case wrongShape
    case truncated
    case damaged
  }

  /// What is wrong with it.
  package let code: Code
  /// Which model, what is wrong, what to do.
  package let description: String
}
