// Delivery to nginx: plain, over IPv6 alone, HTTP/2 behind TLS, with certificates good and bad.

import Foundation
import Glibc
import LoopbackReceiving
import StatementLedger
import Testing

@testable import AlertDelivery

@Suite(
  .timeLimit(.minutes(1)),
  .enabled(
    if: FileManager.default.isExecutableFile(atPath: TestAuthority.nginx)
      && FileManager.default.isExecutableFile(atPath: TestAuthority.openssl),
    "SKIPPED: there is no nginx or no openssl (apt install nginx-light openssl)"))
struct RealReceiverTests {
  private let bench: DeliveryBench
  private let receiver: LoopbackReceiver

  init() throws {
    bench = try DeliveryBench()
    receiver = try LoopbackReceiver(.status(200))
  }

  private func endpoint(
    _ port: NginxProxy.Port, of nginx: NginxProxy, trusting: Bool = true
  ) throws -> Endpoint {
    var endpoint = try bench.endpoint("\(port)", receiver)
    endpoint.url = try EndpointURL(nginx.url(port))
    if trusting {
      endpoint.authorities = try CertificateAuthorities(pem: nginx.authority.certificate)
    }
    return endpoint
  }

  @Test func `alerts arrive through nginx, in order and rightly signed, whatever it speaks`()
    async throws
  {
    defer { receiver.stop() }
    let nginx = try await NginxProxy(before: receiver)
    for (port, version) in [
      (NginxProxy.Port.plain, "HTTP/1.1"), (.onlyIPv6, "HTTP/1.1"), (.good, "HTTP/2.0"),
    ] {
      let before = receiver.requests.count
      let bench = try DeliveryBench()
      var endpoint = try endpoint(port, of: nginx)
      endpoint.secret = bench.secret
      try await bench.service.replaceEndpoints([endpoint])
      try await bench.queue(1...30, for: [endpoint.name])
      try await bench.whileDelivering {
        try await bench.waitUntil {
          try await bench.reports(endpoint.name).allSatisfy { $0.state == .delivered }
        }
      }
      let requests = receiver.requests.dropFirst(before)
      #expect(requests.map(\.sequence) == Array(1...30))
      #expect(Set(requests.compactMap { $0.headers["x-protocol"] }) == [version])
      #expect(
        requests.allSatisfy { $0.check(secrets: [bench.secret], at: bench.clock.now) == .valid })
    }
  }

  @Test func `a certificate that is old, another's or nobody's is refused, and a test says which`()
    async throws
  {
    defer { receiver.stop() }
    let nginx = try await NginxProxy(before: receiver)
    for (port, trusting, words) in [
      (NginxProxy.Port.old, true, "expired"),
      (.other, true, "no alternative certificate subject name matches"),
      (.good, false, "unable to get local issuer"),
    ] {
      let report = try await bench.service.test(endpoint(port, of: nginx, trusting: trusting))
      let text = report.lines.joined(separator: "\n")
      #expect(!report.isDelivered)
      #expect(text.contains(words), "\(text)")
      #expect(text.contains("TLS: not verified") && text.contains("to do: is the certificate"))
    }
    #expect(receiver.requests.isEmpty)
    let report = try await bench.service.test(endpoint(.good, of: nginx))
    #expect(report.isDelivered)
    #expect(report.lines.contains { $0.contains("TLS: verified, issued by CN = Authority, valid") })
  }

  @Test func `connecting tells of name, address and certificate, and sends nothing`() async throws {
    defer { receiver.stop() }
    let nginx = try await NginxProxy(before: receiver)
    let curl = try CurlLoop(userAgent: "Gainsay/test")
    for (port, trusting, words) in [
      (NginxProxy.Port.old, true, "expired"),
      (.other, true, "no alternative certificate subject name matches"),
      (.good, false, "unable to get local issuer"),
    ] {
      let report = await EndpointConnectionReport.make(
        of: try endpoint(port, of: nginx, trusting: trusting), by: curl)
      #expect(!report.isConnected)
      #expect(report.found.contains("cannot be reached") && report.found.contains(words))
      #expect(report.advice?.hasPrefix("is the certificate") == true)
    }
    let good = await EndpointConnectionReport.make(of: try endpoint(.good, of: nginx), by: curl)
    #expect(good.isConnected && good.advice == nil)
    #expect(good.found.contains("takes connections, TLS verified, issued by CN = Authority, valid"))
    let plain = await EndpointConnectionReport.make(of: try endpoint(.plain, of: nginx), by: curl)
    #expect(plain.isConnected && plain.advice == nil && plain.found.hasSuffix("without TLS"))
    #expect(receiver.requests.isEmpty)
  }

  @Test func `what nginx answers when nobody is behind it is tried again, and kept`() async throws {
    receiver.stop()
    let nginx = try await NginxProxy(before: receiver)
    try await bench.service.replaceEndpoints([endpoint(.plain, of: nginx)])
    try await bench.queue(1...1, for: ["plain"])
    try await bench.whileDelivering {
      try await bench.waitUntil { try await bench.reports("plain")[0].attempts == 1 }
    }
    let report = try await bench.reports("plain")[0]
    #expect(report.state == .waiting && report.lastStatus == 502)
    #expect(report.lastResponse?.contains("502 Bad Gateway") == true)
  }
}
