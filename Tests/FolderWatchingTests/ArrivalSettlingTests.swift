// The settling rule under a clock of the test's own.

import Articles
import Testing

@testable import FolderWatching

struct ArrivalSettlingTests {
  /// What happens to one file with a settle time of 200 ms.
  enum Step {
    /// The kernel signals it, and it has this size.
    case signal(at: Int64, sizeBytes: Int64)
    /// The rule looks, and finds this size or no file.
    case look(at: Int64, sizeBytes: Int64?, tells: Bool)
  }

  static let courses: [(String, [Step])] = [
    ("at rest", [.signal(at: 0, sizeBytes: 5), .look(at: 200, sizeBytes: 5, tells: true)]),
    ("too early", [.signal(at: 0, sizeBytes: 5), .look(at: 199, sizeBytes: 5, tells: false)]),
    (
      "told once",
      [
        .signal(at: 0, sizeBytes: 5), .look(at: 200, sizeBytes: 5, tells: true),
        .look(at: 400, sizeBytes: 5, tells: false),
      ]
    ),
    (
      "grew since the signal",
      [
        .signal(at: 0, sizeBytes: 5), .look(at: 200, sizeBytes: 6, tells: false),
        .look(at: 399, sizeBytes: 6, tells: false), .look(at: 400, sizeBytes: 6, tells: true),
      ]
    ),
    (
      "signalled again: the time starts anew",
      [
        .signal(at: 0, sizeBytes: 5), .signal(at: 150, sizeBytes: 5),
        .look(at: 200, sizeBytes: 5, tells: false), .look(at: 350, sizeBytes: 5, tells: true),
      ]
    ),
    (
      "gone, then there again",
      [
        .signal(at: 0, sizeBytes: 5), .look(at: 200, sizeBytes: nil, tells: false),
        .look(at: 400, sizeBytes: 5, tells: false), .signal(at: 500, sizeBytes: 5),
        .look(at: 700, sizeBytes: 5, tells: true),
      ]
    ),
    (
      "due times are rounded up",
      [
        .signal(at: 1, sizeBytes: 5), .look(at: 209, sizeBytes: 5, tells: false),
        .look(at: 210, sizeBytes: 5, tells: true),
      ]
    ),
  ]

  let file = WatchedFile(folder: "news", path: PathBytes("a.txt"))

  @Test(arguments: courses)
  func `a file is told when it has been at rest`(name: String, steps: [Step]) {
    var settling = ArrivalSettling(filesMax: 10, slowMilliseconds: 600_000)
    for step in steps {
      switch step {
      case .signal(let time, let sizeBytes):
        #expect(note(file, sizeBytes, now: time, in: &settling))
      case .look(let time, let sizeBytes, let tells):
        let outcome = settling.look(now: time) { _ in sizeBytes.map { facts($0) } }
        #expect(outcome.arrivals.isEmpty != tells, "at \(time)")
        #expect(outcome.arrivals.allSatisfy { $0.sizeBytes == sizeBytes })
      }
    }
  }

  @Test func `a modification time that changes counts as much as the size`() {
    var settling = ArrivalSettling(filesMax: 10, slowMilliseconds: 600_000)
    #expect(note(file, 5, now: 0, in: &settling))
    let counts = [200, 400].map { now in
      settling.look(now: now) { _ in facts(5, modified: 9) }.arrivals.count
    }
    #expect(counts == [0, 1])
  }

  @Test func `a file that grows for long is warned about once and still told at last`() {
    var settling = ArrivalSettling(filesMax: 10, slowMilliseconds: 1_000)
    #expect(note(file, 0, now: 0, in: &settling))
    var slowAt: [Int64] = []
    for now in stride(from: Int64(200), through: 2_000, by: 200) {
      if !settling.look(now: now, facts: { _ in facts(now) }).slow.isEmpty { slowAt.append(now) }
    }
    #expect(slowAt == [1_000])
    let outcome = settling.look(now: 2_200) { _ in facts(2_000) }
    #expect(outcome.arrivals.count == 1)
  }

  @Test func `a file signalled without a pause is warned about, too`() {
    var settling = ArrivalSettling(filesMax: 10, slowMilliseconds: 1_000)
    var slowAt: [Int64] = []
    for now in stride(from: Int64(0), through: 2_000, by: 100) {
      #expect(note(file, now, now: now, in: &settling))
      if !settling.look(now: now, facts: { _ in nil }).slow.isEmpty { slowAt.append(now) }
    }
    #expect(slowAt == [1_000])
  }

  @Test func `no more files wait than allowed, and a waiting one may always be signalled`() {
    var settling = ArrivalSettling(filesMax: 1, slowMilliseconds: 1_000)
    let other = WatchedFile(folder: "news", path: PathBytes("b.txt"))
    #expect(note(file, 1, now: 0, in: &settling))
    #expect(!note(other, 1, now: 0, in: &settling))
    #expect(note(file, 2, now: 10, in: &settling))
    settling.forget(file)
    #expect(settling.nextDueAt == nil)
    #expect(note(other, 1, now: 20, in: &settling))
    settling.forget(folder: "news")
    #expect(settling.count == 0)
  }

  @Test func `files that settle together are told oldest first`() {
    var settling = ArrivalSettling(filesMax: 10, slowMilliseconds: 1_000)
    let times: [String: Int64] = ["a.txt": 30, "b.txt": 10, "c.txt": 20, "d.txt": 10]
    func look(_ file: WatchedFile) -> FileFacts? {
      times[file.path.description].map { facts(1, modified: $0) }
    }
    for name in times.keys {
      let file = WatchedFile(folder: "news", path: PathBytes(name))
      guard let facts = look(file) else { continue }
      _ = settling.note(file, facts: facts, origin: .event, settleMilliseconds: 200, now: 0)
    }
    let arrivals = settling.look(now: 200, facts: look).arrivals
    #expect(arrivals.map(\.path.description) == ["b.txt", "d.txt", "c.txt", "a.txt"])
  }

  private func facts(_ sizeBytes: Int64, modified: Int64 = 1) -> FileFacts {
    FileFacts(sizeBytes: sizeBytes, modifiedNanoseconds: modified)
  }

  private func note(
    _ file: WatchedFile, _ sizeBytes: Int64, now: Int64, in settling: inout ArrivalSettling
  ) -> Bool {
    settling.note(
      file, facts: facts(sizeBytes), origin: .event, settleMilliseconds: 200, now: now)
  }
}
