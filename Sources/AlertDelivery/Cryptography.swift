// The only file that calls libcrypto.

import CCrypto

/// SHA-256 and what is made with it.
package enum Cryptography {
  private static let sha256Bytes = 32

  /// The SHA-256 of the bytes as 64 lower-case hexadecimal digits: the content hash of a file.
  package static func sha256Hex(_ bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: sha256Bytes)
    let done = EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    precondition(done == 1, "SHA-256 of bytes in memory cannot fail")
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// 32 bytes (RFC 2104, RFC 6234).
  static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var code = [UInt8](repeating: 0, count: sha256Bytes)
    let done = HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, &code, nil)
    precondition(done != nil, "HMAC-SHA256 of bytes in memory cannot fail")
    return code
  }

  /// Bytes that nobody can guess.
  ///
  /// - Throws: `DeliveryError` with code `cannotStart` if the system has no random numbers to give.
  static func randomBytes(_ count: Int) throws(DeliveryError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard RAND_bytes(&bytes, Int32(count)) == 1 else {
      throw DeliveryError(.cannotStart, "the system gives no random numbers; is getrandom barred?")
    }
    return bytes
  }

  /// Whether two byte strings are equal, in a time that tells nothing of where they differ.
  package static func equalInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }

  /// How many certificates stand in a text in PEM, up to the first that cannot be read.
  static func certificates(inPEM text: [UInt8]) -> Int {
    guard let source = BIO_new_mem_buf(text, Int32(text.count)) else { return 0 }
    defer { BIO_free(source) }
    var count = 0
    while let certificate = PEM_read_bio_X509(source, nil, nil, nil) {
      X509_free(certificate)
      count += 1
    }
    // The end of the text is an error to the reader, which nobody else shall find.
    ERR_clear_error()
    return count
  }
}
