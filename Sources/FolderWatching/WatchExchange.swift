// What the watcher's two threads and its owner hand to each other.

import Dispatch
import Synchronization

/// Mail to the watching thread, news from it, and its status.
///
/// Mail and news are bounded.
final class WatchExchange: Sendable {
  /// What the watching thread takes at a turn.
  struct Mail {
    /// Kernel records, in order.
    var events: [UInt8] = []
    /// Whether records were dropped because too many waited.
    var hasLostEvents = false
    /// The folders to watch from now on.
    var folders: [WatchedFolder]?
    var wantsRescan = false
    /// Stays true once set.
    var wantsStop = false
  }

  let limits: WatchLimits
  /// Not bounded itself: ``permits`` bounds it.
  let stream: AsyncStream<FolderNews>
  private let continuation: AsyncStream<FolderNews>.Continuation
  private let permits = DispatchSemaphore(value: 0)
  private let doorbell = DispatchSemaphore(value: 0)
  private let mail = Mutex(Mail())
  private let publishedStatus = Mutex(WatchingStatus())

  init(limits: WatchLimits) {
    self.limits = limits
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    for _ in 0..<limits.newsQueuedMax { permits.signal() }
    continuation.onTermination = { [weak self] _ in self?.stop() }
  }

  // To the watching thread

  /// Adds kernel records; drops them and says so when too many wait.
  func post(events: UnsafeRawBufferPointer) {
    post { mail in
      guard mail.events.count + events.count <= limits.eventBytesQueuedMax else {
        mail.hasLostEvents = true
        return
      }
      mail.events.append(contentsOf: events)
    }
  }

  func post(_ change: (inout Mail) -> Void) {
    mail.withLock { change(&$0) }
    doorbell.signal()
  }

  /// Makes the watching thread end; never blocks.
  func stop() {
    post { $0.wantsStop = true }
    permits.signal()
  }

  /// Waits for mail, at most so long, and takes it.
  func takeMail(waitMilliseconds: Int64) -> Mail {
    _ = doorbell.wait(timeout: .now() + .milliseconds(Int(waitMilliseconds)))
    // One turn answers all rings.
    while doorbell.wait(timeout: .now()) == .success {}
    return mail.withLock { mail in
      defer { mail = Mail(wantsStop: mail.wantsStop) }
      return mail
    }
  }

  var isStopping: Bool { mail.withLock { $0.wantsStop } }

  // From the watching thread

  /// Hands on news; blocks while the consumer has too many.
  func send(_ news: FolderNews) {
    permits.wait()
    if isStopping {
      permits.signal()
    } else {
      continuation.yield(news)
    }
  }

  /// The consumer calls this for each of the news it took.
  func tookNews() { permits.signal() }

  /// Nothing follows.
  func finish() { continuation.finish() }

  var status: WatchingStatus {
    get { publishedStatus.withLock { $0 } }
    set { publishedStatus.withLock { $0 = newValue } }
  }
}
