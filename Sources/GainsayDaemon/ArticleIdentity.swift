// By what an article is told from all others.

import AlertDelivery
package import Articles

extension Article {
  /// The hash that the article's content goes by, 64 hexadecimal digits: its file's or, for an entry, that of its text.
  ///
  /// Thus an entry is known whatever else its file lists, and in whatever file it comes again.
  package func contentSHA256(file sha256: String) -> String {
    isEntry ? Cryptography.sha256Hex(Array(text.utf8)) : sha256
  }
}
