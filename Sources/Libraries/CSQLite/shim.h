#include <sqlite3.h>
#include <stddef.h>

/* The library's own constant is a cast of -1 to a pointer to a function, which Swift cannot spell:
   the text is copied before the call returns. */
static inline int labtap_sqlite3_bind_text(sqlite3_stmt *statement, int index, const void *octets,
                                           size_t count) {
  return sqlite3_bind_text64(statement, index, (const char *)octets, count, SQLITE_TRANSIENT,
                             SQLITE_UTF8);
}

static inline int labtap_sqlite3_bind_blob(sqlite3_stmt *statement, int index, const void *octets,
                                           size_t count) {
  return sqlite3_bind_blob64(statement, index, octets, count, SQLITE_TRANSIENT);
}
