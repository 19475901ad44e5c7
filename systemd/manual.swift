// Writes a manual page from standard input to standard output: `manual command VERSION PREFIX` makes
// gainsay(1) of what `gainsay --experimental-dump-help` prints, `manual configuration VERSION PREFIX`
// makes gainsay.toml(5) of config/gainsay.toml.

import Foundation

struct Help: Decodable {
  let command: Command
}

struct Command: Decodable {
  let commandName: String
  let abstract: String?
  let discussion: String?
  let arguments: [Argument]?
  let subcommands: [Command]?
  let shouldDisplay: Bool?

  /// Those that the help of the command itself lists.
  var shownArguments: [Argument] { (arguments ?? []).filter(\.isShown) }
  var shownSubcommands: [Command] {
    (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
  }
}

struct Argument: Decodable {
  let kind: String
  let names: [Name]?
  let valueName: String?
  let defaultValue: String?
  let abstract: String?
  let discussion: String?
  let isOptional: Bool
  let isRepeating: Bool
  let shouldDisplay: Bool

  struct Name: Decodable {
    let kind: String
    let name: String

    var spelled: String { kind == "long" ? "--\(name)" : "-\(name)" }
  }

  /// Each command takes `--help` and `--version`: the page tells of them once.
  var isShown: Bool {
    shouldDisplay && !["help", "version"].contains(names?.last?.name ?? "")
  }

  private var value: String { "\\fI\(roff(valueName ?? "value"))\\fR" }

  var heading: String {
    let spelled = (names ?? []).map { "\\fB\(roff($0.spelled))\\fR" }.joined(separator: ", ")
    return switch kind {
    case "positional": value
    case "flag": spelled
    default: "\(spelled) \(value)"
    }
  }

  var synopsis: String {
    let long = names?.last.map { "\\fB\(roff($0.spelled))\\fR" } ?? ""
    let base =
      switch kind {
      case "positional": value
      case "flag": long
      default: "\(long) \(value)"
      }
    let repeated = isRepeating ? "\(base)\\~.\\|.\\|." : base
    return isOptional ? "[\(repeated)]" : repeated
  }
}

/// A text as roff shows it: nothing in it is a command.
func roff(_ text: String) -> String {
  text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("'", with: "\\(aq")
    .replacing("`", with: "\\(ga").replacing("~", with: "\\(ti").replacing("^", with: "\\(ha")
    .replacing("“", with: "\\(lq").replacing("”", with: "\\(rq").replacing("’", with: "\\(cq")
    .replacing("…", with: ".\\|.\\|.").replacing("±", with: "\\(+-").replacing("–", with: "\\(en")
}

/// Prose line by line.
///
/// A line may not begin like a request. What is set in columns stays as it is.
func prose(_ text: String) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    if line.isEmpty { return ".PP" }
    let safe = line.hasPrefix(".") ? "\\&" : ""
    let shown = safe + roff(String(line))
    return line.contains("  ") ? ".nf\n\(shown)\n.fi" : shown
  }.joined(separator: "\n")
}

func describe(_ argument: Argument) -> String {
  var lines = [".TP", argument.heading]
  lines.append(prose(argument.abstract ?? ""))
  if let text = argument.discussion, !text.isEmpty { lines.append(prose(text)) }
  if let value = argument.defaultValue, !value.isEmpty { lines.append("Default: \(roff(value)).") }
  return lines.filter { !$0.isEmpty }.joined(separator: "\n")
}

/// A command and those inside it, each with its line of arguments.
func describe(_ command: Command, under parents: [String]) -> String {
  let path = parents + [command.commandName]
  var lines: [String] = []
  if command.shownSubcommands.isEmpty || !command.shownArguments.isEmpty {
    let arguments = command.shownArguments.map(\.synopsis)
    lines += [
      ".SS \"\(roff(path.joined(separator: " ")))\"",
      prose(command.abstract ?? ""),
    ]
    if !arguments.isEmpty {
      lines += [
        ".PP",
        (["\\fB\(roff(path.joined(separator: " ")))\\fR"] + arguments).joined(separator: " "),
      ]
    }
    if let discussion = command.discussion, !discussion.isEmpty {
      lines += [".PP", prose(discussion)]
    }
    lines += command.shownArguments.map { describe($0) }
  }
  lines += command.shownSubcommands.map { describe($0, under: path) }
  return lines.filter { !$0.isEmpty }.joined(separator: "\n")
}

