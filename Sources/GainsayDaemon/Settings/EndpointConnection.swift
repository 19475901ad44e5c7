// Reads how an endpoint is reached: its URL, headers, certificates, proxy.

import AlertDelivery
import FoundationEssentials

/// The keys of an `[[endpoint]]` that say where a request goes and what it carries.
struct EndpointConnection {
  static let urlKeys: [EndpointKey] = [.url, .urlFile, .urlCredential]

  let table: TableReader<EndpointKey>
  let secrets: SecretReader

  // The URL

  /// The URL, which is never shown: that of a chat service is a password.
  func receiver(isSecret: Bool, of format: String) -> EndpointURL? {
    let example = "https://example.com/hook"
    let given = Self.urlKeys.filter { table.has($0) }
    if given.isEmpty, isSecret {
      table.add("has no URL", "add url_file or url_credential: the URL of \(format) is a password")
      return nil
    }
    guard given.count <= 1 else {
      let names = given.map(\.rawValue).joined(separator: " and ")
      table.add(given[0], "is given more than once: \(names)", "keep one of them")
      return nil
    }
    guard given.first ?? .url == .url else {
      guard let (text, key) = secrets.text(.urlFile, .urlCredential, example: "chat.url", of: table)
      else { return nil }
      return makeURL(text, key, ofWhat: "receiver")
    }
    guard let text = table.requiredString(.url, example: example) else { return nil }
    guard !isSecret else {
      table.add(
        .url, "is a password, as whoever has it may write to \(format)",
        "write it alone into a file and name that by url_file, or use url_credential")
      return nil
    }
    return makeURL(text, .url, ofWhat: "receiver")
  }

  private func makeURL(_ text: String, _ key: EndpointKey, ofWhat what: String) -> EndpointURL? {
    if let (fault, remedy) = Self.urlProblem(text) {
      table.add(key, fault, remedy)
      return nil
    }
    do {
      return try EndpointURL(text)
    } catch {
      table.add(key, error.detail, "correct the URL of the \(what)")
      return nil
    }
  }

  /// An address that delivery will not dial; what a host's name leads to shows only then.
  func warn(ofAddress url: EndpointURL, allowsPrivate: Bool) {
    let key = Self.urlKeys.first { table.has($0) } ?? .url
    switch url.address?.reach {
    case .local where !allowsPrivate:
      table.warn(
        key, "leads to a loopback or private address, which is not dialled",
        "add allow_private = true if it is meant")
    case .barred:
      table.warn(
        key, "leads to a link-local, metadata or multicast address, which is never dialled",
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
      return ("holds a user name or password", "remove it and use authorization_file")
    }
    guard parts.fragment == nil else {
      return ("holds a fragment (#…), which is never sent", "remove it")
    }
    guard parts.port.map({ (1...65_535).contains($0) }) ?? true else {
      return ("holds a port that does not exist", "write a port from 1 to 65535 or none")
    }
    return nil
  }

  // What a request carries

  /// Those of `headers`, and the one that a file or a credential holds.
  func headers() -> [HTTPHeader] {
    var found: [HTTPHeader] = []
    var names = FirstUses()
    let example = "X-Team: desk"
    for (index, line) in (table.strings(.headers, example: example) ?? []).enumerated() {
      do {
        let header = try HTTPHeader(checking: line)
        let name = header.name.lowercased()
        if ["authorization", "cookie"].contains(name) {
          table.add(
            .headers, element: index + 1, "sets \(header.name), whose value is a password",
            "use authorization_file or authorization_credential")
        } else if names.note(name, by: "") != nil {
          table.add(.headers, element: index + 1, "sets \(header.name) again", "remove it")
        } else {
          found.append(header)
        }
      } catch {
        table.add(.headers, element: index + 1, error.detail, "write one such as \"\(example)\"")
      }
    }
    return found + (authorizationHeader().map { [$0] } ?? [])
  }

  private func authorizationHeader() -> HTTPHeader? {
    guard
      let (text, key) = secrets.text(
        .authorizationFile, .authorizationCredential, example: "desk.token", of: table)
    else { return nil }
    do {
      return try HTTPHeader(checkingName: "Authorization", value: text)
    } catch {
      table.add(key, error.detail, "write one line such as: Bearer TOKEN")
      return nil
    }
  }

  // Who stands between

  /// Who vouches for the receiver; nil if the system's authorities do.
  func authorities() -> CertificateAuthorities? {
    guard let path = table.string(.caFile, example: "/etc/gainsay/ca.pem"),
      let text = secrets.content(
        ofFile: table.absolute(path), .caFile, of: table, mustBePrivate: false)
    else { return nil }
    do {
      return try CertificateAuthorities(pem: text)
    } catch {
      table.add(.caFile, error.detail, "name the file of the authority's certificate")
      return nil
    }
  }

  /// The proxy; nil if there is none.
  func proxy() -> EndpointURL? {
    guard let text = table.string(.proxy, example: "http://proxy.example.com:3128") else {
      return nil
    }
    guard let proxy = makeURL(text, .proxy, ofWhat: "proxy") else { return nil }
    guard proxy.isServer else {
      table.add(
        .proxy, "holds a path or a query, which a proxy does not have",
        "write it as far as the port: \"http://proxy.example.com:3128\"")
      return nil
    }
    if proxy.address?.reach == .barred {
      table.warn(
        .proxy, "leads to a link-local, metadata or multicast address, which is never dialled",
        "name the proxy's own address")
    }
    return proxy
  }
}
