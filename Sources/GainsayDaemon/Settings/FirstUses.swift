// Finds names that are used twice, and the rule that names follow.

/// Who used a name first.
struct FirstUses {
  private var users: [String: String] = [:]

  /// The first user of the name if there was one before; else this one becomes it.
  mutating func note(_ name: String, by user: String) -> String? {
    if let first = users[name] { return first }
    users[name] = user
    return nil
  }
}

extension TableReader {
  /// A required name that stands in the ledger and in alerts: 1 to 64 lower-case letters, digits
  /// and hyphens, used once.
  func identifier(_ key: Key, example: String, unique uses: inout FirstUses) -> String? {
    guard let text = requiredString(key, example: example) else { return nil }
    let isAllowed = text.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "-"): true
      default: false
      }
    }
    guard isAllowed, text.utf8.count <= 64 else {
      add(
        key, "\"\(shown(text))\" is not allowed",
        "use up to 64 lower-case letters, digits and hyphens, such as \"\(example)\"")
      return nil
    }
    if let first = uses.note(text, by: name) {
      add(key, "\"\(text)\" is used by \(first) already", "choose another")
    }
    return text
  }
}
