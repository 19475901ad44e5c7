// The JSON that each statement is recorded with, put together without an encoder: that took a fifth
// of the time that recording takes.

import Articles

/// What writes itself as JSON, as an encoder would write it.
protocol JSONWritable {
  func write(to json: inout String)
}

extension JSONWritable {
  var json: String {
    var json = ""
    write(to: &json)
    return json
  }
}

extension JSONWritable where Self: CustomStringConvertible {
  func write(to json: inout String) { json += description }
}

extension Bool: JSONWritable {}
extension Int: JSONWritable {}
extension Int64: JSONWritable {}
extension Double: JSONWritable {}

extension String: JSONWritable {
  func write(to json: inout String) {
    json += "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\": json += "\\\(scalar)"
      case ..<" ":
        json += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: json.unicodeScalars.append(scalar)
      }
    }
    json += "\""
  }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
  func write(to json: inout String) {
    if let self { self.write(to: &json) } else { json += "null" }
  }
}

extension Array: JSONWritable where Element: JSONWritable {
  func write(to json: inout String) {
    json += "["
    for (index, element) in enumerated() {
      if index > 0 { json += "," }
      element.write(to: &json)
    }
    json += "]"
  }
}

extension String {
  /// Adds an object of members by name, which needs no escapes.
  fileprivate mutating func addObject(_ members: (String, any JSONWritable)...) {
    addObject(members)
  }

  fileprivate mutating func addObject(_ members: [(String, any JSONWritable)]) {
    self += "{"
    for (index, member) in members.enumerated() {
      self += index > 0 ? ",\"" : "\""
      self += member.0
      self += "\":"
      member.1.write(to: &self)
    }
    self += "}"
  }
}

/// In the order of the names, which need no escapes.
extension Dictionary: JSONWritable where Key == String, Value == Double {
  func write(to json: inout String) {
    json.addObject(sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }
}

extension Span: JSONWritable {
  func write(to json: inout String) { json.addObject(("start", start), ("end", end)) }
}

extension AlertOffsets: JSONWritable {
  func write(to json: inout String) {
    json.addObject(
      ("sentence", sentence), ("speaker", speaker), ("cue", cue), ("content", content))
  }
}

extension NoveltyReason: JSONWritable {
  func write(to json: inout String) {
    json.addObject(("actor", actor), ("role", role.rawValue))
  }
}

extension Verdict.Key: JSONWritable {
  func write(to json: inout String) {
    json.addObject(
      ("actor", actor), ("role", role.rawValue), ("last_seen", lastSeen), ("is_new", isNew))
  }
}

extension Verdict.Answer: JSONWritable {
  func write(to json: inout String) {
    json.addObject(("statement", statement), ("probability", probability))
  }
}

extension Verdict.Candidate: JSONWritable {
  func write(to json: inout String) {
    json.addObject(
      ("statement", statement), ("dispute", dispute), ("probability", probability),
      ("parts", parts))
  }
}

extension Verdict: JSONWritable {
  func write(to json: inout String) {
    json.addObject(
      ("basis", basis.rawValue), ("decided_by", decidedBy), ("dispute", dispute), ("keys", keys),
      ("reasons", reasons), ("stood_before", stoodBefore), ("is_muted", isMuted),
      ("answers", answers), ("compared_count", comparedCount), ("candidates", candidates),
      ("intercept", intercept), ("probability_min", probabilityMin))
  }
}
