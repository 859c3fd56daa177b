#include <microhttpd.h>
#include <sys/socket.h>

/* `MHD_start_daemon` has a variable number of arguments, which Swift cannot call. */

/* Starts a server on one thread of its own; with a key, by TLS only. */
static inline struct MHD_Daemon *labtap_http_start(
    const struct sockaddr *address, MHD_AccessHandlerCallback answer, void *context,
    const char *certificate, const char *key) {
  unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD;
  if (address->sa_family == AF_INET6) flags |= MHD_USE_IPv6;
  if (!key)
    return MHD_start_daemon(
        flags, 0, (void *)0, (void *)0, answer, context, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_CONNECTION_LIMIT, 16u, MHD_OPTION_CONNECTION_TIMEOUT, 10u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16384, MHD_OPTION_END);
  return MHD_start_daemon(
      flags | MHD_USE_TLS, 0, (void *)0, (void *)0, answer, context, MHD_OPTION_SOCK_ADDR, address,
      MHD_OPTION_CONNECTION_LIMIT, 16u, MHD_OPTION_CONNECTION_TIMEOUT, 10u,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)65536, MHD_OPTION_HTTPS_MEM_KEY, key,
      MHD_OPTION_HTTPS_MEM_CERT, certificate, MHD_OPTION_HTTPS_PRIORITIES,
      "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", MHD_OPTION_END);
}

/* What a request shows to be let in; null when it shows nothing. */
static inline const char *labtap_http_authorization(struct MHD_Connection *connection) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization");
}

/* Ends a connection without an answer. */
static inline enum MHD_Result labtap_http_refuse(void) { return MHD_NO; }

/* Answers with a copy of a text. */
static inline enum MHD_Result labtap_http_answer(
    struct MHD_Connection *connection, unsigned status, const char *type, const void *text,
    size_t count) {
  struct MHD_Response *response =
      MHD_create_response_from_buffer(count, (void *)text, MHD_RESPMEM_MUST_COPY);
  if (!response) return MHD_NO;
  MHD_add_response_header(response, "Content-Type", type);
  MHD_add_response_header(response, "Cache-Control", "no-store");
  if (status == 401) MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}
