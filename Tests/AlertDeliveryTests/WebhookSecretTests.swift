import AlertDelivery
import Foundation
import Testing

private func text(ofBytes count: Int) -> String {
  "whsec_" + Data((0..<count).map { UInt8($0) }).base64EncodedString()
}

@Suite(.timeLimit(.minutes(1))) struct WebhookSecretTests {
  @Test(arguments: [24, 25, 32, 63, 64])
  func `a key of 24 to 64 bytes is accepted and comes back as it was`(_ count: Int) throws {
    #expect(try WebhookSecret(text(ofBytes: count)).revealed == text(ofBytes: count))
  }

  @Test(arguments: [
    (text(ofBytes: 23), "23 bytes"), (text(ofBytes: 65), "65 bytes"), ("whsec_", "0 bytes"),
    ("whsec_CanaryCanaryCanaryCanaryCanary*", "not base64"),
    ("whsec_CanaryCanaryCanaryCanaryCanaryC", "not base64"),
    ("CanaryCanaryCanaryCanaryCanaryCa", "does not start with whsec_"),
    ("whsk_CanaryCanaryCanaryCanaryCana", "does not start with whsec_"), ("", "whsec_"),
  ])
  func `another secret is refused with its fault and without its text`(
    _ text: String, _ fault: String
  ) {
    let error = #expect(throws: DeliveryError.self) { try WebhookSecret(text) }
    #expect(error?.code == .badSecret)
    #expect(error?.detail.contains(fault) == true)
    #expect(error?.detail.contains("Canary") == false)
  }

  @Test func `a generated secret has 32 bytes and no two are alike`() throws {
    let secrets = try (0..<100).map { _ in try WebhookSecret.generate().revealed }
    #expect(Set(secrets).count == 100)
    #expect(secrets.allSatisfy { Data(base64Encoded: String($0.dropFirst(6)))?.count == 32 })
  }
}
