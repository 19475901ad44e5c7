// The commands as a user calls them: exit codes and what is printed.

import AlertDelivery
import Foundation
import LoopbackReceiving
import Testing

/// A call of the program and what must come of it.
struct Invocation: Sendable, CustomTestStringConvertible {
  let arguments: [String]
  var input = ""
  let code: Int32
  /// Parts of what it prints.
  var prints: [String] = []
  /// Parts of what it complains of.
  var complains: [String] = []

  init(
    _ line: String, input: String = "", code: Int32 = 0, prints: [String] = [],
    complains: [String] = []
  ) {
    arguments = line.split(separator: " ").map(String.init)
    self.input = input
    self.code = code
    self.prints = prints
    self.complains = complains
  }

  var testDescription: String { arguments.joined(separator: " ") }
}

@Suite(.timeLimit(.minutes(1))) struct CommandTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(News.flooding, to: "a.txt")
    try place.write(News.denial, to: "b.txt")
    try place.write(News.german, to: "german.txt")
    try place.write(News.falsehood, to: "falsehood.txt")
    try place.write(" \n\n", to: "empty.txt")
    try place.write("a\u{0}\u{1}\u{2}\u{3}b", to: "binary.txt")
    try place.write("[[folder]]\nnmae = \"x\"\nsettle = 5\n", to: "faulty.toml")
    try place.write(News.flooding + "\nRain fell on the town.\n", to: "copy.txt")
    try place.write(
      "“We never flooded any mine at all,” Corland said on Monday.\n", to: "quoting.txt")
    try place.write(
      "ledger = \"/nowhere/ledger\"\n[[folder]]\nname = \"inbox\"\npath = \"inbox\"\n",
      to: "homeless.toml")
    try place.write("[[folder]\n", to: "broken.toml")
  }

  private func run(_ line: String, input: String = "") async throws -> Program.Finished {
    try await Program.run(
      line.split(separator: " ").map(String.init), input: Array(input.utf8), folder: place.path)
  }

  private func lines(_ finished: Program.Finished) throws -> [JSON] {
    try finished.output.split(separator: "\n").map { try JSON(parsing: $0.utf8) }
  }

  private static let claim = "Corland of flooding the copper mine at Ostra"
  private static let text = "Über Nacht, as the miners put it, the shafts filled up."

  @Test(arguments: [
    Invocation("version", prints: ["gainsay ", "analysis "]),
    Invocation("--version", prints: ["."]),
    Invocation("--help", prints: ["run", "backtest", "listen"]),
    Invocation("help backtest", prints: ["--actors", "earliest first"]),
    Invocation("--nonsense", code: 64, complains: ["--nonsense"]),
    Invocation("read", code: 64, complains: ["<file>"]),
    Invocation("read --format xml a.txt", code: 64, complains: ["'text' and 'json'"]),
    Invocation("statements --limit 0", code: 64, complains: ["--limit"]),
    Invocation("listen", code: 64, complains: ["--secret"]),
    Invocation("listen --secret whsec_c2hvcnQ= --port 0", code: 78, complains: ["gainsay secret"]),

    Invocation(
      "check --config gainsay.toml", prints: ["gainsay.toml is sound", "2 actor(s)"],
      complains: ["warning: gainsay.toml: endpoint: is missing"]),
    Invocation(
      "check --config homeless.toml", prints: ["homeless.toml is sound"],
      complains: ["homeless.toml:1: ledger", "/nowhere does not exist"]),
    Invocation(
      "run --config homeless.toml", code: 78,
      complains: ["homeless.toml: ledger", "/nowhere does not exist"]),
    Invocation(
      "check --config faulty.toml", code: 78,
      complains: ["faulty.toml:2", "folder[1].nmae", "folder[1].settle", "folder[1].path"]),
    Invocation("check --config broken.toml", code: 78, complains: ["broken.toml:1"]),
    Invocation("check --config missing.toml", code: 78, complains: ["missing.toml", "not exist"]),
    Invocation("run --config missing.toml", code: 78, complains: ["missing.toml"]),
    Invocation("statements --config gainsay.toml", code: 73, complains: ["ledger.sqlite"]),
    Invocation("status --config gainsay.toml", code: 69, complains: ["not running"]),
    Invocation("status --config faulty.toml", code: 69, complains: ["not running"]),
    Invocation(
      "endpoint enable nope --config gainsay.toml", code: 73, complains: ["ledger.sqlite"]),
    Invocation("deliveries --config gainsay.toml", code: 73, complains: ["ledger.sqlite"]),
    Invocation("deliveries retry --config gainsay.toml", code: 73, complains: ["ledger.sqlite"]),
    Invocation("dead list --config gainsay.toml", code: 73, complains: ["ledger.sqlite"]),
    Invocation("dead replay --config gainsay.toml", code: 64, complains: ["--all"]),
    Invocation("dead drop --all --endpoint x", code: 64, complains: ["--all"]),
    Invocation(
      "endpoint test nope --config gainsay.toml", code: 78, complains: ["no endpoint \"nope\""]),
    Invocation(
      "endpoint disable nope --config gainsay.toml", code: 78,
      complains: ["no endpoint \"nope\""]),
    Invocation(
      "verify --id a --timestamp 1 --signature x --secret-file missing", code: 66,
      complains: ["cannot read missing"]),

    Invocation("read a.txt", prints: [text]),
    Invocation("read missing.txt", code: 66, complains: ["missing.txt: No such file"]),
    Invocation("read inbox", code: 66, complains: ["inbox: Is a directory"]),
    Invocation("read empty.txt", code: 65, complains: ["empty.txt", "no text"]),
    Invocation("read binary.txt", code: 65, complains: ["binary.txt", "binary"]),
    Invocation("read -", input: News.flooding, prints: [text]),

    Invocation("analyze --actors actors.toml a.txt", prints: ["claim", "[arvania]", claim]),
    Invocation("analyze --actors actors.toml -", input: News.flooding, prints: [claim]),
    Invocation("analyze a.txt", prints: ["claim", "Arvania", claim]),
    Invocation(
      "analyze missing.txt a.txt", code: 66, prints: [claim], complains: ["missing.txt"]),
    Invocation("analyze --actors faulty.toml a.txt", code: 78, complains: ["faulty.toml"]),
    Invocation("analyze empty.txt", code: 65, complains: ["empty.txt"]),
    Invocation(
      "backtest --actors actors.toml a.txt b.txt",
      prints: ["#1 NEW claim", "#2 NEW denial", "answers #1"]),
    Invocation(
      "backtest --actors actors.toml a.txt a.txt",
      prints: ["#1 NEW claim", "a.txt: ", "(same content as an earlier file)"]),
    Invocation("backtest --actors actors.toml a.txt copy.txt", prints: ["known claim"]),
    Invocation("analyze quoting.txt", prints: ["    “We never flooded any mine at all”"]),
    Invocation(
      "read german.txt", prints: ["Das Ministerium"],
      complains: ["german.txt is not analysed: not English"]),
    Invocation(
      "read --format json german.txt", prints: ["Das Ministerium"],
      complains: ["german.txt is not analysed: not English"]),
    Invocation(
      "analyze --actors actors.toml german.txt b.txt", prints: ["german.txt: Streit", "denial"],
      complains: ["german.txt is not analysed: not English", "words are common English ones"]),
    Invocation(
      "analyze --explain german.txt", prints: ["german.txt: Streit"],
      complains: ["german.txt is not analysed: not English"]),
    Invocation(
      "backtest --actors actors.toml german.txt b.txt", prints: ["#1 NEW denial"],
      complains: ["german.txt is not analysed: not English"]),
    Invocation("status --format xml", code: 64, complains: ["'text' and 'json'"]),
    Invocation("backtest --actors actors.toml missing.txt", code: 66, complains: ["missing.txt"]),
    Invocation("backtest --actors actors.toml empty.txt", code: 65, complains: ["empty.txt"]),
  ])
  func `a call ends as it should`(_ call: Invocation) async throws {
    let finished = try await Program.run(
      call.arguments, input: Array(call.input.utf8), folder: place.path)
    #expect(finished.end == .exit(call.code), "\(finished.complaints)")
    for part in call.prints { #expect(finished.output.contains(part)) }
    for part in call.complains { #expect(finished.complaints.contains(part)) }
    #expect(finished.complaints.isEmpty == call.complains.isEmpty)
  }

  @Test func `the text of read is the main text alone`() async throws {
    #expect(
      try await run("read a.txt").output == """
        Über Nacht, as the miners put it, the shafts filled up. Arvania accused Corland of flooding the copper mine at \
        Ostra. The pumps stood still for two days.
        """)
  }

  @Test func `the json of read has every key`() async throws {
    let outline = try JSON(parsing: try await run("read --format json a.txt").output.utf8)
    #expect(
      Set(outline.fields.keys) == ["title", "date", "outlet", "language", "url", "text"])
    #expect(outline["title"] == "“Ostra” – the mine stands under water")
    #expect(outline["url"] == nil)
  }

  @Test func `a secret is one that the spec asks for and another each time`() async throws {
    let first = try await run("secret").output
    let second = try await run("secret").output
    #expect(first != second)
    #expect(first.hasPrefix("whsec_"))
    #expect(Data(base64Encoded: String(first.dropFirst(6)))?.count == 32)
    _ = try WebhookSecret(first)
  }

  @Test func `analyze prints a line of JSON a statement, of a file as of standard input`()
    async throws
  {
    let file = try lines(try await run("analyze --format jsonl --actors actors.toml a.txt"))
    #expect(file.map { $0["content"] } == [.string(Self.claim)])
    #expect(file.map { $0["article"] } == ["a.txt"])
    #expect(
      file.allSatisfy { $0.fields["new"] == nil && $0.fields["id"] == nil }, "there is no ledger")
    let input = try lines(
      try await run("analyze --format jsonl --actors actors.toml -", input: News.flooding))
    #expect(input.map { $0["content"] } == file.map { $0["content"] })
    #expect(input.map { $0["start"] } == file.map { $0["start"] })
  }

  @Test(arguments: ["analyze", "backtest"])
  func `of a file with several articles each line tells which`(command: String) async throws {
    let entries = [News.flooding, News.bridge].map {
      "{\"text\": \"\($0.replacing("\n", with: "\\n"))\"}\n"
    }
    try place.write(entries.joined(), to: "two.jsonl")
    let found = try lines(try await run("\(command) --format jsonl --actors actors.toml two.jsonl"))
    #expect(found.map { $0["entry"] } == [1, 2])
    let single = try lines(try await run("\(command) --format jsonl --actors actors.toml a.txt"))
    #expect(single.allSatisfy { $0.fields["entry"] == nil })
  }

  @Test func `explain shows tokens, features and rule of an accusation`() async throws {
    let finished = try await run("analyze --explain --actors actors.toml falsehood.txt")
    let accusation = try explanation(of: "claim  Arvania [arvania] – accused", in: finished)
    #expect(
      accusation.tokens == [
        "speaker Arvania", "cue accused",
        "content Corland of flooding the copper mine at Ostra", "– .",
      ])
    #expect(accusation.features.count == 8)
    #expect(accusation.features.contains { $0.name.contains("lemma=accuse") })
    let weights = accusation.features.map(\.weight)
    #expect(weights == weights.sorted(by: >) && weights.allSatisfy { $0 > 0 })
    #expect(accusation.rule == "claim by rule cue; speaker's actors: arvania")
  }

  @Test func `explain shows what made a denial of words without a denial verb`() async throws {
    let finished = try await run("analyze --explain --actors actors.toml falsehood.txt")
    let denial = try explanation(of: "denial  Corland [corland] – said", in: finished)
    #expect(
      denial.tokens == [
        "content The report on the mine was false", "– ,", "speaker Corland", "cue said",
        "– on Tuesday .",
      ])
    #expect(denial.features.contains { $0.name.contains("lemma=say") })
    #expect(denial.rule == "denial by rule untruth; speaker's actors: corland")
  }

  @Test func `explain tells the same statements as analyze`() async throws {
    let explained = try await run("analyze --explain --actors actors.toml falsehood.txt").output
    let statements = try await run("analyze --actors actors.toml falsehood.txt").output
    let inner = "        "
    #expect(
      explained.split(separator: "\n").filter { !$0.hasPrefix(inner) || $0.contains("  about ") }
        == statements.split(separator: "\n"))
    let both = try await run("analyze --explain --format jsonl falsehood.txt")
    #expect(both.end == .exit(64) && both.complaints.contains("--explain"))
  }

  /// What `analyze --explain` prints below a statement.
  private struct Explanation {
    /// "label words", white space folded.
    var tokens: [String] = []
    var features: [(weight: Double, name: String)] = []
    var rule: String?
  }

  private func explanation(
    of heading: String, in finished: Program.Finished
  ) throws -> Explanation {
    #expect(finished.end == .exit(0))
    let lines = finished.output.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.contains(heading) })
    var found = Explanation()
    // A statement's own lines are indented by two, what led to it by more.
    for line in lines[(start + 1)...].prefix(while: { $0.hasPrefix("      ") }) {
      let words = line.split(separator: " ")
      let folded = words.joined(separator: " ")
      if ["speaker", "cue", "content", "–"].contains(words[0]) {
        found.tokens.append(folded)
      } else if let weight = Double(words[0]) {
        found.features.append((weight, words.dropFirst().joined(separator: " ")))
      } else if folded.contains(" by rule ") {
        found.rule = folded
      }
    }
    return found
  }

  @Test func `backtest prints the keys that are promised`() async throws {
    let call = "backtest --format jsonl --actors actors.toml a.txt a.txt b.txt"
    let statements = try lines(try await run(call))
    for statement in statements {
      #expect(
        Set(statement.fields.keys) == [
          "id", "article", "sentence", "start", "end", "kind", "cue", "content", "speaker",
          "speaker_actor", "about", "certainty", "new", "answers",
        ])
    }
    #expect(statements.map { $0["article"] }.last == "b.txt")
    let claim = statements[0]
    let denial = try #require(statements.last)
    #expect(claim["new"] == .boolean(true))
    #expect(claim["speaker_actor"] == "arvania")
    #expect(claim["about"] == ["corland"])
    #expect(denial["kind"] == "denial")
    #expect(denial["answers"] == [claim["id"]])
    let start = try #require(claim["start"].integer)
    let end = try #require(claim["end"].integer)
    let cut = String(decoding: Array(News.flooding.utf8)[start..<end], as: UTF8.self)
    #expect(
      cut.split(whereSeparator: \.isWhitespace).joined(separator: " ") == claim["sentence"].text)
  }

  @Test func `an endpoint is tried, disabled, enabled and its dead letters replayed`()
    async throws
  {
    let receiver = try AlertReceiver {
      $0.body["type"] == "endpoint.test" ? .status(500) : .status(200)
    }
    try place.configure(endpoints: receiver.endpoint())
    let daemon = try await place.watchingDaemon()
    let test = try await run("endpoint test desk --config gainsay.toml")
    #expect(test.end == .exit(69) && test.complaints.contains("answered 500"))
    #expect(try await run("endpoint disable desk --config gainsay.toml").end == .exit(0))
    try place.drop(News.flooding, as: "a.txt")
    try await daemon.logged("article recorded")
    let dead = try await run("dead list --config gainsay.toml")
    #expect(dead.output.contains("desk #1 claim.new"))
    let refused = try await run("dead replay --all --config gainsay.toml")
    #expect(refused.end == .exit(66) && refused.complaints.contains("endpoint enable desk"))
    #expect(try await run("endpoint enable desk --config gainsay.toml").end == .exit(0))
    #expect(try await run("dead replay --all --config gainsay.toml").end == .exit(0))
    try await daemon.logged("alert delivered", "seq=1")
    let list = try await run("endpoint list --config gainsay.toml")
    #expect(list.output.hasPrefix("desk: active, 0 waiting, 0 dead letters; standard-webhooks to"))
    #expect(try await daemon.stop() == .exit(0))

    let request = try #require(receiver.alerts.all.last).request
    try place.write(receiver.secret, to: "desk.secret")
    let call =
      ["verify", "--secret-file", place.path("desk.secret"), "-"]
      + ["id", "timestamp", "signature"].flatMap {
        ["--\($0)", request.headers["webhook-\($0)"] ?? ""]
      }
    #expect(try await Program.run(call, input: request.body).end == .exit(0))
    let changed = try await Program.run(call, input: request.body + [10])
    #expect(changed.end == .exit(65) && changed.complaints.contains("the body is wrong"))
  }

  @Test func `statements and deliveries list what a daemon has recorded`() async throws {
    let receiver = try AlertReceiver { $0.sequence == 2 ? .status(422) : .status(200) }
    try place.configure(endpoints: receiver.endpoint(more: #"retry_schedule = ["1h"]"#))
    let daemon = try await place.watchingDaemon()
    try place.drop(News.flooding, as: "a.txt")
    _ = try await receiver.expect(1)
    try place.drop(News.denial, as: "b.txt")
    try await daemon.logged("delivery failed", "seq=2")
    // Beside the running daemon.
    let statements = try lines(try await run("statements --format jsonl --config gainsay.toml"))
    #expect(statements.map { $0["kind"] } == ["denial", "claim"])
    #expect(statements[0]["proposition"] == statements[1]["proposition"])
    let byArvania = try await run("statements --actor arvania --config gainsay.toml")
    #expect(byArvania.output.contains("#1 ") && byArvania.output.contains(Self.claim))
    #expect(!byArvania.output.contains("#2 "))
    let nobodys = try await run("statements --actor nosuch --config gainsay.toml")
    #expect(nobodys.complaints.contains(#"no statement by or about "nosuch""#))
    let denials = try await run("statements --kind denial --config gainsay.toml")
    #expect(!denials.output.contains("#1 ") && denials.output.contains("#2 "))
    #expect(try await daemon.stop() == .exit(0))
    // Without a daemon.
    let deliveries = try lines(try await run("deliveries --format jsonl --config gainsay.toml"))
    #expect(deliveries.map { $0["state"] } == ["waiting", "delivered"])
    #expect(deliveries.map { $0["alert_id"].text } == receiver.alerts.all.map(\.id).reversed())
    let waiting = try await run("deliveries --state waiting --config gainsay.toml")
    #expect(waiting.output.contains("desk #2 denial.new") && waiting.output.contains("status 422"))
    #expect(waiting.output.components(separatedBy: "status 422").count == 2, "said once")
    let unknown = try await run("endpoint enable nope --config gainsay.toml")
    #expect(unknown.end == .exit(78) && unknown.complaints.contains("has: desk"))
    #expect(!waiting.output.contains("#1 "))
  }
}
