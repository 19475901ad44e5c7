// What we use of OpenSSL's libcrypto: HMAC-SHA256, SHA-256, random bytes, comparing in constant time, reading
// certificates.

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
