// The clocks of the watching thread; the rules beside it are handed the time.

import Glibc

enum SystemClock {
  /// Since some moment in the past; never set back.
  static var milliseconds: Int64 { nanoseconds(CLOCK_MONOTONIC) / 1_000_000 }

  /// The wall clock, as file systems use it.
  static var nanosecondsSince1970: Int64 { nanoseconds(CLOCK_REALTIME) }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
