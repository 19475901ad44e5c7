// What we use of libxml2: the HTML parser as a stream of events, and its encodings.

#include <libxml/HTMLparser.h>
#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
