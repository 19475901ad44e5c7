// Words that say who somebody is: titles, offices, groups.

enum People {
  /// Stand before a person's name.
  static let titles = WordSet(
    """
    adm adm. amb baroness capt capt. captain chancellor col col. colonel congressman congresswoman dame deputy dr dr. gen
    gen. general gov gov. governor judge justice king lady lord lt lt. maj major mayor miss mr mr. mrs mrs. ms ms. pope
    premier president prime prince princess prof prof. professor queen rep rep. representative rev rev. sen sen. senator
    sgt sgt. sheikh sir
    """)
  /// Who speaks for an office, or holds it.
  static let roles = WordSet(
    """
    adviser advisers advisor advisors aide aides ambassador ambassadors attorney attorneys boss chair chairman chairwoman
    chancellor chief chiefs coach commander commissioner congressman congresswoman counsel delegate delegates deputies
    deputy diplomat diplomats director directors director-general envoy envoys executive executives founder general governor head heads
    lawmaker lawmakers lawyer lawyers leader leaders manager managers mayor member members minister ministers mp mps
    negotiator negotiators officer officers official officials owner partner politician president prosecutor prosecutors
    representative representatives secretary secretary-general senator senators solicitor solicitors source sources spokesman spokesmen
    spokeswoman spokeswomen spokesperson spokespersons spokespeople staff treasurer undersecretary
    """)
  /// Bodies that speak as a whole.
  static let bodies = WordSet(
    """
    administration agency airline army assembly authority authorities bank board body bureau cabinet charity church
    commission committee company congress corporation council country court delegation department embassy federation firm
    force forces foundation government group hospital institute kingdom laboratories laboratory league maker manufacturer
    military ministry movement network nation office organisation organization outfit paper parliament party police
    regime retailer school site team tribunal union university website
    """)
  /// What a speaker says, standing for the speaker.
  static let words = WordSet(
    "statement letter lawsuit suit report filing memo communique book website site")
  /// Who stands against, or outside: "critics of X" do not speak for X.
  static let others = WordSet(
    """
    accuser accusers analyst analysts biographer challenger critic critics defector defectors enemies enemy expert experts
    historian opponent opponents opposition reporter reporters rival rivals scholar survivor survivors victim victims
    watcher watchers
    """)
  /// Follow a place's or person's name in the name of an outlet: "Washington Post".
  static let outlets = WordSet(
    """
    bulletin chronicle courier examiner express gazette globe guardian herald inquirer journal mail mirror monitor news
    observer post press radio review standard star sun telegraph television times tribune tv
    """)
  /// Things named after an actor that do not speak for it: "the Iran panel".
  static let matters = WordSet(
    """
    affair case committee conflict crisis deal debate desk expert experts inquiry investigation issue panel policy
    sanctions scandal talks treaty trial war
    """)
  /// Titles and nouns that tell the fitting pronoun.
  static let masculineTitles = WordSet("mr mr. lord sir king prince baron sheikh congressman pope")
  static let feminineTitles = WordSet(
    "mrs mrs. ms ms. miss lady dame queen princess baroness congresswoman madame")
  static let masculineNouns = WordSet(
    """
    boy brother businessman chairman congressman father grandfather husband king man prince salesman son spokesman
    sportsman statesman uncle widower
    """)
  static let feminineNouns = WordSet(
    """
    actress aunt businesswoman chairwoman congresswoman daughter girl grandmother mother princess queen sister
    spokeswoman sportswoman widow wife woman
    """)
  /// Verbs that say for whom somebody speaks: "who speaks for the council".
  static let serving = WordSet(
    "speaks spoke represents represented heads headed leads led runs ran chairs chaired directs directed"
  )
  /// Nouns that name the same thing by another word.
  static let sameNouns: [UInt64: UInt64] = Dictionary(
    uniqueKeysWithValues: [
      ("website", "site"), ("newspaper", "paper"), ("daily", "paper"),
      ("organisation", "organization"), ("firm", "company"), ("corporation", "company"),
      ("suit", "lawsuit"), ("nation", "country"), ("premier", "minister"),
    ].map { (WordHash.of($0.0), WordHash.of($0.1)) })
  static let masculine = WordSet("he him his himself")
  static let feminine = WordSet("she her hers herself")
  static let neuter = WordSet("it its itself")
  static let plural = WordSet("they them their themselves both")
}
