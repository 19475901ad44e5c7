// The places: watched folders, the ledger, the control socket, and who may use them.

import FolderWatching
import Foundation
import Glibc
import StatementLedger

/// For whom permissions are checked.
enum UserCheck {
  static func finding(_ places: SettingsPlaces) -> DoctorFinding {
    let me = currentUserName()
    let attributes = try? FileManager.default.attributesOfItem(atPath: places.ledgerFolder)
    guard let owner = attributes?[.ownerAccountName] as? String, owner != me else {
      return .fine("user", "permissions are checked for user \(me)")
    }
    return .advice(
      "user", "permissions are checked for user \(me), but the ledger's folder belongs to \(owner)",
      "sudo -u \(owner) gainsay doctor")
  }
}

/// A watched folder: how its files are noticed, and whether they can be read.
struct FolderCheck {
  /// Of so many files it is looked whether they can be read.
  private static let filesMax = 1_000

  let folder: FolderSettings
  /// The kind of file system, if others than this kernel's programs write there.
  let remoteKind: String?

  init(_ folder: FolderSettings) {
    self.init(folder, remoteKind: RemoteFileSystem.name(at: folder.watched.path))
  }

  init(_ folder: FolderSettings, remoteKind: String?) {
    self.folder = folder
    self.remoteKind = remoteKind
  }

  func findings() -> [DoctorFinding] {
    [fileSystem(), unreadable()].compactMap { $0 }
  }

  private func fileSystem() -> DoctorFinding {
    let subject = "folder \(folder.name)"
    let path = shown(folder.path)
    switch (remoteKind, folder.watch) {
    case (nil, .poll):
      return .advice(
        subject, "\(path) is local, but listed every few seconds only",
        "write watch = \"auto\" unless its files are written past this kernel")
    case (nil, _): return .fine(subject, "\(path) is local: files are noticed at once")
    case (let kind?, .inotify):
      return .wrong(
        subject, "\(path) is on \(kind): the kernel does not tell what other machines write there",
        "write watch = \"auto\" or \"poll\"")
    case (let kind?, _):
      return .fine(
        subject, "\(path) is on \(kind): listed every few seconds, files are noticed later")
    }
  }

  /// Nil if all can be read.
  private func unreadable() -> DoctorFinding? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let files = names.filter { !$0.hasPrefix(".") }.prefix(Self.filesMax)
    let closed = files.filter {
      faccessat(AT_FDCWD, "\(folder.path)/\($0)", R_OK, AT_EACCESS) != 0 && errno == EACCES
    }
    guard let first = closed.min() else { return nil }
    return .wrong(
      "folder \(folder.name)",
      "user \(currentUserName()) may not read \(closed.count) file(s), \(shown(first)) for one",
      "chmod g+r them, and let whoever drops files write them with umask 027")
  }
}

/// The ledger: where it lies, whether it can be used, and what room it has.
struct LedgerCheck {
  private static let subject = "ledger"

  let places: SettingsPlaces

  func findings() -> [DoctorFinding] {
    let place = placeFinding()
    return [place, place.verdict == .wrong ? nil : fileFinding(), roomFinding()]
      .compactMap { $0 }
  }

  /// Nil if there is none, or none that can be read.
  func lastArticleAt() async -> Timestamp? {
    guard let ledger = try? Ledger.open(at: places.ledger, purpose: .command) else { return nil }
    let last = try? await ledger.gauges().lastArticleAt
    try? ledger.close()
    return last
  }

  private func placeFinding() -> DoctorFinding {
    do throws(LedgerError) {
      try Ledger.checkPlace(places.ledger)
    } catch {
      return Self.finding(error)
    }
    let folder = places.ledgerFolder
    guard faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 else {
      let reason = errorText(errno)
      return .wrong(
        Self.subject, "user \(currentUserName()) may not write \(shown(folder)): \(reason)",
        "install -d -o gainsay -g gainsay -m 0750 \(shown(folder)); the unit does so by itself")
    }
    return .fine(Self.subject, "\(shown(folder)) is local and can be written")
  }

  /// Nil if the ledger has not been made yet.
  private func fileFinding() -> DoctorFinding? {
    guard access(places.ledger, F_OK) == 0 else { return nil }
    do throws(LedgerError) {
      try Ledger.open(at: places.ledger, purpose: .command).close()
      return .fine(Self.subject, "\(shown(places.ledger)) opens")
    } catch {
      return Self.finding(error)
    }
  }

  /// What is wrong stands before the last semicolon of the message, what to do behind it.
  private static func finding(_ error: LedgerError) -> DoctorFinding {
    let parts = error.detail.split(separator: "; ")
    let remedy = parts.count > 1 ? parts.last.map(String.init) : nil
    return .wrong(
      subject, parts.prefix(max(1, parts.count - 1)).joined(separator: "; "),
      remedy ?? "see the message")
  }

  /// Nil if the system does not say.
  private func roomFinding() -> DoctorFinding? {
    let disk = DiskSpace(places)
    guard let free = disk.freeBytes else { return nil }
    let found = "\(DiskSpace.text(free)) free on its disk"
    return disk.isShort
      ? .wrong(Self.subject, found, "make room: without it no article is taken in")
      : .fine(Self.subject, found)
  }
}

/// Whether a daemon answers.
enum DaemonCheck {
  private static let timeoutMilliseconds = 5_000

  static func finding(controlSocket: String) async -> DoctorFinding {
    let client = ControlClient(path: controlSocket)
    do throws(ControlClientError) {
      _ = try await client.send(.status, timeoutMilliseconds: timeoutMilliseconds)
      return .fine("daemon", "it answers on \(shown(controlSocket)); gainsay status says more")
    } catch {
      return switch error.code {
      case .notRunning: .advice("daemon", error.detail, "systemctl start gainsay")
      case .notAllowed:
        .advice("daemon", error.detail, "usermod -aG gainsay \(currentUserName())")
      case .timedOut, .failed: .wrong("daemon", error.detail, "systemctl restart gainsay")
      }
    }
  }
}
