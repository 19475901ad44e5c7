// How else a name may be spelt in a text.

enum NameSpellings {
  /// Other spellings of a name: "Kim Jong Un" of "Kim Jong-Un", "U.S." of "US", "Houthis" of "Houthi".
  ///
  /// Names of one word that are no abbreviation have a plural, unless they are a person's.
  static func others(of name: String, isPerson: Bool) -> [String] {
    let words = name.split(separator: " ")
    var others: [String] = []
    if name.contains("-") { others.append(name.replacing("-", with: " ")) }
    for index in words.indices.dropLast() where words.allSatisfy(startsWithCapital) {
      let joined = words[index] + "-" + words[index + 1]
      others.append(
        (words[..<index] + [joined[...]] + words[(index + 2)...]).joined(separator: " "))
    }
    guard words.count == 1, startsWithCapital(words[0]) else { return others }
    if isAbbreviation(name) { return others + abbreviations(name) }
    return isPerson ? others : others + plurals(name)
  }

  private static func startsWithCapital(_ word: Substring) -> Bool {
    word.first?.isUppercase ?? false
  }

  private static func isAbbreviation(_ name: String) -> Bool {
    name.count >= 2 && name.allSatisfy { $0.isUppercase || $0 == "." }
  }

  private static func abbreviations(_ name: String) -> [String] {
    let letters = name.filter { $0 != "." }
    guard letters.count <= 4 else { return [] }
    let dotted = letters.map { "\($0)." }.joined()
    return [letters, dotted].filter { $0 != name }
  }

  private static func plurals(_ name: String) -> [String] {
    guard name.count > 3, !name.contains("-") else { return [] }
    if name.hasSuffix("ss") || name.hasSuffix("us") || name.hasSuffix("is") { return [] }
    return name.hasSuffix("s") ? [] : [name + "s"]
  }
}
