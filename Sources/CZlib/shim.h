// What we use of zlib: unpacking gzip.

#include <zlib.h>
