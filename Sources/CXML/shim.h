// What we use of libxml2: the HTML and the XML parser as streams of events, and its encodings.

#include <libxml/HTMLparser.h>
#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
