// Cuts an alert to a size, for receivers that take no more.

import StatementAnalysis
import StatementLedger

extension Alert {
  /// How much room texts and lists may take.
  struct Size {
    /// Of a text's UTF-8, the mark of omission included; 3 or more.
    let textBytesMax: Int
    let listMax: Int
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
  /// At most so many bytes, cut between grapheme clusters.
  fileprivate func cut(to size: Alert.Size) -> String {
    guard utf8.count > size.textBytesMax else { return self }
    let mark = "…"
    var room = size.textBytesMax - mark.utf8.count
    let kept = prefix { character in
      room -= character.utf8.count
      return room >= 0
    }
    return kept + mark
  }
}
