// Articles for the crash run: as many as wanted, no two statements alike.

/// Makes articles of two or three statements each, by and about the actors of a `Workplace`.
enum CrashArticles {
  private static let syllables = [
    "ba", "do", "fe", "gu", "ka", "lo", "mi", "nu", "pe", "ro", "sa", "ti", "vo", "ze",
  ]
  private static let sites = [
    "brewery", "sawmill", "harbour", "quarry", "foundry", "tannery", "windmill", "reservoir",
    "orchard",
  ]
  private static let goods = [
    "barrels", "planks", "anchors", "slabs", "kettles", "hides", "sacks", "turbines", "crates",
    "lanterns", "bells",
  ]
  private static let deeds = ["shipped", "buried", "painted", "auctioned", "melted", "counted"]

  /// The article with a number from 0; one in three has a third statement.
  static func article(_ number: Int) -> String {
    var article = """
      Report \(number) from the frontier of \(place(5 * number))

      Arvania said on Tuesday that \(event(3 * number)). It had rained.

      Corland denied that \(event(3 * number + 1)). Roads were closed.

      """
    if number.isMultiple(of: 3) {
      article += "\nCorland accused Arvania of burning \(burning(3 * number + 2)).\n"
    }
    return article
  }

  /// How many statements the first articles hold.
  static func statementCount(ofArticles count: Int) -> Int { 2 * count + (count + 2) / 3 }

  /// Three of its seven words are its own, so no two events say the same.
  private static func event(_ number: Int) -> String {
    """
    the \(sites[number % 9]) at \(place(5 * number + 1)) had \(deeds[number % 6]) \(number + 1000) \
    \(goods[number % 11]) for \(place(5 * number + 2))
    """
  }

  private static func burning(_ number: Int) -> String {
    "\(number + 1000) \(goods[number % 11]) between \(place(5 * number + 3)) and \(place(5 * number + 4))"
  }

  /// A name of its own for each number below 38,416.
  private static func place(_ number: Int) -> String {
    let base = syllables.count
    let name = [number, number / base, number / base / base, number / base / base / base]
      .map { syllables[$0 % base] }.joined()
    return name.prefix(1).uppercased() + name.dropFirst()
  }
}
