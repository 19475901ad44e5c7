// Alerts for the tests of formats.

import Articles
import StatementAnalysis
import Testing

@testable import AlertDelivery
@testable import StatementLedger

enum SampleAlerts {
  static let url = "https://example.com/a"

  /// A delivery whose texts are each `text`, whose lists each have `count` members.
  static func delivery(
    text: String, count: Int, certainty: Double = 0.9, url: String = url,
    kind: StatementKind = .denial
  ) -> Delivery {
    let name = count < 10 ? text : "North Korea"
    let actors = (0..<count).map { NamedActor(id: "actor-\($0)", name: name) }
    let speaker = AlertSpeaker(text: text, actors: actors)
    let reference = StatementReference(
      statementId: 7, speaker: speaker, content: text, sentence: text, outlet: text,
      date: "2023-01-30")
    let references = Array(repeating: reference, count: min(count, Alert.referencesMax))
    let statement = RecordedStatement(
      id: 8, kind: kind, certainty: certainty, speaker: speaker, cue: text, content: text,
      about: actors, sentence: text,
      offsets: AlertOffsets(
        sentence: Span(0, 90), speaker: Span(0, 5), cue: Span(6, 12),
        content: (0..<count).map { Span($0, $0 + 1) }),
      article: AlertArticle(
        folder: "news", path: text, title: text, outlet: text, date: "2023-01-30", url: url,
        language: "en", sha256: String(repeating: "0", count: 64)),
      proposition: 3, analysisVersion: 1, recordedAt: "2023-01-29T12:00:00.000Z")
    let alert = Alert(
      id: "msg_1", timestamp: "2023-01-29T12:00:00.000Z", statement: statement,
      reasons: actors.map { NoveltyReason(actor: $0.id, role: .about) },
      answers: kind == .denial ? references : [], deniedBy: kind == .claim ? references : [])
    return Delivery(
      id: 1, endpoint: "desk", sequence: 4, subject: .statement(alert), attemptsMade: 0)
  }

  /// One of each event: failing with a response, refused, well again, with what receivers take for markup.
  static let notices: [Delivery] = [
    notice(.failing, .active, status: 500, failure: "status 500: <!channel> @everyone *busy*"),
    notice(.failing, .held, status: 401, failure: "status 401"),
    notice(.recovered, .active, status: nil, failure: nil),
    notice(.test, .active, status: nil, failure: nil),
  ]

  private static func notice(
    _ event: EndpointNotice.Event, _ state: EndpointState, status: Int?, failure: String?
  ) -> Delivery {
    let notice = EndpointNotice(
      id: "msg_2", timestamp: "2023-01-29T12:00:00.000Z", event: event, endpoint: "chat",
      state: state, since: event == .test ? nil : "2023-01-29T11:00:00.000Z", status: status,
      failure: failure)
    return Delivery(
      id: 2, endpoint: "desk", sequence: 5, subject: .endpoint(notice), attemptsMade: 0)
  }

  /// A denial that answers a claim, as an analyst would see it, with what receivers take for markup.
  static let denial: Delivery = {
    var delivery = Self.delivery(text: "", count: 0, url: "https://example.com/news?id=1&page=2")
    let corland = AlertSpeaker(
      text: "the ministry", actors: [NamedActor(id: "corland", name: "Corland")])
    let arvania = AlertSpeaker(
      text: "Arvania", actors: [NamedActor(id: "arvania", name: "Arvania")])
    delivery.alert.statement.speaker = corland
    delivery.alert.statement.about = arvania.actors
    delivery.alert.statement.cue = "denied"
    delivery.alert.statement.content = "that its *ships* had <!channel> left @everyone"
    delivery.alert.statement.sentence =
      "The ministry denied that its *ships* had <!channel> left @everyone."
    delivery.alert.statement.article.title =
      "No [ships](https://bad.example), says “Corland” {{DATE()}}"
    delivery.alert.statement.article.outlet = "The Harbour & Sons"
    delivery.alert.answers = [
      StatementReference(
        statementId: 3, speaker: arvania, content: "Corland's ships left \"on Monday\"",
        sentence: "Arvania said Corland's ships left \"on Monday\".", outlet: "Belport Post",
        date: "2023-01-28")
    ]
    return delivery
  }()

  /// The claim, recorded after the denial: it shows what it has met.
  static let claim: Delivery = {
    var claim = denial
    claim.sequence = 5
    claim.alert.id = "msg_2"
    claim.alert.statement.kind = .claim
    claim.alert.statement.speaker = denial.alert.answers[0].speaker
    claim.alert.statement.about = denial.alert.statement.speaker.actors
    claim.alert.statement.cue = "said"
    claim.alert.statement.content = denial.alert.answers[0].content
    claim.alert.statement.sentence = denial.alert.answers[0].sentence
    claim.alert.statement.article.url = nil
    claim.alert.deniedBy = [
      StatementReference(
        statementId: 8, speaker: denial.alert.statement.speaker,
        content: denial.alert.statement.content, sentence: denial.alert.statement.sentence,
        outlet: nil, date: nil)
    ]
    claim.alert.answers = []
    return claim
  }()
}

/// A text too long to be printed as a test's argument.
struct LongText: CustomTestStringConvertible, Sendable {
  let text: String
  let testDescription: String

  init(_ unit: String, times: Int, then other: String = "", _ otherTimes: Int = 0) {
    text = String(repeating: unit, count: times) + String(repeating: other, count: otherTimes)
    testDescription = "\(unit) × \(times) \(other) × \(otherTimes)"
  }

  /// What makes a message longer than it looks.
  static let all = [
    LongText("\u{1}", times: 7_000), LongText("a", times: 1, then: "\u{301}", 3_500),
    LongText("“<&*[@{\"\\ 👩‍👩‍👧‍👦", times: 200),
  ]
}
