// From a training set to models.

import Foundation
import StatementAnalysis

/// Trains the stages and packs their models.
struct ModelMaker: Sendable {
  let seed: UInt64
  let sha256: String

  /// The trained model of a stage.
  func model(_ stage: Stage, _ set: TrainingSet) throws(ModelError) -> TaggerModel {
    try TaggerModel(stage, file(stage, set, scores: "not measured") { _ in })
  }

  /// The trained model of a stage as a file.
  ///
  /// Its weights are the mean of so many runs, which see the examples in different orders.
  func file(
    _ stage: Stage, _ set: TrainingSet, runs: Int = 1, scores: String, progress: (String) -> Void
  ) -> [UInt8] {
    let options = ChainTrainer.Options(stage, seed: seed)
    let weights = ChainTrainer.Weights.mean(
      of: (0..<UInt64(runs)).map { run in
        var trainer = ChainTrainer(stage, ChainTrainer.Options(stage, seed: seed &+ run))
        return trainer.train(set, progress: progress)
      })
    let (table, scale) = Quantizer.quantized(weights.table)
    let header = ModelHeader(
      stage: stage, scale: scale, outsideBias: 0, dataSHA256: sha256,
      options:
        "seed \(seed), runs \(runs), epochs \(options.epochs), rate \(options.rate), l2 \(options.l2)",
      scores: scores)
    return TaggerModel.file(header: header, transitions: weights.transitions, table: table)
  }

  /// How well attributions are found in documents that no stage was trained on.
  func score(_ judged: TrainingSet, _ models: [FoldModels]) throws -> String {
    var score = CueScore()
    for fold in models.indices {
      let rest = judged.without(fold: fold, of: models.count)
      let tagger = AttributionTagger(
        cues: models[fold].cues, roles: models[fold].roles,
        verdicts: try model(.verdicts, rest))
      for index in judged.documents.indices where index % models.count == fold {
        let document = judged.documents[index]
        score.add(
          tagger.attributions(in: document.columns, includesNested: false), document.marks)
      }
    }
    return "\(models.count)-fold cross-validation: \(score.text)"
  }

  /// Models of the first two stages, each pair trained on all folds but one.
  ///
  /// With a folder, models that an earlier run left there are read instead of made.
  func foldModels(
    _ set: TrainingSet, folds: Int, cache: String?, progress: (String) -> Void
  ) throws -> [FoldModels] {
    try (0..<folds).map { fold in
      progress("fold \(fold + 1)/\(folds)")
      let rest = set.without(fold: fold, of: folds)
      func model(_ stage: Stage) throws -> TaggerModel {
        let path = cache.map { "\($0)/\(stage.rawValue).\(fold).bin" }
        if let path, let data = FileManager.default.contents(atPath: path) {
          return try TaggerModel(stage, [UInt8](data))
        }
        let file = file(stage, rest, scores: "not measured") { _ in }
        if let path { try Data(file).write(to: URL(fileURLWithPath: path)) }
        return try TaggerModel(stage, file)
      }
      return FoldModels(cues: try model(.cues), roles: try model(.roles))
    }
  }

  /// The documents with candidates from the models that never saw them.
  func withCandidates(_ set: TrainingSet, _ models: [FoldModels]) -> TrainingSet {
    var documents = set.documents
    for index in documents.indices {
      let fold = models[index % models.count]
      let tagger = AttributionTagger(cues: fold.cues, roles: fold.roles, verdicts: nil)
      documents[index].candidates = tagger.candidates(in: documents[index].columns)
    }
    return TrainingSet(documents)
  }
}

/// The first two stages without one fold.
struct FoldModels {
  let cues: TaggerModel
  let roles: TaggerModel
}

extension TrainingSet {
  /// All documents but those of one fold: document i is in fold i modulo the folds.
  func without(fold: Int, of folds: Int) -> TrainingSet {
    TrainingSet(documents.indices.filter { $0 % folds != fold }.map { documents[$0] })
  }
}