func commandPage(_ input: Data, version: String, prefix: String) throws -> String {
  let command = try JSONDecoder().decode(Help.self, from: input).command
  return """
    .TH GAINSAY 1 "" "gainsay \(version)" "User Commands"
    .SH NAME
    gainsay \\- tell, once, who claims and who denies what in news articles
    .SH SYNOPSIS
    \\fBgainsay\\fR \\fIcommand\\fR [\\fIoption\\fR\\~.\\|.\\|.] [\\fIargument\\fR\\~.\\|.\\|.]
    .SH DESCRIPTION
    \(prose(command.abstract ?? ""))
    .PP
    \(prose(command.discussion ?? ""))
    .PP
    Each command takes \\fB\\-\\-help\\fR, which says what is written here, and \\fB\\-\\-version\\fR.
    .SH COMMANDS
    \(command.shownSubcommands.map { describe($0, under: []) }.joined(separator: "\n"))
    .SH EXIT STATUS
    0 is success; the others are those of
    .IR sysexits.h :
    64 usage, 65 a bad article or ledger, 66 a missing file, 69 no daemon or no room for another one, 70 a fault in the
    program, 73 a ledger that cannot be made, 74 input or output, 78 configuration.
    .SH ENVIRONMENT
    .TP
    .B SWIFT_BACKTRACE
    What a crash prints. The service sets it; for a command it is
    .EX
    SWIFT_BACKTRACE=enable=yes,swift\\-backtrace=\(prefix)/lib/gainsay/swift\\-backtrace
    .EE
    .SH FILES
    .TP
    .I /etc/gainsay/gainsay.toml
    The configuration.
    .TP
    .I /etc/gainsay/actors.toml
    Who is tracked.
    .TP
    .I /var/spool/gainsay/inbox
    Members of the group gainsay drop articles here.
    .TP
    .I /var/lib/gainsay/ledger.sqlite
    What is known.
    .SH SEE ALSO
    .BR gainsay.toml (5),
    .BR systemctl (1),
    .BR journalctl (1)

    """
}

/// One key of the configuration, or several that share their explanation.
struct Entry {
  var keys: [String]
  var text: [String]
}

/// The example's paragraphs: a comment explains the keys and the table that stand under it.
func entries(of example: String) -> [String] {
  var written: [String] = []
  var comment: [String] = []
  var entry: Entry?
  func finish() {
    guard let done = entry else { return }
    written.append(".TP\n\(roff(done.keys[0]).bold)")
    written += done.keys.dropFirst().map { ".TQ\n\(roff($0).bold)" }
    if !done.text.isEmpty { written.append(prose(done.text.joined(separator: "\n"))) }
    entry = nil
  }
  for line in example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
    if line.hasPrefix("# ") {
      finish()
      comment.append(String(line.dropFirst(2)))
    } else if line.contains("[[") && !line.contains("=") {
      finish()
      written.append(".SH \"\(roff(line.replacing("#", with: "")))\"")
      written.append(prose(comment.joined(separator: "\n")))
      comment = []
    } else if line.contains("=") {
      let key = line.hasPrefix("#") ? String(line.dropFirst()) : line
      if comment.isEmpty, entry != nil {
        entry?.keys.append(key)
      } else {
        finish()
        entry = Entry(keys: [key], text: comment)
        comment = []
      }
    } else {
      finish()
      if !comment.isEmpty { written.append(".PP\n" + prose(comment.joined(separator: "\n"))) }
      comment = []
    }
  }
  finish()
  return written
}

extension String {
  var bold: String { "\\fB\(self)\\fR" }
}

func configurationPage(_ input: Data, version: String) -> String {
  """
  .TH GAINSAY.TOML 5 "" "gainsay \(version)" "File Formats"
  .SH NAME
  gainsay.toml \\- configuration of gainsay
  .SH SYNOPSIS
  .I /etc/gainsay/gainsay.toml
  .SH DESCRIPTION
  A TOML file. Each key stands here with its default, or with an example where it has none; whom to track stands in a
  file of its own,
  .IR /etc/gainsay/actors.toml ,
  which explains itself.
  .PP
  \(entries(of: String(decoding: input, as: UTF8.self)).joined(separator: "\n"))
  .SH EXAMPLE
  .EX
  actors = "actors.toml"

  [[folder]]
  name = "inbox"
  path = "/var/spool/gainsay/inbox"

  [[endpoint]]
  name = "desk"
  url = "https://alerts.example.org/gainsay"
  secret_file = "desk.secret"
  .EE
  .SH SEE ALSO
  .BR gainsay (1)

  """
}

let input = FileHandle.standardInput.readDataToEndOfFile()
let arguments = CommandLine.arguments
guard arguments.count == 4 else {
  FileHandle.standardError.write(Data("usage: manual command|configuration VERSION PREFIX\n".utf8))
  exit(64)
}
let page =
  arguments[1] == "command"
  ? try commandPage(input, version: arguments[2], prefix: arguments[3])
  : configurationPage(input, version: arguments[2])
FileHandle.standardOutput.write(Data(page.utf8))
