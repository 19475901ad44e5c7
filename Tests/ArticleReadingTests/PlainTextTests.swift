import Articles
import Testing

@testable import ArticleReading

@Suite struct PlainTextTests {
  private func read(_ text: String) throws -> Article {
    try ArticleReader().read(Array(text.utf8))[0]
  }

  private func paragraphs(_ article: Article) -> [String] {
    article.paragraphs.map { article.foldedText(of: $0.fragments) }
  }

  @Test func `lines torn out of a sentence are joined again`() throws {
    let article = try read(
      """
      Harbour chief rejects bribery claim

      The agency said it had found

      forged papers

      in the office.

      The chief called them “

      plain inventions

      ”, wrote our reporter,

      Jo Ash

      .

      A new paragraph starts here.
      """)
    #expect(
      paragraphs(article) == [
        "The agency said it had found forged papers in the office.",
        "The chief called them “ plain inventions ”, wrote our reporter, Jo Ash .",
        "A new paragraph starts here.",
      ])
  }

  @Test func `text cut at a column is joined, text of a line a paragraph is not`() throws {
    let wrapped = try read(
      """
      The council said on Monday that the old
      bridge would be closed for the whole of
      the winter and that no date for opening
      had been set.

      Shop owners on the north bank said they
      had not been asked about the plan, which
      they called ruinous.
      """)
    #expect(wrapped.paragraphs.count == 2)
    let lines = try read(
      """
      The council said on Monday that the bridge would close.
      Shop owners said they had not been asked.
      The mayor said nothing.
      A vote is due.
      Nobody knows when.
      """)
    #expect(lines.paragraphs.count == 5)
  }

  @Test func `headline, date, section and byline stand above the story`() throws {
    let article = try read(
      """
      Mar 4, 2021
      City

      Mayor denies taking gifts from builders

      By Ann Field
      PORTVILLE: The mayor on Sunday denied that builders had paid for her holiday.
      """)
    #expect(article.title.map { article.text(of: $0) } == "Mayor denies taking gifts from builders")
    #expect(article.date?.value == ArticleDate(year: 2021, month: 3, day: 4))
    #expect(article.dateline.map { article.text(of: $0) } == "PORTVILLE:")
    #expect(article.paragraphs.count == 1)
    #expect(
      article.leftOut.map { article.text(of: $0) } == ["Mar 4, 2021", "City", "By Ann Field"])
  }

  @Test func `a text without headline has none`() throws {
    #expect(try read("The mayor resigned.\nShe gave no reason.\n").title == nil)
    #expect(try read("One line only").title == nil)
    #expect(paragraphs(try read("One line only")) == ["One line only"])
    #expect(paragraphs(try read("Resigned")) == ["Resigned"])
    #expect(paragraphs(try read("市长否认了指控。")) == ["市长否认了指控。"])
  }

  @Test(arguments: [
    "Leave a Reply", "► To read also: another story", "Your email address will not be published.",
    "SHARE THIS", "Read more", "• Advertisement", "© 2020 The Gazette. All rights reserved.",
    "Subscribe to our newsletter", "Sign up for our morning briefing",
  ])
  func `furniture of the page is left out`(line: String) throws {
    let article = try read("The mayor resigned on Monday.\n\n\(line)\n\nShe gave no reason at all.")
    #expect(article.paragraphs.count == 2)
    #expect(article.leftOut.map { article.text(of: $0) } == [line[...]])
  }

  @Test(arguments: [
    "She said readers should subscribe to the principle.",
    "Read more books, she told pupils in the hall on Monday.",
    "Comments made by the mayor drew anger.", "The printer said it would share the cost.",
  ])
  func `prose that resembles furniture stays`(line: String) throws {
    #expect(paragraphs(try read("The mayor resigned on Monday.\n\n\(line)")).contains(line))
  }

  @Test(arguments: [
    ("Source: AFP", "AFP"), ("© 2023 Harbour Times. All rights reserved.", "Harbour Times"),
    ("Copyright © 2019 Daily Tide", "Daily Tide"),
  ])
  func `the outlet is read off the closing lines`(line: String, outlet: String) throws {
    let article = try read("The mayor resigned on Monday.\n\n\(line)\n")
    #expect(article.outlet?.value == outlet)
    #expect(article.outlet?.span.map { article.text(of: $0) } == outlet[...])
    #expect(article.paragraphs.count == 1)
  }

  @Test(arguments: [
    ("SEOUL, Jan 30 (AFP) - North Korea said", "SEOUL, Jan 30 (AFP) -", "AFP"),
    ("WASHINGTON (Reuters) — The bank said", "WASHINGTON (Reuters) —", "Reuters"),
    ("LONDON, March 4 - The bank said", "LONDON, March 4 -", nil),
    ("SEOUL: The bank said", "SEOUL:", nil),
  ])
  func `a dateline is told from the story`(text: String, dateline: String, agency: String?) throws {
    let article = try read("\(text) it was safe on Monday.")
    #expect(article.dateline.map { article.text(of: $0) } == dateline[...])
    #expect(article.outlet?.value == agency)
  }

  @Test(arguments: [
    "The bank - the oldest in town - said it was safe.", "He said: it is safe here and will be.",
    "NATO said the plan - now old - was safe.", "Officials in SEOUL: they said it was safe.",
  ])
  func `a sentence is no dateline`(text: String) throws {
    #expect(try read(text).dateline == nil)
  }

  @Test(arguments: [
    ("Jan 30, 2023", "2023-01-30"), ("30 January 2023", "2023-01-30"),
    ("Updated: 2nd March 1999", "1999-03-02"),
    ("2023-01-30T06:40", "2023-01-30"), ("Sunday 30 Jan, 2023 06:40am", "2023-01-30"),
  ])
  func `a date is read however it is written`(text: String, date: String) {
    #expect(DateText.firstDate(in: text[...])?.description == date)
  }

  @Test(arguments: ["30 2023", "Janet 30, 2023", "31 February 2023", "page 30 of 2023", "12/2023"])
  func `what is no date is not read as one`(text: String) {
    #expect(DateText.firstDate(in: text[...]) == nil)
  }

  @Test func `spans are offsets of the file's bytes`() throws {
    let text = "Naïve headline without a stop\r\n\r\n  “Été,” he said. \r\n"
    let article = try read(text)
    #expect(article.text == text)
    let span = try #require(article.paragraphs.first).span
    #expect(Array(text.utf8)[span.range].elementsEqual("“Été,” he said.".utf8))
  }
}
