// What a process may count of itself: allocations, CPU time, and instructions below callgrind.
//
// Invariants: the allocating functions stand in front of glibc's by the rules of symbol lookup, and
// hand every call on to glibc's own under its other name, so that blocks of either may be freed by
// the other. They run before main; the counters are constants then.
#include "counting.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#define HAS_CALLGRIND 1
#else
#define HAS_CALLGRIND 0
#endif

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_ulong calls;
static atomic_ulong octets;

static void count(size_t size) {
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&octets, size, memory_order_relaxed);
}

void *malloc(size_t size) {
  count(size);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count(number * size);
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  count(size);
  return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count(size);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  count(size);
  void *place = __libc_memalign(alignment, size);
  if (place == NULL) return ENOMEM;
  *out = place;
  return 0;
}

uint64_t counting_allocations(void) { return atomic_load(&calls); }

uint64_t counting_allocated_octets(void) { return atomic_load(&octets); }

uint64_t counting_cpu_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int counting_has_instructions(void) {
#if HAS_CALLGRIND
  return RUNNING_ON_VALGRIND != 0;
#else
  return 0;
#endif
}

void counting_begin_instructions(void) {
#if HAS_CALLGRIND
  CALLGRIND_ZERO_STATS;
#endif
}

void counting_end_instructions(int number) {
#if HAS_CALLGRIND
  char name[16];
  snprintf(name, sizeof name, "%d", number);
  CALLGRIND_DUMP_STATS_AT(name);
#else
  (void)number;
#endif
}
