#include <microhttpd.h>
#include <sys/socket.h>

/* `MHD_start_daemon` has a variable number of arguments, which Swift cannot call. */

/* What a connection may hold. An event of a large site is some 60 KB and goes out in one piece: each
   piece more is another round of the server's thread over its connections. */
#define LABTAP_CONNECTION_MEMORY 98304
#define LABTAP_EVENT_PIECE 65536

/* Starts a server on one thread of its own; with a key, by TLS only. */
static inline struct MHD_Daemon *labtap_http_start(
    const struct sockaddr *address, MHD_AccessHandlerCallback answer, void *context,
    const char *certificate, const char *key) {
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  if (address->sa_family == AF_INET6) flags |= MHD_USE_IPv6;
  if (!key)
    return MHD_start_daemon(
        flags, 0, (void *)0, (void *)0, answer, context, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_CONNECTION_LIMIT, 96u, MHD_OPTION_CONNECTION_TIMEOUT, 10u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LABTAP_CONNECTION_MEMORY, MHD_OPTION_END);
  return MHD_start_daemon(
      flags | MHD_USE_TLS, 0, (void *)0, (void *)0, answer, context, MHD_OPTION_SOCK_ADDR, address,
      MHD_OPTION_CONNECTION_LIMIT, 96u, MHD_OPTION_CONNECTION_TIMEOUT, 10u,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)LABTAP_CONNECTION_MEMORY,
      MHD_OPTION_HTTPS_MEM_KEY, key,
      MHD_OPTION_HTTPS_MEM_CERT, certificate, MHD_OPTION_HTTPS_PRIORITIES,
      "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", MHD_OPTION_END);
}

/* A field of the request's head; null when it is not there. */
static inline const char *labtap_http_header(struct MHD_Connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Ends a connection without an answer. */
static inline enum MHD_Result labtap_http_refuse(void) { return MHD_NO; }

/* Answers with a copy of a text; what a browser shows may load from this server alone. */
static inline enum MHD_Result labtap_http_answer(
    struct MHD_Connection *connection, unsigned status, const char *type, const void *text,
    size_t count, int is_for_browsers) {
  struct MHD_Response *response =
      MHD_create_response_from_buffer(count, (void *)text, MHD_RESPMEM_MUST_COPY);
  if (!response) return MHD_NO;
  MHD_add_response_header(response, "Content-Type", type);
  MHD_add_response_header(response, "Cache-Control", "no-store");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
  if (is_for_browsers) {
    MHD_add_response_header(
        response, "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    MHD_add_response_header(response, "X-Frame-Options", "DENY");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
  }
  if (status == 401) {
    MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    MHD_add_response_header(response, "WWW-Authenticate", "Basic realm=\"LabTap\"");
  }
  enum MHD_Result result = MHD_queue_response(connection, status, response);
  MHD_destroy_response(response);
  return result;
}

/* Octets that the kernel may hold for a viewer that does not take them. */
#define LABTAP_VIEWER_BUFFER 131072

/* Answers with events for as long as `read` has some; `forget` is called once at the end. */
static inline enum MHD_Result labtap_http_stream(
    struct MHD_Connection *connection, MHD_ContentReaderCallback read,
    MHD_ContentReaderFreeCallback forget, void *context) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  int size = LABTAP_VIEWER_BUFFER;
  if (info) setsockopt(info->connect_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  struct MHD_Response *response =
      MHD_create_response_from_callback(
          MHD_SIZE_UNKNOWN, LABTAP_EVENT_PIECE, read, context, forget);
  if (!response) {
    forget(context);
    return MHD_NO;
  }
  MHD_add_response_header(response, "Content-Type", "text/event-stream");
  MHD_add_response_header(response, "Cache-Control", "no-store");
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
  enum MHD_Result result = MHD_queue_response(connection, 200, response);
  MHD_destroy_response(response);
  return result;
}
