// Reads the `[[endpoint]]` tables.

import AlertDelivery
import FoundationEssentials

/// The keys of an `[[endpoint]]`.
enum EndpointKey: String, SettingsKey {
  case name, url
  case secret
  case secretFile = "secret_file"
  case secretCredential = "secret_credential"
  case previousSecret = "previous_secret"
  case previousSecretFile = "previous_secret_file"
  case previousSecretCredential = "previous_secret_credential"
  case timeout
  case allowPrivate = "allow_private"
  case retrySchedule = "retry_schedule"
}

extension EndpointSettings {
  /// Those without a fault; notes the faults.
  static func read(from top: TableReader<TopKey>, secrets: SecretReader) -> [EndpointSettings] {
    let tables = top.tables(.endpoint, keys: EndpointKey.self, misplaced: misplacedBelowTop)
    var names = FirstUses()
    return tables.compactMap { table in
      let name = table.identifier(.name, example: "desk", unique: &names)
      let url = url(of: table)
      let secret = secrets.current(of: table)
      let previous = secrets.previous(of: table)
      let timeout = table.duration(.timeout, in: 1_000...300_000, default: 15_000)
      let allowsPrivate = table.boolean(.allowPrivate, default: false)
      let schedule = retrySchedule(of: table)
      if let url { warn(ofAddress: url.revealed, allowsPrivate: allowsPrivate, of: table) }
      guard let name, let url, let secret else { return nil }
      return EndpointSettings(
        name: name, url: url, secret: secret, previousSecret: previous,
        timeoutMilliseconds: timeout, allowsPrivate: allowsPrivate,
        retryScheduleMilliseconds: schedule)
    }
  }

  /// The URL is never shown: that of a chat service is a password.
  private static func url(of table: TableReader<EndpointKey>) -> SecretText? {
    let example = "https://example.com/hook"
    guard let text = table.requiredString(.url, example: example) else { return nil }
    if let (what, remedy) = urlProblem(text) {
      table.add(.url, what, remedy)
      return nil
    }
    return SecretText(text)
  }

  /// An address that delivery will not dial; what a host's name leads to shows only then.
  private static func warn(
    ofAddress url: String, allowsPrivate: Bool, of table: TableReader<EndpointKey>
  ) {
    let host = URLComponents(string: url)?.host?.lowercased() ?? ""
    let address = host == "localhost" ? "127.0.0.1" : host.filter { !"[]".contains($0) }
    switch DialledAddress(address)?.reach {
    case .local where !allowsPrivate:
      table.warn(
        .url, "leads to a loopback or private address, which is not dialled",
        "add allow_private = true if it is meant")
    case .barred:
      table.warn(
        .url, "leads to a link-local, metadata or multicast address, which is never dialled",
        "name the receiver's own address")
    case .local, .global, nil: break
    }
  }

  private static func urlProblem(_ text: String) -> (what: String, remedy: String)? {
    let scheme = text.lowercased()
    guard scheme.hasPrefix("https://") || scheme.hasPrefix("http://") else {
      return ("is not an http or https URL", "write one such as \"https://example.com/hook\"")
    }
    // RFC 3986 allows none of these unescaped; parsers disagree on what they mean.
    let forbidden = Set("\"<>\\^`{|}".utf8)
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !forbidden.contains($0) }) else {
      return ("holds a character that URLs do not", "percent-encode it")
    }
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty else {
      return ("names no host", "write one such as \"https://example.com/hook\"")
    }
    guard parts.user == nil, parts.password == nil else {
      return ("holds a user name or password", "remove it: alerts are signed instead")
    }
    guard parts.fragment == nil else {
      return ("holds a fragment (#…), which is never sent", "remove it")
    }
    guard parts.port.map({ (1...65_535).contains($0) }) ?? true else {
      return ("holds a port that does not exist", "write a port from 1 to 65535 or none")
    }
    return nil
  }

  private static func retrySchedule(of table: TableReader<EndpointKey>) -> [Int64]? {
    guard let waits = table.durations(.retrySchedule, in: 0...604_800_000) else { return nil }
    if table.has(.retrySchedule), !(1...20).contains(waits.count) {
      table.add(
        .retrySchedule, "lists \(waits.count) waits",
        "list 1 to 20, one for each failed attempt, or remove the key")
    }
    return waits
  }
}
