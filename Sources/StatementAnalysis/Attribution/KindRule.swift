// Whether an attribution is a claim, a denial, or no statement at all.

enum KindRule {
  /// Words that call something untrue.
  private static let untrue = WordSet(
    """
    absurd baseless bogus fabricated fabrication fabrications false falsehood falsehoods fiction gossip groundless hoax
    invented invention libel libellous lie lies ludicrous nonsense rumor rumors rumour rumours slander slanderous
    speculation unfounded unsubstantiated untrue wrong
    """)

  /// Things that are said elsewhere and can be true or not.
  private static let claims = WordSet(
    """
    account accounts accusation accusations allegation allegations assertion assertions charge charges claim claims
    insinuation insinuations notion report reports rumor rumors rumour rumours speculation story stories suggestion
    suggestions theories theory wrongdoing involvement knowledge
    """)

  /// The kind of a found attribution; nil if it is no statement: "rejected a request", "denied bail".
  static func kind(_ found: FoundAttribution, in text: AnalysisText) -> StatementKind? {
    guard let verb = found.verb else { return .claim }
    let content = found.content.flatMap { $0 }.map { text.tokens[$0] }
    let head = content.prefix(10)
    let callsUntrue = content.contains { untrue.contains($0) }
    let namesClaim = head.contains { claims.contains($0) || Words.claimNouns.contains($0) }
    switch verb.lemma {
    case "deny": return .denial
    case "denounce", "condemn":
      return callsUntrue || (verb.lemma == "denounce" && namesClaim) ? .denial : .claim
    case "call", "describe":
      return callsUntrue && namesClaim
        ? .denial : verb.lemma == "call" && isSummons(content) ? nil : .claim
    default:
      guard verb.isDenial else { return .claim }
      let isQuoted = found.content.contains { $0.contains { text.quotation[$0] == .opening } }
      return namesClaim || callsUntrue || isQuoted ? .denial : nil
    }
  }

  /// "called for", "called on", "called off": no name is given.
  private static func isSummons(_ content: [Token]) -> Bool {
    content.first.map { Words.prepositions.contains($0) || WordHash.of("off") == $0.lower } ?? false
  }
}
