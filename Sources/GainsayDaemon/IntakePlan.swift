// What intake goes by: the part of the configuration that a reload may change.

import ArticleReading
import Articles
import FolderWatching
import StatementAnalysis
import StatementLedger

/// The settings of intake, made ready for use.
struct IntakePlan: Sendable {
  let reader: ArticleReader
  let analyzer: StatementAnalyzer
  let folders: [String: WatchedFolder]
  let fileBytesMax: Int64
  let onFirstRun: FirstRun
  /// The folders whose files are moved aside when they have been dealt with.
  let movingFolders: Set<String>
  private let telling: RecordingRules

  init(_ settings: Settings) {
    analyzer = StatementAnalyzer(actors: settings.actors)
    folders = Dictionary(
      settings.watchedFolders.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    fileBytesMax = settings.fileBytesMax
    reader = ArticleReader(unpackedBytesMax: Int(settings.fileBytesMax))
    onFirstRun = settings.onFirstRun
    movingFolders = Set(settings.folders.filter { $0.after == .move }.map(\.name))
    telling = RecordingRules(
      endpoints: settings.endpoints.map(\.name),
      filters: settings.endpointFilters,
      actorNames: Dictionary(
        settings.actors.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }),
      noveltyWindowMilliseconds: settings.noveltyWindowMilliseconds)
  }

  /// The rules to record by; while learning, nobody is told.
  func rules(learning: Bool) -> RecordingRules {
    guard learning else { return telling }
    var rules = telling
    rules.endpoints = []
    return rules
  }
}

extension AlertFilter {
  /// The filter that lets through what concerns a part of an actor too.
  fileprivate func with(partsOf tracked: [TrackedActor]) -> AlertFilter {
    guard var actors else { return self }
    var more = true
    while more {
      let parts = tracked.filter { $0.partOf.map(actors.contains) ?? false }.map(\.id)
      more = !actors.isSuperset(of: parts)
      actors.formUnion(parts)
    }
    var filter = self
    filter.actors = actors
    return filter
  }
}

extension Settings {
  /// What endpoints are told of, by name.
  var endpointFilters: [String: AlertFilter] {
    Dictionary(
      endpoints.map { ($0.name, $0.filter.with(partsOf: actors)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The folders as the watcher takes them.
  var watchedFolders: [WatchedFolder] {
    folders.map(\.watched)
  }
}

extension FolderSettings {
  var watched: WatchedFolder {
    WatchedFolder(
      name: name, path: PathBytes(path), recursive: isRecursive, include: include, ignore: ignore,
      settleMilliseconds: Int(settleMilliseconds), watch: watch)
  }
}
