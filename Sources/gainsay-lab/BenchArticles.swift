// Articles for the benchmark: as long as an agency's, no two statements alike, the same in every run.

import StatementAnalysis

enum BenchArticles {
  /// The parties of an invented world, so that no statement is about a real one.
  static let actors = [
    TrackedActor(id: "averland", name: "Averland", aliases: ["Port Aver", "Averlandish"]),
    TrackedActor(id: "brenno", name: "Republic of Brenno", aliases: ["Brenno", "Castelbren"]),
    TrackedActor(id: "corvia", name: "Corvia", aliases: ["Corvian", "Lake Palace"]),
    TrackedActor(id: "dunmark", name: "Dunmark", aliases: ["Dunholm"]),
    TrackedActor(id: "esteria", name: "Esteria", aliases: ["Esterian", "Villa Norte"]),
    TrackedActor(id: "falconers", name: "Falconers", aliases: ["Falconer Company"]),
    TrackedActor(id: "grain-board", name: "Grain Board"),
    TrackedActor(id: "harbour-union", name: "Harbour Union", aliases: ["HUD"]),
  ]

  /// The actors as a configuration file names them.
  static var actorsFile: String {
    actors.map { actor in
      let aliases = actor.aliases.map { "\"\($0)\"" }.joined(separator: ", ")
      return """
        [[actor]]
        id = "\(actor.id)"
        name = "\(actor.name)"
        aliases = [\(aliases)]

        """
    }.joined()
  }

  /// An article of about 400 words with three or four statements; every number has its own.
  static func article(_ number: Int) -> String {
    var writer = BenchWriter(number)
    return writer.article(statementCount: 3 + number % 2, fillerCount: 25)
  }

  /// A short article with a single statement, which no other one says: its numbers are its own.
  static func shortArticle(_ number: Int) -> String {
    """
    Museum report \(number)

    Averland said that \(number + 10_000) violet butterflies had hatched in its observatory. The weather held.

    """
  }

  /// A few words in which nobody says anything; every number has its own.
  static func note(_ number: Int) -> String {
    "Tide table \(number)\n\nThe water at pier \(number) stood low in the morning and high in the evening.\n"
  }

  /// An article as a web page.
  static func page(_ number: Int) -> String {
    let parts = article(number).split(separator: "\n\n")
    let body = parts.dropFirst().map { "<p>\($0)</p>" }.joined(separator: "\n")
    return """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>\(parts[0])</title></head>
      <body><nav><a href="/">Home</a></nav><article><h1>\(parts[0])</h1>
      \(body)
      </article><footer>All rights reserved.</footer></body></html>

      """
  }

  /// One article of at least so many bytes.
  static func longArticle(bytesMin: Int) -> String {
    var text = ""
    var number = 0
    while text.utf8.count < bytesMin {
      text += article(number) + "\n"
      number += 1
    }
    return text
  }
}

/// Writes one article from a few patterns and names that only it uses.
private struct BenchWriter {
  /// An article uses fewer names than this.
  private static let namesPerArticle = 256

  private var random: SplitMix
  private var namesUsed: Int

  init(_ number: Int) {
    random = SplitMix(state: UInt64(number))
    namesUsed = number * Self.namesPerArticle
  }

  mutating func article(statementCount: Int, fillerCount: Int) -> String {
    var sentences = (0..<fillerCount).map { _ in filler() }
    for index in 0..<statementCount {
      sentences.insert(statement(), at: (index * fillerCount / statementCount) + index)
    }
    let paragraphs = stride(from: 0, to: sentences.count, by: 3).map { start in
      sentences[start..<min(start + 3, sentences.count)].joined(separator: " ")
    }
    let title = "Quiet weeks along the \(name()) canal"
    return ([title] + paragraphs).joined(separator: "\n\n") + "\n"
  }

  private mutating func statement() -> String {
    let (speaker, other) = twoActors()
    let weekday = pick(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"])
    let event = event()
    switch Int.random(in: 0..<5, using: &random) {
    case 0: return "\(speaker) said on \(weekday) that \(event)."
    case 1: return "A spokeswoman for \(speaker) denied that \(event)."
    case 2: return "“\(event),” the trade ministry of \(speaker) said on \(weekday)."
    case 3: return "According to \(speaker), \(event)."
    default: return "\(speaker) accused \(other) of a scheme by which \(event)."
    }
  }

  /// Four names and a number in it are nobody else's: no other statement says the same.
  private mutating func event() -> String {
    let goods = pick(["turbines", "barges", "potatoes", "antennas", "timber", "pianos"])
    let moved = pick(["sold", "shipped", "hid", "repaired", "insured", "burned"])
    let number = 1000 + namesUsed
    return "\(name()) \(moved) \(number) \(goods) from \(name()) through \(name()) to \(name())"
  }

  private mutating func filler() -> String {
    let place = name()
    let number = Int.random(in: 3..<900, using: &random)
    let season = pick(["spring", "summer", "autumn", "winter"])
    let thing = pick(["bridge", "market hall", "reservoir", "railway yard", "theatre", "mill"])
    return switch Int.random(in: 0..<6, using: &random) {
    case 0:
      "The \(thing) at \(place) stood empty for \(number) days while the \(season) rains lasted."
    case 1:
      "In \(place), which has some \(number) households, the \(thing) opens again in \(season)."
    case 2:
      "It cost \(number) crowns, more than \(place) spends on its \(thing) in a whole \(season)."
    case 3:
      "Nobody in \(place) has seen the river so low since the \(thing) was built \(number) years ago."
    case 4:
      "Lorries queued for \(number) metres beside the \(thing), and the \(season) fair in \(place) began late."
    default:
      "Dr. \(place), aged 61, has painted the \(thing) every \(season) and owns \(number) of the pictures."
    }
  }

  private mutating func twoActors() -> (String, String) {
    let two = BenchArticles.actors.shuffled(using: &random).prefix(2).map(\.name)
    return (two[0], two[1])
  }

  private mutating func pick(_ words: [String]) -> String {
    words[Int.random(in: words.indices, using: &random)]
  }

  /// A name that no other article and no other call gives: the count, written in syllables.
  private mutating func name() -> String {
    let syllables = [
      "ba", "do", "fe", "gu", "ka", "lo", "me", "nu", "pa", "ro", "si", "tu", "va", "zo", "li",
      "ne",
    ]
    // An odd factor makes neighbours unlike and keeps all 16^6 apart.
    var rest = (namesUsed * 0x9E_3779) & 0xFF_FFFF
    namesUsed += 1
    var word = ""
    for _ in 0..<6 {
      word += syllables[rest % syllables.count]
      rest /= syllables.count
    }
    return word.prefix(1).uppercased() + word.dropFirst()
  }
}
