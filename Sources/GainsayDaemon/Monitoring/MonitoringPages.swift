// The pages for monitoring, whoever serves them: /metrics, /health, /ready.

import AlertDelivery
import Synchronization

/// Answers GET and HEAD to whoever may ask.
struct MonitoringPages: Sendable {
  /// What is answered.
  struct Page: Hashable, Sendable {
    var status: Int
    var body: String
    var headers: [String: String] = [:]

    init(_ status: Int, _ body: String, headers: [String: String] = [:]) {
      self.status = status
      self.body = body
      self.headers = headers
      self.headers["Content-Type"] = headers["Content-Type"] ?? "text/plain; charset=utf-8"
    }
  }

  /// What the pages show.
  struct Content: Sendable {
    let metrics: @Sendable () async -> String
    /// Why intake does not get on; nil if the daemon is alive.
    let hang: @Sendable () -> String?
    /// What keeps articles from being taken in.
    let obstacles: @Sendable () async -> [String]
  }

  private let content: Content
  private let access: MonitoringAccess

  init(_ content: Content, access: MonitoringAccess) {
    self.content = content
    self.access = access
  }

  /// The pages of a running daemon.
  init(reloading: Reloading, access: MonitoringAccess) {
    self.init(
      Content(
        metrics: { await reloading.metrics() }, hang: { reloading.hang },
        obstacles: { await reloading.obstacles() }), access: access)
  }

  /// The answer to a request; `authorization` is the value of its header.
  func answer(method: String, path: String, authorization: String?) async -> Page {
    guard access.isAllowed(by: authorization) else {
      return Page(401, "a bearer token is needed\n", headers: ["WWW-Authenticate": "Bearer"])
    }
    guard ["GET", "HEAD"].contains(method) else {
      return Page(405, "only GET and HEAD are answered\n", headers: ["Allow": "GET, HEAD"])
    }
    var page = await page(at: path)
    if method == "HEAD" { page.body = "" }
    return page
  }

  private func page(at path: String) async -> Page {
    switch path {
    case "/metrics":
      return Page(
        200, await content.metrics(), headers: ["Content-Type": MetricsText.contentType])
    case "/health":
      return content.hang().map { Page(503, "\($0)\n") } ?? Page(200, "alive\n")
    case "/ready":
      let obstacles = await content.obstacles()
      return obstacles.isEmpty
        ? Page(200, "ready\n") : Page(503, obstacles.joined(separator: "\n") + "\n")
    default: return Page(404, "there are /metrics, /health and /ready\n")
    }
  }
}

/// Who may ask: whoever sends the token, if there is one; else anybody.
final class MonitoringAccess: Sendable {
  private let token: Mutex<MonitoringToken?>

  init(token: MonitoringToken?) {
    self.token = Mutex(token)
  }

  /// Wants this token from now on; nil: none.
  func replaceToken(_ token: MonitoringToken?) {
    self.token.withLock { $0 = token }
  }

  fileprivate func isAllowed(by authorization: String?) -> Bool {
    token.withLock { $0?.isGiven(in: authorization) ?? true }
  }
}

/// What whoever asks for the pages must know; never shown.
package struct MonitoringToken: Hashable, Sendable, CustomStringConvertible,
  CustomDebugStringConvertible, CustomReflectable
{
  /// Shorter ones can be guessed.
  static let lengthMin = 16

  private let bytes: [UInt8]

  /// Nil unless it is long enough and made of what a header may carry (RFC 6750, `b64token`).
  init?(_ text: String) {
    bytes = Array(text.utf8)
    guard bytes.count >= Self.lengthMin, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return nil
    }
  }

  /// Whether the header's value, "Bearer …", carries it; the time it takes tells nothing of where
  /// another differs.
  func isGiven(in authorization: String?) -> Bool {
    let parts = (authorization ?? "").split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return false }
    return Cryptography.equalInConstantTime(Array(parts[1].utf8), bytes)
  }

  package var description: String { "…" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
