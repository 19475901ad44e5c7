import AlertDelivery
import Foundation
import Glibc
import Testing

private let openssl = "/usr/bin/openssl"

/// Runs a program and waits for its end.
private func run(_ arguments: String, in folder: URL) async throws {
  let process = Process()
  process.executableURL = URL(filePath: openssl)
  process.currentDirectoryURL = folder
  process.arguments = arguments.components(separatedBy: " ")
  process.standardError = FileHandle.nullDevice
  try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
    process.terminationHandler = { _ in ended.resume() }
    do { try process.run() } catch { ended.resume(throwing: error) }
  }
}

/// Calls `body` with the port of a TLS server whose certificate nobody has signed but itself, and
/// that certificate.
///
/// It answers each line with its letters in reverse, which is not HTTP.
private func withSelfSignedServer(_ body: (Int, String) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "gainsay-\(UUID())")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await run(
    "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
      + " -addext subjectAltName=DNS:localhost", in: folder)

  let server = Process()
  let output = Pipe()
  server.executableURL = URL(filePath: openssl)
  server.currentDirectoryURL = folder
  server.arguments = "s_server -accept 127.0.0.1:0 -key key.pem -cert cert.pem -rev"
    .components(separatedBy: " ")
  server.standardOutput = output
  server.standardError = FileHandle.nullDevice
  try server.run()
  defer { kill(server.processIdentifier, SIGKILL) }
  // "ACCEPT 127.0.0.1:40123"
  var said = ""
  while !said.contains("ACCEPT") || !said.hasSuffix("\n") {
    let data = output.fileHandleForReading.availableData
    guard !data.isEmpty else { throw POSIXError(.EADDRNOTAVAIL) }
    said += String(decoding: data, as: UTF8.self)
  }
  let certificate = try String(contentsOf: folder.appending(path: "cert.pem"), encoding: .utf8)
  let port = said.split(whereSeparator: { !$0.isNumber }).last.flatMap { Int($0) } ?? 0
  try await body(port, certificate)
}

@Suite(.timeLimit(.minutes(1))) struct TLSTests {
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: openssl)))
  func `a certificate that nobody has signed is refused`() async throws {
    let curl = try CurlLoop(userAgent: "Gainsay/test")
    try await withSelfSignedServer { port, _ in
      let outcome = await curl.send(
        HTTPRequest(
          url: try EndpointURL("https://localhost:\(port)/"), headers: [], body: [],
          timeoutMilliseconds: 20_000, allowPrivate: true))
      guard case .failed(let failure) = outcome.result else {
        Issue.record("\(outcome.result)")
        return
      }
      #expect(failure.curlCode == 60)
      #expect(failure.detail.contains("self-signed"))
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: openssl)))
  func `an authority of one's own is trusted, and nobody else`() async throws {
    let curl = try CurlLoop(userAgent: "Gainsay/test")
    try await withSelfSignedServer { port, certificate in
      try await withSelfSignedServer { _, other in
        // 60: not trusted. 1: trusted, and what it answers is not HTTP.
        for (authority, code) in [(certificate, 1), (other, 60), (other + certificate, 1)] {
          let outcome = await curl.send(
            HTTPRequest(
              url: try EndpointURL("https://localhost:\(port)/"), headers: [], body: [],
              timeoutMilliseconds: 20_000, allowPrivate: true,
              authorities: try CertificateAuthorities(pem: authority)))
          guard case .failed(let failure) = outcome.result else {
            Issue.record("\(outcome.result)")
            return
          }
          #expect(failure.curlCode == code, "\(failure.detail)")
        }
      }
    }
  }

  @Test(arguments: ["", "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n", "text"])
  func `a text without a certificate is no authority`(_ text: String) {
    let error = #expect(throws: DeliveryError.self) { try CertificateAuthorities(pem: text) }
    #expect(error?.code == .badCertificates)
  }
}
