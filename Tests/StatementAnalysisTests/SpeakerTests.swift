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
  ]

  private func last(_ text: String) throws -> [String] {
    let article = try ArticleReader().read(Array(text.utf8))
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
  ])
  func `without evidence a speaker stays unresolved`(text: String) throws {
    #expect(try last(text) == [])
  }

  @Test(arguments: [
    ("Ingrid Dahl said she owed Norland money.", ["norland", "dahl"]),
    ("Ingrid Dahl denied the accusations.", ["dahl"]),
    ("Norland met Ingrid Dahl. Ole Berg said he had paid her.", ["dahl"]),
    ("A visitor said the bridge was safe.", []),
  ])
  func `a statement is about those named and those meant`(text: String, expected: [String]) throws {
    let article = try ArticleReader().read(Array(text.utf8))
    let statement = try #require(StatementAnalyzer(actors: Self.actors).analyze(article).last)
    #expect(Set(statement.about) == Set(expected))
  }
}
