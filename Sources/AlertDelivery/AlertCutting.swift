// Cuts an alert to a size, for receivers that take no more.

import StatementAnalysis
import StatementLedger

extension Alert {
  /// How much room texts and lists may take.
  struct Size {
    /// Of a text's UTF-8, the mark of omission included; 3 or more.
    let textBytesMax: Int
    let listMax: Int

    /// What is tried in turn until an alert fits into so many bytes: first nothing is cut but what
    /// alone would not.
    static func steps(bytesMax: Int) -> [Size] {
      [Size(textBytesMax: bytesMax, listMax: bytesMax)]
        + smaller.filter { $0.textBytesMax < bytesMax }
    }

    /// At the last, even texts that JSON writes with six bytes for one fit, so long as actors' ids
    /// are of a sensible length.
    private static let smaller: [Size] = [
      .init(textBytesMax: 4000, listMax: 100),
      .init(textBytesMax: 2000, listMax: 50),
      .init(textBytesMax: 1000, listMax: 25),
      .init(textBytesMax: 500, listMax: 12),
      .init(textBytesMax: 250, listMax: 6),
      .init(textBytesMax: 100, listMax: 3),
      .init(textBytesMax: 50, listMax: 1),
      .init(textBytesMax: 20, listMax: 1),
    ]
  }

  /// The same with long texts cut and marked with "…", long lists cut, and a URL that is too long
  /// left out.
  ///
  /// Ids, hashes and dates stay whole: cut, they would be other ones.
  func cut(to size: Size) -> Alert {
    var alert = self
    alert.statement = statement.cut(to: size)
    alert.reasons = Array(reasons.prefix(size.listMax))
    alert.answers = answers.prefix(size.listMax).map { $0.cut(to: size) }
    alert.deniedBy = deniedBy.prefix(size.listMax).map { $0.cut(to: size) }
    return alert
  }
}

extension AlertSubject {
  /// The same cut; a notice is short.
  func cut(to size: Alert.Size) -> AlertSubject {
    guard case .statement(let alert) = self else { return self }
    return .statement(alert.cut(to: size))
  }

  /// What people are shown as a denial, not as a claim.
  var isDenial: Bool {
    guard case .statement(let alert) = self else { return false }
    return alert.statement.kind == .denial
  }
}

extension RecordedStatement {
  fileprivate func cut(to size: Alert.Size) -> RecordedStatement {
    var statement = self
    statement.speaker = speaker.cut(to: size)
    statement.cue = cue.cut(to: size)
    statement.content = content.cut(to: size)
    statement.about = about.cut(to: size)
    statement.sentence = sentence.cut(to: size)
    statement.offsets.content = Array(offsets.content.prefix(size.listMax))
    statement.article.path = article.path.cut(to: size)
    statement.article.title = article.title?.cut(to: size)
    statement.article.outlet = article.outlet?.cut(to: size)
    statement.article.url = article.url.flatMap {
      $0.utf8.count <= size.textBytesMax ? $0 : nil
    }
    return statement
  }
}

extension StatementReference {
  fileprivate func cut(to size: Alert.Size) -> StatementReference {
    var reference = self
    reference.speaker = speaker.cut(to: size)
    reference.content = content.cut(to: size)
    reference.sentence = sentence.cut(to: size)
    reference.outlet = outlet?.cut(to: size)
    return reference
  }
}

extension AlertSpeaker {
  fileprivate func cut(to size: Alert.Size) -> AlertSpeaker {
    var speaker = self
    speaker.text = text?.cut(to: size)
    speaker.actors = actors.cut(to: size)
    return speaker
  }
}

extension [NamedActor] {
  fileprivate func cut(to size: Alert.Size) -> [NamedActor] {
    prefix(size.listMax).map { actor in
      var actor = actor
      actor.name = actor.name.cut(to: size)
      return actor
    }
  }
}

extension String {
  /// At most so many bytes, the mark of omission included.
  fileprivate func cut(to size: Alert.Size) -> String {
    utf8.count <= size.textBytesMax ? self : cutting(to: size.textBytesMax) { $0.utf8.count }
  }

  /// The text up to the last grapheme cluster with which it measures no more than `max`, with "…"
  /// behind it.
  func cutting(to max: Int, measuring length: (Character) -> Int) -> String {
    let mark: Character = "…"
    var room = max - length(mark)
    let kept = prefix { character in
      room -= length(character)
      return room >= 0
    }
    return "\(kept)\(mark)"
  }
}
