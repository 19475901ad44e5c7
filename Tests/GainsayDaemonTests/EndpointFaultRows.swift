// Endpoints with one fault each, and what is said about it.

extension FaultRow {
  /// A fault in an `[[endpoint]]`, which starts on line 4.
  static func endpoint(_ text: String, _ said: String) -> FaultRow {
    folder("[[endpoint]]\n" + text, said)
  }

  /// A fault in an endpoint that is otherwise whole, on line 8.
  static func wholeEndpoint(
    _ text: String, files: [String: String] = [:], _ said: String
  ) -> FaultRow {
    var row = endpoint(
      "name = \"desk\"\nurl = \"https://a.example/\"\n\(SettingsFixture.secretFile)" + text,
      said)
    row.files = files
    return row
  }

  /// A fault in an endpoint's URL.
  static func url(_ text: String, _ said: String) -> FaultRow {
    endpoint(
      "name = \"desk\"\nurl = \"\(text)\"\n\(SettingsFixture.secretFile)", said)
  }

  /// A fault in where an endpoint's secret is, on line 7.
  static func secret(
    _ text: String, files: [String: String] = [:], _ said: String
  ) -> FaultRow {
    var row = endpoint("name = \"desk\"\nurl = \"https://a.example/\"\n" + text, said)
    row.files = files
    return row
  }

  /// A fault in an endpoint whose URL a file holds, which line 7 names.
  static func chat(
    _ format: String, more: String = "", _ url: String, _ said: String
  ) -> FaultRow {
    var row = endpoint(
      "name = \"chat\"\nformat = \"\(format)\"\nurl_file = \"chat.url\"\n" + more, said)
    row.files = ["chat.url": url]
    return row
  }

  /// A fault in a template, which line 8 names.
  static func template(_ text: String?, more: String = "", _ said: String) -> FaultRow {
    let file = text == nil ? "does-not-exist" : "x.mustache"
    var row = endpoint(
      "name = \"desk\"\nurl = \"https://a.example/\"\nformat = \"template\"\n"
        + "template_file = \"\(file)\"\n" + more, said)
    if let text { row.files = [file: text] }
    return row
  }
}

