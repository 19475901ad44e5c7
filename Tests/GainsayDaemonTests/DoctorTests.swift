// What `gainsay doctor` finds, and what it advises.

import Foundation
import StatementLedger
import Testing

@testable import GainsayDaemon

@Suite(.timeLimit(.minutes(1))) struct DoctorTests {
  // MARK: Limits

  /// A folder with the kernel's limits as files.
  private static func limits(
    _ fixture: SettingsFixture, watches: String, instances: String = "128",
    events: String = "16384"
  ) throws -> SystemLimits {
    try FileManager.default.createDirectory(
      atPath: fixture.path + "/sys", withIntermediateDirectories: true)
    for (name, text) in [
      ("max_user_watches", watches), ("max_user_instances", instances),
      ("max_queued_events", events),
    ] {
      try fixture.write(text + "\n", to: "sys/\(name)")
    }
    return SystemLimits(root: fixture.path + "/sys/")
  }

  @Test(
    arguments: [
      ("8", DoctorFinding.Verdict.fine, "8 is enough for 4 folder(s) to watch"),
      ("7", .advice, "7 is scarce for 4 folder(s) to watch"),
      ("4", .advice, "4 is scarce for 4 folder(s) to watch"),
      ("3", .wrong, "3 is too little for 4 folder(s) to watch"),
      ("many", .advice, "cannot be read"),
    ])
  func `a limit is held against the folders that are watched`(
    limit: String, verdict: DoctorFinding.Verdict, found: String
  ) throws {
    let fixture = try SettingsFixture()
    for inner in ["a", "a/b", "c"] {
      try FileManager.default.createDirectory(
        atPath: fixture.path + "/inbox/\(inner)", withIntermediateDirectories: true)
    }
    try fixture.write("", to: "inbox/a/file.txt")
    let limits = try Self.limits(fixture, watches: limit)
    let finding = limits.findings(folders: try fixture.read().folders)[0]
    #expect(finding.subject == "sysctl fs.inotify.max_user_watches")
    #expect(finding.verdict == verdict)
    #expect(finding.found == found)
    let isMendable = verdict != .fine && limit != "many"
    #expect(
      (finding.remedy == "echo fs.inotify.max_user_watches=65536 > "
        + "/etc/sysctl.d/60-gainsay.conf && sysctl --system") == isMendable)
  }

  @Test func `a folder that is polled, or watched without those in it, needs fewer watches`() throws
  {
    for (line, count) in [("recursive = false\n", 1), ("watch = \"poll\"\n", 0)] {
      let fixture = try SettingsFixture(config: SettingsFixture.folder + line)
      try FileManager.default.createDirectory(
        atPath: fixture.path + "/inbox/a", withIntermediateDirectories: true)
      let limits = try Self.limits(fixture, watches: "100", instances: "0", events: "1")
      let findings = limits.findings(folders: try fixture.read().folders)
      #expect(findings[0].found == "100 is enough for \(count) folder(s) to watch")
      #expect(findings.map(\.verdict) == [.fine, .wrong, .wrong])
    }
  }

  // MARK: The clock

  @Test(
    arguments: [
      (0, true, DoctorFinding.Verdict.fine), (0, false, .advice),
      (299_999, true, .fine), (300_001, true, .wrong), (nil, true, .fine),
      (-86_400_000, true, .fine),
    ] as [(Int64?, Bool, DoctorFinding.Verdict)])
  func `the clock is wrong if the ledger knows a later time, and needs somebody to keep it`(
    lastIsLaterMilliseconds: Int64?, isKept: Bool, verdict: DoctorFinding.Verdict
  ) {
    let now = Timestamp(millisecondsSince1970: 1_675_000_000_000)
    let finding = ClockCheck.finding(
      at: now, isKept: isKept,
      lastArticleAt: lastIsLaterMilliseconds.map { now.adding(milliseconds: $0) })
    #expect(finding.verdict == verdict)
    #expect((finding.remedy == nil) == (verdict == .fine))
  }

  // MARK: Places

  @Test(
    arguments: [
      (nil, "auto", DoctorFinding.Verdict.fine, "is local: files are noticed at once"),
      (nil, "inotify", .fine, "is local: files are noticed at once"),
      (nil, "poll", .advice, "is local, but listed every few seconds only"),
      ("NFS", "auto", .fine, "is on NFS: listed every few seconds, files are noticed later"),
      ("SMB", "poll", .fine, "is on SMB: listed every few seconds, files are noticed later"),
      (
        "NFS", "inotify", .wrong,
        "is on NFS: the kernel does not tell what other machines write there"
      ),
    ] as [(String?, String, DoctorFinding.Verdict, String)])
  func `a local folder is best watched, a remote one must be polled`(
    kind: String?, watch: String, verdict: DoctorFinding.Verdict, found: String
  ) throws {
    let fixture = try SettingsFixture(
      config: SettingsFixture.folder + "watch = \"\(watch)\"\n")
    let folder = try fixture.read().folders[0]
    let findings = FolderCheck(folder, remoteKind: kind).findings()
    #expect(findings.map(\.verdict) == [verdict])
    #expect(fixture.relative(findings[0].found) == "inbox \(found)")
    #expect((findings[0].remedy == nil) == (verdict == .fine))
  }

  @Test func `a ledger that is not there yet is fine, and one that is no ledger is wrong`() throws {
    let fixture = try SettingsFixture(
      config: "ledger = \"ledger.sqlite\"\n" + SettingsFixture.folder)
    let check = LedgerCheck(places: try fixture.read().places)
    #expect(check.findings().map(\.verdict) == [.fine, .fine], "place and room")
    try fixture.write("Dear diary", to: "ledger.sqlite")
    let findings = check.findings()
    #expect(findings.map(\.verdict) == [.fine, .wrong, .fine])
    #expect(findings[1].found.contains("file is not a database"))
    #expect(
      findings[1].remedy
        == "restore a backup (gainsay restore FILE), or move it away to start with an empty one")
  }

  @Test func `a folder of the ledger that is not there is wrong`() throws {
    let places = SettingsPlaces(ledger: "/no/such/ledger.sqlite", controlSocket: "/c")
    let finding = try #require(LedgerCheck(places: places).findings().first)
    #expect(finding.verdict == .wrong)
    #expect(finding.found.contains("may not write /no/such: no such file or directory"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can look with another user's rights"))
  func `what the user may not read or write is wrong, with a remedy`() throws {
    let fixture = try SettingsFixture(
      config: "ledger = \"ledger.sqlite\"\n" + SettingsFixture.folder)
    for open in ["", "inbox"] { #expect(chmod("\(fixture.path)/\(open)", 0o755) == 0) }
    try fixture.write("", to: "inbox/open.txt", mode: 0o644)
    try fixture.write("", to: "inbox/b.txt", mode: 0o600)
    try fixture.write("", to: "inbox/a.txt", mode: 0o600)
    let settings = try fixture.read()
    let findings = try withRightsOfNobody {
      FolderCheck(settings.folders[0]).findings()
        + LedgerCheck(places: settings.places).findings().prefix(1)
    }
    #expect(findings.map(\.verdict) == [.fine, .wrong, .wrong])
    #expect(findings[1].found == "user root may not read 2 file(s), a.txt for one")
    #expect(findings[1].remedy?.hasPrefix("chmod g+r") == true)
    #expect(findings[2].found.hasSuffix(": permission denied"))
  }

  // MARK: As a whole

  @Test func `a configuration that cannot be used is told fault by fault, beside the machine`()
    async throws
  {
    let fixture = try SettingsFixture(config: "[[folder]]\nname = \"inbox\"\npath = \"outbox\"\n")
    let doctor = Doctor(
      configuration: fixture.path + "/gainsay.toml",
      system: try Self.limits(fixture, watches: "8192"))
    let findings = try await doctor.findings()
    #expect(findings.map(\.verdict).prefix(4) == [.wrong, .fine, .fine, .fine])
    #expect(
      fixture.relative(findings[0].found)
        == "gainsay.toml:3: folder[1].path: outbox does not exist")
    #expect(findings[0].remedy?.hasPrefix("create it or correct the path") == true)
    #expect(findings.last?.subject == "clock")
  }

  @Test func `a finding is a line, and one for what to do`() {
    #expect(DoctorFinding.fine("clock", "well").lines == ["fine    clock: well"])
    #expect(
      DoctorFinding.wrong("ledger", "full", "make room").lines
        == ["wrong   ledger: full", "        to do: make room"])
    #expect(DoctorFinding.advice("a", "b", "c").lines[0] == "advice  a: b")
  }
}
