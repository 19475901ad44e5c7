// The configuration as a whole: what it gives, its defaults, its faults together.

import AlertDelivery
import Foundation
import Logging
import StatementAnalysis
import StatementLedger
import Testing

@testable import GainsayDaemon

@Suite(.timeLimit(.minutes(1))) struct SettingsTests {
  private static let endpoint = "[[endpoint]]\nname = \"desk\"\nurl = \"https://a.example/\"\n"
  private static let config = SettingsFixture.folder + endpoint

  private static let packageFolder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path()

  @Test func `keys that are absent have their documented defaults`() throws {
    let fixture = try SettingsFixture(
      config: Self.config + SettingsFixture.secretFile)
    let settings = try fixture.read()
    #expect(
      settings
        == Settings(
          places: SettingsPlaces(
            ledger: "/var/lib/gainsay/ledger.sqlite", controlSocket: "/run/gainsay/control.sock"),
          actors: [TrackedActor(id: "russia", name: "Russia")],
          monitoring: MonitoringSettings(
            address: try #require(ListenAddress("127.0.0.1:9846")), isChosen: false),
          folders: [
            FolderSettings(
              name: "inbox", path: fixture.path + "/inbox", isRecursive: true,
              include: [
                "*.txt", "*.md", "*.html", "*.htm", "*.xml", "*.rss", "*.atom", "*.json", "*.jsonl",
                "*.ndjson", "*.gz",
              ], ignore: [], settleMilliseconds: 200)
          ],
          endpoints: [
            EndpointSettings(
              endpoint: Endpoint(
                name: "desk", url: try EndpointURL("https://a.example/"),
                secret: try WebhookSecret(SettingsFixture.secret), timeoutMilliseconds: 15_000),
              filter: AlertFilter())
          ],
          onFirstRun: .learn, noveltyWindowMilliseconds: nil, rescanIntervalMilliseconds: 300_000,
          fileBytesMax: 4_000_000, logLevel: .info, logFormat: .auto, warnings: []))
  }

  @Test func `an endpoint that is told of an actor is told of its parts too`() throws {
    func actor(_ id: String, partOf whole: String? = nil) -> String {
      "[[actor]]\nid = \"\(id)\"\nname = \"\(id.capitalized)\"\n"
        + (whole.map { "part_of = \"\($0)\"\n" } ?? "")
    }
    func told(_ filter: String) throws -> Set<String>? {
      let fixture = try SettingsFixture(
        config: Self.config + SettingsFixture.secretFile + filter,
        actors: actor("wagner", partOf: "army") + actor("army", partOf: "russia")
          + actor("russia") + actor("chad"))
      return try #require(try fixture.read().endpointFilters["desk"]).actors
    }
    #expect(try told("actors = [\"russia\"]\n") == ["russia", "army", "wagner"])
    #expect(try told("actors = [\"wagner\", \"chad\"]\n") == ["wagner", "chad"])
    #expect(try told("") == nil)
  }

  @Test func `keys that are present are read`() throws {
    let fixture = try SettingsFixture(
      config: """
        ledger = "state/ledger.sqlite"
        control_socket = "/tmp/c.sock"
        actors = "who.toml"
        on_first_run = "alert"
        novelty_window = "90d"
        rescan_interval = "1s"
        max_file_size = "1MiB"
        log_level = "debug"
        log_format = "json"
        [http]
        listen = "[::]:80"
        token_file = "monitoring.token"
        [[folder]]
        name = "a"
        path = "inbox"
        recursive = false
        include = ["*.txt", "*.text"]
        ignore = ["x*"]
        settle = "0s"
        [[endpoint]]
        name = "desk"
        url = "HTTP://localhost:8080/a?b=c"
        format = "cloudevents"
        source = "/gainsay/desk"
        secret_file = "desk.secret"
        previous_secret_file = "previous.secret"
        headers = ["X-Team: desk"]
        authorization_file = "token"
        proxy = "http://10.0.0.1:3128/"
        events = ["denial.new"]
        actors = ["russia"]
        certainty_min = 0.5
        rate_limit = "7/s"
        concurrency = 3
        timeout = "1m"
        allow_private = true
        retry_schedule = ["0s", "250ms", "1w"]
        """)
    try fixture.write(
      """
      [[actor]]
      id = "wagner"
      name = "Wagner"
      aliases = ["Wagner", "Wagner PMC"]
      members = ["Prigozhin"]
      part_of = "russia"
      [[actor]]
      id = "russia"
      name = "Russia"
      """, to: "who.toml")
    let previous = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="
    try fixture.write(previous, to: "previous.secret")
    try fixture.write("Bearer t\n", to: "token")
    try fixture.write("0123456789abcdef\n", to: "monitoring.token")
    let url = try EndpointURL("HTTP://localhost:8080/a?b=c")
    let settings = try fixture.read()
    #expect(
      settings
        == Settings(
          places: SettingsPlaces(
            ledger: fixture.path + "/state/ledger.sqlite", controlSocket: "/tmp/c.sock"),
          actors: [
            TrackedActor(
              id: "wagner", name: "Wagner", aliases: ["Wagner", "Wagner PMC"],
              members: ["Prigozhin"], partOf: "russia"),
            TrackedActor(id: "russia", name: "Russia"),
          ],
          monitoring: MonitoringSettings(
            address: try #require(ListenAddress("[::]:80")),
            token: MonitoringToken("0123456789abcdef"), isChosen: true),
          folders: [
            FolderSettings(
              name: "a", path: fixture.path + "/inbox", isRecursive: false,
              include: ["*.txt", "*.text"], ignore: ["x*"], settleMilliseconds: 0)
          ],
          endpoints: [
            EndpointSettings(
              endpoint: Endpoint(
                name: "desk", url: url,
                format: EndpointFormat(
                  try CloudEvent(AlertFormatOptions(url: url, source: "/gainsay/desk"))),
                secret: try WebhookSecret(SettingsFixture.secret),
                previousSecret: try WebhookSecret(previous),
                headers: [HTTPHeader("X-Team", "desk"), HTTPHeader("Authorization", "Bearer t")],
                proxy: try EndpointURL("http://10.0.0.1:3128/"),
                timeoutMilliseconds: 60_000, allowPrivate: true,
                retrySchedule: RetrySchedule(delaysMilliseconds: [0, 250, 604_800_000]),
                intervalMilliseconds: 143, concurrency: 3),
              filter: AlertFilter(
                events: ["denial.new"], actors: ["russia"], certaintyMin: 0.5))
          ],
          onFirstRun: .alert, noveltyWindowMilliseconds: 7_776_000_000,
          rescanIntervalMilliseconds: 1_000, fileBytesMax: 1_048_576, logLevel: .debug,
          logFormat: .json, warnings: []))
  }

  @Test func `all faults of both files are told at once, in the order of their lines`() throws {
    let fixture = try SettingsFixture(
      config: """
        log_level = "loud"
        [[folder]]
        name = "inbox"
        path = "outbox"
        settle = "soon"
        [[endpoint]]
        url = 5
        colour = "red"
        """,
      actors: "[[actor]]\nid = \"A\"\n")
    let places = fixture.faults().map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    #expect(
      places == [
        "gainsay.toml:1: log_level:", "gainsay.toml:4: folder[1].path:",
        "gainsay.toml:5: folder[1].settle:", "gainsay.toml:6: endpoint[1].name:",
        "gainsay.toml:6: endpoint[1]:", "gainsay.toml:7: endpoint[1].url:",
        "gainsay.toml:8: endpoint[1].colour:", "actors.toml:1: actor[1].name:",
        "actors.toml:2: actor[1].id:",
      ])
  }

  @Test func `the files of the package are read without a fault or a warning`() throws {
    let config = try String(
      contentsOfFile: Self.packageFolder + "config/gainsay.toml", encoding: .utf8)
    let fixture = try SettingsFixture(
      config: config.replacing("/var/spool/gainsay/inbox", with: "inbox"),
      actors: String(contentsOfFile: Self.packageFolder + "config/actors.toml", encoding: .utf8))
    let settings = try fixture.read()
    #expect(settings.warnings == [])
    #expect(settings.folders.map(\.name) == ["inbox"])
    #expect(settings.endpoints == [])
    #expect(
      settings.actors.map(\.id) == [
        "north-korea", "united-states", "wagner", "russia", "south-korea", "ukraine",
        "tokyo-shimbun", "nato",
      ])
  }

  @Test func `the package's example without its comment signs is a configuration of every key`()
    throws
  {
    let config = try String(
      contentsOfFile: Self.packageFolder + "config/gainsay.toml", encoding: .utf8)
    let isKey = #/#(\[\[\w+\]\]|\[\w+\]|\w+ = .*)/#
    let lines = config.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.wholeMatch(of: isKey).map { String($0.1) } ?? String(line)
    }
    let fixture = try SettingsFixture(
      config: lines.joined(separator: "\n")
        .replacing("/var/spool/gainsay/inbox", with: "inbox")
        .replacing("/etc/gainsay/", with: "desk/"),
      actors: String(contentsOfFile: Self.packageFolder + "config/actors.toml", encoding: .utf8))
    try fixture.installExample(from: Self.packageFolder)
    // A file and a credential cannot stand together; nothing else may be wrong.
    #expect(
      fixture.faults().map {
        $0.split(separator: ": ").dropFirst().prefix(2).joined(separator: " ")
      }
        == [
          "endpoint[1].secret_file is given more than once",
          "endpoint[1].previous_secret_file is given more than once",
          "endpoint[1].authorization_file is given more than once",
          "endpoint[3].url_file is given more than once",
          "http.token_file is given more than once",
        ])
    let present = Set(lines.compactMap { $0.firstMatch(of: #/^(\w+) = /#).map { String($0.1) } })
    let tables = ["http", "folder", "endpoint"]
    let keys =
      TopKey.allCases.map(\.rawValue) + FolderKey.allCases.map(\.rawValue)
      + EndpointKey.allCases.map(\.rawValue) + HTTPKey.allCases.map(\.rawValue)
    #expect(Set(keys).subtracting(present) == Set(tables))
  }

  @Test func `the commented defaults of the package's example are the defaults`() throws {
    let config = try String(
      contentsOfFile: Self.packageFolder + "config/gainsay.toml", encoding: .utf8
    ).replacing("/var/spool/gainsay/inbox", with: "inbox")
    let beforeEndpoints = try #require(config.split(separator: "\n#[[endpoint]]").first)
    let uncommented = beforeEndpoints.replacing(#/(?m)^#(\w+ = )/#) { $0.1 }
    let plain = try SettingsFixture(config: config)
    let spelled = try SettingsFixture(config: String(uncommented))
    #expect(uncommented != beforeEndpoints)
    var settings = try spelled.read()
    for index in settings.folders.indices { settings.folders[index].path = plain.path + "/inbox" }
    #expect(try settings == plain.read())
  }

  @Test func `a secret is taken from a file, without the line's end`() throws {
    let fixture = try SettingsFixture(config: Self.config + "secret_file = \"desk.secret\"")
    try fixture.write(SettingsFixture.secret + "\n", to: "desk.secret")
    let settings = try fixture.read()
    #expect(settings.endpoints.map(\.endpoint.secret?.revealed) == [SettingsFixture.secret])
    #expect(settings.warnings == [])
  }

  @Test func `a secret is taken from a credential of systemd`() throws {
    let fixture = try SettingsFixture(
      config: Self.config + "secret_credential = \"desk\"\nprevious_secret_credential = \"old\"")
    try fixture.write(SettingsFixture.secret, to: "desk", mode: 0o440)
    try fixture.write(SettingsFixture.secret, to: "old", mode: 0o440)
    let endpoints = try fixture.read(credentials: fixture.path).endpoints
    #expect(endpoints.map(\.endpoint.secret?.revealed) == [SettingsFixture.secret])
    #expect(endpoints.map(\.endpoint.previousSecret?.revealed) == [SettingsFixture.secret])
  }

  @Test
  func `outside the service a credential is a warning when checking and a fault when running`()
    throws
  {
    let fixture = try SettingsFixture(
      config: "ledger = \"ledger.sqlite\"\n" + Self.config + "secret_credential = \"desk\"")
    let settings = try fixture.read(for: .checking)
    #expect(settings.endpoints == [])
    #expect(
      settings.warnings.map { fixture.relative($0.description) } == [
        "gainsay.toml:8: endpoint[1].secret_credential: credential \"desk\" is given to the "
          + "service alone; it is checked when the service starts"
      ])
    #expect(fixture.faults(for: .running).count == 1)
  }

  @Test(arguments: [
    ("http://127.0.0.1:8484/", "", "loopback or private"),
    ("http://localhost/", "", "loopback or private"),
    ("http://[::1]:8484/", "", "loopback or private"),
    ("https://192.168.3.4/hook", "allow_private = false", "loopback or private"),
    ("http://127.0.0.1:8484/", "allow_private = true", nil),
    ("http://169.254.169.254/", "allow_private = true", "never dialled"),
    ("https://93.184.216.34/", "", nil),
    ("https://example.com/", "", nil),
  ])
  func `an address that would not be dialled is a warning`(
    url: String, more: String, warning: String?
  ) throws {
    let fixture = try SettingsFixture(
      config: SettingsFixture.folder
        + """
        [[endpoint]]
        name = "desk"
        url = "\(url)"
        secret_file = "desk.secret"
        \(more)
        """)
    let warnings = try fixture.read().warnings.map { fixture.relative($0.description) }
    #expect(warnings.count == (warning == nil ? 0 : 1))
    if let warning {
      #expect(warnings.first?.hasPrefix("gainsay.toml:6: endpoint[1].url: ") == true)
      #expect(warnings.first?.contains(warning) == true)
    }
  }

  @Test(arguments: [("true", 1), ("false", 0)])
  func `a folder within one that is watched with all in it is a warning`(
    recursive: String, count: Int
  ) throws {
    let inner = "[[folder]]\nname = \"inner\"\npath = \"inbox/inner\"\n"
    let fixture = try SettingsFixture()
    #expect(mkdir(fixture.path + "/inbox/inner", 0o755) == 0)
    // A name that only starts alike lies beside it.
    #expect(mkdir(fixture.path + "/inbox2", 0o755) == 0)
    try fixture.write(
      inner + SettingsFixture.folder + "recursive = \(recursive)\n"
        + "[[folder]]\nname = \"other\"\npath = \"inbox2\"\n", to: "gainsay.toml")
    let warnings = try fixture.read().warnings.map { fixture.relative($0.description) }
    #expect(
      warnings
        == Array(
          repeating: "gainsay.toml:3: folder[1].path: lies inside folder[2], which is watched with "
            + "all folders in it; its articles are read twice: remove one of the two, or write "
            + "recursive = false there", count: count))
  }

  @Test func `a secret that every user may read is a warning`() throws {
    let fixture = try SettingsFixture(config: Self.config + "secret_file = \"desk.secret\"")
    try fixture.write(SettingsFixture.secret, to: "desk.secret", mode: 0o644)
    #expect(
      try fixture.read().warnings.map { fixture.relative($0.description) } == [
        "gainsay.toml:7: endpoint[1].secret_file: every user may read desk.secret; "
          + "chmod o-r desk.secret"
      ])
  }

  @Test func `neither a secret nor a URL's path is shown by printing or dumping the settings`()
    throws
  {
    let url = "https://chat.example/services/T0/hunter2?token=x"
    let fixture = try SettingsFixture(
      config: Self.config.replacing("https://a.example/", with: url)
        + SettingsFixture.secretFile + "headers = [\"X-Key: hunter2\"]")
    let settings = try fixture.read()
    var dumped = ""
    dump(settings, to: &dumped)
    for shown in ["\(settings)", String(reflecting: settings), dumped] {
      #expect(shown.contains("desk"))
      #expect(!shown.contains("hunter2"))
      #expect(!shown.contains("MfKQ9r8G"))
    }
  }

  @Test func `a secret without its quotes is not shown by the syntax error`() throws {
    let fixture = try SettingsFixture(
      config: Self.config + "secret_file = \(SettingsFixture.secret)")
    let faults = fixture.faults()
    #expect(faults.count == 1)
    #expect(faults.allSatisfy { $0.hasPrefix("gainsay.toml:7:") && !$0.contains("MfKQ9r8G") })
  }

  @Test func `the daemon is found through a configuration that is otherwise broken`() throws {
    let fixture = try SettingsFixture(
      config: "ledger = \"l\"\ncontrol_socket = \"/c\"\nzebra = 1\n[folder]\n", actors: nil)
    let places = try SettingsReader(environment: [:]).readPlaces(fixture.path + "/gainsay.toml")
    #expect(places == SettingsPlaces(ledger: fixture.path + "/l", controlSocket: "/c"))
  }

  @Test func `the daemon is not found through a wrong ledger or a file that is not TOML`() throws {
    let reader = SettingsReader(environment: [:])
    for config in ["ledger = 1", "ledger ="] {
      let fixture = try SettingsFixture(config: config)
      #expect(throws: SettingsError.self) { try reader.readPlaces(fixture.path + "/gainsay.toml") }
    }
  }

  @Test func `an actors file is read alone`() throws {
    let fixture = try SettingsFixture()
    let reader = SettingsReader(environment: [:])
    #expect(try reader.readActors(fixture.path + "/actors.toml").map(\.id) == ["russia"])
    #expect(throws: SettingsError.self) { try reader.readActors(fixture.path + "/gainsay.toml") }
  }

  @Test func `a file that is not text, or too long, is refused`() throws {
    let fixture = try SettingsFixture(config: "a\0b")
    #expect(fixture.faults() == ["gainsay.toml: is not UTF-8 text; save it as UTF-8"])
    try Data([0x61, 0xFF]).write(to: URL(filePath: fixture.path + "/gainsay.toml"))
    #expect(fixture.faults() == ["gainsay.toml: is not UTF-8 text; save it as UTF-8"])
    try fixture.write("#" + String(repeating: "x", count: 1_048_576), to: "gainsay.toml")
    #expect(fixture.faults() == ["gainsay.toml: is longer than 1MiB; name the right file"])
  }

  @Test func `a pipe and a missing file are refused without waiting`() throws {
    let fixture = try SettingsFixture()
    #expect(mkfifo(fixture.path + "/pipe", 0o600) == 0)
    for (name, said) in [
      ("pipe", "is not a file; name a regular file"),
      ("none", "does not exist; create it or correct the path"),
    ] {
      let error = #expect(throws: SettingsError.self) {
        try SettingsReader(environment: [:]).read("\(fixture.path)/\(name)")
      }
      #expect(error.map { fixture.relative($0.description) } == "\(name): \(said)")
    }
  }

  @Test func `a relative path of the configuration itself gives absolute paths`() throws {
    let fixture = try SettingsFixture(config: "ledger = \"l\"\n" + SettingsFixture.folder)
    let steps = FileManager.default.currentDirectoryPath.split(separator: "/").map { _ in ".." }
    let relative = steps.joined(separator: "/") + fixture.path + "/gainsay.toml"
    let ledger = try SettingsReader(environment: [:]).readPlaces(relative).ledger
    #expect(ledger.hasPrefix("/"))
    #expect(URL(filePath: ledger).standardized.path() == fixture.path + "/l")
  }

  @Test(
    .enabled(if: geteuid() == 0, "only root can read with another user's rights"),
    arguments: [
      (
        "inbox",
        "gainsay.toml:3: folder[1].path: user root may not list inbox; allow it, for example: "
          + "setfacl -m u:root:rx inbox"
      ),
      ("actors.toml", "actors.toml: may not be read by user root; let that user read it"),
    ])
  func `what the daemon's user may not read is a fault`(name: String, said: String) throws {
    let fixture = try SettingsFixture()
    for open in ["", "gainsay.toml", "inbox", "actors.toml"] {
      #expect(chmod("\(fixture.path)/\(open)", 0o755) == 0)
    }
    #expect(chmod("\(fixture.path)/\(name)", 0o700) == 0)
    #expect(
      try withRightsOfNobody { fixture.faults() }.map {
        $0.replacing(
          "; if the service does not see it: systemctl edit gainsay, [Service] PrivateTmp=no",
          with: "")
      } == [said])
  }
}

/// Runs with the file access rights of user nobody, in this thread alone.
func withRightsOfNobody<Result>(_ body: () -> Result) throws -> Result {
  typealias SetRights = @convention(c) (uid_t) -> Int32
  let symbol = try #require(dlsym(nil, "setfsuid"))
  let setRights = unsafeBitCast(symbol, to: SetRights.self)
  _ = setRights(65_534)
  defer { _ = setRights(0) }
  return body()
}
