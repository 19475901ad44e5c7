// libcurl for Swift, which imports no variadic function: a typed wrapper for each way an option is set or read.

#include <curl/curl.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

static inline CURLcode gainsay_easy_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gainsay_easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gainsay_easy_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gainsay_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

// libcurl keeps a copy.
static inline CURLcode gainsay_easy_set_blob(CURL *easy, CURLoption option, const void *bytes,
                                             size_t count) {
  struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
  return curl_easy_setopt(easy, option, &blob);
}

static inline CURLcode gainsay_easy_set_list(CURL *easy, CURLoption option,
                                             struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode gainsay_easy_set_write_function(CURL *easy, CURLoption option,
                                                       curl_write_callback function) {
  return curl_easy_setopt(easy, option, function);
}

static inline CURLcode gainsay_easy_set_open_socket_function(CURL *easy,
                                                             curl_opensocket_callback function) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode gainsay_easy_set_before_request_function(CURL *easy,
                                                                curl_prereq_callback function) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode gainsay_easy_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode gainsay_easy_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode gainsay_easy_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode gainsay_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// A line about the receiver's own certificate, "Issuer:CN = ..."; NULL behind the last.
static inline const char *gainsay_easy_certificate_line(CURL *easy, int index) {
  struct curl_certinfo *certificates = NULL;
  if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &certificates) != CURLE_OK || !certificates ||
      certificates->num_of_certs < 1) {
    return NULL;
  }
  struct curl_slist *line = certificates->certinfo[0];
  while (line && index-- > 0) line = line->next;
  return line ? line->data : NULL;
}

// The result lies in a union.
static inline CURLcode gainsay_message_result(const CURLMsg *message) {
  return message->data.result;
}

// libcurl keeps an address longer than `struct sockaddr` behind this field, which a copy would cut off.
static inline const struct sockaddr *gainsay_address_dialled(const struct curl_sockaddr *address) {
  return &address->addr;
}
