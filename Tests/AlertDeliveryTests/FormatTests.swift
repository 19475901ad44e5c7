// Every format: what it writes, that it fits, that no article can write more than text.

import Foundation
import StatementAnalysis
import StatementLedger
import Testing

@testable import AlertDelivery

/// The formats, each as one endpoint has it.
private let formats: [any AlertFormat] = {
  let template = """
    {"id": "{{id}}", "text": "{{content}}", "about": [{{#about}}"{{name}}"{{^last()}},{{/last()}}{{/about}}],
    "answers": [{{#answers}}"{{speaker.text}}"{{^last()}},{{/last()}}{{/answers}}]}
    """
  return AlertFormats.all.compactMap { type in
    let url = try? EndpointURL("https://example.com/topic")
    return url.flatMap { try? type.init(AlertFormatOptions(url: $0, template: template)) }
  }
}()

private func name(_ format: any AlertFormat) -> String { type(of: format).traits.name }

private func json(_ format: any AlertFormat, _ deliveries: [Delivery]) throws -> Any {
  let body = try format.message(for: deliveries).body
  return try JSONSerialization.jsonObject(with: Data(body))
}

/// All strings in a JSON value, keys left out.
private func strings(_ value: Any) -> [String] {
  switch value {
  case let text as String: [text]
  case let object as [String: Any]: object.values.flatMap(strings)
  case let list as [Any]: list.flatMap(strings)
  default: []
  }
}

/// The keys and the lengths of the lists: what an article must not be able to change.
private func shape(_ value: Any) -> String {
  switch value {
  case let object as [String: Any]:
    "{" + object.keys.sorted().map { "\($0):\(object[$0].map(shape) ?? "")" }.joined() + "}"
  case let list as [Any]: "[" + list.map(shape).joined(separator: ",") + "]"
  default: "."
  }
}

