// How entries are written: text, JSON, and the journal's own protocol.

import Foundation
import Logging
import Testing

@testable import GainsayDaemon

@Suite(.timeLimit(.minutes(1))) struct LogTests {
  @Test func `a text line holds time, level, message and the facts by name`() throws {
    let log = try LogCapture()
    log.logger(.text).info("article recorded", metadata: ["statements": "2", "path": "a.txt"])
    let line = try #require(log.lines().first)
    let parts = line.split(separator: " ", maxSplits: 1)
    #expect(parts[0].wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    #expect(parts[1] == "info article recorded path=a.txt statements=2")
  }

  @Test(arguments: [
    ("plain", "plain"), ("a b", #""a b""#), ("", #""""#), ("a=b", #""a=b""#),
    (#"say "x""#, #""say \"x\"""#), (#"a\x01"#, #"a\x01"#), (#"a \ b"#, #""a \\ b""#),
    ("a\nb", #""a\nb""#), ("a\r\tb", #""a\r\tb""#), ("\u{1B}[31m", #""\u{1b}[31m""#),
    ("abc\u{202E}txt", #""abc\u{202e}txt""#), ("a\u{2028}b", #""a\u{2028}b""#), ("ü→", "ü→"),
    ("\0", #""\u{0}""#), ("\u{9B}", #""\u{9b}""#),
  ])
  func `nothing in a fact breaks the line or reaches the terminal`(value: String, written: String)
    throws
  {
    let log = try LogCapture()
    log.logger(.text).info("m", metadata: ["v": "\(value)"])
    #expect(
      try log.lines().map { $0.split(separator: " info ", maxSplits: 1)[1] } == ["m v=" + written])
  }

  @Test func `nothing in a message or a fact's name breaks the line`() throws {
    let log = try LogCapture()
    log.logger(.text).info("a\nb\u{7}", metadata: ["x\ny": "1"])
    #expect(try log.lines().map { $0.split(separator: " info ")[1] } == [#"a\nb\u{7} x\ny=1"#])
  }

  @Test func `a JSON line is one object whose facts cannot hide its time`() throws {
    struct Line: Decodable, Equatable {
      let level, logger, message: String
      let facts: [String: String]
    }
    let log = try LogCapture()
    log.logger(.json).warning("a\n\"b\"", metadata: ["time": "x", "path": "a\u{1}/b\n"])
    let lines = try log.lines()
    #expect(lines.count == 1)
    let line = try JSONDecoder().decode(Line.self, from: Data(lines[0].utf8))
    #expect(
      line
        == Line(
          level: "warning", logger: "intake", message: "a\n\"b\"",
          facts: ["time": "x", "path": "a\u{1}/b\n"]))
    #expect(lines[0].contains(#""time":"20"#))
  }

  @Test func `the facts of the call win over those of the logger, and a long one is cut`() throws {
    let log = try LogCapture()
    var logger = log.logger(.text)
    logger[metadataKey: "folder"] = "inbox"
    logger[metadataKey: "path"] = "old"
    logger.info("m", metadata: ["path": "new", "text": "\(String(repeating: "ü", count: 5_000))"])
    let line = try #require(log.lines().first)
    #expect(line.contains(" folder=inbox path=new text=üü"))
    #expect(line.hasSuffix("…"))
    #expect(line.utf8.count < LogEntry.valueBytesMax + 200)
  }

  @Test func `an error is a fact`() throws {
    struct Broken: Error, CustomStringConvertible { let description = "it broke" }
    let log = try LogCapture()
    log.logger(.text).error("ledger lost", error: Broken())
    #expect(try log.lines()[0].hasSuffix(#"error ledger lost error="it broke""#))
  }

  @Test func `the shared threshold changes loggers in use, but not one with a level of its own`()
    throws
  {
    let log = try LogCapture()
    let logger = log.logger(.text)
    var own = logger
    own.logLevel = .error
    logger.debug("before")
    log.threshold.level = .debug
    logger.debug("after")
    own.info("own")
    #expect(try log.lines().map { $0.split(separator: " ").last } == ["after"])
  }

  @Test func `lines from many threads never mix`() async throws {
    let log = try LogCapture()
    let long = String(repeating: "x", count: 4_000)
    await withTaskGroup { group in
      for task in 0..<8 {
        let logger = log.logger(.text)
        group.addTask {
          for _ in 0..<50 { logger.info("m", metadata: ["text": "\(task)\(long)\(task)"]) }
        }
      }
    }
    let lines = try log.lines()
    #expect(lines.count == 400)
    #expect(
      lines.allSatisfy {
        $0.wholeMatch(of: /.* info m text=(\d)x{4000}(\d)/).map { $0.1 == $0.2 } ?? false
      })
  }

  @Test func `the journal gets a field for each fact`() throws {
    let name = "@gainsay-test-\(UUID().uuidString)"
    let journal = try DatagramReceiver(name)
    let log = try LogCapture()
    let logger = log.logger(.journal(JournalWriter(socket: name, fallback: log.output)))
    logger.warning("endpoint held", metadata: ["endpoint": "desk", "last-status": "4\n01"])
    let fields = try journalFields(journal.receive())
    #expect(
      fields == [
        "MESSAGE": #"endpoint held endpoint=desk last-status="4\n01""#, "PRIORITY": "4",
        "SYSLOG_IDENTIFIER": "gainsay", "GAINSAY_LOGGER": "intake",
        "GAINSAY_FACT_ENDPOINT": "desk", "GAINSAY_FACT_LAST_STATUS": "4\n01",
      ])
    #expect(try log.lines() == [])
  }

  @Test(arguments: [
    (Logger.Level.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3),
    (.critical, 2),
  ])
  func `without the journal's socket a line has a priority prefix`(
    level: Logger.Level, priority: Int
  ) throws {
    let log = try LogCapture()
    log.threshold.level = .trace
    let logger = log.logger(.journal(JournalWriter(socket: "/no/such", fallback: log.output)))
    logger.log(level: level, "a\nb")
    #expect(try log.lines() == [#"<\#(priority)>a\nb"#])
  }

  @Test func `automatic is the journal where standard error is, else text`() throws {
    var status = stat()
    try #require(fstat(2, &status) == 0)
    let rows: [(String?, Bool)] = [
      ("\(status.st_dev):\(status.st_ino)", true), ("\(status.st_dev):0", false), ("x", false),
      (nil, false),
    ]
    for (stream, isJournal) in rows {
      let environment = stream.map { ["JOURNAL_STREAM": $0] } ?? [:]
      let destination = LogDestination(.auto, environment: environment)
      if case .journal = destination { #expect(isJournal) } else { #expect(!isJournal) }
    }
  }

  /// Reads the journal's own protocol: name, newline, length, value, newline.
  private func journalFields(_ datagram: [UInt8]) throws -> [String: String] {
    var fields: [String: String] = [:]
    var rest = datagram[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let name = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      try #require(rest.count >= 8)
      let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(8)
      try #require(rest.count > length)
      fields[name] = String(decoding: rest.prefix(length), as: UTF8.self)
      rest = rest.dropFirst(length + 1)
    }
    try #require(rest.isEmpty)
    return fields
  }
}
