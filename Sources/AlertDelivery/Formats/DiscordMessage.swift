// Discord's webhooks: https://docs.discord.com/developers/resources/webhook

package import StatementLedger

/// An embed for each alert, in which nobody can be mentioned.
///
/// Whatever comes from an article has a backslash before each character that means something in
/// Discord's Markdown; it makes neither links nor mentions nor custom emojis.
package struct DiscordMessage: AlertFormat {
  /// A message holds up to ten embeds; a webhook bears 30 messages a minute.
  package static let traits = AlertFormatTraits(
    name: "discord", signing: .never, isURLSecret: true, alertsMax: 10, intervalMilliseconds: 2000)
  /// In UTF-16 units, of one embed or of the message ("Embed Limits").
  private static let contentMax = 2000
  private static let titleMax = 256
  private static let descriptionMax = 4096
  private static let fieldMax = 1024
  private static let footerMax = 2048
  /// Of all embeds together.
  package static let embedsMax = 6000

  private static let markup = Set("\\*_~`|<>[]()#-+:/&".unicodeScalars)
  private static let text = TextEscaping { markup.contains($0) ? "\\\($0)" : nil }
    .or(.withoutMentions)

  /// An embed and how much of `embedsMax` it takes.
  private struct Embed {
    var json: [String: JSONValue] = [:]
    var length = 0

    mutating func add(_ key: String, _ words: String) {
      json[key] = .string(words)
      length += words.utf16.count
    }
  }

  package init(_ options: AlertFormatOptions) {}

  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func message(for deliveries: [Delivery]) throws(DeliveryError) -> AlertMessage {
    let body = try fitting(deliveries, within: Self.embedsMax) {
      alerts throws(DeliveryError) in
      let wordings = alerts.map(AlertWording.init)
      let embeds = zip(wordings, alerts).map { Self.embed($0, isDenial: $1.isDenial) }
      guard embeds.map(\.length).reduce(0, +) <= Self.embedsMax else { return nil }
      let message: JSONValue = [
        "content": .string(Self.text(AlertWording.summary(wordings), max: Self.contentMax)),
        "embeds": .array(embeds.map { .object($0.json) }),
        "allowed_mentions": ["parse": []],
      ]
      return try JSONBody.encode(message)
    }
    return AlertMessage(contentType: "application/json", body: body)
  }

  private static func embed(_ alert: AlertWording, isDenial: Bool) -> Embed {
    var embed = Embed()
    embed.add("title", text(alert.headline, max: titleMax))
    let quotation = text(alert.content, max: descriptionMax / 2 - 1)
    let sentence = text(alert.sentence, max: descriptionMax / 2 - 1)
    embed.add("description", "\(quotation)\n\(sentence)")
    embed.json["color"] = isDenial ? 0x2B_6CB0 : 0xD9_8E04
    if let link = alert.link { embed.json["url"] = .string(link.url) }
    if !alert.references.isEmpty {
      var field = Embed()
      field.add("name", alert.referencesTitle)
      field.add("value", text(alert.references.joined(separator: " — "), max: fieldMax))
      embed.json["fields"] = [.object(field.json)]
      embed.length += field.length
    }
    // A footer is not read as Markdown: backslashes would show.
    let footer = TextEscaping.withoutMentions(alert.source, max: footerMax)
    embed.json["footer"] = ["text": .string(footer)]
    embed.length += footer.utf16.count
    return embed
  }
}
