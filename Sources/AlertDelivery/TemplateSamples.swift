// Alerts to try a template with before any article arrives.

import Foundation
import StatementAnalysis
import StatementLedger

/// One alert of each kind that has everything, and one that lacks all it may.
enum TemplateSamples {
  /// What a careless template breaks on.
  private static let text: JSONValue = "“Quoted” \"\\ <b> & more"
  private static let date: JSONValue = "2023-01-30"
  private static let time: JSONValue = "2023-01-30T12:00:00.000Z"
  private static let span: JSONValue = ["start": 0, "end": 1]

  /// - Throws: `DeliveryError` with code `cannotFormat`, never for these.
  static func alerts() throws(DeliveryError) -> [Alert] {
    var alerts: [Alert] = []
    for kind in StatementKind.allCases {
      for isFull in [true, false] { alerts.append(try decoded(kind, isFull: isFull)) }
    }
    return alerts
  }

  /// A claim that lacks all it may, to be filled in.
  static func empty() throws(DeliveryError) -> Alert { try decoded(.claim, isFull: false) }

  private static func decoded(
    _ kind: StatementKind, isFull: Bool
  ) throws(DeliveryError) -> Alert {
    let body = try JSONBody.encode(alert(kind, isFull: isFull))
    do {
      return try JSONDecoder().decode(Alert.self, from: Data(body))
    } catch {
      throw DeliveryError(.cannotFormat, "the sample cannot be read", underlying: error)
    }
  }

  private static func alert(_ kind: StatementKind, isFull: Bool) -> JSONValue {
    let text = isFull ? text : .null
    let actors: JSONValue = isFull ? [["id": "actor", "name": text]] : []
    let speaker: JSONValue = ["text": text, "actors": actors]
    let reference: JSONValue = [
      "statement_id": 1, "speaker": speaker, "content": Self.text, "sentence": Self.text,
      "outlet": text, "date": isFull ? date : .null,
    ]
    let references: JSONValue = isFull ? [reference, reference] : []
    return [
      "id": "alert_1", "timestamp": time,
      "statement": [
        "id": 2, "kind": .string(kind.rawValue), "certainty": 1, "speaker": speaker,
        "cue": Self.text, "content": Self.text, "about": actors, "sentence": Self.text,
        "offsets": [
          "sentence": span, "speaker": isFull ? span : .null, "cue": span, "content": [span],
        ],
        "article": [
          "folder": "inbox", "path": Self.text, "title": text, "outlet": text,
          "date": isFull ? date : .null, "url": text, "language": text, "sha256": Self.text,
        ],
        "proposition": 1, "analysis_version": 1, "recorded_at": time,
      ],
      "reasons": [["actor": "actor", "role": "by"]],
      "answers": kind == .denial ? references : [],
      "denied_by": kind == .claim ? references : [],
    ]
  }
}
