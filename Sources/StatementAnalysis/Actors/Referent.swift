// Somebody or something that an article speaks of: a tracked actor or a stranger.

/// Whom words refer to.
///
/// Strangers are kept as well: "he" after a stranger has spoken is the stranger, and no tracked actor.
struct Referent: Sendable {
  /// What a pronoun has to fit.
  enum Nature: Sendable {
    case person, body, country, unknown
  }

  enum Gender: Sendable {
    case masculine, feminine
  }

  /// Index into the analyzer's actors; nil for a stranger.
  var actor: Int?
  /// The actor that a stranger speaks for.
  var principal: Int?
  var nature = Nature.unknown
  var gender: Gender?
  /// True for several: "officials".
  var isPlural = false

  /// The actor whose words this one's are; none for a stranger who speaks for nobody.
  var speaksFor: [Int] { (actor ?? principal).map { [$0] } ?? [] }
}

/// Words that refer to somebody, at a place of the text.
struct Reference: Sendable {
  /// How the words name whom they refer to.
  enum Form: Sendable {
    case name, description, pronoun
  }

  let tokens: Range<Int>
  /// Index into the referents of the article.
  let referent: Int
  let form: Form
}

/// A pronoun of the third person: what it asks of whom it stands for.
struct Pronoun {
  enum Place {
    case subject, object, possessive
  }

  let place: Place
  let gender: Referent.Gender?
  /// True for "they", "their", "them".
  let isPlural: Bool

  /// The pronoun that a token is; nil for any other word.
  ///
  /// "Her" may be either; `isObject` says which.
  init?(_ token: Token, isObject: Bool) {
    guard let row = Self.table[token.lower] else { return nil }
    place = token.lower == Self.her && isObject ? .object : row.place
    (gender, isPlural) = (row.gender, row.isPlural)
  }

  /// True for "he" and "she" and their forms: a person, one.
  var isPersonal: Bool { gender != nil }

  private static let her = WordHash.of("her")
  private typealias Row = (place: Place, gender: Referent.Gender?, isPlural: Bool)

  private static let table: [UInt64: Row] = {
    let rows: [(String, Place, Referent.Gender?, Bool)] = [
      ("he", .subject, .masculine, false), ("him", .object, .masculine, false),
      ("himself", .object, .masculine, false), ("his", .possessive, .masculine, false),
      ("she", .subject, .feminine, false), ("her", .possessive, .feminine, false),
      ("herself", .object, .feminine, false), ("hers", .object, .feminine, false),
      ("it", .subject, nil, false), ("its", .possessive, nil, false),
      ("itself", .object, nil, false), ("they", .subject, nil, true),
      ("them", .object, nil, true), ("their", .possessive, nil, true),
      ("themselves", .object, nil, true),
    ]
    return Dictionary(
      uniqueKeysWithValues: rows.map { (WordHash.of($0.0), ($0.1, $0.2, $0.3)) })
  }()

  /// True if it may stand for somebody, by what is known of both.
  func fits(_ referent: Referent) -> Bool {
    if let gender {
      return (referent.nature == .person || referent.nature == .unknown) && !referent.isPlural
        && (referent.gender ?? gender) == gender
    }
    return isPlural ? referent.nature != .person || referent.isPlural : referent.nature != .person
  }
}
