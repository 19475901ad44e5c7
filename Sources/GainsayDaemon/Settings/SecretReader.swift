// Finds the signing secrets of endpoints, wherever they are kept, and never shows one.

import AlertDelivery

/// Reads a secret from the configuration itself, from a file, or from a credential of systemd.
struct SecretReader {
  let credentialsDirectory: String?
  let purpose: SettingsReader.Purpose

  private typealias Keys = (inline: EndpointKey, file: EndpointKey, credential: EndpointKey)

  /// Nil if there is none or it is at fault, noted.
  func current(of table: TableReader<EndpointKey>) -> WebhookSecret? {
    let keys: Keys = (.secret, .secretFile, .secretCredential)
    if !table.has(keys.inline), !table.has(keys.file), !table.has(keys.credential) {
      table.add(
        "has no secret",
        "add secret_file, secret_credential or secret; `gainsay secret` prints a new one")
    }
    return secret(keys, of: table)
  }

  /// Nil if there is none, or if it is at fault, noted.
  func previous(of table: TableReader<EndpointKey>) -> WebhookSecret? {
    secret((.previousSecret, .previousSecretFile, .previousSecretCredential), of: table)
  }

  private func secret(_ keys: Keys, of table: TableReader<EndpointKey>) -> WebhookSecret? {
    let given = [keys.inline, keys.file, keys.credential].filter { table.has($0) }
    guard let key = given.first else { return nil }
    guard given.count == 1 else {
      let names = given.map(\.rawValue).joined(separator: " and ")
      table.add(key, "is given more than once: \(names)", "keep one of them")
      return nil
    }
    guard let found = text(key, keys, of: table) else { return nil }
    do {
      return try WebhookSecret(found)
    } catch {
      table.add(key, error.detail, "make a new one with `gainsay secret`")
      return nil
    }
  }

  /// The text of a secret, not yet checked.
  private func text(_ key: EndpointKey, _ keys: Keys, of table: TableReader<EndpointKey>)
    -> String?
  {
    let isInline = key == keys.inline
    let example = isInline ? "whsec_…" : key == keys.file ? "/etc/gainsay/desk.secret" : "desk"
    guard let value = table.string(key, example: example) else { return nil }
    if isInline {
      if table.fileIsReadableByOthers {
        table.warn(key, "every user may read this file", "chmod o-r it or use secret_credential")
      }
      return value
    }
    guard !value.hasPrefix("whsec_") else {
      table.add(key, "holds the secret itself", "write \(keys.inline.rawValue) = \"whsec_…\"")
      return nil
    }
    guard key == keys.credential else {
      return content(ofFile: table.absolute(value), key, of: table, mustBePrivate: true)
    }
    return credential(value, key, of: table)
  }

  private func credential(_ name: String, _ key: EndpointKey, of table: TableReader<EndpointKey>)
    -> String?
  {
    guard !name.contains("/"), name != ".", name != ".." else {
      table.add(
        key, "is not the name of a credential", "write the NAME of LoadCredential=NAME:PATH")
      return nil
    }
    if let credentialsDirectory {
      return content(
        ofFile: "\(credentialsDirectory)/\(name)", key, of: table, mustBePrivate: false)
    }
    let what = "credential \"\(shown(name))\" is given to the service alone"
    switch purpose {
    case .running:
      table.add(
        key, what, "start by systemctl, with LoadCredential=\(shown(name)):PATH in the unit")
    case .checking:
      table.warn(key, what, "it is checked when the service starts")
    }
    return nil
  }

  private func content(
    ofFile path: String, _ key: EndpointKey, of table: TableReader<EndpointKey>, mustBePrivate: Bool
  ) -> String? {
    do {
      let file = try SettingsFile(path: path)
      if mustBePrivate, file.isReadableByOthers {
        table.warn(key, "every user may read \(shown(path))", "chmod o-r \(shown(path))")
      }
      return String(file.text.reversed().drop(while: \.isWhitespace).reversed())
    } catch {
      table.add(key, "\(shown(path)) \(error.what)", error.remedy)
      return nil
    }
  }
}
