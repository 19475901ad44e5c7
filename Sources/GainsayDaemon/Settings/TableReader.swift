// Reads one table of the configuration: each key by its kind, each fault noted.

/// The keys a table may hold, by name.
protocol SettingsKey: CaseIterable, Hashable, RawRepresentable where RawValue == String {}

/// One table of a configuration file.
///
/// A value that is missing or at fault reads as nil, or as its default, and is noted.
struct TableReader<Key: SettingsKey> {
  private let values: [String: ConfigValue]
  private let document: TOMLDocument
  private let path: String
  private let problems: ProblemList

  /// The path of a table is "endpoint[2]", empty for the top level; `misplaced` says where an
  /// unknown key belongs.
  init(
    _ values: [String: ConfigValue], of document: TOMLDocument, path: String, problems: ProblemList,
    misplaced: (String) -> String? = { _ in nil }
  ) {
    self.values = values
    self.document = document
    self.path = path
    self.problems = problems
    let known = Key.allCases.map(\.rawValue)
    for key in values.keys.sorted() where !known.contains(key) {
      let meant = NearMiss.nearest(to: key, among: known).map { "did you mean \"\($0)\"?" }
      problems.add(
        problem(
          at: keyPath(shown(key)), "is not a known key",
          misplaced(key) ?? meant ?? "remove it; known here: \(known.joined(separator: ", "))"))
    }
  }

  // Notes

  /// Notes a fault of a key's value, or of one element of it (from 1).
  func add(_ key: Key, element: Int? = nil, _ what: String, _ remedy: String) {
    problems.add(problem(at: keyPath(key.rawValue, element: element), what, remedy))
  }

  /// Notes what is allowed but unwise.
  func warn(_ key: Key, _ what: String, _ remedy: String) {
    problems.warn(problem(at: keyPath(key.rawValue), what, remedy))
  }

  /// Notes a fault of the table as a whole.
  func add(_ what: String, _ remedy: String) {
    problems.add(problem(at: path, what, remedy))
  }

  /// The path of the table, as messages name it.
  var name: String { path }

