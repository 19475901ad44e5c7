import ArticleReading
import Articles
import Testing

@testable import StatementAnalysis

@Suite(.timeLimit(.minutes(1))) struct LanguageGuessTests {
  private func article(_ text: String) throws -> Article {
    try ArticleReader().read(Array(text.utf8))[0]
  }

  @Test(arguments: [
    // Spanish
    """
    El gobierno de Averland negó el lunes que sus barcos hubieran entrado en el puerto. «No hay pruebas», dijo la \
    ministra Ana Ruiz. Según la oposición, el presidente conocía los hechos desde hace meses y no hizo nada.
    """,
    // French
    """
    Le ministre des transports a démenti mardi les accusations de la presse. « C’est absolument faux », a déclaré son \
    porte-parole, qui accuse les journalistes d’avoir inventé toute l’affaire. Le parlement se réunira demain.
    """,
    // German
    """
    Die Regierung in Averland hat am Montag bestritten, dass sie von dem Unfall gewusst habe. „Das ist Unsinn“, sagte \
    der Sprecher. Die Gewerkschaft warf dem Hafen vor, zwei Unfälle verschwiegen zu haben, und will nun klagen.
    """,
    // Dutch
    """
    De minister ontkende dinsdag dat hij van het plan had geweten. Volgens de krant was het stuk al in mei op zijn \
    bureau beland. „Dat is niet waar”, zei hij tegen verslaggevers, en hij wilde verder niets over de zaak zeggen.
    """,
    // Korean
    """
    정부는 월요일 항구에서 사고가 있었다는 보도를 부인했다. 대변인은 모든 기록이 공개되어 있다고 말했다. 노동조합은 회사가 사실을 숨겼다고 \
    비난했으며 조사를 요구했다.
    """,
    // Russian
    """
    Правительство в понедельник опровергло сообщения об аварии в порту. Представитель министерства заявил, что все \
    документы открыты для проверки. Профсоюз обвинил компанию в сокрытии фактов.
    """,
    // Chinese, which writes no blanks
    "政府星期一否认港口发生事故的报道。发言人说，所有记录都是公开的。工会指责公司隐瞒事实，并要求调查.",
  ])
  func `another language is not analysed`(text: String) throws {
    let analyzer = StatementAnalyzer(actors: [TrackedActor(id: "averland", name: "Averland")])
    let article = try article(text)
    #expect(analyzer.notAnalysedReason(article) != nil)
    #expect(analyzer.analyze(article).isEmpty)
  }

  @Test(arguments: [
    // many foreign names
    """
    Per Ødegård, Jürgen Müller-Weiß, Nguyễn Văn Đức and Íñigo Sáenz de Ugarte denied on Monday that Kjøbenhavns \
    Handelsbank and Crédit Général had paid them. Söderström said the list was forged, Bjørnstjerne Håkansson added.
    """,
    // headlines only
    """
    Averland denies drone raid
    Corvia accuses Brenno, Dunmark of oil theft
    Grain prices rise again
    Minister quits amid bribery claims
    Storm kills nine, hundreds missing
    Police arrest four men, two women
    """,
    // a list
    """
    Barley, 30 tons
    Oats, 20 tons
    Red potatoes, 5 tons
    White cabbage, 8 tons
    Apples, green, small, 2 tons
    Pears, yellow, 1 ton
    Carrots, 9 tons
    Onions, dried, 4 tons
    Fresh milk, 700 litres
    """,
    // too short to tell
    "El gobierno negó el lunes los hechos.",
    // a quotation in another language
    """
    “Das ist Unsinn, und das wissen alle”, the chancellor said in German when she was asked about the report that \
    her office had known of the payments for more than two years before they were made public.
    """,
  ])
  func `English is analysed whatever stands in it`(text: String) throws {
    #expect(StatementAnalyzer(actors: []).notAnalysedReason(try article(text)) == nil)
  }

  @Test func `the reason says what was looked at`() throws {
    let analyzer = StatementAnalyzer(actors: [])
    let words = Array(repeating: "gobierno", count: LanguageGuess.wordsMin)
    #expect(
      analyzer.notAnalysedReason(try article(words.joined(separator: " ")))?.description
        == "not English: 0 of 20 words are common English ones")
    #expect(
      analyzer.notAnalysedReason(try article(words.dropLast().joined(separator: " "))) == nil)
  }
}
