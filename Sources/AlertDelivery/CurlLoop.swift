// The only file that calls curl: sends requests, all of them on one thread of its own.

import CCurl
import Foundation
import Glibc
import Synchronization

/// A client that POSTs over HTTP/2 or 1.1 and dials only addresses that the request allows.
///
/// It keeps connections, verifies TLS and follows no redirect. What waits here is bounded by its
/// callers: each of them waits for its outcome.
package final class CurlLoop: Sendable {
  /// A response is cut off after so many bytes, headers included; its status counts all the same.
  package static let responseBytesMax = 16_384
  /// More at once lose connections at a receiver with a short backlog.
  package static let connectionsPerHostMax = 4
  /// A receiver that cannot be reached within this time is given up, if the request's own limit
  /// is not shorter.
  package static let connectTimeoutMilliseconds = 10_000

  private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private let inbox: Inbox

  /// Starts the thread.
  ///
  /// - Parameter userAgent: "Gainsay/" and the version.
  /// - Throws: `DeliveryError` with code `cannotStart` if libcurl cannot be set up.
  package init(userAgent: String) throws(DeliveryError) {
    guard Self.isLibraryReady, let multi = curl_multi_init() else {
      throw DeliveryError(.cannotStart, "libcurl cannot be set up; is there memory left?")
    }
    _ = gainsay_multi_set_long(
      multi, CURLMOPT_MAX_HOST_CONNECTIONS, Self.connectionsPerHostMax)
    let inbox = Inbox(multi: multi)
    self.inbox = inbox
    let thread = Thread { CurlThread(inbox: inbox, userAgent: userAgent).run() }
    thread.name = "curl"
    thread.start()
  }

  deinit {
    inbox.close(whenEnded: nil)
  }

  /// Sends a request and waits for what becomes of it, no longer than the request's limit.
  ///
  /// Cancelling the task cuts it off.
  package func send(_ request: HTTPRequest) async -> HTTPOutcome {
    let id = inbox.nextID()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isAccepted = inbox.start(Job(id: id, request: request, continuation: continuation))
        if !isAccepted { continuation.resume(returning: .abandoned) }
      }
    } onCancel: {
      inbox.cancel(id)
    }
  }

  /// Cuts off what is under way and returns when the thread has ended.
  ///
  /// Later requests are abandoned at once.
  package func stop() async {
    await withCheckedContinuation { inbox.close(whenEnded: $0) }
  }
}

/// A request and whoever waits for it.
private struct Job: Sendable {
  let id: Int
  let request: HTTPRequest
  let continuation: CheckedContinuation<HTTPOutcome, Never>
}

extension HTTPOutcome {
  fileprivate static let abandoned = HTTPOutcome(
    result: .failed(
      TransportFailure(kind: .abandoned, curlCode: 0, detail: "the request was cut off")),
    durationMilliseconds: 0)

  fileprivate static let withoutMemory = HTTPOutcome(
    result: .failed(
      TransportFailure(
        kind: .other, curlCode: Int(CURLE_OUT_OF_MEMORY.rawValue),
        detail: String(cString: curl_easy_strerror(CURLE_OUT_OF_MEMORY)))),
    durationMilliseconds: 0)
}

/// What other threads hand to the curl thread.
private final class Inbox: Sendable {
  struct Contents {
    var started: [Job] = []
    var cancelled: [Int] = []
    var isClosing = false
  }

  private struct State {
    var lastID = 0
    var contents = Contents()
    var hasEnded = false
    var whenEnded: [CheckedContinuation<Void, Never>] = []
  }

