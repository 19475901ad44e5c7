// Reads the `[[actor]]` tables of an actors file.

import StatementAnalysis

/// The keys at the top of an actors file.
private enum ActorsKey: String, SettingsKey {
  case actor
}

/// The keys of an `[[actor]]`.
enum ActorKey: String, SettingsKey {
  case id, name, aliases, members
  case partOf = "part_of"
}

extension TrackedActor {
  /// Those without a fault; notes the faults.
  static func read(from path: String, problems: ProblemList) -> [TrackedActor] {
    guard let document = TOMLDocument(path: path, problems: problems) else { return [] }
    let top = TableReader<ActorsKey>(
      document.root, of: document, path: "", problems: problems,
      misplaced: { ActorKey(rawValue: $0).map { _ in "move it below [[actor]]" } })
    let tables = top.tables(.actor, keys: ActorKey.self)
    if document.root.isEmpty {
      top.add(.actor, "is missing", "add an [[actor]] with id and name: nobody is tracked")
    }
    var ids = FirstUses()
    var names = FirstUses()
    let found = tables.map { table in
      (table: table, actor: actor(of: table, ids: &ids, names: &names))
    }
    checkParents(found)
    return found.compactMap(\.actor)
  }

  private static func actor(
    of table: TableReader<ActorKey>, ids: inout FirstUses, names: inout FirstUses
  ) -> TrackedActor? {
    let id = table.identifier(.id, example: "north-korea", unique: &ids)
    let name = table.requiredString(.name, example: "North Korea")
    let aliases = table.strings(.aliases, example: "Pyongyang") ?? []
    let members = table.strings(.members, example: "Kim Jong Un") ?? []
    let parent = table.string(.partOf, example: "russia")
    guard let id, let name else { return nil }
    let texts =
      [(ActorKey.name, name)] + aliases.map { (.aliases, $0) } + members.map { (.members, $0) }
    for (key, text) in texts {
      let folded = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
      if let first = names.note(folded, by: id), first != id {
        table.add(
          key, "\"\(shown(text))\" belongs to both \"\(first)\" and \"\(id)\"",
          "leave it to one of them")
      }
    }
    return TrackedActor(id: id, name: name, aliases: aliases, members: members, partOf: parent)
  }

  /// Notes each `part_of` that names nobody, and each ring of actors that are part of one another,
  /// once.
  private static func checkParents(
    _ found: [(table: TableReader<ActorKey>, actor: TrackedActor?)]
  ) {
    let parents = Dictionary(
      found.compactMap { entry in entry.actor.map { ($0.id, $0.partOf) } },
      uniquingKeysWith: { first, _ in first })
    var inRing: Set<String> = []
    for case (let table, let actor?) in found {
      guard let parent = actor.partOf else { continue }
      guard parents[parent] != nil else {
        let meant = NearMiss.nearest(to: parent, among: parents.keys.sorted())
        table.add(
          .partOf, "\"\(shown(parent))\" is not an actor's id",
          meant.map { "did you mean \"\($0)\"?" } ?? "add that [[actor]] or remove the key")
        continue
      }
      let ring = ring(through: actor.id, parents: parents)
      guard !ring.isEmpty, !inRing.contains(actor.id) else { continue }
      inRing.formUnion(ring)
      let chain = (ring + [actor.id]).joined(separator: " → ")
      table.add(.partOf, "leads back to itself: \(chain)", "remove one part_of of the ring")
    }
  }

  /// The ids from an actor up to itself; empty if the way up ends or turns elsewhere.
  private static func ring(through id: String, parents: [String: String?]) -> [String] {
    var ids = [id]
    var next = parents[id] ?? nil
    while let current = next, current != id {
      guard !ids.contains(current) else { return [] }
      ids.append(current)
      next = parents[current] ?? nil
    }
    return next == nil ? [] : ids
  }
}
