// `crossvalidate`: predictions for articles by models that never saw them.

import ArgumentParser
import Foundation
import StatementAnalysis

struct CrossvalidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crossvalidate",
    abstract: "Train on all folds but one, print predictions for the one left out.")

  @Option(help: "Folder with train.jsonl.gz.") var data: String
  @Option(help: "Folds; article i is in fold i modulo this.") var folds = 5
  @Option(help: "The one fold to predict; all if not given.") var only: Int?
  @Option(help: "Folder for the predictions, a file a bias and fold.") var out: String
  @Flag(help: "Take the marked cues: measures the second stage alone.") var givenCues = false
  @Option(help: "What is added to \"no\" at the last stage, separated by commas.") var biases = "0"
  @Option(help: "Seed of the models.") var seed: UInt64 = 1
  @Option(help: "Folder that keeps the models of the folds from run to run.") var cache: String?

  func run() throws {
    let (articles, sha256) = try AnnotatedArticle.read(data + "/train.jsonl.gz")
    let set = TrainingSet(articles)
    let maker = ModelMaker(seed: seed, sha256: sha256)
    if givenCues { return try measureRoles(set, maker, articles) }
    let models = try maker.foldModels(set, folds: folds, cache: cache) { standardError($0) }
    let judged = maker.withCandidates(set, models)
    for fold in only.map({ $0..<$0 + 1 }) ?? 0..<folds {
      let verdicts = try maker.model(.verdicts, judged.without(fold: fold, of: folds))
      for bias in biases.split(separator: ",") {
        let tagger = AttributionTagger(
          cues: models[fold].cues, roles: models[fold].roles, verdicts: verdicts,
          bias: Float(bias))
        try write(judged, articles, fold, "\(bias).\(fold)") {
          tagger.attributions(in: $0.columns, includesNested: false)
        }
      }
    }
  }

  private func measureRoles(
    _ set: TrainingSet, _ maker: ModelMaker, _ articles: [AnnotatedArticle]
  ) throws {
    for fold in only.map({ $0..<$0 + 1 }) ?? 0..<folds {
      let roles = try maker.model(.roles, set.without(fold: fold, of: folds))
      let tagger = AttributionTagger(cues: roles, roles: roles, verdicts: nil)
      try write(set, articles, fold, "0.\(fold)") {
        tagger.attributions(of: $0.marks.map(\.cue), in: $0.columns)
      }
    }
  }

  private func write(
    _ set: TrainingSet, _ articles: [AnnotatedArticle], _ fold: Int, _ name: String,
    _ attributions: (TrainingSet.Document) -> [TaggedAttribution]
  ) throws {
    var text = ""
    for index in set.documents.indices where index % folds == fold {
      let document = set.documents[index]
      text += try Prediction(id: articles[index].id, attributions(document), document.columns)
        .line()
      text += "\n"
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(out)/\(name)"))
  }
}
