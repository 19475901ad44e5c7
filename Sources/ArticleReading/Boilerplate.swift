// Lines of the page around an article, told by how such lines begin or what they consist of.

/// What a web page prints around an article.
///
/// The table holds phrases of the trade, none of any one site.
enum Boilerplate {
  private static let lineBytesMax = 200

  /// True for a line, without white space around it, that belongs to the page and not to the article.
  static func contains(_ line: Substring) -> Bool {
    // Most lines are paragraphs, which are too long to be looked at letter by letter.
    guard line.utf8.count <= lineBytesMax else { return false }
    let folded = fold(line)
    if wholeLines.contains(folded) || folded.hasPrefix("©") || folded.hasPrefix("copyright ©") {
      return true
    }
    return openings.contains { folded.hasPrefix($0) } || phrases.occur(in: folded)
  }

  /// Lower case, white space of all kinds as one blank, without the marks that lists and links begin and end with.
  private static func fold(_ line: Substring) -> String {
    line.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .trimmingMarks(Set("•·►▶→>*|-:.… "))
  }

  private static let wholeLines = table(
    """
    abuse policy
    advertisement
    advertising
    click here
    comments
    follow
    i subscribe
    leave a comment
    leave a reply
    load more
    more on this story
    most popular
    most read
    newsletter
    newsletters
    print
    publicity
    read more
    recommended
    related articles
    related stories
    related topics
    share
    share this
    share this article
    sign up
    sponsored
    subscribe
    tags
    top stories
    trending
    """)

  private static let openings = table(
    """
    also read:
    also read :
    by continuing to browse
    click here to
    click to share
    continue reading
    download the app
    follow us on
    read also
    read also:
    read more:
    read more about
    receive all the
    receive our
    related:
    see also
    share on
    share this
    sign up for
    sign up to
    subscribe to our
    to read also
    you may also like
    your email address will not be published
    """)

  private static let phrases = Phrases(
    table(
      """
      all rights reserved
      enable javascript
      required fields are marked
      this material may not be published
      this site uses cookies
      we use cookies
      """))

  private static func table(_ text: String) -> Set<String> {
    Set(text.split(separator: "\n").map(String.init))
  }
}

extension String {
  /// Without the given characters at either end.
  fileprivate func trimmingMarks(_ marks: Set<Character>) -> String {
    String(drop { marks.contains($0) }.reversed().drop { marks.contains($0) }.reversed())
  }
}
