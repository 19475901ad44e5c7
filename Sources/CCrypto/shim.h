// What we use of OpenSSL's libcrypto: HMAC-SHA256, SHA-256, random bytes, comparing in constant time.

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
