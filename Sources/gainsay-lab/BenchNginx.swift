// nginx on loopback, which takes every POST at once: a receiver that costs little beside what is measured.

import Foundation
import LoopbackReceiving

final class BenchNginx {
  static let path = "/usr/sbin/nginx"

  /// Each takes POSTs on 127.0.0.1.
  let ports: [Int]
  private let process: Process

  static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// Starts it on so many ports, with its files in a folder.
  ///
  /// - Throws: `BenchFailure` if it does not listen.
  init(in folder: URL, ports count: Int) throws {
    ports = try Self.freePorts(count)
    let configuration = folder.appendingPathComponent("nginx.conf")
    try Self.configuration(folder.path, ports)
      .write(to: configuration, atomically: false, encoding: .utf8)
    process = BenchProcess.make([
      Self.path, "-p", folder.path, "-c", configuration.path, "-e", "stderr",
    ])
    try process.run()
    for _ in 0..<250 {
      if let client = try? RawClient(port: ports[count - 1], bodyBytes: 0) {
        client.close()
        return
      }
      usleep(20_000)
    }
    throw BenchFailure("nginx does not listen on port \(ports[count - 1])")
  }

  func stop() {
    BenchProcess.end(process)
  }

  func url(_ index: Int = 0) -> String { "http://127.0.0.1:\(ports[index])/hook" }

  /// One process, so that none is left behind when it is killed.
  private static func configuration(_ path: String, _ ports: [Int]) -> String {
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "\($0)_temp_path \(path)/\($0);"
    }
    return """
      pid \(path)/nginx.pid;
      daemon off;
      master_process off;
      error_log stderr crit;
      events { worker_connections 1024; }
      http {
        access_log off;
        keepalive_requests 100000000;
        \(temporary.joined(separator: "\n"))
        server {
          \(ports.map { "listen 127.0.0.1:\($0);" }.joined(separator: "\n"))
          location / { return 200 "ok"; }
        }
      }
      """
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
