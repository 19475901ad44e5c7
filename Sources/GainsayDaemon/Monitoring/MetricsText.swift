// Prometheus's text format, version 0.0.4
// (prometheus.io/docs/instrumenting/exposition_formats).

/// Metrics as they are being written: a group for each, never begun twice.
struct MetricsText {
  enum Kind: String {
    case counter, gauge, histogram
  }

  /// One figure of a metric.
  struct Sample {
    /// Stands behind the name; a histogram's are `_bucket`, `_sum` and `_count`.
    var end = ""
    /// Values may be any text.
    var labels: [(name: String, value: String)]
    var value: any Figure

    init(_ value: any Figure, end: String = "", _ labels: (name: String, value: String)...) {
      self.value = value
      self.end = end
      self.labels = labels
    }
  }

  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// Writes a metric that is one figure.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: any Figure) {
    add(name, kind, help, [Sample(value)])
  }

  /// Writes a metric; nothing if it has no samples.
  ///
  /// The name is without the prefix; a counter's ends in `_total`.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    let name = "gainsay_" + name
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n"
    text += "# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples {
      let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
      text += name + sample.end
      text += labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
      text += " \(sample.value.figure)\n"
    }
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var shown = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    if quotes { shown = shown.replacing("\"", with: "\\\"") }
    return shown
  }
}

/// A number as the format writes it.
protocol Figure {
  var figure: String { get }
}

extension Int: Figure {
  var figure: String { "\(self)" }
}

extension Int64: Figure {
  var figure: String { "\(self)" }
}

extension Bool: Figure {
  var figure: String { self ? "1" : "0" }
}

/// Milliseconds, which metrics tell in seconds.
struct Seconds: Figure {
  let milliseconds: Int64

  var figure: String { "\(Double(milliseconds) / 1_000)" }
}
