// A thread for calls that block, which the threads of Swift concurrency must never run.

import CLinux
import Glibc

/// A running thread.
struct NamedThread: Sendable {
  private final class Start: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }

  private let thread: pthread_t

  /// Starts it; ``join()`` or ``detach()`` must follow.
  ///
  /// `top -H` shows the first 15 bytes of the name.
  ///
  /// - Throws: EAGAIN when there are too many threads.
  init(_ name: String, body: @escaping @Sendable () -> Void) throws(SystemFailure) {
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(name: name, body: body))
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        _ = clinux_name_current_thread(start.name)
        start.body()
        return nil
      }, start.toOpaque())
    guard result == 0 else {
      start.release()
      throw SystemFailure(number: result)
    }
    self.thread = thread
  }

  /// Waits for its end.
  func join() { pthread_join(thread, nil) }

  /// Lets it end by itself.
  func detach() { pthread_detach(thread) }
}
