// What kind of cue a word is: whether words were uttered, or something else is attributed.

/// Lemmas of cues by what they tell.
enum CueRoles {
  /// Always of something uttered, whatever follows.
  static let uttering = WordSet(
    """
    accord accuse acknowledge add admit affirm allege alleged allegation announce announcement answer argue
    assert assertion assure attest avow blame boast call caution charge chide cite claim clarify
    comment complain concede conclude condemn confess confirm contend counter criticise criticised criticises criticising criticism
    criticize declare decry denial denounce deny describe detail disavow disclaim disclose dismiss
    dispute elaborate emphasise emphasize estimate exclaim explain express insinuate insist joke
    label lament maintain mention mock note observe paint point portray praise predict proclaim
    protest quip quote read reaffirm reassure rebut rebuttal recall recount refute reiterate reject
    relate remark repeat reply report reportedly allegedly repudiate respond retort say shout slam
    slammed specify speculate state statement stress tell testify testimony thank tweet
    utter voice volunteer warn warning whisper write accusation
    """)
  /// Of something uttered only where a clause with "that" or a quotation follows; else of a finding, a promise or a
  /// request.
  static let utteringClauses = WordSet(
    """
    agree hint imply indicate pledge promise propose reveal signal suggest swear threaten urge vow
    """)
  /// Verbs that only lead to the one that tells: "went on to say", "was quoted as saying".
  static let leading = WordSet("begin continue go hasten quote rush")
  /// Verbs of silence: "declined to say".
  static let silence = WordSet("decline refuse fail stop avoid")
  static let telling = WordSet("advise ask order tell urge warn")
}
