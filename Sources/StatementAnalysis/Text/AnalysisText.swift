// An article as the analysis sees it: tokens, sentences, paragraphs, and what stands within quotation marks.

import Articles

/// Where a token stands with respect to quotation marks.
enum QuotationState: UInt8, Sendable {
  case outside, inside, opening, closing
}

/// The tokens of an article and their grouping.
struct AnalysisText: Sendable {
  struct Sentence: Sendable {
    /// Indices into `tokens`, never empty.
    let tokens: Range<Int>
    /// Index of its paragraph; the title is one of its own.
    let paragraph: Int
    let span: Span
  }

  let bytes: [UInt8]
  let tokens: [Token]
  let quotation: [QuotationState]
  let sentences: [Sentence]

  /// Title first, then the paragraphs; the dateline is left out.
  init(_ article: Article) {
    bytes = Array(article.text.utf8)
    let tokenizer = Tokenizer(bytes)
    var blocks = article.paragraphs.map(\.fragments)
    if let dateline = article.dateline, let first = blocks.first?.first, first.contains(dateline) {
      blocks[0][0] = Span(dateline.end, first.end)
    }
    if let title = article.title { blocks.insert([title], at: 0) }
    var tokens: [Token] = []
    var quotation: [QuotationState] = []
    var sentences: [Sentence] = []
    for (paragraph, fragments) in blocks.enumerated() {
      let start = tokens.count
      for fragment in fragments { tokenizer.tokenize(fragment, into: &tokens) }
      QuotationMarks.appendStates(of: tokens[start...], to: &quotation)
      for range in SentenceSplitter.split(tokens, from: start, quotation: quotation) {
        let span = tokens[range.lowerBound].span.union(tokens[range.upperBound - 1].span)
        sentences.append(Sentence(tokens: range, paragraph: paragraph, span: span))
      }
    }
    self.tokens = tokens
    self.quotation = quotation
    self.sentences = sentences
  }

  /// The bytes from the first to the last token of a range.
  ///
  /// - Precondition: the range is not empty.
  func span(of range: Range<Int>) -> Span {
    tokens[range.lowerBound].span.union(tokens[range.upperBound - 1].span)
  }

  /// The tokens that lie within a span.
  func tokens(in span: Span) -> Range<Int> {
    let start = firstToken { $0.span.start >= span.start }
    return start..<max(start, firstToken { $0.span.end > span.end })
  }

  private func firstToken(where isPast: (Token) -> Bool) -> Int {
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if isPast(tokens[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
