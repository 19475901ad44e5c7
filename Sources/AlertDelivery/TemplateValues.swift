// What a template may name: the values of an alert, and a check that it names no others.

import Foundation
import StatementAnalysis
import StatementLedger

/// An alert as a template sees it.
enum TemplateValues {
  private struct Values: Encodable {
    let alert: Alert
    let sequence: Int64

    private enum CodingKeys: String, CodingKey {
      case type, timestamp
      case isDenial = "is_denial"
      case isClaim = "is_claim"
    }

    func encode(to encoder: any Encoder) throws {
      try alert.data(sequence: sequence).encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(alert.type, forKey: .type)
      try container.encode(alert.timestamp, forKey: .timestamp)
    }
  }

  /// The keys of `data`, with `type`, `timestamp`, `is_claim`, `is_denial` and `is_notice` beside
  /// them.
  ///
  /// A notice has the keys of an alert too, in words of ours: a template that knows none can tell
  /// of it.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`.
  static func of(
    _ subject: AlertSubject, sequence: Int64
  ) throws(DeliveryError) -> [String: Any] {
    switch subject {
    case .statement(let alert): try of(alert, sequence: sequence)
    case .endpoint(let notice): try of(notice, sequence: sequence)
    }
  }

  private static func of(
    _ notice: EndpointNotice, sequence: Int64
  ) throws(DeliveryError) -> [String: Any] {
    let wording = AlertWording(.endpoint(notice))
    var values = try of(TemplateSamples.empty(), sequence: sequence)
    values["id"] = notice.id
    values["type"] = notice.event.rawValue
    values["timestamp"] = notice.timestamp
    values["kind"] = "notice"
    values["cue"] = ""
    values["content"] = wording.content
    values["sentence"] = "\(wording.headline). \(wording.sentence)"
    values["speaker"] = ["text": "Gainsay", "actors": [Any]()]
    values["article"] = ["folder": "", "path": "", "sha256": ""]
    values["endpoint"] = notice.endpoint
    values["is_claim"] = false
    values["is_notice"] = true
    return values
  }

  private static func of(_ alert: Alert, sequence: Int64) throws(DeliveryError) -> [String: Any] {
    let body = try JSONBody.encode(Values(alert: alert, sequence: sequence))
    do {
      let object = try JSONSerialization.jsonObject(with: Data(body))
      var values = withoutNulls(object) as? [String: Any] ?? [:]
      values["is_claim"] = alert.statement.kind == .claim
      values["is_denial"] = alert.statement.kind == .denial
      values["is_notice"] = false
      return values
    } catch {
      throw DeliveryError(.cannotFormat, "it cannot be read for a template", underlying: error)
    }
  }

  /// A template takes what is not there for false.
  private static func withoutNulls(_ value: Any) -> Any? {
    switch value {
    case is NSNull: nil
    case let object as [String: Any]: object.compactMapValues(withoutNulls)
    case let list as [Any]: list.compactMap(withoutNulls)
    default: value
    }
  }
}

/// Looks at the tags of a template before it is parsed.
enum TemplateTags {
  /// What may be asked of a value or of a place in a list.
  private static let functions: Set<String> = [
    "capitalized", "count", "empty", "even", "first", "index", "last", "lowercased", "odd",
    "reversed", "uppercased",
  ]

  /// Sections within sections: the template engine has no limit of its own but the stack.
  private static let depthMax = 16

  /// Refuses tags that would let a value through as it is or read other files, and names that no
  /// alert has.
  ///
  /// - Throws: `DeliveryError` with code `badOption`, which names the line.
  static func check(_ text: String) throws(DeliveryError) {
    var depth = 0
    let known = try names(in: TemplateSamples.alerts()).union(["endpoint"])
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.contains("{{{") { throw fault(line: index + 1, "{{{", "a value as it is") }
      for part in line.split(separator: "{{", omittingEmptySubsequences: false).dropFirst() {
        try check(tag: part, known: known, line: index + 1)
        if let sign = part.first { depth += "#^$".contains(sign) ? 1 : sign == "/" ? -1 : 0 }
        guard depth <= depthMax else {
          throw DeliveryError(
            .badOption(.templateFile),
            "line \(index + 1) opens a section within \(depthMax) others")
        }
      }
    }
  }

  private static func check(
    tag: Substring, known: Set<String>, line: Int
  ) throws(DeliveryError) {
    switch tag.first {
    case "&": throw fault(line: line, "{{&", "a value as it is")
    case ">", "<": throw fault(line: line, "{{\(tag.prefix(1))", "another template")
    case "=", "%": throw fault(line: line, "{{\(tag.prefix(1))", "another syntax")
    case "!": return
    default: break
    }
    let name = tag.prefix { $0 != "}" }.drop { "#^/$".contains($0) }
    for word in name.split(whereSeparator: { ". ()".contains($0) }).map(String.init)
    where !known.contains(word) && !functions.contains(word) {
      throw DeliveryError(
        .badOption(.templateFile),
        "line \(line) names \"\(word.prefix(40))\", which no alert has"
      )
    }
  }

  private static func fault(line: Int, _ tag: String, _ what: String) -> DeliveryError {
    DeliveryError(
      .badOption(.templateFile),
      "line \(line) holds \(tag), which stands for \(what)")
  }

  /// The keys at any depth.
  private static func names(in alerts: [Alert]) throws(DeliveryError) -> Set<String> {
    func keys(_ value: Any) -> [String] {
      switch value {
      case let object as [String: Any]: object.keys + object.values.flatMap(keys)
      case let list as [Any]: list.flatMap(keys)
      default: []
      }
    }
    var names: Set<String> = []
    for alert in alerts {
      names.formUnion(keys(try TemplateValues.of(.statement(alert), sequence: 1)))
    }
    return names
  }
}
