// How well attributions fit the marks, in tokens.

import StatementAnalysis

/// Counts of cues found, and of those found with the right speaker and content.
///
/// A rough measure for the header of a model; the evaluation's own scorer is the judge.
struct CueScore {
  private var marked = 0
  private var found = 0
  private var matched = 0
  private var full = 0

  /// Adds one document; of two attributions on one mark the first counts.
  mutating func add(_ attributions: [TaggedAttribution], _ marks: [TrainingSet.Mark]) {
    marked += marks.count
    found += attributions.count
    var taken: Set<Int> = []
    for attribution in attributions {
      let match = marks.indices.first {
        !taken.contains($0) && marks[$0].cue.overlaps(attribution.cue)
      }
      guard let match else { continue }
      taken.insert(match)
      matched += 1
      let mark = marks[match]
      let isSpeaker =
        mark.speaker.isEmpty
        ? attribution.speaker == nil
        : mark.speaker.contains { attribution.speaker?.overlaps($0) == true }
      let (own, other) = (Set(attribution.content.joined()), Set(mark.content.joined()))
      let isContent = own.intersection(other).count * 2 >= own.union(other).count
      if isSpeaker, isContent { full += 1 }
    }
  }

  /// "cues P 84.9 R 75.0 F1 79.6, with speaker and content F1 65.1".
  var text: String {
    func percent(_ part: Int, _ whole: Int) -> Double {
      whole > 0 ? (1000 * Double(part) / Double(whole)).rounded() / 10 : 0
    }
    return """
      cues P \(percent(matched, found)) R \(percent(matched, marked)) \
      F1 \(percent(2 * matched, found + marked)), \
      with speaker and content F1 \(percent(2 * full, found + marked))
      """
  }
}
