// Reads the `[http]` table: where the pages for monitoring are served, and to whom.

/// The keys of `[http]`.
enum HTTPKey: String, SettingsKey {
  case listen
  case tokenFile = "token_file"
  case tokenCredential = "token_credential"
}

extension MonitoringSettings {
  private static let off = "off"

  /// Notes the faults; nil if the pages are off.
  static func read(from top: TableReader<TopKey>, secrets: SecretReader) -> MonitoringSettings? {
    let standard = ListenAddress(ListenAddress.standard)
    guard let table = top.table(.http, keys: HTTPKey.self, misplaced: misplacedBelowTop) else {
      return standard.map { MonitoringSettings(address: $0, isChosen: false) }
    }
    let token = token(table, secrets)
    let text = table.string(.listen, example: ListenAddress.standard)
    guard text != off else {
      for key in [HTTPKey.tokenFile, .tokenCredential] where table.has(key) {
        table.add(key, "guards nothing: the pages are off", "remove it or set listen")
      }
      return nil
    }
    guard let address = ListenAddress(text ?? ListenAddress.standard) else {
      table.add(
        .listen, "\"\(shown(text ?? ""))\" is not an IP address and a port",
        "write one such as \"\(ListenAddress.standard)\" or \"[::1]:9846\", or \"\(off)\"")
      return nil
    }
    if !address.isLoopback, !table.has(.tokenFile), !table.has(.tokenCredential) {
      table.add(
        .listen, "lets other machines read the pages without a token",
        "add token_file or token_credential, or write \"\(ListenAddress.standard)\"")
    }
    return MonitoringSettings(address: address, token: token, isChosen: table.has(.listen))
  }

  private static func token(
    _ table: TableReader<HTTPKey>, _ secrets: SecretReader
  ) -> MonitoringToken? {
    guard
      let (text, key) = secrets.text(
        .tokenFile, .tokenCredential, example: "monitoring.token", of: table)
    else { return nil }
    guard let token = MonitoringToken(text) else {
      table.add(
        key, "names a token that is short or holds blanks",
        "make one of \(MonitoringToken.lengthMin) characters or more: openssl rand -hex 32")
      return nil
    }
    return token
  }
}