  /// Only the curl thread uses it; any thread may wake it.
  struct Multi: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer
  }

  let multi: Multi
  private let state = Mutex(State())

  init(multi: UnsafeMutableRawPointer) {
    self.multi = Multi(handle: multi)
  }

  func nextID() -> Int {
    state.withLock {
      $0.lastID += 1
      return $0.lastID
    }
  }

  /// False if the loop is closing or the task already cancelled.
  ///
  /// Asked under the lock, so that no cancellation slips by.
  func start(_ job: Job) -> Bool {
    state.withLock {
      guard !$0.contents.isClosing, !Task.isCancelled else { return false }
      $0.contents.started.append(job)
      wake()
      return true
    }
  }

  func cancel(_ id: Int) {
    state.withLock {
      guard !$0.hasEnded else { return }
      $0.contents.cancelled.append(id)
      wake()
    }
  }

  func close(whenEnded continuation: CheckedContinuation<Void, Never>?) {
    state.withLock {
      guard !$0.hasEnded else {
        continuation?.resume()
        return
      }
      $0.contents.isClosing = true
      if let continuation { $0.whenEnded.append(continuation) }
      wake()
    }
  }

  func takeContents() -> Contents {
    state.withLock { state in
      defer {
        state.contents.started = []
        state.contents.cancelled = []
      }
      return state.contents
    }
  }

  /// From here on nobody wakes the handle: it may be freed.
  func end() {
    let waiting = state.withLock { state in
      state.hasEnded = true
      return state.whenEnded
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Called under the lock, so that the handle is not freed meanwhile.
  private func wake() {
    curl_multi_wakeup(multi.handle)
  }
}

/// A request under way, living on the curl thread.
private final class Transfer {
  let job: Job
  let easy: UnsafeMutableRawPointer
  var headers: UnsafeMutablePointer<curl_slist>?
  /// curl writes here what went wrong.
  let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  var responseBytes = 0
  var responseStart: [UInt8] = []
  /// Set when the guard refused to dial it.
  var blocked: DialledAddress?

  init(_ job: Job, on easy: UnsafeMutableRawPointer) {
    self.job = job
    self.easy = easy
    message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_slist_free_all(headers)
    message.deallocate()
  }

  static func at(_ pointer: UnsafeMutableRawPointer?) -> Transfer? {
    pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Whether we may open a connection to the address, which is the proxy's if there is one.
  func mayDial(_ address: DialledAddress?) -> Bool {
    mayReach(address, allowPrivate: job.request.allowPrivate || job.request.proxy != nil)
  }

  /// What a proxy dials for us does not come by the guard: an address in the URL does.
  ///
  /// A name is looked up by the proxy, which has rules of its own.
  func mayAskProxy() -> Bool {
    guard job.request.proxy != nil, let address = job.request.url.address else { return true }
    return mayReach(address, allowPrivate: job.request.allowPrivate)
  }

  private func mayReach(_ address: DialledAddress?, allowPrivate: Bool) -> Bool {
    switch address?.reach {
    case .global: return true
    case .local where allowPrivate: return true
    case .local, .barred, nil:
      blocked = address
      return false
    }
  }
}

/// The curl thread: starts what the inbox holds, drives the transfers, hands out the outcomes.
private final class CurlThread {
  /// Handles kept for the next requests; more than this many are under way only in a burst.
  private static let idleHandlesMax = 16
  /// curl wakes by itself for its own time-outs; this one only bounds a wait without any.
  private static let waitMilliseconds: Int32 = 60_000

  private let inbox: Inbox
  private let userAgent: String
  private let multi: UnsafeMutableRawPointer
  private var transfers: [Int: Transfer] = [:]
  private var idleHandles: [UnsafeMutableRawPointer] = []

  init(inbox: Inbox, userAgent: String) {
    self.inbox = inbox
    self.userAgent = userAgent
    self.multi = inbox.multi.handle
  }

  func run() {
    while true {
      let contents = inbox.takeContents()
      for job in contents.started { start(job) }
      for id in contents.cancelled { abandon(id) }
      if contents.isClosing { break }
      var running: Int32 = 0
      curl_multi_perform(multi, &running)
      handOutOutcomes()
      curl_multi_poll(multi, nil, 0, Self.waitMilliseconds, nil)
    }
    for id in transfers.keys { abandon(id) }
    for easy in idleHandles { curl_easy_cleanup(easy) }
    inbox.end()
    curl_multi_cleanup(multi)
  }

  private func start(_ job: Job) {
    guard let easy = idleHandles.popLast() ?? curl_easy_init() else {
      job.continuation.resume(returning: .withoutMemory)
      return
    }
    let transfer = Transfer(job, on: easy)
    transfer.setUp(userAgent: userAgent)
    transfers[job.id] = transfer
    guard transfer.mayAskProxy() else {
      finish(transfer, transfer.outcome(CURLE_COULDNT_CONNECT))
      return
    }
    if curl_multi_add_handle(multi, easy) != CURLM_OK { finish(transfer, .withoutMemory) }
  }

  /// Nothing if the request has ended in the meantime.
  private func abandon(_ id: Int) {
    if let transfer = transfers[id] { finish(transfer, .abandoned) }
  }

  private func handOutOutcomes() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      let code = gainsay_message_result(message)
      var pointer: UnsafeMutableRawPointer?
      _ = gainsay_easy_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &pointer)
      if let transfer = Transfer.at(pointer) { finish(transfer, transfer.outcome(code)) }
    }
  }

  private func finish(_ transfer: Transfer, _ outcome: HTTPOutcome) {
    curl_multi_remove_handle(multi, transfer.easy)
    if idleHandles.count < Self.idleHandlesMax {
      curl_easy_reset(transfer.easy)
      idleHandles.append(transfer.easy)
    } else {
      curl_easy_cleanup(transfer.easy)
    }
    transfers[transfer.job.id] = nil
    transfer.job.continuation.resume(returning: outcome)
  }
}

