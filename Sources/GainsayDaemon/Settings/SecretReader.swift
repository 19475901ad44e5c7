// Finds what must stay secret, in a file or in a credential of systemd, and never shows it.

import AlertDelivery

/// Reads secrets: signing keys, URLs of chat services, passwords for receivers, the token of the pages.
struct SecretReader {
  let credentialsDirectory: String?
  let purpose: SettingsReader.Purpose

  /// A signing secret; nil if there is none or it is at fault, noted.
  func signing(
    _ file: EndpointKey, _ credential: EndpointKey, of table: TableReader<EndpointKey>
  ) -> WebhookSecret? {
    guard let (text, key) = text(file, credential, example: "desk.secret", of: table) else {
      return nil
    }
    do {
      return try WebhookSecret(text)
    } catch {
      table.add(key, error.detail, "make a new one with `gainsay secret`")
      return nil
    }
  }

  /// A text, without blanks around it, and the key that named its place.
  ///
  /// Nil if neither key is there, or if the place is at fault, noted.
  func text<Key: SettingsKey>(
    _ file: Key, _ credential: Key, example: String, of table: TableReader<Key>
  ) -> (text: String, key: Key)? {
    if table.has(file), table.has(credential) {
      table.add(
        file, "is given more than once: \(file.rawValue) and \(credential.rawValue)",
        "keep one of them")
      return nil
    }
    let key = table.has(file) ? file : credential
    guard let place = table.string(key, example: example) else { return nil }
    guard !place.hasPrefix(WebhookSecret.prefix), !place.contains("://") else {
      table.add(key, "holds the secret itself", "write it alone into a file and name that here")
      return nil
    }
    let found =
      key == file
      ? content(ofFile: table.absolute(place), key, of: table, mustBePrivate: true)
      : self.credential(place, key, of: table)
    guard let found else { return nil }
    guard !found.isEmpty else {
      table.add(key, "names a place that is empty", "write the secret there")
      return nil
    }
    return (found, key)
  }

  private func credential<Key: SettingsKey>(
    _ name: String, _ key: Key, of table: TableReader<Key>
  ) -> String? {
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

  /// The text of a file, without the blanks around it; nil, noted, if it cannot be read.
  func content<Key: SettingsKey>(
    ofFile path: String, _ key: Key, of table: TableReader<Key>, mustBePrivate: Bool
  ) -> String? {
    do {
      let file = try SettingsFile(path: path)
      if mustBePrivate, file.isReadableByOthers {
        table.warn(key, "every user may read \(shown(path))", "chmod o-r \(shown(path))")
      }
      let text = file.text.drop(while: \.isWhitespace)
      return String(text.reversed().drop(while: \.isWhitespace).reversed())
    } catch {
      table.add(key, "\(shown(path)) \(error.what)", error.remedy)
      return nil
    }
  }
}
