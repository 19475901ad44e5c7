import Foundation
import Testing

@testable import AlertDelivery
@testable import StatementLedger

private func delivery(text: String, count: Int, certainty: Double = 0.9, url: String) -> Delivery {
  SampleAlerts.delivery(text: text, count: count, certainty: certainty, url: url)
}

private func json(_ delivery: Delivery) throws -> (bytes: Int, json: [String: Any]) {
  let message = try StandardWebhook().message(for: [delivery])
  #expect(message.contentType == "application/json")
  let object = try JSONSerialization.jsonObject(with: Data(message.body))
  return (message.body.count, try #require(object as? [String: Any]))
}

private let url = "https://example.com/a"

@Suite(.timeLimit(.minutes(1))) struct StandardWebhookTests {
  @Test func `a body has the type, the timestamp and the alert with its sequence`() throws {
    let body = try json(delivery(text: "It said “no”.", count: 1, url: url)).json
    #expect(Set(body.keys) == ["type", "timestamp", "data"])
    #expect(body["type"] as? String == "denial.new")
    #expect(body["timestamp"] as? String == "2023-01-29T12:00:00.000Z")
    let data = try #require(body["data"] as? [String: Any])
    #expect(data["id"] as? String == "msg_1")
    #expect(data["seq"] as? Int == 4)
    #expect(data["sentence"] as? String == "It said “no”.")
    #expect((data["answers"] as? [Any])?.count == 1)
    #expect((data["article"] as? [String: Any])?["url"] as? String == url)
  }

  @Test func `the same delivery always gives the same bytes`() throws {
    let one = delivery(text: "no", count: 3, url: url)
    let bodies = try (0..<5).map { _ in try StandardWebhook().message(for: [one]).body }
    #expect(Set(bodies).count == 1)
  }

  @Test func `a text that fits is not cut`() throws {
    let text = String(repeating: "word ", count: 150)
    let body = try json(delivery(text: text, count: 1, url: url)).json
    #expect((body["data"] as? [String: Any])?["sentence"] as? String == text)
  }

  @Test(arguments: LongText.all)
  func `whatever the texts and lists are the body is valid and under 20 kB`(
    _ long: LongText
  ) throws {
    for count in [0, 5, 300] {
      let (bytes, body) = try json(
        delivery(text: long.text, count: count, url: "https://\(long.text)"))
      #expect(bytes < 20_000)
      let data = try #require(body["data"] as? [String: Any])
      let sentence = try #require(data["sentence"] as? String)
      #expect(sentence.last == "…")
      #expect(long.text.utf8.starts(with: sentence.dropLast().utf8))
      #expect((data["article"] as? [String: Any])?["url"] is NSNull)
    }
  }

  @Test func `as much of the texts is kept as has room`() throws {
    let text = String(repeating: "a", count: 30_000)
    #expect(try json(delivery(text: text, count: 0, url: url)).bytes > 10_000)
  }

  @Test func `an alert that cannot be written says which one`() {
    let error = #expect(throws: DeliveryError.self) {
      try StandardWebhook().message(
        for: [delivery(text: "no", count: 1, certainty: .nan, url: url)])
    }
    #expect(error?.code == .cannotFormat)
    #expect(error?.detail.contains("msg_1") == true)
  }
}
