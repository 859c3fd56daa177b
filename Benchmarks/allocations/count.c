// Counts calls of malloc, calloc, realloc and aligned allocation; the sum is printed at the end.
// cc -O2 -shared -fPIC -o count.so count.c -ldl ; LD_PRELOAD=./count.so program
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_ulong calls;
static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static int (*next_memalign)(void **, size_t, size_t);
static void *(*next_aligned)(size_t, size_t);
// dlsym allocates before the real functions are known.
static char early[65536];
static size_t early_used;

static int resolving;

static void resolve(void) {
  resolving = 1;
  next_calloc = dlsym(RTLD_NEXT, "calloc");
  next_malloc = dlsym(RTLD_NEXT, "malloc");
  next_realloc = dlsym(RTLD_NEXT, "realloc");
  next_memalign = dlsym(RTLD_NEXT, "posix_memalign");
  next_aligned = dlsym(RTLD_NEXT, "aligned_alloc");
  resolving = 0;
}

static void *take_early(size_t size) {
  void *place = early + early_used;
  early_used += (size + 15) & ~(size_t)15;
  if (early_used > sizeof early) abort();
  return place;
}

void *malloc(size_t size) {
  if (resolving) return take_early(size);
  if (!next_malloc) resolve();
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  return next_malloc(size);
}

void *calloc(size_t count, size_t size) {
  if (resolving) return take_early(count * size);
  if (!next_calloc) resolve();
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  return next_calloc(count, size);
}

void *realloc(void *old, size_t size) {
  if (resolving) return take_early(size);
  if (!next_realloc) resolve();
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  return next_realloc(old, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  if (!next_memalign) resolve();
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  return next_memalign(out, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  if (!next_aligned) resolve();
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  return next_aligned(alignment, size);
}

void free(void *place) {
  static void (*next_free)(void *);
  if ((char *)place >= early && (char *)place < early + sizeof early) return;
  if (!next_free) next_free = dlsym(RTLD_NEXT, "free");
  next_free(place);
}

// What `labtap replay --statistics` asks for after each stage.
uint64_t labtap_counted_allocations(void) { return atomic_load(&calls); }

__attribute__((destructor)) static void end(void) {
  fprintf(stderr, "allocations %lu\n", atomic_load(&calls));
}
