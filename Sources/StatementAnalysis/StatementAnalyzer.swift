// The analysis in its stages, from an article to the statements it holds: read this first.

public import Articles

/// Finds who claims and who denies what.
///
/// Pure and deterministic: the same article and the same actors always give the same statements.
public struct StatementAnalyzer: Sendable {
  /// The version of the analysis, stored with each statement; it grows whenever the same article would give others.
  public static let version = 4

  /// The parties whose statements are looked for.
  public let actors: [TrackedActor]

  private let aliases: AliasIndex

  /// An analyzer for the given actors; with none, statements are found but nobody is recognised.
  public init(actors: [TrackedActor]) {
    self.actors = actors
    self.aliases = AliasIndex(actors)
  }

  /// The statements of an article in reading order; none if `notAnalysedReason` gives a reason.
  public func analyze(_ article: Article) -> [Statement] {
    let text = AnalysisText(article)
    guard LanguageGuess(text).refusal == nil else { return [] }
    return statements(in: TokenColumns(text)).map(\.statement)
  }

  /// Why an article is not analysed: it is not in English; nil if it is analysed.
  public func notAnalysedReason(_ article: Article) -> NotAnalysedReason? {
    LanguageGuess(AnalysisText(article)).refusal
  }

  /// The statements of a text, each with what it was made of.
  func statements(in columns: TokenColumns) -> [FoundStatement] {
    let text = columns.text
    let mentions = aliases.mentions(in: columns)
    let propositions = PropositionMaker(columns, mentions: mentions)
    let kinds = KindRule(text, mentions: mentions)
    let attributions = AttributionFinder.shared.attributions(in: columns)
    let reading = Reading(
      columns, mentions: mentions, aliases: aliases, attributions: attributions)
    let abouts = AboutFinder(columns, mentions: mentions, aliases: aliases, reading: reading)
    var statements: [FoundStatement] = []
    for (found, speakerActors) in zip(attributions, reading.speakers) {
      guard found.role == .reporting,
        let (kind, reason) = kinds.kind(found, speakers: speakerActors)
      else { continue }
      let speakerIDs = speakerActors.map { actors[$0].id }
      var about = abouts.actors(of: found, kind: kind, speakers: speakerActors).map {
        actors[$0].id
      }
      let proposition = propositions.proposition(of: found.core(in: text))
      if kind == .denial, proposition.refersBack, Set(about).isSubset(of: speakerIDs) {
        let named = abouts.named(after: found, not: speakerActors).map { actors[$0].id }
        about += named.isEmpty ? aboutAnswered(by: speakerIDs, found, among: statements) : named
        about = about.indices.filter { about.firstIndex(of: about[$0]) == $0 }.map { about[$0] }
      }
      let statement = Statement(
        kind: kind, attribution: attribution(found, in: text), speakerActors: speakerIDs,
        about: about,
        proposition: proposition)
      statements.append(
        FoundStatement(statement: statement, attribution: found, kindReason: reason))
    }
    return statements
  }

  /// A denial that names nobody is about those of the claim it answers: the nearest one about the denier, by another.
  private func aboutAnswered(
    by denier: [String], _ denial: FoundAttribution, among statements: [FoundStatement]
  ) -> [String] {
    let claim = statements.last { earlier in
      earlier.statement.kind == .claim
        && Set(earlier.statement.speakerActors).isDisjoint(with: denier)
        && denial.sentence - earlier.attribution.sentence <= Self.memorySentences
        && !Set(earlier.statement.about).isDisjoint(with: denier)
    }
    return claim?.statement.about ?? []
  }

  /// A denial without a name answers a claim no further back than this many sentences.
  private static let memorySentences = 3

  /// The proposition of what stands in some spans of an article, for statements that were found by others.
  package func proposition(of content: [Span], in article: Article) -> Proposition {
    let columns = TokenColumns(article)
    return PropositionMaker(columns, mentions: aliases.mentions(in: columns))
      .proposition(of: content.map(columns.text.tokens(in:)))
  }

  private func attribution(_ found: FoundAttribution, in text: AnalysisText) -> Attribution {
    Attribution(
      speaker: found.speaker.map(text.span), cue: text.span(of: found.cue),
      content: found.content.map(text.span), sentence: text.sentences[found.sentence].span,
      role: found.role, certainty: found.certainty)
  }
}

/// A statement and what it was made of.
struct FoundStatement: Sendable {
  let statement: Statement
  let attribution: FoundAttribution
  let kindReason: KindRule.Reason
}