  /// The path with a relative one read against the file's own folder.
  func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : document.folder + path
  }

  // Values

  func has(_ key: Key) -> Bool {
    values[key.rawValue] != nil
  }

  /// Nil if absent or, noted, of another kind or empty.
  func string(_ key: Key, example: String) -> String? {
    guard let value = values[key.rawValue] else { return nil }
    guard case .string(let text) = value else {
      wrongKind(key, value, expected: "a string", example: "\"\(example)\"")
      return nil
    }
    guard !text.isEmpty else {
      add(key, "is empty", "write one such as \"\(example)\" or remove the key")
      return nil
    }
    return text
  }

  /// Nil, noted, if absent, of another kind or empty.
  func requiredString(_ key: Key, example: String) -> String? {
    if !has(key) { add(key, "is missing", "add \(key.rawValue) = \"\(example)\"") }
    return string(key, example: example)
  }

  func boolean(_ key: Key, default: Bool) -> Bool {
    guard let value = values[key.rawValue] else { return `default` }
    guard case .boolean(let answer) = value else {
      wrongKind(key, value, expected: "true or false", example: "\(`default`)")
      return `default`
    }
    return answer
  }

  /// Nil if absent or, noted, of another kind.
  ///
  /// Elements at fault are noted and left out.
  func strings(_ key: Key, example: String) -> [String]? {
    guard let value = values[key.rawValue] else { return nil }
    guard case .array(let items) = value else {
      wrongKind(key, value, expected: "a list of strings", example: "[\"\(example)\"]")
      return nil
    }
    return items.enumerated().compactMap { index, item in
      guard case .string(let text) = item else {
        add(key, element: index + 1, "is \(item.kind)", "write a string such as \"\(example)\"")
        return nil
      }
      guard text.contains(where: { !$0.isWhitespace }) else {
        add(key, element: index + 1, "is empty", "remove it")
        return nil
      }
      return text
    }
  }

  /// One of a few words.
  func choice<Choice: CaseIterable & RawRepresentable>(_ key: Key, default: Choice) -> Choice
  where Choice.RawValue == String {
    choice(key, among: Choice.allCases.map(\.rawValue), default: `default`.rawValue)
      .flatMap(Choice.init) ?? `default`
  }

  /// One of a few words; nil, noted, if it is another.
  func choice(_ key: Key, among words: [String], default: String) -> String? {
    guard let text = string(key, example: `default`) else { return `default` }
    if words.contains(text) { return text }
    let listed = words.map { "\"\($0)\"" }.joined(separator: ", ")
    add(key, "\"\(shown(text))\" is not a choice", "write one of \(listed)")
    return nil
  }

  /// 0 to 1.
  func share(_ key: Key, default: Double) -> Double {
    guard let value = values[key.rawValue] else { return `default` }
    let number: Double
    switch value {
    case .number(let written): number = written
    case .integer(let written): number = Double(written)
    default:
      wrongKind(key, value, expected: "a number", example: "0.8")
      return `default`
    }
    guard (0...1).contains(number) else {
      add(key, "\(number) is out of range", "write 0.0 to 1.0")
      return `default`
    }
    return number
  }

  func integer(_ key: Key, in range: ClosedRange<Int>, default: Int) -> Int {
    guard let value = values[key.rawValue] else { return `default` }
    guard case .integer(let number) = value else {
      wrongKind(key, value, expected: "an integer", example: "\(`default`)")
      return `default`
    }
    guard range.contains(number) else {
      add(
        key, "\(number) is out of range", "write \(range.lowerBound) to \(range.upperBound)")
      return `default`
    }
    return number
  }

  /// In milliseconds.
  func duration(_ key: Key, in range: ClosedRange<Int64>, default: Int64) -> Int64 {
    guard has(key) else { return `default` }
    let example = DurationText.text(milliseconds: `default`)
    guard let text = string(key, example: example) else { return `default` }
    return duration(text, of: key, element: nil, in: range) ?? `default`
  }

  /// In milliseconds; nil if absent or, noted, at fault.
  func durations(_ key: Key, in range: ClosedRange<Int64>) -> [Int64]? {
    strings(key, example: "5m")?.enumerated().compactMap { index, text in
      duration(text, of: key, element: index + 1, in: range)
    }
  }

  /// In milliseconds; nil, noted, unless the text is a duration within the range.
  ///
  /// The remedy ends with what else the key takes.
  func duration(
    _ text: String, of key: Key, element: Int? = nil, in range: ClosedRange<Int64>,
    orElse: String = ""
  ) -> Int64? {
    guard let milliseconds = DurationText.milliseconds(text) else {
      add(
        key, element: element, "\"\(shown(text))\" is not a duration",
        "write \(DurationText.example)\(orElse)")
      return nil
    }
    guard range.contains(milliseconds) else {
      let low = DurationText.text(milliseconds: range.lowerBound)
      let high = DurationText.text(milliseconds: range.upperBound)
      add(
        key, element: element, "\(shown(text)) is out of range", "write \(low) to \(high)\(orElse)")
      return nil
    }
    return milliseconds
  }

  /// In bytes.
  func size(_ key: Key, in range: ClosedRange<Int64>, default: Int64) -> Int64 {
    guard let text = string(key, example: SizeText.text(bytes: `default`)) else { return `default` }
    guard let bytes = SizeText.bytes(text) else {
      add(key, "\"\(shown(text))\" is not a size", "write \(SizeText.example)")
      return `default`
    }
    guard range.contains(bytes) else {
      let low = SizeText.text(bytes: range.lowerBound)
      let high = SizeText.text(bytes: range.upperBound)
      add(key, "\(shown(text)) is out of range", "write \(low) to \(high)")
      return `default`
    }
    return bytes
  }

  /// The table of a `[key]`; nil if absent or, noted, of another kind.
  func table<Inner: SettingsKey>(
    _ key: Key, keys: Inner.Type, misplaced: (String) -> String? = { _ in nil }
  ) -> TableReader<Inner>? {
    guard let value = values[key.rawValue] else { return nil }
    guard case .table(let inner) = value else {
      add(key, "is \(value.kind)", "write [\(key.rawValue)], in single brackets, once")
      return nil
    }
    return TableReader<Inner>(
      inner, of: document, path: key.rawValue, problems: problems, misplaced: misplaced)
  }

  /// The tables of a `[[key]]`, numbered from 1; empty if absent or, noted, of another kind.
  func tables<Inner: SettingsKey>(
    _ key: Key, keys: Inner.Type, misplaced: (String) -> String? = { _ in nil }
  ) -> [TableReader<Inner>] {
    guard let value = values[key.rawValue] else { return [] }
    let header = "[[\(key.rawValue)]]"
    guard case .array(let items) = value else {
      let found =
        if case .table = value { "[\(key.rawValue)] is a single table" } else {
          "is \(value.kind)"
        }
      add(key, found, "write \(header), in two brackets, above each")
      return []
    }
    return items.enumerated().compactMap { index, item in
      guard case .table(let inner) = item else {
        add(key, element: index + 1, "is \(item.kind)", "write a table under \(header)")
        return nil
      }
      return TableReader<Inner>(
        inner, of: document, path: "\(key.rawValue)[\(index + 1)]", problems: problems,
        misplaced: misplaced)
    }
  }

  // Words

  private func wrongKind(_ key: Key, _ value: ConfigValue, expected: String, example: String) {
    add(key, "is \(value.kind), not \(expected)", "write \(key.rawValue) = \(example)")
  }

  private func keyPath(_ key: String, element: Int? = nil) -> String {
    (path.isEmpty ? key : "\(path).\(key)") + (element.map { "[\($0)]" } ?? "")
  }

  private func problem(at path: String, _ what: String, _ remedy: String) -> SettingsProblem {
    SettingsProblem(
      file: document.file, line: document.lines.line(of: path), key: path, what: what,
      remedy: remedy)
  }
}
