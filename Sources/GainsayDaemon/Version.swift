// Which release this is.

/// The program's version.
package enum Version {
  /// Semantic versioning; the newest heading of CHANGELOG.md.
  package static let current = "0.1.0"
}
