// Training data as label sequences.

import Articles
import StatementAnalysis

/// Annotated articles, tokenised, their marks as ranges of tokens.
struct TrainingSet {
  struct Mark {
    let cue: Range<Int>
    let speaker: [Range<Int>]
    let content: [Range<Int>]
  }

  struct Document {
    let columns: TokenColumns
    /// In the order of their cues.
    let marks: [Mark]
    /// What models that never saw the document found in it; empty before that is known.
    var candidates: [Candidate] = []

    /// For each candidate whether its cue is a marked one; of two on the same mark the first.
    func verdicts() -> [UInt8] {
      var taken: Set<Int> = []
      return candidates.map { candidate in
        let mark = marks.indices.first {
          marks[$0].cue.overlaps(candidate.attribution.cue) && !taken.contains($0)
        }
        guard let mark else { return 0 }
        taken.insert(mark)
        return 1
      }
    }
  }

  let documents: [Document]

  init(_ articles: [AnnotatedArticle]) {
    documents = articles.map { article in
      let columns = TokenColumns(Article(lines: article.text))
      func ranges(_ spans: [[Int]]) -> [Range<Int>] {
        spans.map { columns.tokens(touching: Span($0[0], $0[1])) }.filter { !$0.isEmpty }
      }
      let marks = article.attributions.compactMap { mark -> Mark? in
        guard let cue = ranges(mark.cue).first else { return nil }
        let end = columns.tokens(ofSentence: columns.sentence(of: cue.lowerBound)).upperBound
        return Mark(
          cue: cue.lowerBound..<min(cue.upperBound, end), speaker: ranges(mark.speaker),
          content: ranges(mark.content))
      }
      return Document(
        columns: columns, marks: marks.sorted { $0.cue.lowerBound < $1.cue.lowerBound })
    }
  }

  init(_ documents: [Document]) {
    self.documents = documents
  }

  /// One label sequence to learn.
  struct Example {
    let document: Int
    /// A sentence for the first stage, a mark for the second.
    let index: Int
  }

  /// The examples of a stage in reading order.
  func examples(of stage: Stage) -> [Example] {
    documents.indices.flatMap { document in
      switch stage {
      case .cues:
        (0..<documents[document].columns.sentenceCount).map {
          Example(document: document, index: $0)
        }
      case .roles:
        documents[document].marks.indices.filter { !documents[document].marks[$0].content.isEmpty }
          .map { Example(document: document, index: $0) }
      case .verdicts:
        documents[document].candidates.isEmpty ? [] : [Example(document: document, index: 0)]
      }
    }
  }

  /// Fills in an example's features and labels.
  func load(
    _ example: Example, of stage: Stage, into input: inout ChainInput, labels: inout [UInt8]
  ) {
    let document = documents[example.document]
    switch stage {
    case .cues:
      CueFeatures.fill(&input, sentence: example.index, of: document.columns)
      reset(&labels, input)
      for mark in document.marks { write(mark.cue, role: 0, input.tokens, &labels) }
    case .roles:
      let mark = document.marks[example.index]
      RoleFeatures.fill(
        &input, cue: mark.cue, among: document.marks.map(\.cue.lowerBound), of: document.columns)
      reset(&labels, input)
      for range in mark.content { write(range, role: 1, input.tokens, &labels) }
      if let speaker = mark.speaker.first(where: { $0.overlaps(input.tokens) }) {
        write(speaker, role: 0, input.tokens, &labels)
      }
      repair(&labels)
      labels.append(labels.contains(1) ? 1 : 0)
    case .verdicts:
      VerdictFeatures.fill(&input, document.candidates, of: document.columns)
      labels = document.verdicts()
    }
  }

  private func reset(_ labels: inout [UInt8], _ input: ChainInput) {
    labels.removeAll(keepingCapacity: true)
    labels.append(contentsOf: repeatElement(0, count: input.tokens.count))
  }

  private func write(
    _ range: Range<Int>, role: UInt8, _ window: Range<Int>, _ labels: inout [UInt8]
  ) {
    for token in range.clamped(to: window) {
      let isFirst = token == range.lowerBound || token == window.lowerBound
      labels[token - window.lowerBound] = 2 * role + (isFirst ? 1 : 2)
    }
  }

  /// Makes a label that goes on with nothing begin something: the rest of a content that a speaker cut in two.
  private func repair(_ labels: inout [UInt8]) {
    for index in labels.indices {
      let label = labels[index]
      let previous = index > 0 ? labels[index - 1] : 0
      if label > 0, label % 2 == 0, previous != label, previous != label - 1 {
        labels[index] = label - 1
      }
    }
  }
}
