// A message written by a Mustache template of the user's: https://mustache.github.io/mustache.5.html

import Foundation
import Mustache
import StatementAnalysis
package import StatementLedger

/// What a template makes of an alert, with each value escaped for the type of the content.
package struct TemplatedMessage: AlertFormat {
  package static let traits = AlertFormatTraits(
    name: "template", signing: .optional, options: [.templateFile, .contentType])
  /// As for Standard Webhooks: what any receiver takes.
  package static let bodyBytesLimit = StandardWebhook.bodyBytesLimit
  package static let contentTypeUnlessGiven = "application/json"
  /// The content types that are known, as a message lists them.
  package static let contentTypes = TemplateEscaping.names

  /// With `escaping` in force.
  private let template: MustacheTemplate
  private let text: String
  private let contentType: String
  private let escaping: TemplateEscaping

  /// Parses the template, and tries it with alerts that have everything and with such that lack
  /// all they may.
  ///
  /// - Throws: `DeliveryError` with code `badOption`, which names the line of the template.
  package init(_ options: AlertFormatOptions) throws(DeliveryError) {
    text = options.template ?? ""
    contentType = options.contentType ?? Self.contentTypeUnlessGiven
    guard let escaping = TemplateEscaping(contentType: contentType) else {
      throw DeliveryError(
        .badOption(.contentType), "is a type for which values cannot be escaped")
    }
    self.escaping = escaping
    try TemplateTags.check(text)
    template = try Self.parse(text, escaping)
    for sample in try TemplateSamples.alerts() { try check(sample) }
  }

  /// The whole alert if it fits, else with long texts and lists cut.
  ///
  /// - Throws: `DeliveryError` with code `cannotFormat`.
  package func message(for deliveries: [Delivery]) throws(DeliveryError) -> AlertMessage {
    let body = try fitting(deliveries, within: Self.bodyBytesLimit) {
      (alert, delivery) throws(DeliveryError) in
      try write(alert, sequence: delivery.sequence)
    }
    return AlertMessage(contentType: contentType, body: body)
  }

  private func write(_ subject: AlertSubject, sequence: Int64) throws(DeliveryError) -> [UInt8]? {
    let body = Array(template.render(try TemplateValues.of(subject, sequence: sequence)).utf8)
    guard body.count < Self.bodyBytesLimit else { return nil }
    guard escaping.isWellFormed(body) else {
      throw DeliveryError(.cannotFormat, "what the template makes of it is no JSON")
    }
    return body
  }

  private func check(_ sample: Alert) throws(DeliveryError) {
    let kind = sample.statement.kind.rawValue
    let lacking = sample.statement.article.title == nil ? " that has no title and no speaker" : ""
    do throws(DeliveryError) {
      guard try write(.statement(sample), sequence: 1) == nil else { return }
    } catch {
      throw DeliveryError(
        .badOption(.templateFile),
        "what it makes of a \(kind)\(lacking) is no JSON",
        underlying: error)
    }
    throw DeliveryError(
      .badOption(.templateFile), "is longer than \(Self.bodyBytesLimit) bytes for a \(kind)")
  }

  /// The first line, which is ours, says how values are escaped.
  private static func parse(
    _ text: String, _ escaping: TemplateEscaping
  ) throws(DeliveryError) -> MustacheTemplate {
    TemplateEscaping.register()
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE: \(escaping.rawValue) }}\n" + text)
    } catch {
      let line = (error as? MustacheTemplate.ParserError).map { $0.context.lineNumber - 1 }
      throw DeliveryError(
        .badOption(.templateFile),
        "line \(max(1, line ?? 1)) is no Mustache: is a tag or a section not closed, or closed by "
          + "another name?",
        underlying: error)
    }
  }

  package static func == (left: TemplatedMessage, right: TemplatedMessage) -> Bool {
    left.text == right.text && left.contentType == right.contentType
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(text)
    hasher.combine(contentType)
  }
}
