// `gainsay verify`: checks a signature by hand.

import AlertDelivery
import ArgumentParser
import Foundation

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the signature of a request by hand, and say which part of it is wrong.",
    discussion: """
      For whoever sets up a receiver: give the three headers and the body as they arrived. The exit code is 65 when \
      they do not fit together.
      """)

  @Option(help: "The header webhook-id.")
  var id: String

  @Option(help: "The header webhook-timestamp.")
  var timestamp: String

  @Option(help: "The header webhook-signature.")
  var signature: String

  @Option(help: "A file that holds the secret (whsec_…).")
  var secretFile: String

  @Argument(help: "The body, byte for byte; - for standard input.")
  var body = "-"

  func run() throws {
    let bytes =
      body == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try content(of: body)
    let diagnosis = SignatureDiagnosis(
      id: id, timestamp: timestamp, signature: signature, body: [UInt8](bytes),
      secret: try secret(), at: DeliveryClock.system.now())
    switch diagnosis {
    case .valid(let seconds):
      Output.line("the signature is right: id, timestamp, body and secret fit together")
      if seconds.magnitude > UInt64(RequestSignature.toleranceSeconds) {
        Output.note(
          "the timestamp is \(seconds.magnitude) s \(seconds < 0 ? "ago" : "ahead"): a receiver refuses what is "
            + "further from its clock than \(RequestSignature.toleranceSeconds) s")
      }
    case .wrong(let part, let what):
      throw CommandFailure(.badData, "the \(part.rawValue) is wrong: \(what)")
    }
  }

  private func content(of path: String) throws -> Data {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.noInput, "cannot read \(path)")
    }
    return data
  }

  private func secret() throws -> WebhookSecret {
    let text = String(decoding: try content(of: secretFile), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    do throws(DeliveryError) {
      return try WebhookSecret(text)
    } catch {
      throw CommandFailure(.configuration, "\(secretFile): \(error.detail)")
    }
  }
}
