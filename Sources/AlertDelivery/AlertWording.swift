// An alert in words, for formats that people read.

import FoundationEssentials
import StatementAnalysis
import StatementLedger

/// The parts of a message on one alert; all but the fixed words may come from an article.
struct AlertWording {
  /// "Denial: the Kremlin [Russia], about Ukraine".
  let headline: String
  /// What is claimed or denied, in quotation marks.
  let content: String
  let sentence: String
  /// What `references` are: "Answers" or "Denied by".
  let referencesTitle: String
  /// A line for each claim that a denial answers, or denial that a claim has met.
  let references: [String]
  /// Where it stands and how sure it is.
  let source: String
  let link: ArticleLink?

  init(_ subject: AlertSubject) {
    switch subject {
    case .statement(let alert): self.init(alert)
    case .endpoint(let notice): self.init(notice)
    }
  }

  private init(_ notice: EndpointNotice) {
    let name = "Endpoint \(notice.endpoint)"
    switch (notice.event, notice.state) {
    case (.test, _): headline = "Test of endpoint \(notice.endpoint)"
    case (.recovered, _): headline = "\(name) takes alerts again"
    case (.failing, .active): headline = "\(name) fails"
    case (.failing, .held): headline = "\(name) refuses us, its queue is held"
    case (.failing, .disabled): headline = "\(name) is gone and now disabled"
    }
    let advice =
      switch (notice.event, notice.state) {
      case (.test, _): "Alerts arrive here. This one was sent by hand, about nothing."
      case (.recovered, _): "What waited for it is being sent."
      case (.failing, .active): "It is tried again by itself."
      case (.failing, _): "When it is mended: gainsay endpoint enable \(notice.endpoint)"
      }
    content = notice.failure ?? headline
    sentence = advice
    referencesTitle = ""
    references = []
    source = ["Gainsay", notice.since.map { "failing since \($0)" }, notice.timestamp]
      .compactMap(\.self).joined(separator: " · ")
    link = nil
  }

  private init(_ alert: Alert) {
    let statement = alert.statement
    let kind = statement.kind == .denial ? "Denial" : "Claim"
    let about = statement.about.map(\.name).joined(separator: ", ")
    headline =
      "\(kind): \(Self.name(statement.speaker))" + (about.isEmpty ? "" : ", about \(about)")
    content = "“\(statement.content)”"
    sentence = statement.sentence
    referencesTitle = statement.kind == .denial ? "Answers" : "Denied by"
    references = (statement.kind == .denial ? alert.answers : alert.deniedBy).map { reference in
      let place = [reference.outlet, reference.date].compactMap(\.self).joined(separator: ", ")
      return "\(Self.name(reference.speaker)): “\(reference.content)”"
        + (place.isEmpty ? "" : " (\(place))")
    }
    let article = statement.article
    source = [
      article.title ?? article.path, article.outlet, article.date,
      "certainty \(Self.percent(statement.certainty)) %",
    ].compactMap(\.self).joined(separator: " · ")
    link = ArticleLink(article.url)
  }

  /// One line for a notification: how many there are, or what the only one is.
  static func summary(_ wordings: [AlertWording]) -> String {
    guard let first = wordings.first, wordings.count == 1 else {
      return "\(wordings.count) new statements"
    }
    return first.headline
  }

  /// The words of the article, and the actors they stand for unless they are the same.
  private static func name(_ speaker: AlertSpeaker) -> String {
    let actors = speaker.actors.map(\.name).joined(separator: ", ")
    guard let text = speaker.text, text != actors else {
      return actors.isEmpty ? "nobody named" : actors
    }
    return actors.isEmpty ? text : "\(text) [\(actors)]"
  }

  private static func percent(_ share: Double) -> Int {
    share.isFinite ? Int((min(max(share, 0), 1) * 100).rounded()) : 0
  }
}

/// The address of an article, if it is one that a message may link to.
///
/// An article can say of itself what it likes: what is no plain http or https URL is no link.
struct ArticleLink {
  static let urlBytesMax = 1000

  /// Holds nothing that Slack or HTML would take for the end of it.
  let url: String
  /// Letters, digits, hyphens and full stops only.
  let host: String

  init?(_ text: String?) {
    let forbidden = Set("\"<>\\^`{|}".utf8)
    guard let text, text.utf8.count <= Self.urlBytesMax,
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !forbidden.contains($0) }),
      let parts = URLComponents(string: text),
      ["http", "https"].contains(parts.scheme?.lowercased()), let host = parts.host,
      parts.user == nil, parts.password == nil, !host.isEmpty,
      host.utf8.allSatisfy({ $0.isASCIILetterOrDigit || ".-".utf8.contains($0) })
    else { return nil }
    url = text
    self.host = host
  }
}
