// The daemon's side of the control socket: commands that change a running daemon come in here.

package import Logging
import ServiceLifecycle

/// Why there is no control socket.
package struct ControlSocketError: Error, CustomStringConvertible {
  package enum Code: Sendable { case pathTooLong, alreadyRunning, notASocket, cannotCreate }
  package var code: Code
  package var detail: String
  /// `errno`, where a system call failed.
  package var underlying: Int32?

  package var description: String {
    detail + (underlying.map { ": \(errorText($0))" } ?? "")
  }
}

/// A unix socket that takes one request a connection, a line of JSON, and answers with another.
///
/// One thread waits for all clients at once; a client that says nothing or never reads holds up
/// nobody, and is cut off after `patienceMilliseconds`. Requests are answered beside one another.
package final class ControlSocket: Service {
  /// What a unix socket's address holds.
  package static let pathBytesMax = UnixSocketAddress.pathBytesMax
  /// At once; more are turned away.
  package static let clientsMax = 32

  private let path: String
  private let listener: ControlListener
  private let handler: @Sendable (ControlRequest) async -> ControlReply

  /// Creates the socket, for the owner and the group alone (0660).
  ///
  /// Clients may connect at once; they are answered by `run`. The file that a killed daemon left
  /// behind is replaced.
  ///
  /// - Throws: `ControlSocketError` with code `alreadyRunning` if another process listens there.
  package init(
    path: String, patienceMilliseconds: Int32 = 5_000, logger: Logger,
    handler: @escaping @Sendable (ControlRequest) async -> ControlReply
  ) throws(ControlSocketError) {
    self.path = path
    self.handler = handler
    listener = try ControlListener(
      socket: ControlSocketFile(path: path), patienceMilliseconds: patienceMilliseconds,
      logger: logger)
  }

  /// Answers until shut down or cancelled, then removes the socket's file and waits for the answers
  /// under way.
  package func run() async throws {
    let listener = listener
    let handler = handler
    let calls = listener.start()
    await withGracefulShutdownHandler {
      await withTaskCancellationHandler {
        await withDiscardingTaskGroup { group in
          for await call in calls {
            group.addTask { call.client.send(await handler(call.request)) }
          }
        }
      } onCancel: {
        listener.stop()
      }
    } onGracefulShutdown: {
      listener.stop()
    }
  }
}
