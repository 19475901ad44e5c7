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

  /// A denial by a tracked actor that no denial verb signals.
  static let falsehood = """
    Corland rejects report on the mine

    Arvania accused Corland of flooding the copper mine at Ostra. The report on the mine was
    false, Corland said on Tuesday.

    """

  /// In another language: the ministry of Corland denies that the mine was flooded.
  static let german = """
    Streit um die Grube von Ostra

    Das Ministerium in Corland hat am Montag bestritten, dass die Grube geflutet worden sei.
    „Davon ist nichts wahr“, sagte der Sprecher vor Journalisten in Lindhaven.

    """

  /// The same in another script.
  static let russian = """
    Спор о шахте

    Министерство в понедельник опровергло сообщения о затоплении шахты. Представитель
    ведомства заявил, что насосы работают и журналисты ошибаются.

    """
}
