// `train`: from annotated articles to model files.

import ArgumentParser
import Foundation
import StatementAnalysis

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Make the models from annotated articles.")

  @Option(help: "Folder with train.jsonl.gz.") var data: String
  @Option(help: "Folder to write the model files to.") var out: String
  @Option(help: "The same seed makes the same models.") var seed: UInt64 = 1
  @Option(help: "Folds by which the last stage gets candidates to judge.") var folds = 5
  @Option(help: "Runs over whose weights each final model is averaged.") var runs = 5
  @Option(help: "Folder that keeps the models of the folds from run to run.") var cache: String?

  func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    @Sendable func progress(_ message: String) {
      let seconds = Double((clock.now - start).components.seconds)
      standardError("\(Int(seconds)) s  \(message)")
    }
    // Now, not after minutes of work.
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: out), withIntermediateDirectories: true)
    let (articles, sha256) = try AnnotatedArticle.read(data + "/train.jsonl.gz")
    let set = TrainingSet(articles)
    progress("\(articles.count) articles")
    let maker = ModelMaker(seed: seed, sha256: sha256)
    let models = try maker.foldModels(set, folds: folds, cache: cache, progress: progress)
    let judged = maker.withCandidates(set, models)
    let scores = try maker.score(judged, models)
    progress(scores)
    for stage in Stage.allCases {
      let file = maker.file(stage, judged, runs: runs, scores: scores, progress: progress)
      try Data(file).write(to: URL(fileURLWithPath: "\(out)/\(stage.rawValue).bin"))
    }
    progress("done")
  }
}

/// Writes a line for the person who waits.
func standardError(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
