// A thread's worth of place for an actor that blocks.

import Dispatch

/// Runs an actor's jobs one after another on a Dispatch queue: reading files blocks, and the threads of Swift's own
/// pool, of which there are as few as cores, must not.
final class QueueExecutor: SerialExecutor {
  private let queue: DispatchQueue

  init(_ label: String) {
    queue = DispatchQueue(label: label)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedSerialExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}
