// Finds the lines that keys stand on: the parser keeps no positions.

/// The line of each key of a TOML file, by path such as "endpoint[2].url".
///
/// Reads what configurations are written in: headers and `key = value`, one a line. For any other
/// spelling the line of the table around it is found, or none.
struct KeyLines {
  private var lines: [String: Int] = [:]

  init(_ text: String) {
    var prefix = ""
    var counts: [String: Int] = [:]
    var openQuotes: String?
    let split = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in split.enumerated() {
      let isWithinString = openQuotes != nil
      openQuotes = Self.quotes(leftOpenBy: line, openBefore: openQuotes)
      guard !isWithinString else { continue }
      let words = line.drop { $0 == " " || $0 == "\t" }
      if words.hasPrefix("[["), let end = words.firstIndex(of: "]") {
        let name = String(words[words.index(words.startIndex, offsetBy: 2)..<end])
        counts[name, default: 0] += 1
        prefix = "\(name)[\(counts[name, default: 1])]"
        lines[prefix] = index + 1
        lines[name] = lines[name] ?? index + 1
      } else if words.hasPrefix("["), let end = words.firstIndex(of: "]") {
        prefix = String(words.dropFirst()[..<end])
        lines[prefix] = index + 1
      } else if let key = Self.key(startingLine: words) {
        let path = prefix.isEmpty ? key : "\(prefix).\(key)"
        lines[path] = lines[path] ?? index + 1
      }
    }
  }

  /// The line of a key, else of the list or the table it would stand in, else nil.
  func line(of path: String) -> Int? {
    var path = path[...]
    while !path.isEmpty {
      if let line = lines[String(path)] { return line }
      path = path.lastIndex { $0 == "." || $0 == "[" }.map { path[..<$0] } ?? ""
    }
    return nil
  }

  private static func key(startingLine line: Substring) -> String? {
    let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    let rest = line.dropFirst(name.count).drop { $0 == " " || $0 == "\t" }
    return !name.isEmpty && rest.first == "=" ? String(name) : nil
  }

  /// The triple quotes that a line leaves open, if any.
  private static func quotes(leftOpenBy line: Substring, openBefore: String?) -> String? {
    var open = openBefore
    var rest = line
    while let start = rest.indices.first(where: { isTripleQuote(rest[$0...], closing: open) }) {
      open = open == nil ? String(rest[start...].prefix(3)) : nil
      rest = rest[start...].dropFirst(3)
    }
    return open
  }

  private static func isTripleQuote(_ text: Substring, closing open: String?) -> Bool {
    open.map { text.hasPrefix($0) } ?? (text.hasPrefix("\"\"\"") || text.hasPrefix("'''"))
  }
}
