// Faults of the `[http]` table.

private func http(
  _ text: String, files: [String: String] = [:], _ said: String
) -> FaultRow {
  FaultRow(
    config: "[http]\n" + text + "\n" + SettingsFixture.folder, actors: SettingsFixture.actors,
    files: files, said: said)
}

private let beyondLoopback =
  "gainsay.toml:2: http.listen: lets other machines read the pages without a token; add token_file or token_credential, or write \"127.0.0.1:9846\""

private func noAddress(_ text: String) -> String {
  "gainsay.toml:2: http.listen: \"\(text)\" is not an IP address and a port; write one such as \"127.0.0.1:9846\" or \"[::1]:9846\", or \"off\""
}

let httpFaultRows: [FaultRow] =
  [
    "0.0.0.0:9846", "[::]:9846", "192.168.0.7:9846", "128.0.0.1:9846", "[::2]:9846",
    "[::ffff:127.0.0.1]:9846",
  ].map { http("listen = \"\($0)\"", beyondLoopback) }
  + [
    "9846", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1:9846",
    "[127.0.0.1]:9846", "monitor.example:9846", "127.1:9846", "on",
  ].map { http("listen = \"\($0)\"", noAddress($0)) }
  + [
    http(
      "port = 9846",
      "gainsay.toml:2: http.port: is not a known key; remove it; known here: listen, token_file, token_credential"
    ),
    http(
      "log_level = \"info\"",
      "gainsay.toml:2: http.log_level: is not a known key; move it to the top, above the first [[…]]"
    ),
    .top(
      "http = \"127.0.0.1:9846\"",
      "gainsay.toml:1: http: is a string; write [http], in single brackets, once"),
    .top(
      "[[http]]\nlisten = \"127.0.0.1:9846\"",
      "gainsay.toml:1: http: is a list of tables; write [http], in single brackets, once"),
    .top(
      "listen = \"127.0.0.1:9846\"",
      "gainsay.toml:1: listen: is not a known key; move it below [http]"),
    http(
      "token_file = \"token\"", files: ["token": "short-Canary"],
      "gainsay.toml:2: http.token_file: names a token that is short or holds blanks; make one of 16 characters or more: openssl rand -hex 32"
    ),
    http(
      "token_file = \"token\"", files: ["token": "Canary Canary Canary Canary"],
      "gainsay.toml:2: http.token_file: names a token that is short or holds blanks; make one of 16 characters or more: openssl rand -hex 32"
    ),
    http(
      "token_credential = \"monitoring\"",
      "gainsay.toml:2: http.token_credential: credential \"monitoring\" is given to the service alone; start by systemctl, with LoadCredential=monitoring:PATH in the unit"
    ),
    http(
      "listen = \"off\"\ntoken_file = \"token\"", files: ["token": "0123456789abcdef"],
      "gainsay.toml:3: http.token_file: guards nothing: the pages are off; remove it or set listen"),
  ]
