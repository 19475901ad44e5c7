// Abbreviations whose full stop is their own.

import Articles

enum Abbreviations {
  /// Titles and the like, which always stand before a name or number, so that no sentence ends after them.
  private static let leading = WordSet(
    """
    adm attys brig capt cmdr col cpl det dr fr gen gov hon insp jr lt maj messrs mr mrs ms msgr no pres prof pvt rep reps
    rev sen sens sgt sr st supt vs
    """)

  private static let others = WordSet(
    """
    apr assn aug ave bros calif cie co colo conn corp cos ct dec del dept dist est etc feb fla ft ga ill inc ind jan jul
    jun kan ky la ltd mass md mich minn miss mo mont mt mts neb nev nos nov oct okla ore pa penn plc pp rd sept sep tenn
    tex univ va vt wash wis wyo
    """)

  private static let leadingWithStop = WordSet(
    "mr. mrs. ms. dr. gen. gov. lt. col. sgt. sen. rep. st. prof. rev. capt. no.")

  /// True if a word, without its full stop, is an abbreviation.
  static func contains(_ hash: UInt64) -> Bool { leading.contains(hash) || others.contains(hash) }

  /// True if a sentence may end with a word that holds its full stop.
  static func mayEndSentence(_ token: Token) -> Bool {
    token.span.count > 2 && !leadingWithStop.contains(token)
  }

  private static let sentenceStarters = WordSet(
    """
    a after all although an and another as at because both but by each earlier even for from he her here his how however
    i if in instead it its later many meanwhile moreover most my no not nothing on one only other our several she since
    so some such that the their then there these they this those though to under until we what when where which while who
    why with yet you
    """)

  /// True for a word with which sentences start and which, in capitals, seldom follows an abbreviation.
  static func startsSentence(_ token: Token) -> Bool { sentenceStarters.contains(token) }
}
