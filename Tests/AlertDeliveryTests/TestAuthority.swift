// Certificates made in the test, and nginx with them before a receiver.

import Foundation
import Glibc
import LoopbackReceiving

/// A folder with a certificate authority that signs what a test asks for.
final class TestAuthority: Sendable {
  static let openssl = "/usr/bin/openssl"
  static let nginx = "/usr/sbin/nginx"

  let folder: URL

  /// Makes the authority.
  init() async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gainsay-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try await Self.run(
      Self.openssl,
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem"
        + " -days 2 -subj /CN=Authority", in: folder)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Its own certificate, in PEM.
  var certificate: String {
    get throws { try String(contentsOf: folder.appending(path: "ca.pem"), encoding: .utf8) }
  }

  /// Makes `name.key` and `name.pem`, valid from now for so many days, for hosts such as
  /// "DNS:localhost".
  func sign(_ name: String, days: Int = 2, hosts: String) async throws {
    try await Self.run(
      Self.openssl,
      "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).csr"
        + " -subj /CN=\(name) -addext subjectAltName=\(hosts)", in: folder)
    try await Self.run(
      Self.openssl,
      "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days \(days)"
        + " -copy_extensions copy -out \(name).pem", in: folder)
  }

  /// Runs a program and waits for its end.
  static func run(_ program: String, _ arguments: String, in folder: URL) async throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.currentDirectoryURL = folder
    process.arguments = arguments.components(separatedBy: " ")
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in ended.resume() }
      do { try process.run() } catch { ended.resume(throwing: error) }
    }
  }
}

/// An nginx on loopback that hands requests on, with `X-Protocol` in them; ends with the value.
final class NginxProxy: Sendable {
  enum Port: Int, CaseIterable {
    /// http on IPv4; http on IPv6 alone; HTTP/2 behind TLS with a good, an old, another's certificate.
    case plain, onlyIPv6, good, old, other
  }

  let authority: TestAuthority
  private let ports: [Int]
  private let process = Process()

  /// Returns when it listens.
  init(before receiver: LoopbackReceiver) async throws {
    authority = try await TestAuthority()
    try await authority.sign("good", hosts: "DNS:localhost")
    try await authority.sign("old", days: -1, hosts: "DNS:localhost")
    try await authority.sign("other", hosts: "DNS:elsewhere.example")
    ports = try Self.freePorts(Port.allCases.count)
    let path = authority.folder.path
    let servers = zip(Port.allCases, ports).map { port, number in
      let address = port == .onlyIPv6 ? "[::1]:\(number) ipv6only=on" : "127.0.0.1:\(number)"
      let isTLS = ![.plain, .onlyIPv6].contains(port)
      return """
        server {
          listen \(address)\(isTLS ? " ssl http2" : "");
          \(isTLS ? "ssl_certificate \(port).pem; ssl_certificate_key \(port).key;" : "")
          location / {
            proxy_pass http://127.0.0.1:\(receiver.port);
            proxy_set_header X-Protocol $server_protocol;
          }
        }
        """
    }
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "\($0)_temp_path \(path)/\($0);"
    }
    let configuration = """
      pid \(path)/nginx.pid;
      daemon off;
      error_log stderr notice;
      worker_processes 1;
      events {}
      http {
        access_log off;
        \(temporary.joined(separator: "\n"))
        \(servers.joined(separator: "\n"))
      }
      """
    try configuration.write(
      to: authority.folder.appending(path: "nginx.conf"), atomically: true, encoding: .utf8)
    try start()
  }

  deinit {
    // The worker ends with the master.
    if process.isRunning { kill(process.processIdentifier, SIGTERM) }
  }

  /// Returns once it has said that it has a worker, which listens.
  private func start() throws {
    let path = authority.folder.path
    let complaints = Pipe()
    process.executableURL = URL(filePath: TestAuthority.nginx)
    process.arguments = ["-p", path, "-c", "\(path)/nginx.conf", "-e", "stderr"]
    process.standardError = complaints
    try process.run()
    var said = ""
    while !said.contains("start worker process ") {
      let data = complaints.fileHandleForReading.availableData
      guard !data.isEmpty else { throw NginxFailure(log: said) }
      said += String(decoding: data, as: UTF8.self)
    }
  }

  struct NginxFailure: Error {
    let log: String
  }

  func url(_ port: Port) -> String {
    let number = ports[port.rawValue]
    return switch port {
    case .plain: "http://127.0.0.1:\(number)/hook"
    case .onlyIPv6: "http://[::1]:\(number)/hook"
    case .good, .old, .other: "https://localhost:\(number)/hook"
    }
  }

  /// Ports that nobody had a moment ago.
  private static func freePorts(_ count: Int) throws -> [Int] {
    let receivers = try (0..<count).map { _ in
      try LoopbackReceiver(accepting: false) { _ in .closed }
    }
    defer { for receiver in receivers { receiver.stop() } }
    return receivers.map(\.port)
  }
}
