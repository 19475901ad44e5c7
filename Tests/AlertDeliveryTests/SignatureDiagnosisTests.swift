// Which part of a request is named as the wrong one.

import StatementLedger
import Testing

@testable import AlertDelivery

@Suite(.timeLimit(.minutes(1))) struct SignatureDiagnosisTests {
  private static let now = Timestamp(millisecondsSince1970: 1_675_000_000_000)
  private static let body = "{\"data\": {\"id\": \"alert_1\"}}\n"

  private func diagnose(
    id: String = "alert_1", timestamp: String = "1675000000", signature: String? = nil,
    body: String = Self.body, secret: WebhookSecret? = nil
  ) throws -> SignatureDiagnosis {
    let key = try WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    let signed = RequestSignature(
      id: "alert_1", at: Self.now, body: Array(Self.body.utf8), secrets: [key])
    return SignatureDiagnosis(
      id: id, timestamp: timestamp, signature: signature ?? signed.value, body: Array(body.utf8),
      secret: secret ?? key, at: Self.now.adding(milliseconds: 400_000))
  }

  private func wrongPart(_ diagnosis: SignatureDiagnosis) -> SignatureDiagnosis.Part? {
    if case .wrong(let part, _) = diagnosis { part } else { nil }
  }

  @Test func `what fits together is right, however old`() throws {
    #expect(try diagnose() == .valid(secondsFromNow: -400))
  }

  @Test(arguments: ["", "alert.1", "alert_2"])
  func `a wrong id is named`(_ id: String) throws {
    #expect(try wrongPart(diagnose(id: id)) == .id)
  }

  @Test(arguments: ["", "now", "1675000000.5", "1675000000000"])
  func `a wrong timestamp is named`(_ timestamp: String) throws {
    #expect(try wrongPart(diagnose(timestamp: timestamp)) == .timestamp)
  }

  @Test(arguments: [
    "", "v1,", "v1,abcd", "v1a,AAAA", "K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
  ])
  func `a wrong signature is named`(_ signature: String) throws {
    #expect(try wrongPart(diagnose(signature: signature)) == .signature)
  }

  @Test(arguments: [
    "{\"data\": {\"id\": \"alert_1\"}}", "{\"data\": {\"id\": \"alert_1\"}}\n\n",
    "{\"data\": {\"id\": \"alert_1\"}}\r\n", "\u{FEFF}{\"data\": {\"id\": \"alert_1\"}}\n",
  ])
  func `a body that was changed in a common way is named`(_ body: String) throws {
    #expect(try wrongPart(diagnose(body: body)) == .body)
  }

  @Test func `another secret, or a body written anew, is told as that`() throws {
    #expect(try wrongPart(diagnose(secret: .generate())) == .secret)
    #expect(try wrongPart(diagnose(body: "{\"data\":{\"id\":\"alert_1\"}}")) == .secret)
  }
}