@Suite(.serialized, .timeLimit(.minutes(1))) struct FormatTests {
  @Test func `every format of the list can be had`() {
    #expect(formats.map(name) == AlertFormats.all.map { $0.traits.name })
    #expect(Set(formats.map(name)).count == formats.count)
  }

  /// `GAINSAY_UPDATE_GOLDEN=1 swift test --filter FormatTests` writes the files anew.
  @Test(arguments: formats.map(name))
  func `a denial, a claim that was denied and notices are written as in the golden file`(
    _ format: String
  ) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden")
    let found = try #require(formats.first { name($0) == format })
    var text = ""
    for delivery in [SampleAlerts.denial, SampleAlerts.claim] + SampleAlerts.notices {
      let message = try found.message(for: [delivery])
      text += "\(message.contentType)\n"
      text += "\(try pretty(message.body))\n"
    }
    if found.traits.alertsMax > 1 {
      let both = try found.message(for: [SampleAlerts.denial, SampleAlerts.claim])
      text += "\(try pretty(both.body))\n"
    }
    let file = folder.appendingPathComponent("\(format).txt")
    if ProcessInfo.processInfo.environment["GAINSAY_UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try text == String(contentsOf: file, encoding: .utf8))
  }

  private func pretty(_ body: [UInt8]) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(body))
    let options: JSONSerialization.WritingOptions = [
      .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
    ]
    return String(
      decoding: try JSONSerialization.data(withJSONObject: object, options: options), as: UTF8.self)
  }

  @Test(arguments: LongText.all, formats.map(name))
  func `whatever the texts are, a message is valid and within the receiver's limits`(
    _ long: LongText, _ format: String
  ) async throws {
    try expectToFit([hostile(long, .denial)], format)
    // It takes a while: others get their turn.
    await Task.yield()
  }

  @Test(arguments: formats.filter { $0.traits.alertsMax > 1 }.map(name))
  func `a full message is valid and within the receiver's limits`(_ format: String) async throws {
    let found = try #require(formats.first { name($0) == format })
    let long = LongText("“<&*[@{\\\" ", times: 150)
    try expectToFit(
      (0..<found.traits.alertsMax).map { hostile(long, $0.isMultiple(of: 2) ? .denial : .claim) },
      format)
    await Task.yield()
  }

  private func hostile(_ long: LongText, _ kind: StatementKind) -> Delivery {
    SampleAlerts.delivery(
      text: long.text, count: 2, url: "https://example.com/\(long.text)", kind: kind)
  }

  private func expectToFit(_ deliveries: [Delivery], _ format: String) throws {
    let found = try #require(formats.first { name($0) == format })
    let body = try found.message(for: deliveries).body
    try expectWithinLimits(JSONSerialization.jsonObject(with: Data(body)), body, format)
  }

  @Test(arguments: formats.map(name))
  func `however long the lists are, a message is valid and within the receiver's limits`(
    _ format: String
  ) throws {
    try expectToFit([SampleAlerts.delivery(text: "“word” ", count: 300)], format)
  }

  private func expectWithinLimits(_ message: Any, _ body: [UInt8], _ format: String) throws {
    let object = try #require(message as? [String: Any])
    switch format {
    case "slack":
      let blocks = try #require(object["blocks"] as? [[String: Any]])
      #expect(blocks.count <= 50)
      #expect(body.count <= 13_000)
      for block in blocks {
        let length = ((block["text"] as? [String: Any])?["text"] as? String)?.utf16.count ?? 0
        #expect(length <= (block["type"] as? String == "header" ? 150 : 3000))
      }
    case "discord":
      let embeds = try #require(object["embeds"] as? [[String: Any]])
      #expect(embeds.count <= 10)
      #expect(try #require(object["content"] as? String).utf16.count <= 2000)
      var total = 0
      for embed in embeds {
        let title = try #require(embed["title"] as? String).utf16.count
        let description = try #require(embed["description"] as? String).utf16.count
        let fields = strings(embed["fields"] ?? []).map(\.utf16.count)
        let footer = strings(embed["footer"] ?? []).map(\.utf16.count)
        #expect(title <= 256 && description <= 4096)
        #expect(fields.allSatisfy { $0 <= 1024 } && footer.allSatisfy { $0 <= 2048 })
        total += title + description + fields.reduce(0, +) + footer.reduce(0, +)
      }
      #expect(total <= 6000)
    case "teams": #expect(body.count <= 12_000)
    case "ntfy": #expect(body.count <= 4096)
    case "cloudevents": #expect(body.count <= 65_536)
    default: #expect(body.count < 20_000)
    }
  }

  @Test(arguments: formats.map(name))
  func `a text is cut between characters and ends in the mark of omission`(
    _ format: String
  ) throws {
    let found = try #require(formats.first { name($0) == format })
    let family = "👩‍👩‍👧‍👦"
    let text = String(repeating: family, count: 5000)
    let all = strings(try json(found, [SampleAlerts.delivery(text: text, count: 1)]))
    let cut = all.filter { $0.contains("…") }
    #expect(!cut.isEmpty)
    for text in cut {
      #expect(!text.replacing(family, with: "").unicodeScalars.contains("\u{200D}"))
    }
  }

  @Test(
    arguments: formats.map(name),
    [
      "\", \"channel\": \"#general\", \"a\": \"b", "\\\", \"x\": 1, \"y\": \"",
      "\"\u{301}, \"x\": 1",
      "line\nline\r\n\u{2028}\u{0}", "{{id}} {{{id}}}", "\\", "\"}],\"x\":[{\"",
    ])
  func `what an article says never changes the shape of a message`(
    _ format: String, _ text: String
  ) throws {
    let found = try #require(formats.first { name($0) == format })
    let plain = try json(found, [SampleAlerts.delivery(text: "plain", count: 2)])
    let hostile = try json(found, [SampleAlerts.delivery(text: text, count: 2)])
    #expect(shape(plain) == shape(hostile))
  }

  @Test(arguments: ["@everyone", "@here", "<@123456789012345678>", "@channel"])
  func `nobody can be mentioned in a chat`(_ mention: String) throws {
    for format in formats where ["slack", "discord", "teams"].contains(name(format)) {
      let message = try json(format, [SampleAlerts.delivery(text: "Hear \(mention) now", count: 2)])
      #expect(!strings(message).contains { $0.holds(mention) }, "\(name(format))")
    }
  }

  @Test(arguments: ["<!channel>", "<!here|x>", "<https://bad.example|click>", "<#C123>"])
  func `Slack is given no markup of an article's`(_ markup: String) throws {
    let slack = try #require(formats.first { name($0) == "slack" })
    let message = try json(slack, [SampleAlerts.delivery(text: markup, count: 2)])
    let texts = strings(message)
    #expect(texts.filter { $0.contains("<") } == ["<https://example.com/a|example.com>"])
    let object = try #require(message as? [String: Any])
    #expect(object["mrkdwn"] as? Bool == false)
  }

  @Test func `Discord is given no Markdown of an article's`() throws {
    let discord = try #require(formats.first { name($0) == "discord" })
    let text = "[click](https://bad.example) **bold** `code` ||spoiler|| <t:1> # h"
    let message = try json(discord, [SampleAlerts.delivery(text: text, count: 1)])
    let object = try #require(message as? [String: Any])
    let embeds = try #require(object["embeds"] as? [[String: Any]])
    let description = try #require(embeds[0]["description"] as? String)
    #expect(
      description.contains(
        ##"\[click\]\(https\:\/\/bad.example\) \*\*bold\*\* \`code\` \|\|spoiler\|\| \<t\:1\> \# h"##
      ))
    #expect((object["allowed_mentions"] as? [String: [String]]) == ["parse": []])
  }

  @Test func `Teams is given text runs only, whose braces are parted`() throws {
    let teams = try #require(formats.first { name($0) == "teams" })
    let text = "{{DATE(2023-01-30)}} ${user} [a](https://bad.example)"
    let body = String(
      decoding: try teams.message(for: [SampleAlerts.delivery(text: text, count: 1)]).body,
      as: UTF8.self)
    #expect(!body.contains("\"TextBlock\""))
    #expect(!body.holds("{{DATE") && !body.holds("${user"))
  }

  @Test(arguments: [
    "javascript:alert(1)", "https://user@bad.example/", "https://a.example/|x",
    "file:///etc/passwd",
    "https://a.example/<b>", "https://a.example/a b", "https://bad%3Eexample/", "//a.example/",
    "https://a.example/\u{202E}", "https://", "",
  ])
  func `what is no plain address is no link`(_ url: String) throws {
    #expect(ArticleLink(url) == nil)
    for format in formats where ["slack", "discord", "teams", "ntfy"].contains(name(format)) {
      let message = try json(format, [SampleAlerts.delivery(text: "no", count: 1, url: url)])
      if !url.isEmpty {
        #expect(!strings(message).contains { $0.contains(url) }, "\(name(format))")
      }
    }
  }

  @Test func `marks that turn the direction of writing do not reach a reader`() throws {
    let text = "said \u{202E}desrever\u{202C} \u{2066}x\u{2069}"
    for format in formats where ["slack", "discord", "teams", "ntfy"].contains(name(format)) {
      let message = try json(format, [SampleAlerts.delivery(text: text, count: 1)])
      let scalars = strings(message).joined().unicodeScalars
      #expect(!scalars.contains { (0x202A...0x202E).contains($0.value) }, "\(name(format))")
      #expect(!scalars.contains { (0x2066...0x2069).contains($0.value) }, "\(name(format))")
    }
  }

  @Test func `a format that tells of one alert at a time refuses two`() throws {
    for format in formats where format.traits.alertsMax == 1 {
      #expect(throws: DeliveryError.self) {
        try format.message(for: [SampleAlerts.denial, SampleAlerts.claim])
      }
    }
  }

  @Test func `formats are equal with equal options only`() throws {
    let one = try EndpointURL("https://ntfy.example/one")
    let two = try EndpointURL("https://ntfy.example/two")
    func ntfy(_ url: EndpointURL) throws -> EndpointFormat {
      EndpointFormat(try NtfyMessage(AlertFormatOptions(url: url)))
    }
    #expect(try ntfy(one) == ntfy(one))
    #expect(try ntfy(one) != ntfy(two))
    #expect(try ntfy(one) != EndpointFormat(StandardWebhook()))
    let slack = SlackMessage(AlertFormatOptions(url: one))
    #expect(EndpointFormat(slack) != EndpointFormat(DiscordMessage(AlertFormatOptions(url: one))))
  }

  @Test(arguments: ["gainsay", "my_topic-1"])
  func `ntfy is sent to its root with the topic of the URL`(_ topic: String) throws {
    let url = try EndpointURL("https://ntfy.example:8443/\(topic)")
    let format = try NtfyMessage(AlertFormatOptions(url: url))
    #expect(format.target(of: url).text == "https://ntfy.example:8443/")
    let message = try json(format, [SampleAlerts.denial]) as? [String: Any]
    #expect(message?["topic"] as? String == topic)
    #expect(message?["click"] as? String == "https://example.com/news?id=1&page=2")
  }
}

extension String {
  /// Byte for byte: to `contains` a zero-width space may be nothing.
  fileprivate func holds(_ other: String) -> Bool { utf8.firstRange(of: other.utf8) != nil }
}

extension AlertFormat {
  fileprivate var traits: AlertFormatTraits { Self.traits }
}
