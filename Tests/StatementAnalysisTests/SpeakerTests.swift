import ArticleReading
import Articles
import Testing

@testable import StatementAnalysis

/// Whom a speaker's words stand for, by every kind of evidence, beside words that only look like it.
@Suite struct SpeakerEvidenceTests {
  private static let actors = [
    TrackedActor(id: "norland", name: "Norland", aliases: ["Vik"]),
    TrackedActor(id: "harbour", name: "Harbour Group", aliases: ["HG"]),
    TrackedActor(id: "dahl", name: "Ingrid Dahl", aliases: ["Transport Minister"]),
    TrackedActor(id: "strand", name: "Peter Strand"),
    TrackedActor(id: "chad", name: "Chad", aliases: ["C.H."], members: ["Idriss Oueddei"]),
    TrackedActor(id: "miners", name: "Copper Jong-Il", aliases: ["Coppist"]),
    TrackedActor(id: "north-korea", name: "North Korea"),
  ]

  private func last(_ text: String) throws -> [String] {
    let article = try ArticleReader().read(Array(text.utf8))[0]
    return try #require(StatementAnalyzer(actors: Self.actors).analyze(article).last).speakerActors
  }

  @Test(arguments: [
    ("Norland said the bridge was safe.", ["norland"]),
    ("Norland’s foreign ministry said the bridge was safe.", ["norland"]),
    ("Norlandian officials said the bridge was safe.", ["norland"]),
    ("A spokesman for the Harbour Group said the bridge was safe.", ["harbour"]),
    ("Ole Berg, director of the Harbour Group, said the bridge was safe.", ["harbour"]),
    (
      "Harbour Group spokesman Ole Berg arrived. Nobody spoke. Berg said the bridge was safe.",
      ["harbour"]
    ),
    ("The transport minister said the bridge was safe.", ["dahl"]),
    ("Ingrid Dahl arrived late. Dahl said the bridge was safe.", ["dahl"]),
    ("The Harbour Group met. The group said the bridge was safe.", ["harbour"]),
    ("Minister Ingrid Dahl spoke first. The minister said the bridge was safe.", ["dahl"]),
    ("Ingrid Dahl said it was late. She said the bridge was safe.", ["dahl"]),
    (
      "Norland accused the Harbour Group of fraud. The company denied the accusations.", ["harbour"]
    ),
    // A pronoun fits in gender and kind.
    ("Peter Strand met Ingrid Dahl. She said the bridge was safe.", ["dahl"]),
    ("Ingrid Dahl met Peter Strand. He said the bridge was safe.", ["strand"]),
    ("Chad received Ingrid Dahl. It said the bridge was safe.", ["chad"]),
    ("In her new book, Ingrid Dahl says the bridge was safe.", ["dahl"]),
    // Whoever speaks for somebody goes on doing so.
    (
      "It was late, said Ole Berg, who speaks for the Harbour Group. He said the bridge was safe.",
      ["harbour"]
    ),
    ("The chief of Norland, Ole Berg, left. Berg said the bridge was safe.", ["norland"]),
    (
      "The private company Norland paid. The company's owner said the bridge was safe.", ["norland"]
    ),
    ("Ingrid Dahl left early. Her lawyer said the bridge was safe.", ["dahl"]),
    ("Ingrid Dahl sued. Her lawsuit came today. The suit said the bridge was safe.", ["dahl"]),
    ("Spokesman Ole Berg said the Harbour Group had built the bridge.", ["harbour"]),
    ("A spokesman at the North Korean embassy said the bridge was safe.", ["north-korea"]),
    // What an article calls somebody.
    ("The Danish sailor Peter Strand won. The sailor said the bridge was safe.", ["strand"]),
    ("Peter Strand won again. The two-time Olympic champion said the bridge was safe.", ["strand"]),
    // Other spellings of a name.
    ("CH said the bridge was safe.", ["chad"]),
    ("Copper Jong Il said the bridge was safe.", ["miners"]),
    ("The Coppists said the bridge was safe.", ["miners"]),
    // Somebody configured to speak for an actor.
    ("Idriss Oueddei left. He said the bridge was safe.", ["chad"]),
    // What is inserted between subject and verb.
    (
      "Peter Strand, who is being sued for fraud by the Harbour Group, has always denied it.",
      ["strand"]
    ),
    ("Ole Berg warned of the Harbour Group, which, for its part, denied the claim.", ["harbour"]),
    ("The fall of the bridge was reported on Sunday by the Harbour Group.", ["harbour"]),
  ])
  func `the words stand for an actor`(text: String, expected: [String]) throws {
    #expect(try last(text) == expected)
  }

  @Test(arguments: [
    "Critics of Norland said the bridge was safe.",
    "An expert on Norland said the bridge was safe.",
    "The Norland Post said the bridge was safe.",
    "The head of the Norland panel said the bridge was safe.",
    "Ole Berg, head of the Department of Norland Affairs, said the bridge was safe.",
    "Norland said it was late. A visitor said it was not. He said the bridge was safe.",
    "The Harbour Group met. The Danish group said the bridge was safe.",
    "Chad met the press. He said the bridge was safe for all of the dockers.",
    "Peter Strand left. She said the bridge was safe.",
    "Peter Strand left. A visitor came. He said Strand had been right about the bridge.",
    "Norland paid. It is said that the bridge was safe.",
    "Ingrid Dahl left. The government in London said the bridge was safe.",
    "Ingrid Dahl left. The book says the bridge was safe.",
    "A former official of the port spoke to Ingrid Dahl. The former official said it was safe.",
  ])
  func `without evidence a speaker stays unresolved`(text: String) throws {
    #expect(try last(text) == [])
  }

