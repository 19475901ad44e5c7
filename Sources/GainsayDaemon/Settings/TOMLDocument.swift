// A TOML file as plain values; the only file that knows the parser.

import FoundationEssentials
import TOMLKit

/// A value of a TOML file.
enum ConfigValue {
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case array([ConfigValue])
  case table([String: ConfigValue])
  /// A date or a time: no key takes one.
  case other(kind: String)

  /// The kind of value with its article, as messages name it.
  var kind: String {
    switch self {
    case .string: "a string"
    case .integer: "an integer"
    case .number: "a number with a point"
    case .boolean: "a boolean"
    case .array(let items):
      if case .table = items.first { "a list of tables" } else { "a list" }
    case .table: "a table"
    case .other(let kind): kind
    }
  }
}

/// A parsed TOML file that knows where its keys stand.
struct TOMLDocument {
  /// As messages name it.
  let file: String
  /// The folder it stands in: absolute, with a slash at the end.
  let folder: String
  let root: [String: ConfigValue]
  let lines: KeyLines

  /// Reads and parses a file; notes what keeps it from being one.
  init?(path: String, problems: ProblemList) {
    do {
      let file = try SettingsFile(path: path)
      let table = try TOMLTable(string: file.text)
      self.file = shown(path)
      folder = Self.folder(of: path)
      root = Self.values(of: table)
      lines = KeyLines(file.text)
    } catch let failure as SettingsFile.Failure {
      problems.add(
        SettingsProblem(file: shown(path), key: "", what: failure.what, remedy: failure.remedy))
      return nil
    } catch let error as TOMLParseError {
      problems.add(Self.problem(file: shown(path), error))
      return nil
    } catch {
      problems.add(
        SettingsProblem(
          file: shown(path), key: "", what: "is not TOML", remedy: "compare it with the example"))
      return nil
    }
  }

  private static func folder(of path: String) -> String {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return folder.hasPrefix("/") ? folder : FileManager.default.currentDirectoryPath + "/" + folder
  }

  private static func problem(file: String, _ error: TOMLParseError) -> SettingsProblem {
    SettingsProblem(
      file: file, line: error.source.begin.line, column: error.source.begin.column, key: "",
      what: "is not TOML: "
        + withoutSecrets(error.description).replacing("Error while parsing ", with: ""),
      remedy: "correct the line; strings stand in \"quotes\"")
  }

  /// The parser quotes what it stumbled over, which may be a secret without its quotes.
  private static func withoutSecrets(_ message: String) -> String {
    guard let start = message.firstRange(of: "whsec") else { return message }
    return message[..<start.lowerBound] + "…"
  }

  private static func values(of table: TOMLTable) -> [String: ConfigValue] {
    var values: [String: ConfigValue] = [:]
    for key in table.keys {
      values[key] = table[key].map { value(of: $0) }
    }
    return values
  }

  private static func value(of node: any TOMLValueConvertible) -> ConfigValue {
    switch node.type {
    case .string: node.string.map(ConfigValue.string) ?? .other(kind: "a string")
    case .int: node.int.map(ConfigValue.integer) ?? .other(kind: "an integer")
    case .bool: node.bool.map(ConfigValue.boolean) ?? .other(kind: "a boolean")
    case .array: .array(node.array?.map { value(of: $0) } ?? [])
    case .table: .table(node.table.map { values(of: $0) } ?? [:])
    case .double: node.double.map(ConfigValue.number) ?? .other(kind: "a number with a point")
    case .date: .other(kind: "a date")
    case .time: .other(kind: "a time")
    case .dateTime: .other(kind: "a date and time")
    }
  }
}
