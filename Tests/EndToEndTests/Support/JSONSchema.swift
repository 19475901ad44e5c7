// JSON Schema 2020-12, as far as the alert's schema uses it.

import Foundation

/// A schema; a keyword that it holds and this validator does not know is a fault of every value.
struct JSONSchema: Sendable {
  private static let annotations: Set = ["$schema", "$id", "$defs", "title", "description"]

  private let root: JSON

  init(_ root: JSON) {
    self.root = root
  }

  /// What the README's section "The schema of the alert" shows.
  static func ofTheAlert() throws -> JSONSchema {
    JSONSchema(try inReadme(section: "The schema of the alert"))
  }

  /// What the README's section "The alert" shows.
  static func exampleOfTheAlert() throws -> JSON {
    try inReadme(section: "The alert")
  }

  /// The fenced block of a section.
  private static func inReadme(section title: String) throws -> JSON {
    let readme = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../README.md")
    let section =
      try String(contentsOf: readme.standardized, encoding: .utf8)
      .components(separatedBy: "## \(title)\n").dropFirst().first ?? ""
    let block = section.components(separatedBy: "```json\n").dropFirst().first ?? ""
    let text = block.components(separatedBy: "\n```").first ?? ""
    return try JSON(parsing: text.utf8)
  }

  /// What is wrong with a value, each with its place; empty for a valid one.
  func faults(in value: JSON) -> [String] {
    faults(in: value, by: root, at: "$")
  }

  private func faults(in value: JSON, by schema: JSON, at place: String) -> [String] {
    schema.fields.sorted { $0.key < $1.key }.flatMap { keyword, rule -> [String] in
      switch keyword {
      case "$ref":
        return faults(in: value, by: definition(rule), at: place)
      case "properties":
        return rule.fields.flatMap { name, inner in
          value.fields[name].map { faults(in: $0, by: inner, at: "\(place).\(name)") } ?? []
        }
      case "items":
        return value.items.enumerated().flatMap { index, item in
          faults(in: item, by: rule, at: "\(place)[\(index)]")
        }
      case "required" where value.is("object"):
        return rule.items.compactMap(\.text).filter { value.fields[$0] == nil }
          .map { "\(place) has no \($0)" }
      case "additionalProperties" where rule == .boolean(false):
        return value.fields.keys.filter { schema["properties"].fields[$0] == nil }
          .map { "\(place) has an unknown \($0)" }
      case "required", "additionalProperties",
        _ where Self.annotations.contains(keyword):
        return []
      default:
        return isKept(keyword, rule, value) ? [] : ["\(place) breaks \(keyword)"]
      }
    }
  }

  /// Whether a value keeps a rule on itself alone; never for an unknown keyword.
  private func isKept(_ keyword: String, _ rule: JSON, _ value: JSON) -> Bool {
    switch keyword {
    case "type": (rule.text.map { [$0] } ?? rule.items.compactMap(\.text)).contains { value.is($0) }
    case "const": value == rule
    case "enum": rule.items.contains(value)
    case "minimum": value.number.map { $0 >= rule.number ?? .nan } ?? true
    case "maximum": value.number.map { $0 <= rule.number ?? .nan } ?? true
    case "minItems": value.items.count >= rule.integer ?? .max
    case "maxItems": value.items.count <= rule.integer ?? 0
    case "pattern": value.text.map { matches($0, rule.text) } ?? true
    default: false
    }
  }

  private func matches(_ text: String, _ pattern: String?) -> Bool {
    guard let pattern, let regex = try? Regex(pattern) else { return false }
    return text.firstMatch(of: regex) != nil
  }

  private func definition(_ reference: JSON) -> JSON {
    (reference.text ?? "").split(separator: "/").dropFirst().reduce(root) { $0[String($1)] }
  }
}

extension JSON {
  fileprivate func `is`(_ type: String) -> Bool {
    switch self {
    case .null: type == "null"
    case .boolean: type == "boolean"
    case .number: type == "number" || (type == "integer" && integer != nil)
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }
}
