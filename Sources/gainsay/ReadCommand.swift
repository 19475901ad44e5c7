// `gainsay read`: what the reader makes of a file.

import ArgumentParser
import ArticleReading
import Articles
import StatementAnalysis

struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Print the main text of the articles in a file, as the analysis sees it.",
    discussion: """
      The text format prints the main text alone: no title, no boilerplate, a blank line between paragraphs. The json \
      format, a line an article, adds title, date, outlet, language and url, null where the article does not say. An \
      article that would not be analysed is named on standard error, with the reason.
      """)

  @Option(help: "text or json.")
  var format: Format = .text

  @Argument(help: "The article, or - for standard input.")
  var file: String

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func run() throws {
    let articles = try ArticleFile(path: file).read()
    let analyzer = StatementAnalyzer(actors: [])
    for (index, article) in articles.enumerated() {
      noteIfNotAnalysed(article, path: file, analyzer)
      if index > 0, format == .text { Output.line("") }
      show(article)
    }
  }

  private func show(_ article: Article) {
    let paragraphs = article.paragraphs.map { article.foldedText(of: $0.fragments) }
    switch format {
    case .text: Output.line(paragraphs.joined(separator: "\n\n"))
    case .json:
      Output.json(
        ArticleOutline(
          title: article.title.map { article.foldedText(of: [$0]) },
          date: article.date?.value.description, outlet: article.outlet?.value,
          language: article.language, url: article.url, text: paragraphs.joined(separator: "\n\n")))
    }
  }
}

private struct ArticleOutline: Encodable {
  let title: String?
  let date: String?
  let outlet: String?
  let language: String?
  let url: String?
  let text: String

  enum CodingKeys: CodingKey {
    case title, date, outlet, language, url, text
  }

  /// Every key is there, null where the article does not say.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(title, forKey: .title)
    try container.encode(date, forKey: .date)
    try container.encode(outlet, forKey: .outlet)
    try container.encode(language, forKey: .language)
    try container.encode(url, forKey: .url)
    try container.encode(text, forKey: .text)
  }
}
