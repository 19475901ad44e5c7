// Reads the `[[endpoint]]` tables: who is told, in which format, signed by what.

import AlertDelivery

/// The keys of an `[[endpoint]]`.
enum EndpointKey: String, SettingsKey {
  case name, format, url
  case urlFile = "url_file"
  case urlCredential = "url_credential"
  case secretFile = "secret_file"
  case secretCredential = "secret_credential"
  case previousSecretFile = "previous_secret_file"
  case previousSecretCredential = "previous_secret_credential"
  case headers
  case authorizationFile = "authorization_file"
  case authorizationCredential = "authorization_credential"
  case caFile = "ca_file"
  case proxy
  case allowPrivate = "allow_private"
  case source
  case templateFile = "template_file"
  case contentType = "content_type"
  case events, actors
  case certaintyMin = "certainty_min"
  case groupWait = "group_wait"
  case rateLimit = "rate_limit"
  case concurrency, timeout
  case retrySchedule = "retry_schedule"
}

/// One `[[endpoint]]`.
struct EndpointTable {
  let table: TableReader<EndpointKey>
  let secrets: SecretReader

  /// All of them, in the order of the file.
  static func all(in top: TableReader<TopKey>, secrets: SecretReader) -> [EndpointTable] {
    top.tables(.endpoint, keys: EndpointKey.self, misplaced: misplaced)
      .map { EndpointTable(table: $0, secrets: secrets) }
  }

  private static func misplaced(_ key: String) -> String? {
    if ["secret", "previous_secret", "authorization"].contains(key) {
      return "write it alone into a file and name that by \(key)_file, or use \(key)_credential"
    }
    return misplacedBelowTop(key)
  }

  /// Nil if a fault, noted like any other, leaves no endpoint.
  func read(_ names: inout FirstUses) -> EndpointSettings? {
    let name = table.identifier(.name, example: "desk", unique: &names)
    let traits = formatTraits()
    let connection = EndpointConnection(table: table, secrets: secrets)
    let url = connection.receiver(isSecret: traits.isURLSecret, of: traits.name)
    let secret = signingSecret(traits)
    let previous = secrets.signing(.previousSecretFile, .previousSecretCredential, of: table)
    let format = url.flatMap { makeFormat(traits, url: $0) }
    let timeout = table.duration(.timeout, in: 1_000...300_000, default: 15_000)
    let headers = connection.headers()
    let authorities = connection.authorities()
    let proxy = connection.proxy()
    let allowsPrivate = table.boolean(.allowPrivate, default: false)
    if let url { connection.warn(ofAddress: url, allowsPrivate: allowsPrivate) }
    let pace = EndpointPace(table: table)
    let schedule = pace.retrySchedule()
    let groupWait = pace.groupWait(traits)
    let interval = pace.interval()
    let concurrency = pace.concurrency()
    let filter = EndpointFilter(table: table).read()
    guard let name, let url, let format, secret != nil || traits.signing != .always else {
      return nil
    }
    let endpoint = Endpoint(
      name: name, url: url, format: format, secret: secret, previousSecret: previous,
      headers: headers, authorities: authorities, proxy: proxy, timeoutMilliseconds: Int(timeout),
      allowPrivate: allowsPrivate, retrySchedule: schedule, groupWaitMilliseconds: groupWait,
      intervalMilliseconds: interval, concurrency: concurrency)
    return EndpointSettings(endpoint: endpoint, filter: filter)
  }

  private func signingSecret(_ traits: AlertFormatTraits) -> WebhookSecret? {
    let keys: [EndpointKey] = [
      .secretFile, .secretCredential, .previousSecretFile, .previousSecretCredential,
    ]
    switch traits.signing {
    case .never:
      for key in keys where table.has(key) {
        table.add(key, "signs nothing: \(traits.name) does not look at signatures", "remove it")
      }
    case .always where !table.has(.secretFile) && !table.has(.secretCredential):
      table.add(
        "has no secret",
        "add secret_file or secret_credential; `gainsay secret` prints a new one")
    case .optional where !table.has(.secretFile) && !table.has(.secretCredential):
      for key in keys where table.has(key) {
        table.add(key, "is given without a secret", "add secret_file or secret_credential")
      }
    case .always, .optional: break
    }
    return secrets.signing(.secretFile, .secretCredential, of: table)
  }

  private func formatTraits() -> AlertFormatTraits {
    let known = AlertFormats.all.map { $0.traits }
    let usual = StandardWebhook.traits
    let name = table.choice(.format, among: known.map(\.name), default: usual.name)
    guard let traits = known.first(where: { $0.name == name }) else { return usual }
    for option in AlertFormatTraits.Option.allCases where !traits.options.contains(option) {
      guard let key = EndpointKey(rawValue: option.rawValue), table.has(key) else { continue }
      table.add(key, "means nothing to format \(traits.name)", "remove it or correct the format")
    }
    return traits
  }

  private func makeFormat(_ traits: AlertFormatTraits, url: EndpointURL) -> EndpointFormat? {
    guard let type = AlertFormats.all.first(where: { $0.traits.name == traits.name }) else {
      return nil
    }
    var options = AlertFormatOptions(
      url: url, source: table.string(.source, example: CloudEvent.sourceUnlessGiven),
      contentType: table.string(.contentType, example: TemplatedMessage.contentTypeUnlessGiven))
    if traits.options.contains(.templateFile) {
      guard let template = templateText() else { return nil }
      options.template = template
    }
    do {
      return EndpointFormat(try type.init(options))
    } catch {
      note(error)
      return nil
    }
  }

  /// The text of the template.
  private func templateText() -> String? {
    guard let path = table.requiredString(.templateFile, example: "alert.mustache") else {
      return nil
    }
    return secrets.content(
      ofFile: table.absolute(path), .templateFile, of: table, mustBePrivate: false)
  }

  private func note(_ error: DeliveryError) {
    guard case .badOption(let option) = error.code else {
      return table.add(error.detail, "correct the format")
    }
    switch option {
    case .source: table.add(.source, error.detail, "write one such as \"/gainsay/desk\"")
    case .contentType:
      table.add(.contentType, error.detail, "write one of \(TemplatedMessage.contentTypes)")
    case .templateFile:
      table.add(.templateFile, error.detail, "correct the template; the README has an example")
    case nil:
      let key = EndpointConnection.urlKeys.first { table.has($0) } ?? .url
      table.add(key, error.detail, "write one such as https://ntfy.example.org/gainsay")
    }
  }
}
