// The least that a way from a dropped file to a durable and told event can consist of: what delay the daemon adds to it
// is its own.

import Foundation
import Glibc
import Synchronization

/// A connection that is kept and POSTs one request after another.
struct RawClient: Sendable {
  private let socket: Int32
  private let request: [UInt8]

  /// Connects to a port on 127.0.0.1 and makes the request, whose body is so long.
  ///
  /// - Throws: `BenchFailure` if nobody listens there.
  init(port: Int, bodyBytes: Int) throws {
    let head = """
      POST \(BenchReception.rawPath) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n\
      Content-Length: \(bodyBytes)\r\n\r\n
      """
    request = Array(head.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: bodyBytes)
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(
      socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout.size(ofValue: yes)))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else {
      Glibc.close(socket)
      throw BenchFailure("cannot connect to the receiver on port \(port)")
    }
  }

  /// Sends a request in one piece and waits for its response; false when the connection has ended.
  func post() -> Bool {
    let sent = request.withUnsafeBytes {
      send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard sent == request.count else { return false }
    // The receiver's responses are of one kind, and small.
    let end = Array("\r\n\r\nok".utf8)
    var response: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1024)
    while !response.reversed().starts(with: end.reversed()) {
      let count = recv(socket, &buffer, buffer.count, 0)
      guard count > 0 else { return false }
      response += buffer[..<count]
    }
    return true
  }

  func close() {
    Glibc.close(socket)
  }
}

/// inotify, read, append and fsync, perhaps POST: one thread, no parsing, no rules.
final class RawPath: Sendable {
  private let folder: String
  private let events: Int32
  private let record: Int32
  private let client: RawClient?
  /// When a file's bytes were on the disk.
  let stored = BenchMoments()
  private let durations = Mutex<[Duration]>([])

  /// Starts to watch a folder, whose files will be appended to the record and, if there is a client, told; `run` serves.
  ///
  /// - Throws: `BenchFailure`.
  init(folder: URL, record: URL, client: RawClient? = nil) throws {
    self.folder = folder.path
    self.client = client
    self.record = open(record.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    events = inotify_init1(Int32(IN_CLOEXEC))
    let watch = inotify_add_watch(
      events, folder.path, UInt32(IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE_SELF))
    guard self.record >= 0, events >= 0, watch >= 0 else {
      throw BenchFailure("cannot watch \(folder.path): \(String(cString: strerror(errno)))")
    }
  }

  /// How long each append with its fsync took.
  var syncDurations: [Duration] { durations.withLock { $0 } }

  /// Handles every file moved into the folder or written there, until the folder is deleted.
  func run() {
    defer {
      close(events)
      close(record)
      client?.close()
    }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(events, &buffer, buffer.count)
      guard count > 0 else { return }
      for name in Self.names(in: buffer[..<count]) {
        guard let name, handle("\(folder)/\(name)") else { return }
      }
    }
  }

  private func handle(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = read(file, &bytes, bytes.count)
    guard count > 0 else { return false }
    let start = ContinuousClock.now
    guard write(record, bytes, count) == count, fsync(record) == 0 else { return false }
    durations.withLock { $0.append(.now - start) }
    stored.note()
    return client?.post() ?? true
  }

  /// The names that records tell of; nil for one that is about the folder itself.
  private static func names(in records: ArraySlice<UInt8>) -> [String?] {
    let headerCount = MemoryLayout<inotify_event>.size
    var names: [String?] = []
    records.withUnsafeBytes { raw in
      var start = 0
      while start < raw.count {
        let header = raw.loadUnaligned(fromByteOffset: start, as: inotify_event.self)
        let name = raw[(start + headerCount)...].prefix(Int(header.len)).prefix { $0 != 0 }
        names.append(name.isEmpty ? nil : String(decoding: name, as: UTF8.self))
        start += headerCount + Int(header.len)
      }
    }
    return names
  }
}
