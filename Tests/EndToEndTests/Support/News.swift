// Articles of a few lines, and what they say.

enum News {
  /// Arvania claims something about Corland, after letters of several bytes.
  static let flooding = """
    “Ostra” – the mine stands under water

    Über Nacht, as the miners put it, the shafts filled up. Arvania accused Corland of
    flooding the copper mine at Ostra. The pumps stood still for two days.

    """

  /// Corland denies it.
  static let denial = """
    Neighbours quarrel over the mine

    Corland denied that it had flooded the copper mine at Ostra. Nobody was hurt there.

    """

  /// Arvania claims something.
  static let bridge = """
    Bridge over the Sill stays shut

    Arvania said that the bridge over the Sill would stay shut until autumn. Lorries wait.

    """

  /// What is added to an article later on: Corland claims something.
  static let buses = """

    Lindhaven announced that forty buses would carry commuters across the frontier.

    """

  /// A third party claims something, which is nobody's business unless it is tracked.
  static let stranger = """
    Ferry line grows

    Dunmark said that three new ferries would link its islands next summer. Fares stay low.

    """
}
