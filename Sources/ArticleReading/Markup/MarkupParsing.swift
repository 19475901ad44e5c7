// The only file that calls libxml2: HTML and XML to a tree of our own.

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

  /// The tree of an XML document, whose first node is its root; names of elements without prefix, but for those of modules that feeds use.
  ///
  /// No entity but the five of XML and those of HTML is known, and no declaration of the document heeded.
  ///
  /// - Throws: `ReadingRefusal` when it is not well-formed or a limit is passed.
  static func xml(_ text: String) throws(ReadingRefusal) -> MarkupTree {
    let bytes = try XMLPreparation.prepare(text)
    let receiver = EventReceiver()
    bytes.withUnsafeBytes { buffer in
      let start = buffer.bindMemory(to: CChar.self).baseAddress
      guard let start, let size = CInt(exactly: buffer.count) else { return }
      guard let context = xmlCreateMemoryParserCtxt(start, size) else { return }
      defer { xmlFreeParserCtxt(context) }
      // Its limits on depth and length are replaced by ours.
      let options =
        XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
        | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_HUGE.rawValue
      xmlCtxtUseOptions(context, CInt(bitPattern: options))
      // What the document declares was heeded when it was decoded.
      xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8)
      receiver.attach(toXML: context)
      xmlParseDocument(context)
    }
    receiver.builder.finish()
    if let refusal = receiver.builder.refusal ?? receiver.fault { throw refusal }
    guard !receiver.builder.tree.nodes.isEmpty else {
      throw ReadingRefusal(.damaged, "the XML has no element")
    }
    return receiver.builder.tree
  }

  /// The character that HTML has a name for.
  static func character(named name: String) -> Unicode.Scalar? {
    htmlEntityLookup(name).flatMap { Unicode.Scalar($0.pointee.value) }
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

  /// The same for XML, whose names have namespaces.
  func attach(toXML context: xmlParserCtxtPtr) {
    attach(to: context)
    guard let events = context.pointee.sax else { return }
    events.pointee.initialized = XML_SAX2_MAGIC
    events.pointee.startElementNs = { data, name, prefix, uri, _, _, count, _, attributes in
      EventReceiver.of(data).start(
        XMLName(name: name, prefix: prefix, uri: uri), attributes, Int(count))
    }
    events.pointee.endElementNs = { data, _, _, _ in EventReceiver.of(data).end() }
    events.pointee.serror = { data, error in
      guard let error, error.pointee.level == XML_ERR_FATAL else { return }
      EventReceiver.of(data).fail(error.pointee)
    }
  }

  /// Why the document is not well-formed.
  private(set) var fault: ReadingRefusal?

  private func fail(_ error: xmlError) {
    if fault == nil {
      let words = error.message.map { FoldedText.fold(String(cString: $0)) } ?? "it is damaged"
      fault = ReadingRefusal(.damaged, "the XML is damaged at line \(error.line): \(words)")
    }
    xmlStopParser(context)
  }

  private func start(
    _ name: XMLName, _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?, _ count: Int
  ) {
    // Name, prefix, namespace, start and end of the value, which no zero ends.
    let attributes = (0..<count).compactMap { index -> MarkupAttribute? in
      guard let part = list.map({ $0 + index * 5 }), let start = part[3], let end = part[4]
      else { return nil }
      let value = UnsafeBufferPointer(start: start, count: end - start)
      return MarkupAttribute(
        name: XMLName(name: part[0], prefix: part[1], uri: nil).text,
        value: String(decoding: value, as: UTF8.self))
    }
    builder.start(name.text, attributes)
    stopIfRefused()
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

/// What an element or an attribute of XML is called.
private struct XMLName {
  /// In lower case.
  let text: String

  init(
    name: UnsafePointer<xmlChar>?, prefix: UnsafePointer<xmlChar>?, uri: UnsafePointer<xmlChar>?
  ) {
    let name = name.map(String.init(cString:)) ?? ""
    let prefix = Self.prefix(
      of: uri.map(String.init(cString:)), written: prefix.map(String.init(cString:)))
    text = (prefix.isEmpty ? name : "\(prefix):\(name)").lowercased()
  }

  /// The formats themselves have no prefix, whatever a document calls them by.
  private static func prefix(of uri: String?, written: String?) -> String {
    uri.flatMap { prefixes[$0] } ?? written ?? ""
  }

  private static let prefixes = [
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/rss/1.0/": "",
    "http://www.w3.org/1999/xhtml": "",
    "http://iptc.org/std/nar/2006-10-01/": "",
    "http://iptc.org/std/NITF/2006-10-18/": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
  ]
}
