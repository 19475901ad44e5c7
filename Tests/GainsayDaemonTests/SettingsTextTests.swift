// Durations, sizes, near misses and key lines, as pure functions.

import Testing

@testable import GainsayDaemon

@Suite struct SettingsTextTests {
  @Test(
    arguments: [
      ("0s", 0), ("200ms", 200), ("15s", 15_000), ("5m", 300_000), ("90m", 5_400_000),
      ("12h", 43_200_000), ("90d", 7_776_000_000), ("2w", 1_209_600_000), ("007s", 7_000),
      ("9223372036854775807ms", Int64.max),
      ("", nil), ("5", nil), ("m", nil), ("-5m", nil), ("+5m", nil), ("1.5h", nil), ("5 m", nil),
      (" 5m", nil), ("5m ", nil), ("5M", nil), ("5min", nil), ("1h30m", nil), ("٥m", nil),
      ("5m\n", nil), ("9223372036854775808ms", nil), ("9223372036854775807s", nil),
    ] as [(String, Int64?)])
  func `a duration is a whole number and a unit`(text: String, milliseconds: Int64?) {
    #expect(DurationText.milliseconds(text) == milliseconds)
  }

  @Test(
    arguments: [
      (0, "0s"), (200, "200ms"), (1_000, "1s"), (90_000, "90s"), (300_000, "5m"),
      (86_400_000, "1d"), (604_800_000, "1w"),
    ] as [(Int64, String)])
  func `a duration is shown in its longest whole unit, which reads back`(
    milliseconds: Int64, text: String
  ) {
    #expect(DurationText.text(milliseconds: milliseconds) == text)
    #expect(DurationText.milliseconds(text) == milliseconds)
  }

  @Test(
    arguments: [
      ("0B", 0), ("17B", 17), ("1kB", 1_000), ("1KB", 1_000), ("4MB", 4_000_000),
      ("4MiB", 4_194_304), ("1KiB", 1_024), ("2GB", 2_000_000_000), ("1GiB", 1_073_741_824),
      ("", nil), ("4", nil), ("4M", nil), ("4mb", nil), ("MB", nil), ("4 MB", nil), ("-4MB", nil),
      ("0.5MB", nil), ("4TB", nil), ("9223372036854775807kB", nil),
    ] as [(String, Int64?)])
  func `a size is a whole number and a unit`(text: String, bytes: Int64?) {
    #expect(SizeText.bytes(text) == bytes)
  }

  @Test(
    arguments: [
      (4_000_000, "4MB"), (4_194_304, "4MiB"), (1_000, "1kB"), (1_025, "1025B"), (0, "0B"),
    ] as [(Int64, String)])
  func `a size is shown in its longest whole unit, which reads back`(bytes: Int64, text: String) {
    #expect(SizeText.text(bytes: bytes) == text)
    #expect(SizeText.bytes(text) == bytes)
  }

  @Test(
    arguments: [
      ("loglevel", "log_level"), ("log-level", "log_level"), ("LOG_LEVEL", "log_level"),
      ("leger", "ledger"), ("ldeger", "ledger"), ("folders", "folder"), ("endpont", "endpoint"),
      ("level", nil), ("x", nil), ("", nil), ("format", nil), ("interval", nil),
    ] as [(String, String?)])
  func `a near miss is one letter in three away`(word: String, meant: String?) {
    #expect(NearMiss.nearest(to: word, among: TopKey.allCases.map(\.rawValue)) == meant)
  }

  @Test(arguments: [
    ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("", "abc", 3), ("abc", "acb", 1),
    ("kitten", "sitting", 3), ("ab", "ba", 1),
  ])
  func `a swap of neighbours counts as one change`(left: String, right: String, distance: Int) {
    #expect(NearMiss.distance(Array(left.utf8), Array(right.utf8)) == distance)
  }

  @Test(
    arguments: [
      ("top", 1), ("folder[1]", 3), ("folder[1].path", 5), ("folder[1].include", 6),
      ("folder[1].include[2]", 6), ("folder[2]", 14), ("folder[2].name", 15),
      // What is absent is looked for in the table around it.
      ("folder[2].path", 14), ("folder[3].path", 3), ("folder", 3), ("bottom", nil),
      ("plain.inner", 17),
    ] as [(String, Int?)])
  func `a key's line is found`(path: String, line: Int?) {
    let lines = KeyLines(
      """
      top = 1
      # [[folder]]
      [[folder]]  # one
      # name = "a"
        path = "x"
      include = [
        "a",
        "b = c",
      ]
      text = \"""
      path = "not a key"
      [[folder]]
      \"""
      [[folder]]
      name='b'
      [plain]
      inner = 2
      """)
    #expect(lines.line(of: path) == line)
  }
}
