// What systemd is told, on a real datagram socket.

import Foundation
import Logging
import Testing

@testable import GainsayDaemon

private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

@Suite(.timeLimit(.minutes(1))) struct SystemdNotifyTests {
  @Test(
    arguments: [
      ([.ready], "READY=1"),
      ([.ready, .status("Watching 2 folders")], "READY=1\nSTATUS=Watching 2 folders"),
      ([.reloading], "RELOADING=1"),
      ([.stopping], "STOPPING=1"),
      ([.watchdog], "WATCHDOG=1"),
      ([.extendTimeout(milliseconds: 1_500)], "EXTEND_TIMEOUT_USEC=1500000"),
      ([.status("a\nREADY=1\r\nb")], "STATUS=a READY=1 b"),
    ] as [([SystemdNotify.Message], String)])
  func `messages go out as one datagram of assignments`(
    messages: [SystemdNotify.Message], datagram: String
  ) throws {
    #expect(messages.map(\.assignment).joined(separator: "\n") == datagram)
  }

  @Test(arguments: [
    "@gainsay-test-\(UUID().uuidString)", "/tmp/gainsay-\(UUID().uuidString.prefix(8))",
  ])
  func `systemd is told on the socket it names, by path or in the abstract namespace`(name: String)
    throws
  {
    let systemd = try DatagramReceiver(name)
    defer { unlink(name) }
    let notify = SystemdNotify(environment: ["NOTIFY_SOCKET": name], logger: quiet)
    notify.send(.ready, .status("Watching"))
    notify.send(.watchdog)
    #expect(try String(decoding: systemd.receive(), as: UTF8.self) == "READY=1\nSTATUS=Watching")
    #expect(try String(decoding: systemd.receive(), as: UTF8.self) == "WATCHDOG=1")
  }

  @Test(arguments: [
    [:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "/no/such/socket"],
    ["NOTIFY_SOCKET": "/" + String(repeating: "a", count: 200)],
  ])
  func `without systemd telling it does nothing`(environment: [String: String]) {
    SystemdNotify(environment: environment, logger: quiet).send(.ready)
  }

  @Test func `a socket that cannot be reached is logged`() throws {
    let log = try LogCapture()
    let notify = SystemdNotify(
      environment: ["NOTIFY_SOCKET": "/no/such/socket"], logger: log.logger(.text))
    notify.send(.ready)
    #expect(
      try log.lines().map { $0.split(separator: " ", maxSplits: 1)[1] } == [
        #"warning systemd not told reason="no such file or directory""#
      ])
  }

  @Test(
    arguments: [
      (["WATCHDOG_USEC": "30000000"], 30_000),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"], 30_000),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"], nil),
      (["WATCHDOG_USEC": "0"], nil),
      (["WATCHDOG_USEC": "soon"], nil),
      ([:], nil),
    ] as [([String: String], Int64?)])
  func `the watchdog's interval is read where it is meant for this process`(
    environment: [String: String], milliseconds: Int64?
  ) {
    let notify = SystemdNotify(environment: environment, logger: quiet)
    #expect(notify.watchdogMilliseconds == milliseconds)
  }
}
