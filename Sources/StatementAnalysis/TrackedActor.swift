// A party whose claims and denials the user follows.

/// A party as the user's configuration describes it (`[[actor]]` in actors.toml).
public struct TrackedActor: Sendable, Hashable, Identifiable {
  /// Short, stable and unique: "north-korea".
  ///
  /// Stored in the ledger and in alerts.
  public let id: String
  /// The name to show, itself an alias.
  public let name: String
  /// Other names, metonyms included ("Pyongyang").
  public let aliases: [String]
  /// People and offices who speak for it.
  public let members: [String]
  /// The id of the actor it belongs to.
  public let partOf: String?

  /// A party; only the id and the name are required.
  public init(
    id: String, name: String, aliases: [String] = [], members: [String] = [], partOf: String? = nil
  ) {
    self.id = id
    self.name = name
    self.aliases = aliases
    self.members = members
    self.partOf = partOf
  }
}
