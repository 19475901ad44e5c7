// The only file that calls libxml2: HTML to a tree of our own.

import CXML

/// Reads markup without network and without loading anything that it names.
enum MarkupParsing {
  /// The tree of an HTML page.
  ///
  /// The events of the parser make the tree, so that none of libxml2's own is built, which it could only do and undo
  /// within a depth limit that cuts pages off without a word.
  ///
  /// - Throws: `ReadingRefusal` when a limit is passed.
  static func html(_ text: String) throws(ReadingRefusal) -> MarkupTree {
    // NUL ends a text for the parser.
    let bytes = text.utf8.filter { $0 != 0 }
    try TagLimits.check(bytes)
    let receiver = EventReceiver()
    bytes.withUnsafeBytes { buffer in
      let start = buffer.bindMemory(to: CChar.self).baseAddress
      guard let start, let size = CInt(exactly: buffer.count) else { return }
      guard let context = htmlCreateMemoryParserCtxt(start, size) else { return }
      defer { htmlFreeParserCtxt(context) }
      let options =
        HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_NOERROR.rawValue
        | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
      htmlCtxtUseOptions(context, CInt(options))
      // What the page declares was heeded when it was decoded.
      xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
      receiver.attach(to: context)
      htmlParseDocument(context)
    }
    receiver.builder.finish()
    if let refusal = receiver.builder.refusal { throw refusal }
    return receiver.builder.tree
  }

  /// So many wrong bytes, or one in a hundred, are slips; more mean that another encoding was declared.
  private static let wrongBytesMax = 16
  private static let chunkBytes = 1_024

  /// The characters of a text in an encoding that the C library knows, by the name a page calls it.
  ///
  /// A byte that is wrong in that encoding becomes U+FFFD. Nil if the encoding is unknown or many bytes are wrong.
  static func decode(_ bytes: [UInt8], charset: String) -> String? {
    // It would write what it finds wrong to standard error.
    xmlSetStructuredErrorFunc(nil) { _, _ in }
    guard let handler = xmlFindCharEncodingHandler(charset) else { return nil }
    defer { xmlCharEncCloseFunc(handler) }
    guard let input = xmlBufferCreate(), let output = xmlBufferCreate() else { return nil }
    defer {
      xmlBufferFree(input)
      xmlBufferFree(output)
    }
    var rest = bytes[...]
    var wrongLeft = max(wrongBytesMax, bytes.count / 100)
    while wrongLeft > 0 {
      let isFed = feed(&rest, to: input)
      let before = xmlBufferLength(input)
      if before == 0 { break }
      xmlCharEncInFunc(handler, output, input)
      // A character may be cut by the end of what was fed.
      guard xmlBufferLength(input) == before, !isFed else { continue }
      xmlBufferShrink(input, 1)
      xmlBufferCat(output, "\u{FFFD}")
      wrongLeft -= 1
    }
    guard wrongLeft > 0 else { return nil }
    let decoded = UnsafeBufferPointer(
      start: xmlBufferContent(output), count: Int(xmlBufferLength(output)))
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Keeps the input short, because each wrong byte moves all of it; true if something was added.
  private static func feed(_ rest: inout ArraySlice<UInt8>, to input: xmlBufferPtr) -> Bool {
    guard !rest.isEmpty, xmlBufferLength(input) < chunkBytes else { return false }
    let chunk = rest.prefix(chunkBytes)
    rest = rest.dropFirst(chunk.count)
    chunk.withUnsafeBufferPointer { part in
      _ = xmlBufferAdd(input, part.baseAddress, CInt(part.count))
    }
    return true
  }
}

/// Hands the parser's events to a tree builder.
private final class EventReceiver {
  var builder = MarkupTreeBuilder()
  private var context: htmlParserCtxtPtr?

  /// The receiver must outlive the parsing.
  func attach(to context: htmlParserCtxtPtr) {
    self.context = context
    context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    let events = context.pointee.sax
    guard let events else { return }
    events.pointee = xmlSAXHandler()
    events.pointee.startElement = { data, name, attributes in
      EventReceiver.of(data).start(name, attributes)
    }
    events.pointee.endElement = { data, _ in EventReceiver.of(data).end() }
    events.pointee.characters = { data, text, count in EventReceiver.of(data).add(text, count) }
    events.pointee.ignorableWhitespace = { data, text, count in
      EventReceiver.of(data).add(text, count)
    }
    // The contents of scripts and styles.
    events.pointee.cdataBlock = { data, text, count in EventReceiver.of(data).add(text, count) }
  }

  private static func of(_ data: UnsafeMutableRawPointer?) -> EventReceiver {
    guard let data else { preconditionFailure("the parser passes on what it was given") }
    return Unmanaged<EventReceiver>.fromOpaque(data).takeUnretainedValue()
  }

  private func start(
    _ name: UnsafePointer<xmlChar>?, _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  ) {
    guard let name else { return }
    var attributes: [MarkupAttribute] = []
    if var next = list {
      // Names and values in turn, up to a null.
      while let name = next[0] {
        attributes.append(
          MarkupAttribute(
            name: String(cString: name).lowercased(),
            value: next[1].map(String.init(cString:)) ?? "")
        )
        next += 2
      }
    }
    builder.start(String(cString: name).lowercased(), attributes)
    stopIfRefused()
  }

  private func end() {
    builder.end()
    stopIfRefused()
  }

  private func add(_ text: UnsafePointer<xmlChar>?, _ count: CInt) {
    builder.add(UnsafeBufferPointer(start: text, count: Int(count)))
  }

  private func stopIfRefused() {
    if builder.refusal != nil { xmlStopParser(context) }
  }
}
