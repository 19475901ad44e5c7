import AlertDelivery
import StatementLedger
import Testing

private let secretText = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
private let oldSecretText = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="

private struct Vector: Sendable {
  let id: String
  let seconds: Int64
  let body: String
  let secret: String
  let signature: String
}

private let statementBody =
  #"{"type":"statement.denial.new","timestamp":"2023-01-29T12:00:00.000Z","#
  + #""data":{"speaker":"North Korea","content":"“groundless”","n":1}}"#

/// Made with Python's hmac; the official `standardwebhooks` package agrees.
private let vectors = [
  Vector(
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: #"{"test": 2432232314}"#,
    secret: secretText, signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
  Vector(
    id: "msg_01JZK3V5W8Q2R7T9XAYB4C6D8E", seconds: 1_675_000_000, body: statementBody,
    secret: secretText, signature: "v1,uj5xnfL7aZr9fD+TgTJGSzF5KVRIg8qqIcKAidT0Zes="),
  Vector(
    id: "msg_01JZK3V5W8Q2R7T9XAYB4C6D8E", seconds: 1_675_000_000, body: statementBody,
    secret: oldSecretText, signature: "v1,EUdAkXj6ZJVJIiLx0Ad8aXIJnHSeGvNY7dQnZS7SXpQ="),
  Vector(
    id: "msg_test", seconds: 1_675_000_000, body: "", secret: secretText,
    signature: "v1,MXC6wmAeT4YvgmHTXM+FTITTWBXAYJRQpncIuAcHhWM="),
  Vector(
    id: "msg_test", seconds: 1_675_000_000, body: "{}", secret: secretText,
    signature: "v1,JWljUVsN9SUbkT1SWca8I/Vs5b85zgkyvkmgV9UP8Gs="),
]

private let ages: [(Int64, RequestSignature.Check)] = [
  (-301, .stale), (-300, .valid), (0, .valid), (300, .valid), (301, .stale),
]

private func timestamp(seconds: Int64, milliseconds: Int64 = 0) -> Timestamp {
  Timestamp(millisecondsSince1970: seconds * 1000 + milliseconds)
}

private func check(
  _ signature: RequestSignature, value: String? = nil, id: String? = nil, seconds: String? = nil,
  body: String = "{}", secrets: [WebhookSecret], laterBySeconds: Int64 = 0
) -> RequestSignature.Check {
  RequestSignature.check(
    id: id ?? signature.id, timestamp: seconds ?? String(signature.timestampSeconds),
    signature: value ?? signature.value, body: Array(body.utf8), secrets: secrets,
    at: timestamp(seconds: signature.timestampSeconds + laterBySeconds))
}

@Suite(.timeLimit(.minutes(1))) struct RequestSignatureTests {
  private let secret: WebhookSecret
  private let oldSecret: WebhookSecret
  private let signature: RequestSignature

  init() throws {
    secret = try WebhookSecret(secretText)
    oldSecret = try WebhookSecret(oldSecretText)
    signature = RequestSignature(
      id: "msg_test", at: timestamp(seconds: 1_675_000_000), body: Array("{}".utf8),
      secrets: [secret])
  }

  @Test(arguments: vectors)
  private func `a signature is that of the published vectors`(_ vector: Vector) throws {
    let signature = RequestSignature(
      id: vector.id, at: timestamp(seconds: vector.seconds, milliseconds: 999),
      body: Array(vector.body.utf8), secrets: [try WebhookSecret(vector.secret)])
    #expect(signature.value == vector.signature)
    #expect(
      signature.headers == [
        HTTPHeader("webhook-id", vector.id),
        HTTPHeader("webhook-timestamp", String(vector.seconds)),
        HTTPHeader("webhook-signature", vector.signature),
      ])
  }

  @Test func `the body of the second vector is the published one`() {
    #expect(statementBody.utf8.count == 138)
    #expect(
      Cryptography.sha256Hex(Array(statementBody.utf8))
        == "d37dc06192f5415b8db061edd61463d41fd65ada54583cbf522fb3713816dc6c")
  }

  @Test func `the newest secret signs first and either one is accepted`() {
    let both = RequestSignature(
      id: "msg_01JZK3V5W8Q2R7T9XAYB4C6D8E", at: timestamp(seconds: 1_675_000_000),
      body: Array(statementBody.utf8), secrets: [secret, oldSecret])
    #expect(
      both.value == "v1,uj5xnfL7aZr9fD+TgTJGSzF5KVRIg8qqIcKAidT0Zes= "
        + "v1,EUdAkXj6ZJVJIiLx0Ad8aXIJnHSeGvNY7dQnZS7SXpQ=")
    #expect(check(both, body: statementBody, secrets: [secret]) == .valid)
    #expect(check(both, body: statementBody, secrets: [oldSecret]) == .valid)
  }

  @Test(arguments: ages)
  private func `a timestamp is accepted up to five minutes away`(
    _ laterBySeconds: Int64, _ expected: RequestSignature.Check
  ) {
    #expect(check(signature, secrets: [secret], laterBySeconds: laterBySeconds) == expected)
  }

  @Test func `whatever is changed on the way is noticed`() throws {
    #expect(check(signature, body: "{ }", secrets: [secret]) == .mismatch)
    #expect(check(signature, id: "msg_other", secrets: [secret]) == .mismatch)
    #expect(check(signature, seconds: "1675000001", secrets: [secret]) == .mismatch)
    #expect(check(signature, secrets: [oldSecret]) == .mismatch)
    #expect(check(signature, secrets: []) == .mismatch)
    #expect(check(signature, secrets: [try .generate()]) == .mismatch)
  }

  @Test(arguments: [
    "", "v1", "v1,", "v1,!!!", "v1,JWljUVsN9SUbkT1SWca8I/Vs5b85zgkyvkmgV9UP8G",
    "v1,JWljUVsN9SUbkT1SWca8I/Vs5b85zgkyvkmgV9UP8A==",
    "v2,JWljUVsN9SUbkT1SWca8I/Vs5b85zgkyvkmgV9UP8Gs=",
    "v1a,JWljUVsN9SUbkT1SWca8I/Vs5b85zgkyvkmgV9UP8Gs=",
    "JWljUVsN9SUbkT1SWca8I/Vs5b85zgkyvkmgV9UP8Gs=",
  ])
  func `a signature of another form is none`(_ value: String) {
    #expect(check(signature, value: value, secrets: [secret]) == .mismatch)
  }

  @Test func `a signature counts beside others that are unknown`() {
    let value = "v1a,AAAA v1,AAAA \(signature.value)"
    #expect(check(signature, value: value, secrets: [secret]) == .valid)
  }

  @Test(arguments: ["", "soon", "1675000000.0", "1675000000 ", "99999999999999999999"])
  func `a timestamp that is no whole number is malformed`(_ seconds: String) {
    #expect(check(signature, seconds: seconds, secrets: [secret]) == .malformed)
  }

  @Test(arguments: ["9223372036854775807", "-9223372036854775808"])
  func `a timestamp of another age is stale`(_ seconds: String) {
    #expect(check(signature, seconds: seconds, secrets: [secret]) == .stale)
  }

  @Test(arguments: ["", "msg.test"])
  func `an id that is empty or holds a full stop is malformed`(_ id: String) {
    #expect(check(signature, id: id, secrets: [secret]) == .malformed)
  }
}
