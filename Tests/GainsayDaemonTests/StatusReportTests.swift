// What `gainsay status` says, and how room on a disk is written.

import Testing

@testable import GainsayDaemon
@testable import StatementLedger

@Suite(.timeLimit(.minutes(1))) struct StatusReportTests {
  private static let report = StatusReport(
    version: "1.2.3", startedAt: "2023-01-29T12:00:00.000Z",
    summary: "intake pauses: no room; watching 2 folders",
    degraded: ["intake pauses: no room", "endpoint desk: held, 2 waiting; mend it"],
    obstacle: "no room",
    folders: [
      StatusReport.Folder(name: "inbox", path: "/spool/inbox", mode: .watched, detail: nil),
      StatusReport.Folder(name: "nfs", path: "/mnt/a\nb", mode: .polled, detail: "NFS"),
    ],
    settlingFiles: 3, eventLosses: 0, lastArticleAt: nil,
    ledger: LedgerCounts(
      files: 1, articles: 3, notAnalysed: ["not English": 2, "too short": 5], statements: 2,
      setAside: 1, deliveriesWaiting: 2, deliveriesDead: 0),
    disk: StatusReport.Disk(ledger: "/var/l.sqlite", usedBytes: 1_234_567, freeBytes: 45_600_000),
    endpoints: [
      StatusReport.Endpoint(
        name: "desk", format: "slack", url: "https://a.example/…", state: .held,
        failingSince: "2023-01-29T11:00:00.000Z", pausedUntil: "2023-01-29T12:05:00.000Z",
        waiting: 2, dead: 0)
    ])

  @Test func `people read a sentence, what is wrong, and a line for each thing`() {
    #expect(
      Self.report.lines == [
        "intake pauses: no room; watching 2 folders",
        "degraded: endpoint desk: held, 2 waiting; mend it",
        "version 1.2.3, running since 2023-01-29T12:00:00.000Z",
        "folder inbox: watched; /spool/inbox",
        "folder nfs: polled (NFS); /mnt/a\\x0ab",
        "files that wait to be at rest: 3",
        "endpoint desk: held, failing since 2023-01-29T11:00:00.000Z, left alone until 2023-01-29T12:05:00.000Z, 2 waiting, 0 given up; slack to https://a.example/…",
        "last article: none yet",
        "ledger: 1.2 MB, 45.6 MB free on its disk; /var/l.sqlite",
        "7 articles not analysed: too short (5), not English (2)",
      ])
  }

  @Test func `programs find every key, in snake case`() {
    let json = ControlLine.json(Self.report)
    for part in [
      #""last_article_at":null"#, #""free_bytes":45600000"#, #""settling_files":3"#,
      #""not_analysed":{"not English":2,"too short":5}"#, #""detail":null,"mode":"watched""#,
      #""failing_since":"2023-01-29T11:00:00.000Z""#, #""obstacle":"no room""#,
      #""paused_until":"2023-01-29T12:05:00.000Z""#,
    ] {
      #expect(json.contains(part))
    }
    #expect(!json.contains("\n"))
  }

  @Test(
    arguments: [
      (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_234_567, "1.2 MB"),
      (99_999_999, "99.9 MB"), (100_000_000, "100 MB"), (999_999_999, "999 MB"),
      (1_000_000_000, "1.0 GB"), (20_000_000_000_000, "20.0 TB"),
    ])
  func `room is told to two or three digits`(bytes: Int64, text: String) {
    #expect(DiskSpace.text(bytes) == text)
  }
}
