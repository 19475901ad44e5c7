// `gainsay secret`: a new signing secret.

import AlertDelivery
import ArgumentParser

struct SecretCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "secret",
    abstract: "Print a new secret for an endpoint (Standard Webhooks).",
    discussion:
      "Give it to the endpoint's configuration and to the receiver; it is not stored anywhere.")

  func run() throws {
    Output.line(try WebhookSecret.generate().revealed)
  }
}
