// Microsoft Teams by a workflow's webhook: https://adaptivecards.io/explorer/AdaptiveCard.html

package import StatementLedger

/// An Adaptive Card.
///
/// Whatever comes from an article stands in text runs, which know no Markdown; "{{" and "${" are
/// parted, since hosts fill in what stands between such braces.
package struct TeamsCard: AlertFormat {
  /// A workflow bears fewer than four messages a second.
  package static let traits = AlertFormatTraits(
    name: "teams", signing: .never, isURLSecret: true, alertsMax: 10, intervalMilliseconds: 500)
  /// Larger messages are refused.
  package static let bodyBytesMax = 12_000

  private static let text = TextEscaping { $0 == "{" ? "\u{200B}{" : nil }.or(.withoutMentions)

  package init(_ options: AlertFormatOptions) {}

  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func message(for deliveries: [Delivery]) throws(DeliveryError) -> AlertMessage {
    let body = try fitting(deliveries, within: Self.bodyBytesMax) {
      alerts throws(DeliveryError) in
      let card: JSONValue = [
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": .array(alerts.map { Self.container(AlertWording($0)) }),
      ]
      let message: JSONValue = [
        "type": "message",
        "attachments": [
          [
            "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null,
            "content": card,
          ]
        ],
      ]
      let body = try JSONBody.encode(message)
      return body.count <= Self.bodyBytesMax ? body : nil
    }
    return AlertMessage(contentType: "application/json", body: body)
  }

  private static func container(_ alert: AlertWording) -> JSONValue {
    var items = [
      line(["text": .string(text(alert.headline)), "weight": "bolder", "size": "medium"]),
      line(["text": .string(text(alert.content))]),
      line(["text": .string(text(alert.sentence)), "isSubtle": true]),
    ]
    items += alert.references.map {
      line(["text": .string("\(alert.referencesTitle) \(text($0))")])
    }
    items.append(line(["text": .string(text(alert.source)), "isSubtle": true, "size": "small"]))
    if let link = alert.link {
      items.append([
        "type": "ActionSet",
        "actions": [
          ["type": "Action.OpenUrl", "title": .string(link.host), "url": .string(link.url)]
        ],
      ])
    }
    return ["type": "Container", "separator": true, "items": .array(items)]
  }

  private static func line(_ run: [String: JSONValue]) -> JSONValue {
    let run = run.merging(["type": "TextRun"]) { $1 }
    return ["type": "RichTextBlock", "inlines": [.object(run)]]
  }
}
