// Child processes, which end with this one, and what the kernel counts of them.

import Foundation
import Glibc

enum BenchProcess {
  /// A process that is killed should this one end before it, however it ends.
  static func make(_ command: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
    process.arguments = ["--pdeathsig", "KILL"] + command
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  /// Whether a command runs and ends well.
  static func succeeds(_ command: [String]) -> Bool {
    let process = make(command)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// When each of the lines that come from a pipe has come.
  static func lines(of pipe: Pipe) -> BenchMoments {
    let moments = BenchMoments()
    let descriptor = dup(pipe.fileHandleForReading.fileDescriptor)
    Thread.detachNewThread {
      defer { close(descriptor) }
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return }
        for byte in buffer[..<count] where byte == UInt8(ascii: "\n") { moments.note() }
      }
    }
    return moments
  }

  /// Ends a process if it still runs.
  ///
  /// By force: nothing that it leaves is looked at, and it may have inherited a mask that holds SIGTERM back.
  static func end(_ process: Process) {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }
}

/// What the kernel counts of a running process (proc(5)).
struct ProcessFigures {
  let id: pid_t

  /// CPU time of all its threads so far, those included that have ended.
  var processorTime: Duration {
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(id, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return .zero
    }
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  /// How often each of its threads has waited for something, and so been woken.
  private var wakeUpsByThread: [String: Int] {
    let tasks = "/proc/\(id)/task"
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return threads.reduce(into: [:]) {
      $0[$1] = Self.value("voluntary_ctxt_switches", in: "\(tasks)/\($1)/status")
    }
  }

  /// What the process uses while this one sleeps; of a thread that ends meanwhile, no wake-up is counted.
  func usage(whileSleeping seconds: Int) -> (processorTime: Duration, wakeUps: Int) {
    let (time, before) = (processorTime, wakeUpsByThread)
    sleep(UInt32(seconds))
    let wakeUps = wakeUpsByThread.reduce(0) { $0 + $1.value - before[$1.key, default: 0] }
    return (processorTime - time, wakeUps)
  }

  /// Memory now, its share that belongs to no file, and the most so far, in KiB.
  var memory: (resident: Int, anonymous: Int, peak: Int) {
    let status = "/proc/\(id)/status"
    return (
      Self.value("VmRSS", in: status), Self.value("RssAnon", in: status),
      Self.value("VmHWM", in: status)
    )
  }

  private static func value(_ name: String, in path: String) -> Int {
    let status = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") } ?? ""
    return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
