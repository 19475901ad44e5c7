// The verifier that Standard Webhooks publishes for Python accepts what we send.

import AlertDelivery
import Foundation
import LoopbackReceiving
import Testing

@Suite(.timeLimit(.minutes(1))) struct OfficialVerifierTests {
  private static let python = "/usr/bin/env"

  /// Reads the secret, the headers and the body of a request; says what the package finds.
  private static let script = """
    import base64, importlib.metadata, json, sys
    from standardwebhooks.webhooks import Webhook, WebhookVerificationError

    request = json.load(sys.stdin)
    body = base64.b64decode(request["body"])
    webhook = Webhook(request["secret"])
    print("verified", webhook.verify(body, request["headers"])["type"])

    def expect_refusal(what, body, headers):
      try:
        webhook.verify(body, headers)
        print("accepted", what)
      except WebhookVerificationError as error:
        print("refused", what, "-", error)

    headers = request["headers"]
    expect_refusal("another body", body + b" ", headers)
    expect_refusal("another id", body, {**headers, "webhook-id": "alert_0"})
    late = str(int(headers["webhook-timestamp"]) - 301)
    expect_refusal("another time", body, {**headers, "webhook-timestamp": late})
    print("standardwebhooks", importlib.metadata.version("standardwebhooks"))
    """

  private static func isInstalled() async throws -> Bool {
    try await Program.run(["python3", "-c", "import standardwebhooks"], of: python).end == .exit(0)
  }

  @Test(
    .enabled("SKIPPED: python3 has no package standardwebhooks (pip install standardwebhooks)") {
      try await isInstalled()
    })
  func `what a daemon sends is verified, and what was changed on the way is refused`() async throws
  {
    let receiver = try AlertReceiver()
    let place = try Workplace(endpoints: receiver.endpoint())
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    let request = try await receiver.expect(1)[0].request
    #expect(try await daemon.stop() == .exit(0))

    let input = try JSONEncoder().encode(
      Input(
        secret: receiver.secret, headers: request.headers,
        body: Data(request.body).base64EncodedString()))
    let judged = try await Program.run(
      ["python3", "-c", Self.script], of: Self.python, input: Array(input))
    print(judged.output)
    #expect(judged.end == .exit(0), "\(judged.complaints)")
    let words = judged.output.split(separator: "\n").map { $0.split(separator: " - ")[0] }
    #expect(
      words.dropLast() == [
        "verified claim.new", "refused another body", "refused another id", "refused another time",
      ])
  }

  /// Reads a request in structured mode as the package does; says what it finds.
  private static let eventScript = """
    import base64, importlib.metadata, json, sys
    try:
      from cloudevents.http import from_http
    except ImportError:
      from cloudevents.v1.http import from_http

    request = json.load(sys.stdin)
    event = from_http(request["headers"], base64.b64decode(request["body"]))
    print(event["specversion"], event["type"], event["source"], event["id"] == event.data["id"])
    """

  @Test(
    .enabled("SKIPPED: python3 has no package cloudevents (pip install cloudevents)") {
      try await Program.run(["python3", "-c", "import cloudevents"], of: python).end == .exit(0)
    })
  func `what a daemon sends as an event is one to the official package`() async throws {
    let receiver = try AlertReceiver()
    let place = try Workplace(endpoints: receiver.endpoint(more: #"format = "cloudevents""#))
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    let request = try await receiver.alerts.first("an event") { _ in true }.request
    #expect(try await daemon.stop() == .exit(0))
    let input = try JSONEncoder().encode(
      Input(
        secret: "", headers: request.headers, body: Data(request.body).base64EncodedString()))
    let judged = try await Program.run(
      ["python3", "-c", Self.eventScript], of: Self.python, input: Array(input))
    #expect(judged.output == "1.0 org.gainsay.claim.new /gainsay True", "\(judged.complaints)")
  }

  private struct Input: Encodable {
    let secret: String
    let headers: [String: String]
    let body: String
  }
}
