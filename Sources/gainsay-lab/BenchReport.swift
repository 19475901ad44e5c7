// What the benchmark prints: a line a figure, as soon as it is known.

import Foundation
import Glibc

enum BenchReport {
  /// What was measured on, and the heading of the figures.
  static func machine() {
    let processor = line("model name", in: "/proc/cpuinfo") ?? "unknown processor"
    let kernel = text("/proc/sys/kernel/osrelease") ?? "unknown"
    let load = text("/proc/loadavg")?.split(separator: " ").first ?? "unknown"
    let cores = ProcessInfo.processInfo.activeProcessorCount
    print("\(cores) cores of \(processor), Linux \(kernel), load average \(load) at the start")
    print("Beside the daemon, receiver and articles' writer run on the same cores.\n")
    figure("figure", "value", "beside it, in this run")
  }

  /// A value, and what it is to be seen with.
  static func figure(_ name: String, _ value: String, _ beside: String = "") {
    let columns = [(name, 36), (value, 20)].map {
      $0.padding(toLength: max($0.count, $1), withPad: " ", startingAt: 0)
    }
    print(columns.joined(separator: " "), beside)
    // A pipe is given each line at once too.
    fflush(nil)
  }

  /// With as many digits as say something: 0.0123, 1.23, 12.3, 1234.
  static func number(_ value: Double) -> String {
    let decimals =
      value >= 1000 ? 0 : max(0, min(4, 2 - Int(log10(max(value, 0.0001)).rounded(.down))))
    return String(format: "%.\(decimals)f", value)
  }

  static func milliseconds(_ duration: Duration) -> String {
    "\(number(duration / .milliseconds(1))) ms"
  }

  static func megabytes(kilobytes: Int) -> String {
    "\(number(Double(kilobytes) / 1024)) MiB"
  }

  private static func text(_ path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static func line(_ name: String, in path: String) -> String? {
    text(path)?.split(separator: "\n").first { $0.hasPrefix(name) }?
      .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
  }
}

extension Duration {
  var seconds: Double { self / .seconds(1) }
}

extension [Duration] {
  /// The smallest that so many per cent do not exceed; zero of none.
  func percentile(_ percent: Int) -> Duration {
    let rank = (count * percent + 99) / 100
    return isEmpty ? .zero : sorted()[Swift.max(rank, 1) - 1]
  }
}