// Setting up.
extension Transfer {
  /// Sets the options.
  ///
  /// They are constants of known types: setting one fails only without memory, and the transfer
  /// with it.
  func setUp(userAgent: String) {
    let request = job.request
    let limit = max(1, request.timeoutMilliseconds)
    setString(CURLOPT_URL, request.url.text)
    setString(CURLOPT_PROTOCOLS_STR, "http,https")
    setString(CURLOPT_USERAGENT, userAgent)
    // Not one that the environment names, and no exception from there: it would dial for us, past
    // the guard.
    setString(CURLOPT_PROXY, request.proxy?.text ?? "")
    setString(CURLOPT_NOPROXY, "")
    setLong(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    if let authorities = request.authorities { trustOnly(authorities) }
    // HTTP/2 where the receiver offers it behind TLS.
    setLong(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
    setLong(CURLOPT_FOLLOWLOCATION, 0)
    setLong(CURLOPT_SSL_VERIFYPEER, 1)
    setLong(CURLOPT_SSL_VERIFYHOST, 2)
    setLong(CURLOPT_NOSIGNAL, 1)
    // Without it, giving up a name look-up waits for the resolver and holds up all other transfers.
    setLong(CURLOPT_QUICK_EXIT, 1)
    setLong(CURLOPT_TIMEOUT_MS, limit)
    setLong(CURLOPT_CONNECTTIMEOUT_MS, min(limit, CurlLoop.connectTimeoutMilliseconds))
    if request.connectsOnly { setLong(CURLOPT_CONNECT_ONLY, 1) }
    if request.looksAtCertificate {
      setLong(CURLOPT_FRESH_CONNECT, 1)
      setLong(CURLOPT_CERTINFO, 1)
    }
    setBody(request.body)
    setHeaders(request.headers)
    setCallbacks()
  }

  /// Those of the system vouch for nobody here.
  private func trustOnly(_ authorities: CertificateAuthorities) {
    _ = gainsay_easy_set_string(easy, CURLOPT_CAPATH, nil)
    _ = gainsay_easy_set_blob(easy, CURLOPT_CAINFO_BLOB, authorities.pem, authorities.pem.count)
  }

  private func setBody(_ body: [UInt8]) {
    setLong(CURLOPT_POST, 1)
    _ = gainsay_easy_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    var body = body
    body.withUnsafeMutableBytes {
      // An empty array may have no address, without which curl would read the body from a callback.
      _ =
        $0.isEmpty
        ? gainsay_easy_set_string(easy, CURLOPT_COPYPOSTFIELDS, "")
        : gainsay_easy_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
    }
  }

  private func setHeaders(_ list: [HTTPHeader]) {
    for header in list { headers = curl_slist_append(headers, "\(header.name): \(header.value)") }
    // Bodies are small: waiting for "100 Continue" costs a round trip and nothing is saved.
    headers = curl_slist_append(headers, "Expect:")
    _ = gainsay_easy_set_list(easy, CURLOPT_HTTPHEADER, headers)
  }

  private func setCallbacks() {
    let me = Unmanaged.passUnretained(self).toOpaque()
    _ = gainsay_easy_set_pointer(easy, CURLOPT_PRIVATE, me)
    _ = gainsay_easy_set_pointer(easy, CURLOPT_ERRORBUFFER, message)
    _ = gainsay_easy_set_write_function(easy, CURLOPT_HEADERFUNCTION) { _, size, number, pointer in
      Transfer.at(pointer)?.take(size * number) ?? 0
    }
    _ = gainsay_easy_set_pointer(easy, CURLOPT_HEADERDATA, me)
    _ = gainsay_easy_set_write_function(easy, CURLOPT_WRITEFUNCTION) {
      bytes, size, number, pointer in
      guard let transfer = Transfer.at(pointer) else { return 0 }
      transfer.keep(UnsafeRawBufferPointer(start: bytes, count: size * number))
      return transfer.take(size * number)
    }
    _ = gainsay_easy_set_pointer(easy, CURLOPT_WRITEDATA, me)
    _ = gainsay_easy_set_open_socket_function(easy) { pointer, _, address in
      guard let transfer = Transfer.at(pointer), let address,
        let dialled = gainsay_address_dialled(address), transfer.mayDial(DialledAddress(dialled))
      else { return curl_socket_t(-1) }
      let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
      return socket(address.pointee.family, kind, address.pointee.protocol)
    }
    _ = gainsay_easy_set_pointer(easy, CURLOPT_OPENSOCKETDATA, me)
    // A kept connection is not dialled again: another endpoint may have been allowed to open it.
    _ = gainsay_easy_set_before_request_function(easy) { pointer, address, _, _, _ in
      guard let transfer = Transfer.at(pointer), let address,
        transfer.mayDial(DialledAddress(String(cString: address)))
      else { return CURL_PREREQFUNC_ABORT }
      return CURL_PREREQFUNC_OK
    }
    _ = gainsay_easy_set_pointer(easy, CURLOPT_PREREQDATA, me)
  }

  /// Counts what has come in; 0, which ends the transfer, once it is too much.
  private func take(_ count: Int) -> Int {
    responseBytes += count
    return responseBytes <= CurlLoop.responseBytesMax ? count : 0
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) {
    responseStart += bytes.prefix(max(0, ResponseText.bytesMax - responseStart.count))
  }

  private func setLong(_ option: CURLoption, _ value: Int) {
    _ = gainsay_easy_set_long(easy, option, value)
  }

  private func setString(_ option: CURLoption, _ value: String) {
    _ = gainsay_easy_set_string(easy, option, value)
  }
}

// What came of it.
extension Transfer {
  /// A status counts even if the response broke off behind it.
  func outcome(_ code: CURLcode) -> HTTPOutcome {
    var status = 0
    _ = gainsay_easy_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    var microseconds: curl_off_t = 0
    _ = gainsay_easy_get_size(easy, CURLINFO_TOTAL_TIME_T, &microseconds)
    var retryAfter: curl_off_t = 0
    _ = gainsay_easy_get_size(easy, CURLINFO_RETRY_AFTER, &retryAfter)
    let result: HTTPOutcome.Result =
      status >= 200
      ? .response(status: status, retryAfterSeconds: retryAfter > 0 ? Int64(retryAfter) : nil)
      : .failed(failure(code))
    return HTTPOutcome(
      result: result, durationMilliseconds: Int64(microseconds / 1000),
      responseStart: responseStart,
      certificate: job.request.looksAtCertificate ? certificate() : nil)
  }

  /// "issued by CN = …, valid until …", nil if the receiver has shown none.
  private func certificate() -> String? {
    var facts: [String: String] = [:]
    var index: Int32 = 0
    while let line = gainsay_easy_certificate_line(easy, index) {
      let parts = String(cString: line).split(separator: ":", maxSplits: 1).map(String.init)
      if parts.count == 2 { facts[parts[0]] = parts[1] }
      index += 1
    }
    guard let issuer = facts["Issuer"], let end = facts["Expire date"] else { return nil }
    return TextEscaping.plain("issued by \(issuer), valid until \(end)")
  }

  private func failure(_ code: CURLcode) -> TransportFailure {
    let curlCode = Int(code.rawValue)
    if let blocked {
      return TransportFailure(
        kind: .blocked, curlCode: curlCode,
        detail: blocked.reach == .local
          ? "\(blocked) is a private address; allow_private lets this endpoint dial it"
          : "\(blocked) is a link-local, metadata or multicast address and is never dialled")
    }
    let general = String(cString: curl_easy_strerror(code))
    // The detail names the host at most, but for a URL that curl cannot read it may quote more.
    let particular = code == CURLE_URL_MALFORMAT ? "" : String(cString: message)
    return TransportFailure(
      kind: code == CURLE_OPERATION_TIMEDOUT ? .timeout : .other, curlCode: curlCode,
      detail: particular.isEmpty || particular == general ? general : "\(general): \(particular)")
  }
}
