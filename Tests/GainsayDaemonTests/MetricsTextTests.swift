// Prometheus's text format: what is written, and what its own checker would complain about.

import StatementLedger
import Testing

@testable import GainsayDaemon

@Suite(.timeLimit(.minutes(1))) struct MetricsTextTests {
  @Test func `a metric has its help, its type and its samples in one group`() {
    var text = MetricsText()
    text.add("articles_total", .counter, "Articles.", 3)
    text.add("paused", .gauge, "1 while \\ paused\nor so.", true)
    text.add("age_seconds", .gauge, "Age.", Seconds(milliseconds: 1_250))
    text.add(
      "deliveries", .gauge, "Alerts.",
      [
        MetricsText.Sample(1, ("endpoint", "a\\b\"c\nd"), ("state", "waiting")),
        MetricsText.Sample(2, end: "_sum"),
      ])
    text.add("nothing", .gauge, "Without a sample.", [])
    #expect(
      text.text == #"""
        # HELP gainsay_articles_total Articles.
        # TYPE gainsay_articles_total counter
        gainsay_articles_total 3
        # HELP gainsay_paused 1 while \\ paused\nor so.
        # TYPE gainsay_paused gauge
        gainsay_paused 1
        # HELP gainsay_age_seconds Age.
        # TYPE gainsay_age_seconds gauge
        gainsay_age_seconds 1.25
        # HELP gainsay_deliveries Alerts.
        # TYPE gainsay_deliveries gauge
        gainsay_deliveries{endpoint="a\\b\"c\nd",state="waiting"} 1
        gainsay_deliveries_sum 2

        """#)
    #expect(
      MetricsCheck.faults(in: text.text.replacing("gainsay_deliveries_sum 2\n", with: "")) == [])
  }

  @Test(
    arguments: [
      ("gainsay_a 1\n", "no TYPE for gainsay_a"),
      ("# TYPE gainsay_a gauge\ngainsay_a 1\n", "no HELP for gainsay_a"),
      ("# HELP gainsay_a A.\n# TYPE gainsay_a gauge\ngainsay_a 1", "the last line is not ended"),
      ("# HELP gainsay_a A.\n# TYPE gainsay_a counter\ngainsay_a 1\n", "gainsay_a lacks _total"),
      (
        "# HELP gainsay_a_total A.\n# TYPE gainsay_a_total gauge\ngainsay_a_total 1\n",
        "gainsay_a_total is no counter"
      ),
      (
        "# HELP gainsay_a_milliseconds A.\n# TYPE gainsay_a_milliseconds gauge\ngainsay_a_milliseconds 1\n",
        "gainsay_a_milliseconds is not in base units"
      ),
      ("# HELP a A.\n# TYPE a gauge\na 1\n", "a lacks the prefix"),
      (
        "# HELP gainsay_a A.\n# TYPE gainsay_a gauge\ngainsay_a 1\ngainsay_a 1\n",
        "gainsay_a is there twice"
      ),
      (
        "# HELP gainsay_a A.\n# TYPE gainsay_a gauge\ngainsay_a{x=\"a\nb\"} 1\n",
        "unreadable: gainsay_a{x=\"a"
      ),
    ])
  func `what a checker of metrics complains about is noticed`(text: String, fault: String) {
    #expect(MetricsCheck.faults(in: text).contains(fault))
  }
}

/// The rules of `promtool check metrics`.
enum MetricsCheck {
  /// What is wrong with a page of metrics; empty if nothing is.
  static func faults(in text: String) -> [String] {
    var faults = text.hasSuffix("\n") ? [] : ["the last line is not ended"]
    var types: [String: String] = [:]
    var helped: Set<String> = []
    var seen: Set<String> = []
    var group = ""
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 3).map(String.init)
      if line.hasPrefix("# HELP "), words.count == 4 {
        helped.insert(words[2])
      } else if line.hasPrefix("# TYPE "), words.count == 4 {
        if types[words[2]] != nil { faults.append("\(words[2]) is there in two groups") }
        types[words[2]] = words[3]
        group = words[2]
        faults += faultsOfName(group, type: words[3], isHelped: helped.contains(group))
      } else if let sample = line.wholeMatch(of: Self.sample) {
        let name = String(sample.1)
        let ends = types[group] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        if !ends.contains(where: { group + $0 == name }) || group.isEmpty {
          faults.append("no TYPE for \(name)")
        }
        let series = name + (sample.2.map(String.init) ?? "")
        if !seen.insert(series).inserted { faults.append("\(series) is there twice") }
      } else {
        faults.append("unreadable: \(line)")
      }
    }
    return faults
  }

  private nonisolated(unsafe) static let sample =
    #/([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\[\\"n])*",?)*\})? -?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?/#

  private static func faultsOfName(_ name: String, type: String, isHelped: Bool) -> [String] {
    var faults: [String] = []
    if !isHelped { faults.append("no HELP for \(name)") }
    if !name.hasPrefix("gainsay_") { faults.append("\(name) lacks the prefix") }
    if type == "counter", !name.hasSuffix("_total") { faults.append("\(name) lacks _total") }
    if type != "counter", name.hasSuffix("_total") { faults.append("\(name) is no counter") }
    if ["_milliseconds", "_ms", "_kilobytes", "_minutes"].contains(where: name.contains) {
      faults.append("\(name) is not in base units")
    }
    return faults
  }
}
