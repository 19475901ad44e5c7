// Messages by a template: what it may hold, how values are escaped, the example of the package.

import Foundation
import StatementAnalysis
import StatementLedger
import Testing

@testable import AlertDelivery

private func message(
  _ template: String, contentType: String? = nil
) throws -> TemplatedMessage {
  try TemplatedMessage(
    AlertFormatOptions(
      url: EndpointURL("https://example.com/"), template: template, contentType: contentType))
}

private func body(_ template: String, contentType: String? = nil, text: String) throws -> String {
  let delivery = SampleAlerts.delivery(text: text, count: 1)
  return String(
    decoding: try message(template, contentType: contentType).message(for: [delivery]).body,
    as: UTF8.self)
}

@Suite(.timeLimit(.minutes(1))) struct TemplateTests {
  @Test(arguments: [
    ("application/json", #"{"a": "{{content}}"}"#, #"{"a": "\"x\\\u000a<b>&'é"}"#),
    ("application/problem+json", #"["{{content}}"]"#, #"["\"x\\\u000a<b>&'é"]"#),
    ("text/html; charset=utf-8", "<p>{{content}}</p>", "<p>&quot;x\\ &lt;b&gt;&amp;&#39;é</p>"),
    ("application/atom+xml", "<p>{{content}}</p>", "<p>&quot;x\\ &lt;b&gt;&amp;&#39;é</p>"),
    ("text/plain", "{{content}}!", "\"x\\ <b>&'é!"),
    (
      "application/x-www-form-urlencoded", "a={{content}}&b=1",
      "a=%22x%5C%0A%3Cb%3E%26%27%C3%A9&b=1"
    ),
  ])
  func `a value is escaped for what the template makes`(
    _ contentType: String, _ template: String, _ expected: String
  ) throws {
    #expect(
      try body(template, contentType: contentType, text: "\"x\\\n<b>&'é") == expected)
  }

  @Test func `a quotation mark with an accent on it does not end a value`() throws {
    let text = "\"\u{301}, \"b\": \""
    let written = try body(#"{"a": "{{content}}"}"#, text: text)
    let object = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: String]
    #expect(object == ["a": text])
  }

  @Test func `a function's result is escaped as well`() throws {
    let written = try body(#"{"a": "{{uppercased(content)}}"}"#, text: "\"n\\n")
    #expect(written == #"{"a": "\"N\\N"}"#)
  }

  @Test(arguments: [
    "{{", "{{#", "{{#about", "{{^", "{{/", "{{/about}}", "{{#about}}", "{{content", "{{content}",
    "{{!", "{{$", "{{$about}}", "{{}}", "{{ }}", "{{.}}", "{{#about}}{{/content}}", "{{>", "{{<x}}",
    "{{%CONTENT_TYPE: TEXT}}", "{{= =}}", "{{=", "{{&", "{{{", "{{{}}}", "{{content(}}",
    "{{content)}}", "{{()}}", "{{count(count(}}", "{", "}", "", "\"", "{{*}}", "{{?}}", "{{-}}",
    "{{#about}}{{^about}}{{/about}}{{/about}}", "{{#about}}\n{{/about}", "\u{0}", "{{\u{301}}}",
  ])
  func `a broken template is refused or harmless, and never the end of the program`(
    _ template: String
  ) throws {
    // As JSON the text around it is no body; as plain text some are templates.
    let error = #expect(throws: DeliveryError.self) { try message("{\"a\": \(template)") }
    #expect(error?.code == .badOption(.templateFile))
    _ = try? body(template, contentType: "text/plain", text: "x")
  }

  @Test func `a template that is nested too deep is refused`() throws {
    let deep =
      String(repeating: "{{#about}}", count: 2000) + String(repeating: "{{/about}}", count: 2000)
    #expect(throws: DeliveryError.self) { try message(deep, contentType: "text/plain") }
  }

  @Test func `the package's example is a template, and an article changes no shape of it`() throws {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let template = try String(
      contentsOf: root.appendingPathComponent("config/alert.mustache"), encoding: .utf8)
    let example = try message(template)
    for kind in StatementKind.allCases {
      for count in [0, 1, 3] {
        for text in ["plain", "\"},{\\"] {
          let delivery = SampleAlerts.delivery(text: text, count: count, kind: kind)
          let body = try example.message(for: [delivery]).body
          let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
          let references = (object?[kind == .denial ? "answers" : "denied_by"] as? [Any])?.count
          #expect(object?["text"] as? String == text)
          #expect(references == min(count, Alert.referencesMax))
          #expect(object?["title"] as? String == "\(kind == .denial ? "Denial" : "Claim"): \(text)")
        }
      }
    }
  }

  @Test func `what no template value can be at all is left out, not written as null`() throws {
    let delivery = SampleAlerts.claim
    let format = try message(#"{"a": "{{article.url}}{{^article.url}}none{{/article.url}}"}"#)
    #expect(try format.message(for: [delivery]).body == Array(#"{"a": "none"}"#.utf8))
  }
}
