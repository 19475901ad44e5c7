import ArticleReading
import Articles
import Testing

@testable import StatementAnalysis

@Suite(.timeLimit(.minutes(1))) struct AnalysisTraceTests {
  private static let text = """
    Harbour board under fire

    The dock workers' union accused the harbour board of hiding two accidents. “We hid nothing,” chairman Per Ode said \
    on Monday. “Every accident is in our books.”

    Averland denied that its pilots had been drunk, and the board did not answer.
    """
  private let article: Article

  init() throws {
    article = try ArticleReader().read(Array(Self.text.utf8))[0]
  }

  @Test func `every feature has a name, whose values give its hash`() throws {
    let columns = TokenColumns(article)
    var input = ChainInput(.cues)
    #expect(CueQuestion.features.count == CueFeatures.perToken)
    for sentence in 0..<columns.sentenceCount {
      CueFeatures.fill(&input, sentence: sentence, of: columns)
      for (place, token) in input.tokens.enumerated() {
        let window = CueFeatures.Window(columns, input.tokens, token)
        var hashes = [UInt32](repeating: 0, count: CueFeatures.perToken)
        try hashes.withUnsafeMutableBufferPointer { buffer in
          var writer = FeatureWriter(try #require(buffer.baseAddress))
          for questions in CueQuestion.features {
            let values = questions.map(window.value) + [0, 0]
            writer.add(values[0], values[1], values[2])
          }
        }
        let start = place * input.featuresPerToken
        #expect(hashes == Array(input.features[start..<start + input.featuresPerToken]))
      }
    }
  }

  @Test func `the traces are those of the statements, in their order`() throws {
    let analyzer = StatementAnalyzer(actors: [TrackedActor(id: "averland", name: "Averland")])
    let traces = try analyzer.trace(article)
    #expect(traces.map(\.statement) == analyzer.analyze(article))
    #expect(traces.count >= 3)
  }

  @Test func `a denial shows its tokens, its rule and the lemma of its cue`() throws {
    let analyzer = StatementAnalyzer(actors: [TrackedActor(id: "averland", name: "Averland")])
    let traces = try analyzer.trace(article)
    let denial = try #require(
      traces.first { article.text(of: $0.statement.cue) == "denied" })
    func words(_ part: StatementTrace.Part?) -> [Substring] {
      denial.sentence.filter { $0.part == part }.map { article.text(of: $0.span) }
    }
    #expect(words(.speaker) == ["Averland"])
    #expect(words(.cue) == ["denied"])
    #expect(words(.content).contains("pilots"))
    #expect(words(nil).contains("board"))
    #expect(denial.kindReason == "cue")
    #expect(denial.statement.speakerActors == ["averland"])
    #expect(denial.cueProbability > 0.5)
    #expect(denial.features.count == 8)
    #expect(denial.features.contains { $0.name.contains("lemma=deny") })
    let weights = denial.features.map(\.weight)
    #expect(weights == weights.sorted(by: >) && weights.allSatisfy { $0 > 0 })
  }

  @Test func `what a quotation goes on to say stands in another sentence`() throws {
    let traces = try StatementAnalyzer(actors: []).trace(article)
    let chairman = try #require(
      traces.first { article.text(of: $0.statement.cue).contains("said") })
    #expect(chairman.elsewhere.allSatisfy { !chairman.statement.sentence.contains($0.span) })
    #expect(chairman.sentence.contains { $0.part == .content })
  }
}