let endpointFaultRows: [FaultRow] = [
  .endpoint(
    "url = \"https://a.example/\"\n" + SettingsFixture.secretFile,
    #"gainsay.toml:4: endpoint[1].name: is missing; add name = "desk""#),
  .endpoint(
    "name = \"desk\"\n" + SettingsFixture.secretFile,
    #"gainsay.toml:4: endpoint[1].url: is missing; add url = "https://example.com/hook""#),
  .url(
    "ftp://a.example/",
    #"gainsay.toml:6: endpoint[1].url: is not an http or https URL; write one such as "https://example.com/hook""#
  ),
  .url(
    "a.example/hook",
    #"gainsay.toml:6: endpoint[1].url: is not an http or https URL; write one such as "https://example.com/hook""#
  ),
  .url(
    "https:///hook",
    #"gainsay.toml:6: endpoint[1].url: names no host; write one such as "https://example.com/hook""#
  ),
  .url(
    "https://a.example/a b",
    "gainsay.toml:6: endpoint[1].url: holds a character that URLs do not; percent-encode it"),
  .url(
    "https://user:pass@a.example/",
    "gainsay.toml:6: endpoint[1].url: holds a user name or password; remove it and use authorization_file"
  ),
  .url(
    "https://a.example/#top",
    "gainsay.toml:6: endpoint[1].url: holds a fragment (#…), which is never sent; remove it"),
  .url(
    "https://a.example:99999/",
    "gainsay.toml:6: endpoint[1].url: holds a port that does not exist; write a port from 1 to 65535 or none"
  ),
  // Where a secret is
  .secret(
    "",
    "gainsay.toml:4: endpoint[1]: has no secret; add secret_file or secret_credential; `gainsay secret` prints a new one"
  ),
  .secret(
    #"secret_file = "x.secret""#, files: ["x.secret": "hunter2hunter2"],
    "gainsay.toml:7: endpoint[1].secret_file: the secret does not start with whsec_; make a new one with `gainsay secret`"
  ),
  .secret(
    #"secret_file = "x.secret""#, files: ["x.secret": "whsec_!!!!"],
    "gainsay.toml:7: endpoint[1].secret_file: the secret is not base64 after whsec_; make a new one with `gainsay secret`"
  ),
  .secret(
    #"secret_file = "x.secret""#,
    files: ["x.secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"],
    "gainsay.toml:7: endpoint[1].secret_file: the secret is not base64 after whsec_; make a new one with `gainsay secret`"
  ),
  .secret(
    #"secret_file = "x.secret""#, files: ["x.secret": "whsec_AAAAAAAAAAAAAAAAAAAAAA=="],
    "gainsay.toml:7: endpoint[1].secret_file: the secret has 16 bytes, not 24 to 64; make a new one with `gainsay secret`"
  ),
  .secret(
    #"secret_file = "x.secret""#,
    files: ["x.secret": "whsec_" + String(repeating: "A", count: 88)],
    "gainsay.toml:7: endpoint[1].secret_file: the secret has 66 bytes, not 24 to 64; make a new one with `gainsay secret`"
  ),
  .secret(
    #"secret_file = "x.secret""#, files: ["x.secret": " \n"],
    "gainsay.toml:7: endpoint[1].secret_file: names a place that is empty; write the secret there"),
  .secret(
    "secret_file = 5",
    #"gainsay.toml:7: endpoint[1].secret_file: is an integer, not a string; write secret_file = "desk.secret""#
  ),
  .secret(
    #"secret_file = "no-such-file""#,
    "gainsay.toml:7: endpoint[1].secret_file: no-such-file does not exist; create it or correct the path"
  ),
  .secret(
    #"secret_file = "inbox""#,
    "gainsay.toml:7: endpoint[1].secret_file: inbox is not a file; name a regular file"),
  .secret(
    #"secret_file = "actors.toml""#,
    "gainsay.toml:7: endpoint[1].secret_file: the secret does not start with whsec_; make a new one with `gainsay secret`"
  ),
  .secret(
    #"secret_file = "\#(SettingsFixture.secret)""#,
    "gainsay.toml:7: endpoint[1].secret_file: holds the secret itself; write it alone into a file and name that here"
  ),
  .wholeEndpoint(
    #"secret = "\#(SettingsFixture.secret)""#,
    "gainsay.toml:8: endpoint[1].secret: is not a known key; write it alone into a file and name that by secret_file, or use secret_credential"
  ),
  .wholeEndpoint(
    #"previous_secret = "\#(SettingsFixture.secret)""#,
    "gainsay.toml:8: endpoint[1].previous_secret: is not a known key; write it alone into a file and name that by previous_secret_file, or use previous_secret_credential"
  ),
  .secret(
    #"secret_credential = "desk""#,
    #"gainsay.toml:7: endpoint[1].secret_credential: credential "desk" is given to the service alone; start by systemctl, with LoadCredential=desk:PATH in the unit"#
  ),
  .secret(
    #"secret_credential = "../desk""#,
    "gainsay.toml:7: endpoint[1].secret_credential: is not the name of a credential; write the NAME of LoadCredential=NAME:PATH"
  ),
  .wholeEndpoint(
    #"secret_credential = "x""#,
    "gainsay.toml:7: endpoint[1].secret_file: is given more than once: secret_file and secret_credential; keep one of them"
  ),
  .wholeEndpoint(
    #"secert_file = "x""#,
    #"gainsay.toml:8: endpoint[1].secert_file: is not a known key; did you mean "secret_file"?"#),
  .wholeEndpoint(
    #"previous_secret_file = "old""#, files: ["old": "whsec_AAAA"],
    "gainsay.toml:8: endpoint[1].previous_secret_file: the secret has 3 bytes, not 24 to 64; make a new one with `gainsay secret`"
  ),
  .wholeEndpoint(
    #"previous_secret_file = "a"\#nprevious_secret_credential = "b""#,
    "gainsay.toml:8: endpoint[1].previous_secret_file: is given more than once: previous_secret_file and previous_secret_credential; keep one of them"
  ),
  .wholeEndpoint(
    #"timeout = "0s""#, "gainsay.toml:8: endpoint[1].timeout: 0s is out of range; write 1s to 5m"),
  .wholeEndpoint(
    "timeout = 15",
    #"gainsay.toml:8: endpoint[1].timeout: is an integer, not a string; write timeout = "15s""#),
  .wholeEndpoint(
    "allow_private = 1",
    "gainsay.toml:8: endpoint[1].allow_private: is an integer, not true or false; write allow_private = false"
  ),
  .wholeEndpoint(
    "retry_schedule = []",
    "gainsay.toml:8: endpoint[1].retry_schedule: lists 0 waits; list 1 to 20, one for each failed attempt, or remove the key"
  ),
  .wholeEndpoint(
    #"retry_schedule = ["5s", "5x"]"#,
    #"gainsay.toml:8: endpoint[1].retry_schedule[2]: "5x" is not a duration; write a whole number and ms, s, m, h, d or w, such as "5m""#
  ),
  .wholeEndpoint(
    #"retry_schedule = ["5s", "8d"]"#,
    "gainsay.toml:8: endpoint[1].retry_schedule[2]: 8d is out of range; write 0s to 1w"),
  .wholeEndpoint(
    "recursive = true",
    "gainsay.toml:8: endpoint[1].recursive: is not a known key; remove it; known here: name, format, url, url_file, url_credential, secret_file, secret_credential, previous_secret_file, previous_secret_credential, headers, authorization_file, authorization_credential, ca_file, proxy, allow_private, source, template_file, content_type, events, actors, certainty_min, group_wait, rate_limit, concurrency, timeout, retry_schedule"
  ),
  .wholeEndpoint(
    #"control_socket = "/run/x""#,
    "gainsay.toml:8: endpoint[1].control_socket: is not a known key; move it to the top, above the first [[…]]"
  ),
  .wholeEndpoint(
    "[[endpoint]]\nname = \"desk\"\nurl = \"https://b.example/\"\n" + SettingsFixture.secretFile,
    #"gainsay.toml:9: endpoint[2].name: "desk" is used by endpoint[1] already; choose another"#),
  // The format
  .wholeEndpoint(
    #"format = "xmpp""#,
    #"gainsay.toml:8: endpoint[1].format: "xmpp" is not a choice; write one of "standard-webhooks", "cloudevents", "slack", "discord", "teams", "ntfy", "template""#
  ),
  .wholeEndpoint(
    #"source = "/gainsay""#,
    "gainsay.toml:8: endpoint[1].source: means nothing to format standard-webhooks; remove it or correct the format"
  ),
  .wholeEndpoint(
    #"format = "cloudevents"\#nsource = "a b""#,
    #"gainsay.toml:9: endpoint[1].source: is no URI reference of up to 200 characters; write one such as "/gainsay/desk""#
  ),
  .chat(
    "ntfy", "https://ntfy.example/",
    #"gainsay.toml:7: endpoint[1].url_file: is not that of a topic: letters, digits, "-" and "_" behind the host; write one such as https://ntfy.example.org/gainsay"#
  ),
  // Chat services
  .endpoint(
    #"name = "chat"\#nformat = "slack""#,
    "gainsay.toml:4: endpoint[1]: has no URL; add url_file or url_credential: the URL of slack is a password"
  ),
  .endpoint(
    #"name = "chat"\#nformat = "slack"\#nurl = "https://a.example/Canary""#,
    "gainsay.toml:7: endpoint[1].url: is a password, as whoever has it may write to slack; write it alone into a file and name that by url_file, or use url_credential"
  ),
  .endpoint(
    #"name = "chat"\#nformat = "slack"\#nurl_file = "https://a.example/Canary""#,
    "gainsay.toml:7: endpoint[1].url_file: holds the secret itself; write it alone into a file and name that here"
  ),
  .endpoint(
    #"name = "chat"\#nformat = "ntfy"\#nurl = "https://a.example/b"\#nurl_file = "x""#,
    "gainsay.toml:7: endpoint[1].url: is given more than once: url and url_file; keep one of them"
  ),
  .chat(
    "slack", "hooks.slack.com/Canary",
    #"gainsay.toml:7: endpoint[1].url_file: is not an http or https URL; write one such as "https://example.com/hook""#
  ),
  .chat(
    "slack", "https://hooks.slack.com/Canary\nCanary",
    "gainsay.toml:7: endpoint[1].url_file: holds a character that URLs do not; percent-encode it"),
  .chat(
    "slack", more: SettingsFixture.secretFile, "https://hooks.slack.com/Canary",
    "gainsay.toml:8: endpoint[1].secret_file: signs nothing: slack does not look at signatures; remove it"
  ),
  .endpoint(
    "name = \"chat\"\nurl = https://a.example/Canary",
    #"gainsay.toml:6:7: is not TOML: value: could not determine value type; correct the line; strings stand in "quotes""#
  ),
  .endpoint(
    "name = \"chat\"\nurl = 'https://a.example/Canary",
    #"gainsay.toml:6:32: is not TOML: literal string: encountered end-of-file; correct the line; strings stand in "quotes""#
  ),
  .endpoint(
    "name = \"chat\"\nurl = \"https://a.example/Canary\" Canary",
    #"gainsay.toml:6:34: is not TOML: key-value pair: expected a comment or whitespace, saw 'C'; correct the line; strings stand in "quotes""#
  ),
  .endpoint(
    "name = \"chat\"\nurl_file = Canary",
    #"gainsay.toml:6:12: is not TOML: value: could not determine value type; correct the line; strings stand in "quotes""#
  ),
  // Templates
  .template(
    nil,
    "gainsay.toml:8: endpoint[1].template_file: does-not-exist does not exist; create it or correct the path"
  ),
  .wholeEndpoint(
    #"format = "template""#,
    #"gainsay.toml:4: endpoint[1].template_file: is missing; add template_file = "alert.mustache""#),
  .template(
    "{\"a\": \"{{content}\"}",
    "gainsay.toml:8: endpoint[1].template_file: line 1 is no Mustache: is a tag or a section not closed, or closed by another name?; correct the template; the README has an example"
  ),
  .template(
    "{\n{{#about}}\n{{/abuot}}\n}",
    #"gainsay.toml:8: endpoint[1].template_file: line 3 names "abuot", which no alert has; correct the template; the README has an example"#
  ),
  .template(
    "{\n\"a\": \"{{{content}}}\" }",
    "gainsay.toml:8: endpoint[1].template_file: line 2 holds {{{, which stands for a value as it is; correct the template; the README has an example"
  ),
  .template(
    "{\"a\": \"{{&content}}\" }",
    "gainsay.toml:8: endpoint[1].template_file: line 1 holds {{&, which stands for a value as it is; correct the template; the README has an example"
  ),
  .template(
    "{{=<% %>=}}{\"a\": \"<%& content %>\" }",
    "gainsay.toml:8: endpoint[1].template_file: line 1 holds {{=, which stands for another syntax; correct the template; the README has an example"
  ),
  .template(
    "{\"a\": {{content}} }",
    "gainsay.toml:8: endpoint[1].template_file: what it makes of a claim is no JSON; correct the template; the README has an example"
  ),
  .template(
    "{\"a\": \"{{content}}\"{{#article.title}}, \"b\": 1{{/article.title}}{{^article.title}},{{/article.title}} }",
    "gainsay.toml:8: endpoint[1].template_file: what it makes of a claim that has no title and no speaker is no JSON; correct the template; the README has an example"
  ),
  .template(
    "text", more: #"content_type = "application/x-foo""#,
    "gainsay.toml:9: endpoint[1].content_type: is a type for which values cannot be escaped; write one of application/json, …+json, text/html, application/xml, …+xml, text/plain and application/x-www-form-urlencoded"
  ),
  .template(
    "{}", more: #"previous_secret_file = "desk.secret""#,
    "gainsay.toml:9: endpoint[1].previous_secret_file: is given without a secret; add secret_file or secret_credential"
  ),
  // Headers, certificates, proxy
  .wholeEndpoint(
    #"headers = ["X-Team"]"#,
    #"gainsay.toml:8: endpoint[1].headers[1]: is no header: it has no colon; write one such as "X-Team: desk""#
  ),
  .wholeEndpoint(
    #"headers = ["X-Team: desk", "X Team: desk"]"#,
    #"gainsay.toml:8: endpoint[1].headers[2]: does not start with the name of a header; write one such as "X-Team: desk""#
  ),
  .wholeEndpoint(
    #"headers = ["X-Team: Canary\r\nwebhook-id: x"]"#,
    #"gainsay.toml:8: endpoint[1].headers[1]: gives X-Team no value, or one with characters other than printable ASCII; write one such as "X-Team: desk""#
  ),
  .wholeEndpoint(
    #"headers = ["Webhook-Signature: v1,Canary"]"#,
    #"gainsay.toml:8: endpoint[1].headers[1]: sets Webhook-Signature, which gainsay sets itself; write one such as "X-Team: desk""#
  ),
  .wholeEndpoint(
    #"headers = ["HOST: a.example"]"#,
    #"gainsay.toml:8: endpoint[1].headers[1]: sets HOST, which gainsay sets itself; write one such as "X-Team: desk""#
  ),
  .wholeEndpoint(
    #"headers = ["Authorization: Bearer Canary"]"#,
    "gainsay.toml:8: endpoint[1].headers[1]: sets Authorization, whose value is a password; use authorization_file or authorization_credential"
  ),
  .wholeEndpoint(
    #"headers = ["X-A: 1", "x-a: 2"]"#,
    "gainsay.toml:8: endpoint[1].headers[2]: sets x-a again; remove it"),
  .wholeEndpoint(
    #"authorization_file = "token""#, files: ["token": "Bearer a\nCanary"],
    "gainsay.toml:8: endpoint[1].authorization_file: gives Authorization no value, or one with characters other than printable ASCII; write one line such as: Bearer TOKEN"
  ),
  .wholeEndpoint(
    #"authorization = "Bearer Canary""#,
    "gainsay.toml:8: endpoint[1].authorization: is not a known key; write it alone into a file and name that by authorization_file, or use authorization_credential"
  ),
  .wholeEndpoint(
    #"ca_file = "actors.toml""#,
    "gainsay.toml:8: endpoint[1].ca_file: holds no certificate in PEM (-----BEGIN CERTIFICATE-----); name the file of the authority's certificate"
  ),
  .wholeEndpoint(
    #"proxy = "proxy.example:3128""#,
    #"gainsay.toml:8: endpoint[1].proxy: is not an http or https URL; write one such as "https://example.com/hook""#
  ),
  .wholeEndpoint(
    #"proxy = "http://proxy.example:3128/path""#,
    #"gainsay.toml:8: endpoint[1].proxy: holds a path or a query, which a proxy does not have; write it as far as the port: "http://proxy.example.com:3128""#
  ),
  // Filters and pace
  .wholeEndpoint(
    #"events = ["denial"]"#,
    #"gainsay.toml:8: endpoint[1].events[1]: "denial" is not an event; write one of claim.new, denial.new, endpoint.failing, endpoint.recovered"#
  ),
  .wholeEndpoint(
    "events = []",
    "gainsay.toml:8: endpoint[1].events: is empty: nothing would be told; list some or remove it"),
  .wholeEndpoint(
    #"actors = ["rusia"]"#,
    #"gainsay.toml:8: endpoint[1].actors: "rusia" is not an actor's id; did you mean "russia"?"#),
  .wholeEndpoint(
    "certainty_min = 80",
    "gainsay.toml:8: endpoint[1].certainty_min: 80.0 is out of range; write 0.0 to 1.0"),
  .wholeEndpoint(
    #"certainty_min = "high""#,
    "gainsay.toml:8: endpoint[1].certainty_min: is a string, not a number; write certainty_min = 0.8"
  ),
  .wholeEndpoint(
    #"group_wait = "30s""#,
    "gainsay.toml:8: endpoint[1].group_wait: cannot be: a message of format standard-webhooks is one alert; remove it; these formats group: slack, discord, teams, ntfy"
  ),
  .chat(
    "slack", more: #"group_wait = "2h""#, "https://hooks.slack.com/Canary",
    "gainsay.toml:8: endpoint[1].group_wait: 2h is out of range; write 0s to 1h"),
  .wholeEndpoint(
    #"rate_limit = "0/s""#,
    #"gainsay.toml:8: endpoint[1].rate_limit: "0/s" is not a rate; write 1 to 1000 and /s, /m or /h, such as "30/m", or "none""#
  ),
  .wholeEndpoint(
    "rate_limit = 5",
    #"gainsay.toml:8: endpoint[1].rate_limit: is an integer, not a string; write rate_limit = "1/s""#
  ),
  .wholeEndpoint(
    "concurrency = 5",
    "gainsay.toml:8: endpoint[1].concurrency: 5 is out of range; write 1 to 4"),
]
