// Closed classes of English words that the rules ask about.

enum Words {
  static let determiners = WordSet(
    "a an the this that these those its his her their our my your 's any no some every each such several many all"
  )
  static let pronouns = WordSet("he she it they i we you who him her them us me")
  static let reflexives = WordSet("himself herself itself themselves")
  static let relatives = WordSet("who which that")
  static let be = WordSet("is are was were be been being 's 're 'm")
  static let auxiliaries = WordSet(
    """
    is are was were be been being has have had having do does did will would shall should can could may might must 's
    're 've 'll 'd 'm
    """)
  static let modals = WordSet("will would shall should can could may might must 'll 'd")
  static let negators = WordSet("not n't never no neither nor nothing none without nobody hardly")
  static let prepositions = WordSet(
    """
    of in on at by for from with about against into over under after before between during through to as than upon via
    within without toward towards amid among since until despite
    """)
  static let conjunctions = WordSet("and but or nor yet so")
  static let possessives = WordSet("his her its their")
  static let subordinators = WordSet(
    "after although as because before if since though unless until when whereas while where whether that who which"
  )
  static let adverbs = WordSet(
    """
    also again already always earlier ever later now often once only previously recently repeatedly still then thus
    today yesterday strongly flatly firmly categorically vehemently publicly privately initially immediately quickly
    consistently reportedly angrily both all never not n't just even however therefore further soon first long
    """)
  static let days = WordSet(
    """
    monday tuesday wednesday thursday friday saturday sunday today yesterday tonight week month year night morning
    evening afternoon
    """)
  /// Verbs of speech whose subject a phrase with "to" follows: "went on to say".
  static let continuing = WordSet("went go goes on continued continues hastened added proceeded")
  /// Words that stop being looked for in a proposition: they say nothing of their own.
  static let stopwords = WordSet(
    """
    a an the this that these those its his her their our my your 's any no some every each such several many all he she
    it they i we you who him them us me is are was were be been being has have had having do does did will would shall
    should can could may might must 're 've 'll 'd 'm of in on at by for from with about against into over under after
    before between during through to as than upon via within without toward towards amid among since until despite and
    but or nor yet so although because if though unless when whereas while where whether which what there here not n't
    never also again already always earlier ever later now often once only previously recently still then thus very too
    more most other same just even however therefore said say says one two week month year last next
    """)
  /// Nouns that only point at a claim made elsewhere: "denied the accusations".
  static let claimNouns = WordSet(
    """
    accusation accusations allegation allegations assertion assertions charge charges claim claims report reports rumor
    rumors rumour rumours story stories suggestion suggestions insinuation insinuations it this that them these those
    """)
  /// Nouns that, with an owner and a clause, tell of speech: "her allegation that …".
  static let allegationNouns = WordSet(
    "accusation accusations allegation allegations assertion assertions claim claims contention")
  /// Nouns that stand for what was said, where a judgement follows: "her statements were false".
  static let accountNouns = WordSet(
    "account accounts comment comments remark remarks report reports statement statements story stories"
  )
  static let denialNouns = WordSet("denial denials")
  /// Words that only judge a claim: "not true", "false and malicious", "innocent".
  static let dismissals = WordSet(
    """
    absurd baseless bogus fabricated fabrication fabrications false falsehood falsehoods fiction foolish gossip groundless
    guilty inaccurate incorrect innocence innocent invented invention lie lies malicious misleading nonsense
    preposterous ridiculous rubbish slander smear smears speculation true truth unfounded unsubstantiated untrue wholly
    completely totally entirely utterly absolutely simply categorically wrong wrongdoing
    """)
  /// Nouns that stand for the speaker who was named last.
  static let speakerNouns = WordSet(
    """
    spokesman spokeswoman spokesperson official officials ministry statement government department agency company group
    president minister leader chairman director lawyer lawyers secretary congressman senator
    """)
}
