// Slack's incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks

package import StatementLedger

/// A message of blocks.
///
/// Whatever comes from an article stands in `plain_text`, which knows neither links nor mentions,
/// with "&", "<" and ">" escaped besides.
package struct SlackMessage: AlertFormat {
  /// Ten alerts of five blocks are 50, as many as a message may have.
  ///
  /// More than a message a second is answered with 429.
  package static let traits = AlertFormatTraits(
    name: "slack", signing: .never, isURLSecret: true, alertsMax: 10, intervalMilliseconds: 1000)
  /// Of a `header` block's text.
  private static let headerMax = 150
  /// Of a `section` block's text.
  private static let sectionMax = 3000
  /// Of one element of a `context` block.
  private static let contextMax = 2000
  /// Slack cuts messages of more than some 13,000 characters.
  package static let bodyBytesMax = 13_000

  private static let text = TextEscaping { scalar in
    switch scalar {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    default: nil
    }
  }.or(.withoutMentions)

  package init(_ options: AlertFormatOptions) {}

  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func message(for deliveries: [Delivery]) throws(DeliveryError) -> AlertMessage {
    let body = try fitting(deliveries, within: Self.bodyBytesMax) {
      alerts throws(DeliveryError) in
      let wordings = alerts.map(AlertWording.init)
      let message: JSONValue = [
        // What notifications show, and readers of screens.
        "text": .string(Self.text(AlertWording.summary(wordings), max: Self.contextMax)),
        "mrkdwn": false,
        "blocks": .array(wordings.flatMap(Self.blocks)),
      ]
      let body = try JSONBody.encode(message)
      return body.count <= Self.bodyBytesMax ? body : nil
    }
    return AlertMessage(contentType: "application/json", body: body)
  }

  private static func blocks(_ alert: AlertWording) -> [JSONValue] {
    var blocks: [JSONValue] = [
      ["type": "header", "text": plain(alert.headline, max: headerMax)],
      ["type": "section", "text": plain(alert.content, max: sectionMax)],
      ["type": "section", "text": plain(alert.sentence, max: sectionMax)],
    ]
    if !alert.references.isEmpty {
      let lines = alert.references.map { "\(alert.referencesTitle) \($0)" }
      blocks.append([
        "type": "section", "text": plain(lines.joined(separator: " — "), max: sectionMax),
      ])
    }
    var context = [plain(alert.source, max: contextMax)]
    if let link = alert.link {
      let escaped = text(link.url)
      context.append(["type": "mrkdwn", "text": .string("<\(escaped)|\(link.host)>")])
    }
    return blocks + [["type": "context", "elements": .array(context)]]
  }

  private static func plain(_ words: String, max: Int) -> JSONValue {
    ["type": "plain_text", "emoji": false, "text": .string(text(words, max: max))]
  }
}
