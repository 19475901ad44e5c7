// Short ways to what a delivery tells of.

@testable import StatementLedger

extension Delivery {
  /// The alert; of a notice, which these tests do not queue, there is none to be had.
  var alert: Alert {
    get {
      guard case .statement(let alert) = subject else {
        preconditionFailure("\(subject.id) is a notice")
      }
      return alert
    }
    set { subject = .statement(newValue) }
  }
}
