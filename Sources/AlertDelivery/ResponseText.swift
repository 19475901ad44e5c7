// How a refusal is shown: the beginning of its body, printable, without anything secret.

import Foundation

/// The beginning of a response's body.
enum ResponseText {
  /// So much of a body is kept.
  static let bytesMax = 1024

  /// What stands in for a secret, and for what cannot be printed.
  private static let mark = "…"
  /// Shorter parts of a URL are words that stand in many texts.
  private static let pathPartCharactersMin = 6

  /// The text in one line; nil if there is none.
  ///
  /// A receiver may repeat what it was sent: no secret, header or part of a URL stays.
  static func make(_ body: [UInt8], hiding secrets: [String]) -> String? {
    var text = String(decoding: body.prefix(bytesMax), as: UTF8.self)
    // The end may be the beginning of a secret.
    if body.count >= bytesMax { text = withoutCutSecret(text, secrets) }
    for secret in secrets { text = text.replacing(secret, with: mark) }
    text = TextEscaping.plain(text).replacing("\u{FFFD}", with: mark)
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.isEmpty ? nil : words
  }

  private static func withoutCutSecret(_ text: String, _ secrets: [String]) -> String {
    let cut = secrets.compactMap { secret in
      stride(from: min(secret.count - 1, text.count), through: 1, by: -1)
        .first { text.hasSuffix(secret.prefix($0)) }
    }.max()
    return cut.map { text.dropLast($0) + mark } ?? text
  }

  /// What must not be shown of an endpoint, the longest first.
  static func secrets(of endpoint: Endpoint) -> [String] {
    var secrets: [String] = endpoint.headers.map(\.value)
    // "Bearer …": the word is no secret, what stands behind it is.
    secrets += secrets.flatMap { $0.split(separator: " ").dropFirst().map(String.init) }
    for secret in endpoint.secrets {
      secrets += [secret.revealed, String(secret.revealed.dropFirst(WebhookSecret.prefix.count))]
    }
    if let parts = URLComponents(string: endpoint.url.text) {
      let path = parts.path
      secrets += [
        path, parts.percentEncodedPath, parts.query ?? "", parts.percentEncodedQuery ?? "",
      ]
      secrets += (parts.queryItems ?? []).compactMap(\.value)
      secrets += path.split(separator: "/").map(String.init)
        .filter { $0.count >= pathPartCharactersMin }
    }
    return Set(secrets).filter { $0.count > 1 }.sorted { ($1.count, $0) < ($0.count, $1) }
  }
}
