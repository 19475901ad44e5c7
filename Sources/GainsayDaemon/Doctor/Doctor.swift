// Looks at everything a daemon depends on, and changes nothing. Read this first, then the checks.

import AlertDelivery
import StatementLedger

/// The checks of `gainsay doctor`, in the order in which they are shown.
package struct Doctor: Sendable {
  private let configuration: String
  private let system: SystemLimits

  /// - Parameter configuration: the file, as `--config` names it.
  package init(configuration: String) {
    self.init(configuration: configuration, system: SystemLimits())
  }

  init(configuration: String, system: SystemLimits) {
    self.configuration = configuration
    self.system = system
  }

  /// Makes all checks; where the configuration cannot be used, only those that need none.
  ///
  /// - Throws: `DeliveryError` if libcurl cannot be set up.
  package func findings() async throws -> [DoctorFinding] {
    do throws(SettingsError) {
      let settings = try SettingsReader().read(configuration, for: .checking)
      return try await findings(settings)
    } catch {
      return error.problems.map { .wrong("configuration", $0.whereAndWhat, $0.remedy) }
        + system.findings(folders: []) + [ClockCheck.finding(lastArticleAt: nil)]
    }
  }

  private func findings(_ settings: Settings) async throws(SettingsError) -> [DoctorFinding] {
    let ledger = LedgerCheck(places: settings.places)
    let curl = try? CurlLoop(userAgent: "Gainsay/\(Version.current)")
    return Self.configurationFindings(settings, configuration)
      + [UserCheck.finding(settings.places)]
      + system.findings(folders: settings.folders)
      + [ClockCheck.finding(lastArticleAt: await ledger.lastArticleAt())]
      + settings.folders.flatMap { FolderCheck($0).findings() }
      + ledger.findings()
      + [await DaemonCheck.finding(controlSocket: settings.places.controlSocket)]
      + (await Self.endpointFindings(settings, curl))
  }

  private static func configurationFindings(
    _ settings: Settings, _ file: String
  ) -> [DoctorFinding] {
    let warnings = settings.warnings.map {
      DoctorFinding.advice("configuration", $0.whereAndWhat, $0.remedy)
    }
    return [.fine("configuration", "\(shown(file)) is sound")] + warnings
  }

  /// Of all endpoints at once: one that answers late holds up nobody.
  private static func endpointFindings(
    _ settings: Settings, _ curl: CurlLoop?
  ) async -> [DoctorFinding] {
    guard let curl else {
      return [.wrong("endpoints", "libcurl cannot be set up", "is there memory left?")]
    }
    let endpoints = settings.endpoints.map(\.endpoint)
    let found = await withTaskGroup(of: (Int, DoctorFinding).self) { group in
      for (index, endpoint) in endpoints.enumerated() {
        group.addTask {
          (index, finding(endpoint, await .make(of: endpoint, by: curl)))
        }
      }
      return await group.reduce(into: [Int: DoctorFinding]()) { $0[$1.0] = $1.1 }
    }
    await curl.stop()
    return endpoints.indices.compactMap { found[$0] }
  }

  private static func finding(
    _ endpoint: Endpoint, _ report: EndpointConnectionReport
  ) -> DoctorFinding {
    DoctorFinding(
      subject: "endpoint \(endpoint.name)",
      verdict: report.isConnected ? (report.advice == nil ? .fine : .advice) : .wrong,
      found: report.found, remedy: report.advice)
  }
}

extension SettingsProblem {
  /// "gainsay.toml:12: endpoint[2].url: what is wrong".
  fileprivate var whereAndWhat: String { String(description.dropLast(remedy.count + 2)) }
}
