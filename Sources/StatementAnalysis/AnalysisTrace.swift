// How the analysis came to its statements, for people to read.

package import Articles

/// One statement with what led to it.
package struct StatementTrace: Sendable {
  /// A token and what it is in the attribution.
  package struct LabelledToken: Sendable, Equatable {
    /// Where it stands.
    package let span: Span
    /// What it is; nil for none of the three.
    package let part: Part?
  }

  /// The parts of an attribution.
  package enum Part: String, Sendable {
    /// Who says it.
    case speaker
    /// What signals it.
    case cue
    /// What is said.
    case content
  }

  /// A feature of the cue.
  package struct Feature: Sendable {
    /// What it asks and what the answer is: "lemma=deny, class+1=IN".
    package let name: String
    /// What it adds to the score of the cue's label beyond what it adds to that of no cue.
    package let weight: Double
  }

  /// The statement.
  package let statement: Statement
  /// The tokens of the cue's sentence.
  package let sentence: [LabelledToken]
  /// The speaker's and the content's tokens in other sentences.
  package let elsewhere: [LabelledToken]
  /// How likely the first stage holds the cue's head for a cue, 0…1; little where a rule found it.
  package let cueProbability: Double
  /// The features that speak most for the cue's head, the strongest first; none that speak against it.
  package let features: [Feature]
  /// What decided the kind: the name of a `KindRule.Reason`.
  package let kindReason: String
}

extension StatementAnalyzer {
  private static let featuresMax = 8

  /// The statements that `analyze` gives, in the same order, each with what led to it.
  ///
  /// - Throws: when the program's own models are not whole.
  package func trace(_ article: Article) throws(ModelError) -> [StatementTrace] {
    let columns = TokenColumns(article)
    guard LanguageGuess(columns.text).refusal == nil else { return [] }
    let cues = try CueTrace(columns)
    return statements(in: columns).map { found in
      let sentence = columns.tokens(ofSentence: found.attribution.sentence)
      let parts = [found.attribution.speaker].compactMap { $0 } + found.attribution.content
      let head = cues.head(of: found.attribution.cue, featuresMax: Self.featuresMax)
      func label(_ token: Int) -> StatementTrace.LabelledToken {
        StatementTrace.LabelledToken(
          span: columns.text.tokens[token].span, part: found.attribution.part(of: token))
      }
      return StatementTrace(
        statement: found.statement, sentence: sentence.map(label),
        elsewhere: Set(parts.joined()).subtracting(sentence).sorted().map(label),
        cueProbability: head.probability, features: head.features,
        kindReason: found.kindReason.rawValue)
    }
  }
}

extension FoundAttribution {
  fileprivate func part(of token: Int) -> StatementTrace.Part? {
    if cue.contains(token) { return .cue }
    if speaker?.contains(token) == true { return .speaker }
    return content.contains { $0.contains(token) } ? .content : nil
  }
}

/// The first stage once more, for single cues.
private struct CueTrace {
  private let columns: TokenColumns
  private let model: TaggerModel

  init(_ columns: TokenColumns) throws(ModelError) {
    self.columns = columns
    model = try .embedded(.cues)
  }

  func head(of cue: Range<Int>, featuresMax: Int)
    -> (probability: Double, features: [StatementTrace.Feature])
  {
    let head = CueHead.of(cue, columns)
    var input = ChainInput(.cues)
    var emissions: [Float] = []
    CueFeatures.fill(&input, sentence: columns.sentence(of: head), of: columns)
    model.score(input, into: &emissions)
    let place = head - input.tokens.lowerBound
    let likely = model.chain.marginals(emissions: emissions, sets: input.sets).labels
    let window = CueFeatures.Window(columns, input.tokens, head)
    // Labels: outside, begin, continue.
    let label = head == cue.lowerBound ? 1 : 2
    let features = CueQuestion.features.enumerated().map { index, questions in
      let hash = input.features[place * input.featuresPerToken + index]
      let weight = model.weight(of: hash, for: label) - model.weight(of: hash, for: 0)
      return (questions: questions, weight: Double(weight))
    }
    let strongest = features.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
    return (
      Double(1 - likely[place * model.stage.labelCount]),
      strongest.prefix(featuresMax).map {
        StatementTrace.Feature(name: window.describe($0.questions), weight: $0.weight)
      }
    )
  }
}
