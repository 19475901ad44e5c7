// Configurations with one fault each, and what is said about it.

import Testing

/// One fault and the line that it is answered with.
struct FaultRow: Sendable, CustomTestStringConvertible {
  let config: String
  let actors: String?
  /// Other files beside them, by name.
  var files: [String: String] = [:]
  let said: String

  var testDescription: String { said }

  /// A fault at the top.
  static func top(_ text: String, _ said: String) -> FaultRow {
    FaultRow(
      config: text + "\n" + SettingsFixture.folder, actors: SettingsFixture.actors, said: said)
  }

  /// A fault in the `[[folder]]`, on its fourth line.
  static func folder(_ text: String, _ said: String) -> FaultRow {
    FaultRow(config: SettingsFixture.folder + text, actors: SettingsFixture.actors, said: said)
  }

  static func actors(_ text: String?, _ said: String) -> FaultRow {
    FaultRow(config: SettingsFixture.folder, actors: text, said: said)
  }
}

let faultRows: [FaultRow] = [
  // Syntax
  .top(
    "ledger = ",
    #"gainsay.toml:1:10: is not TOML: key-value pair: expected value, saw '\n'; correct the line; strings stand in "quotes""#
  ),
  .top(
    "ledger = /var/lib",
    #"gainsay.toml:1:10: is not TOML: value: could not determine value type; correct the line; strings stand in "quotes""#
  ),
  .top(
    #"ledger = "a"\#nledger = "b""#,
    #"gainsay.toml:2:10: is not TOML: key-value pair: cannot redefine existing string 'ledger'; correct the line; strings stand in "quotes""#
  ),
  .folder(
    "[[endpoint]\n",
    #"gainsay.toml:4:12: is not TOML: table header: expected ']', saw '\n'; correct the line; strings stand in "quotes""#
  ),
  .top(
    #"log_level = "info"#,
    #"gainsay.toml:1:18: is not TOML: string: unescaped control characters other than TAB (U+0009) are explicitly prohibited; correct the line; strings stand in "quotes""#
  ),
  // The top
  .top(
    #"loglevel = "info""#,
    #"gainsay.toml:1: loglevel: is not a known key; did you mean "log_level"?"#),
  .top(
    "zebra = 1",
    "gainsay.toml:1: zebra: is not a known key; remove it; known here: ledger, control_socket, actors, on_first_run, novelty_window, rescan_interval, max_file_size, log_level, log_format, http, folder, endpoint"
  ),
  .top(#"path = "inbox""#, "gainsay.toml:1: path: is not a known key; move it below [[folder]]"),
  .top(
    #"url = "https://a.example/""#,
    "gainsay.toml:1: url: is not a known key; move it below [[endpoint]]"),
  .top(
    #"[[actor]]\#nid = "x""#,
    #"gainsay.toml:1: actor: is not a known key; move each [[actor]] to the file that "actors" names"#
  ),
  .top(
    "ledger = 3",
    #"gainsay.toml:1: ledger: is an integer, not a string; write ledger = "/var/lib/gainsay/ledger.sqlite""#
  ),
  .top(
    #"ledger = """#,
    #"gainsay.toml:1: ledger: is empty; write one such as "/var/lib/gainsay/ledger.sqlite" or remove the key"#
  ),
  .top(
    "ledger = 2023-01-30",
    #"gainsay.toml:1: ledger: is a date, not a string; write ledger = "/var/lib/gainsay/ledger.sqlite""#
  ),
  .top(
    #"control_socket = "/\#(String(repeating: "a", count: 107))""#,
    "gainsay.toml:1: control_socket: is 108 bytes long; choose a path of at most 107, the limit of a unix socket"
  ),
  .top(
    #"actors = ["a.toml"]"#,
    #"gainsay.toml:1: actors: is a list, not a string; write actors = "actors.toml""#),
  .top(#"actors = "nobody.toml""#, "nobody.toml: does not exist; create it or correct the path"),
  .top(#"actors = "inbox""#, "inbox: is not a file; name a regular file"),
  .top(
    #"on_first_run = "forget""#,
    #"gainsay.toml:1: on_first_run: "forget" is not a choice; write one of "learn", "alert""#),
  .top(
    #"novelty_window = "90""#,
    #"gainsay.toml:1: novelty_window: "90" is not a duration; write a whole number and ms, s, m, h, d or w, such as "5m" or "forever""#
  ),
  .top(
    "novelty_window = 90",
    #"gainsay.toml:1: novelty_window: is an integer, not a string; write novelty_window = "90d""#),
  .top(
    #"novelty_window = "never""#,
    #"gainsay.toml:1: novelty_window: "never" is not a duration; write a whole number and ms, s, m, h, d or w, such as "5m" or "forever""#
  ),
  .top(
    #"novelty_window = "1s""#,
    #"gainsay.toml:1: novelty_window: 1s is out of range; write 1m to 3650d or "forever""#),
  .top(
    #"rescan_interval = "5 m""#,
    #"gainsay.toml:1: rescan_interval: "5 m" is not a duration; write a whole number and ms, s, m, h, d or w, such as "5m""#
  ),
  .top(
    #"rescan_interval = "-5m""#,
    #"gainsay.toml:1: rescan_interval: "-5m" is not a duration; write a whole number and ms, s, m, h, d or w, such as "5m""#
  ),
  .top(
    #"rescan_interval = "2d""#,
    "gainsay.toml:1: rescan_interval: 2d is out of range; write 1s to 1d"),
  .top(
    #"rescan_interval = "99999999999999999999d""#,
    #"gainsay.toml:1: rescan_interval: "99999999999999999999d" is not a duration; write a whole number and ms, s, m, h, d or w, such as "5m""#
  ),
  .top(
    "max_file_size = 4000000",
    #"gainsay.toml:1: max_file_size: is an integer, not a string; write max_file_size = "4MB""#),
  .top(
    #"max_file_size = "4mb""#,
    #"gainsay.toml:1: max_file_size: "4mb" is not a size; write a whole number and B, kB, MB, GB, KiB, MiB or GiB, such as "4MB""#
  ),
  .top(
    #"max_file_size = "1GB""#,
    "gainsay.toml:1: max_file_size: 1GB is out of range; write 1kB to 64MB"),
  .top(
    #"log_level = "warn""#,
    #"gainsay.toml:1: log_level: "warn" is not a choice; write one of "trace", "debug", "info", "notice", "warning", "error", "critical""#
  ),
  .top(
    "log_format = true",
    #"gainsay.toml:1: log_format: is a boolean, not a string; write log_format = "auto""#),
  .top(
    #"log_level = "info\nERROR all is lost""#,
    #"gainsay.toml:1: log_level: "info\x0aERROR all is lost" is not a choice; write one of "trace", "debug", "info", "notice", "warning", "error", "critical""#
  ),
  // Folders
  FaultRow(
    config: "", actors: SettingsFixture.actors,
    said:
      "gainsay.toml: folder: is missing; add a [[folder]] with name and path: nothing is watched"),
  FaultRow(
    config: #"[folder]\#nname = "inbox"\#npath = "inbox""#, actors: SettingsFixture.actors,
    said:
      "gainsay.toml:1: folder: [folder] is a single table; write [[folder]], in two brackets, above each"
  ),
  FaultRow(
    config: #"folder = "inbox""#, actors: SettingsFixture.actors,
    said: "gainsay.toml:1: folder: is a string; write [[folder]], in two brackets, above each"),
  FaultRow(
    config: #"folder = ["inbox"]"#, actors: SettingsFixture.actors,
    said: "gainsay.toml:1: folder[1]: is a string; write a table under [[folder]]"),
  FaultRow(
    config: "[[folders]]\n" + SettingsFixture.folder, actors: SettingsFixture.actors,
    said: #"gainsay.toml:1: folders: is not a known key; did you mean "folder"?"#),
  FaultRow(
    config: #"[[folder]]\#npath = "inbox""#, actors: SettingsFixture.actors,
    said: #"gainsay.toml:1: folder[1].name: is missing; add name = "inbox""#),
  FaultRow(
    config: #"[[folder]]\#nname = "inbox""#, actors: SettingsFixture.actors,
    said: #"gainsay.toml:1: folder[1].path: is missing; add path = "/var/spool/gainsay/inbox""#),
  FaultRow(
    config: #"[[folder]]\#nname = "In box"\#npath = "inbox""#, actors: SettingsFixture.actors,
    said:
      #"gainsay.toml:2: folder[1].name: "In box" is not allowed; use up to 64 lower-case letters, digits and hyphens, such as "inbox""#
  ),
  FaultRow(
    config: #"[[folder]]\#nname = "inbox"\#npath = "outbox""#, actors: SettingsFixture.actors,
    said:
      "gainsay.toml:3: folder[1].path: outbox does not exist; create it or correct the path; if the service does not see it: systemctl edit gainsay, [Service] PrivateTmp=no"
  ),
  FaultRow(
    config: #"[[folder]]\#nname = "inbox"\#npath = "/home/nobody-here/news""#,
    actors: SettingsFixture.actors,
    said:
      "gainsay.toml:3: folder[1].path: /home/nobody-here/news does not exist; create it or correct the path; if the service does not see it: systemctl edit gainsay, [Service] ProtectHome=read-only"
  ),
  FaultRow(
    config: #"[[folder]]\#nname = "inbox"\#npath = "actors.toml""#, actors: SettingsFixture.actors,
    said:
      "gainsay.toml:3: folder[1].path: actors.toml is not a folder; name the folder that holds the articles"
  ),
  .folder(
    SettingsFixture.folder.replacing(#"path = "inbox""#, with: #"path = ".""#),
    #"gainsay.toml:5: folder[2].name: "inbox" is used by folder[1] already; choose another"#),
  .folder(
    SettingsFixture.folder.replacing(
      #""inbox"\#npath = "inbox"#, with: #""other"\#npath = "./inbox/"#),
    "gainsay.toml:6: folder[2].path: ./inbox/ is watched by folder[1] already; remove one of the two"
  ),
  .folder(
    #"recursive = "yes""#,
    "gainsay.toml:4: folder[1].recursive: is a string, not true or false; write recursive = true"),
  .folder(
    #"watch = "epoll""#,
    #"gainsay.toml:4: folder[1].watch: "epoll" is not a choice; write one of "auto", "inotify", "poll""#
  ),
  .folder(
    "[[folder]]\nname = \"mounted\"\npath = \"/proc\"\nafter = \"move\"",
    #"gainsay.toml:7: folder[2].after: /proc is where a file system is mounted: nothing beside it lies on the same; watch a folder inside it, or write after = "keep""#
  ),
  .folder(
    #"after = "delete""#,
    #"gainsay.toml:4: folder[1].after: "delete" is not a choice; write one of "keep", "move""#),
  .folder(
    "after = \"move\"\n[[folder]]\nname = \"all\"\npath = \".\"\n",
    #"gainsay.toml:4: folder[1].after: done would be watched by folder[2], and its files be read again; watch folders that lie apart, or write after = "keep""#
  ),
  .folder(
    #"include = "*.txt""#,
    #"gainsay.toml:4: folder[1].include: is a string, not a list of strings; write include = ["*.txt"]"#
  ),
  .folder(
    "include = []",
    #"gainsay.toml:4: folder[1].include: is empty; list patterns such as "*.txt": nothing would be read"#
  ),
  .folder(
    #"include = ["*.txt", 3]"#,
    #"gainsay.toml:4: folder[1].include[2]: is an integer; write a string such as "*.txt""#),
  .folder(
    #"include = ["news/*.txt"]"#,
    #"gainsay.toml:4: folder[1].include: "news/*.txt" holds a slash; patterns match a file's name alone; write one such as "*.txt""#
  ),
  .folder(#"ignore = [" "]"#, "gainsay.toml:4: folder[1].ignore[1]: is empty; remove it"),
  .folder(
    #"settle = "200""#,
    #"gainsay.toml:4: folder[1].settle: "200" is not a duration; write a whole number and ms, s, m, h, d or w, such as "5m""#
  ),
  .folder(
    #"settle = "11m""#, "gainsay.toml:4: folder[1].settle: 11m is out of range; write 0s to 10m"),
  .folder(
    #"log_level = "debug""#,
    "gainsay.toml:4: folder[1].log_level: is not a known key; move it to the top, above the first [[…]]"
  ),
  .folder(
    "ignored = []",
    #"gainsay.toml:4: folder[1].ignored: is not a known key; did you mean "ignore"?"#),
  // Actors
  .actors(nil, "actors.toml: does not exist; create it or correct the path"),
  .actors(
    "", "actors.toml: actor: is missing; add an [[actor]] with id and name: nobody is tracked"),
  .actors(
    #"[[actors]]\#nid = "russia""#,
    #"actors.toml:1: actors: is not a known key; did you mean "actor"?"#),
  .actors(
    #"[actor]\#nid = "russia""#,
    "actors.toml:1: actor: [actor] is a single table; write [[actor]], in two brackets, above each"),
  .actors(
    #"id = "russia"\#n"# + SettingsFixture.actors,
    "actors.toml:1: id: is not a known key; move it below [[actor]]"),
  .actors(
    #"[[actor]]\#nname = "Russia""#,
    #"actors.toml:1: actor[1].id: is missing; add id = "north-korea""#),
  .actors(
    #"[[actor]]\#nid = "russia""#,
    #"actors.toml:1: actor[1].name: is missing; add name = "North Korea""#),
  .actors(
    #"[[actor]]\#nid = "Russia"\#nname = "Russia""#,
    #"actors.toml:2: actor[1].id: "Russia" is not allowed; use up to 64 lower-case letters, digits and hyphens, such as "north-korea""#
  ),
  .actors(
    #"[[actor]]\#nid = "\#(String(repeating: "a", count: 65))"\#nname = "Russia""#,
    #"actors.toml:2: actor[1].id: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" is not allowed; use up to 64 lower-case letters, digits and hyphens, such as "north-korea""#
  ),
  .actors(
    SettingsFixture.actors + SettingsFixture.actors,
    #"actors.toml:5: actor[2].id: "russia" is used by actor[1] already; choose another"#),
  .actors(
    SettingsFixture.actors + #"aliases = "Moscow""#,
    #"actors.toml:4: actor[1].aliases: is a string, not a list of strings; write aliases = ["Pyongyang"]"#
  ),
  .actors(
    SettingsFixture.actors + #"aliases = ["Moscow", ""]"#,
    "actors.toml:4: actor[1].aliases[2]: is empty; remove it"),
  .actors(
    SettingsFixture.actors + #"alias = ["Moscow"]"#,
    #"actors.toml:4: actor[1].alias: is not a known key; did you mean "aliases"?"#),
  .actors(
    SettingsFixture.actors
      + #"[[actor]]\#nid = "wagner"\#nname = "Wagner"\#naliases = ["RUSSIA"]"#,
    #"actors.toml:7: actor[2].aliases: "RUSSIA" belongs to both "russia" and "wagner"; leave it to one of them"#
  ),
  .actors(
    SettingsFixture.actors
      + #"members = ["Dmitry  Peskov"]\#n[[actor]]\#nid = "x"\#nname = "Dmitry Peskov""#,
    #"actors.toml:7: actor[2].name: "Dmitry Peskov" belongs to both "russia" and "x"; leave it to one of them"#
  ),
  .actors(
    SettingsFixture.actors + #"part_of = "rusia"\#n[[actor]]\#nid = "y"\#nname = "Y""#,
    #"actors.toml:4: actor[1].part_of: "rusia" is not an actor's id; did you mean "russia"?"#),
  .actors(
    SettingsFixture.actors + #"part_of = "zebra""#,
    #"actors.toml:4: actor[1].part_of: "zebra" is not an actor's id; add that [[actor]] or remove the key"#
  ),
  .actors(
    SettingsFixture.actors + #"part_of = "russia""#,
    "actors.toml:4: actor[1].part_of: leads back to itself: russia → russia; remove one part_of of the ring"
  ),
  .actors(
    SettingsFixture.actors
      + #"part_of = "b"\#n[[actor]]\#nid = "b"\#nname = "B"\#npart_of = "c"\#n"#
      + #"[[actor]]\#nid = "c"\#nname = "C"\#npart_of = "russia""#,
    "actors.toml:4: actor[1].part_of: leads back to itself: russia → b → c → russia; remove one part_of of the ring"
  ),
  .actors(
    "[[actor]\n",
    #"actors.toml:1:9: is not TOML: table header: expected ']', saw '\n'; correct the line; strings stand in "quotes""#
  ),
]

@Suite(.timeLimit(.minutes(1))) struct SettingsFaultTests {
  @Test(arguments: faultRows + endpointFaultRows + httpFaultRows)
  func
    `a configuration with one fault is refused with one line that says where, what and the way out`(
      row: FaultRow
    ) throws
  {
    let fixture = try SettingsFixture(config: row.config, actors: row.actors)
    for (name, text) in row.files { try fixture.write(text, to: name) }
    let faults = fixture.faults()
    #expect(faults == [row.said])
    for line in faults {
      #expect(!line.contains("MfKQ9r8G"), "a secret is shown")
      #expect(!line.contains("Canary"), "a secret is shown")
    }
  }
}