  @Test(arguments: [
    "Road — Kirby, had alleged, that it was closed.",
    "Lee – an old man –, denied it.",
    "He – Ann Lee, spokesman of the council, – denied the claim.",
    "which denied it, who, – said so, by Lee",
    "The fall of the bridge was reported by Ole Berg, claims officer of the yard.",
  ])
  func `dashes and commas out of place harm nobody`(text: String) throws {
    let article = try ArticleReader().read(Array(text.utf8))[0]
    for statement in StatementAnalyzer(actors: Self.actors).analyze(article) {
      #expect(!statement.content.isEmpty)
    }
  }

  @Test(arguments: [
    ("Ingrid Dahl sued Norland over its claims that she had sold ships.", ["claim norland"]),
    ("Peter Strand's repeated allegation that Chad was armed hurt many.", ["claim strand"]),
    ("Nobody believed claims by Ole Berg of Norland that ships were sold.", ["claim norland"]),
    ("Ingrid Dahl's denial that she knew of ships might be tested.", ["denial dahl"]),
    ("The claims that hurt Peter Strand were many.", []),
    ("Ingrid Dahl's claim was late.", []),
    ("Peter Strand had been told that the bridge was safe.", ["claim "]),
  ])
  func `nouns that tell of speech have a speaker`(text: String, expected: [String]) throws {
    let article = try ArticleReader().read(Array(text.utf8))[0]
    let found = StatementAnalyzer(actors: Self.actors).analyze(article)
    #expect(found.map { "\($0.kind) \($0.speakerActors.joined(separator: " "))" } == expected)
  }

  @Test(arguments: [
    ("Ingrid Dahl said she owed Norland money.", ["norland", "dahl"]),
    ("Ingrid Dahl denied the accusations.", ["dahl"]),
    ("Norland met Ingrid Dahl. Ole Berg said he had paid her.", ["dahl"]),
    ("A visitor said the bridge was safe.", []),
    ("Peter Strand met Ingrid Dahl. Chad said he owed her money.", ["strand", "dahl"]),
    ("Peter Strand said he had paid for Ingrid Dahl.", ["strand", "dahl"]),
    ("Peter Strand met Ingrid Dahl. “He owes me money,” Dahl said.", ["strand", "dahl"]),
    (
      "Ingrid Dahl had hired Ole Berg. “He was a fool,” one neighbour said of Peter Strand.",
      ["strand"]
    ),
    // A name that only says which, or where.
    ("A visitor said the Norland scandal had hurt Peter Strand in Chad.", ["strand"]),
    ("A visitor said Norland soldiers had hurt Peter Strand.", ["norland", "strand"]),
    ("A visitor said North Korean officials had hurt Peter Strand.", ["north-korea", "strand"]),
    ("A visitor said North Korean music had hurt Peter Strand.", ["strand"]),
    ("The Harbour Group has been accused by a visitor of hiding fraud.", ["harbour"]),
    ("A visitor said the Norland Olympic Committee had hurt Peter Strand.", ["strand"]),
    ("A visitor said Peter Strand's Norland account was empty.", ["strand"]),
    ("A visitor said the Norland regime supplies Peter Strand with ships.", ["norland", "strand"]),
    ("A visitor said Peter Strand had slept in his Norland office.", ["strand"]),
    ("A visitor said that Norland may go on paying Peter Strand.", ["norland", "strand"]),
    (
      "A visitor said North Korea's former national security adviser Peter Strand lied.", ["strand"]
    ),
    ("Peter Strand is said to have fled.", ["strand"]),
    ("Chad met Ingrid Dahl. “He (Peter Strand) has never paid,” she said.", ["strand"]),
    (
      "Norland met North Korea. “Its ships are safe,” a spokesman for Norland said.",
      ["north-korea"]
    ),
    // Whom a denial answers is not whom it is about; whom the claim is about is.
    ("Peter Strand denied Norland's claims that he had been late.", ["strand"]),
    (
      "Norland accused Peter Strand of selling weapons to Chad. Strand denied the accusations.",
      ["strand", "chad"]
    ),
    (
      "Peter Strand denied the claim made by Norland's ministry that he had armed Chad.",
      ["strand", "chad"]
    ),
    ("Peter Strand denied the claims, made in a book about Ingrid Dahl.", ["strand", "dahl"]),
  ])
  func `a statement is about those named and those meant`(text: String, expected: [String]) throws {
    let article = try ArticleReader().read(Array(text.utf8))[0]
    let found = StatementAnalyzer(actors: Self.actors).analyze(article)
    let statement = try #require(found.last { $0.kind == .denial } ?? found.last)
    #expect(Set(statement.about) == Set(expected))
  }
}
