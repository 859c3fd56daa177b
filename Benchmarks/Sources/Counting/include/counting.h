#ifndef COUNTING_H
#define COUNTING_H

#include <stdint.h>

/// Calls of malloc, calloc, realloc and aligned allocation in this process so far.
uint64_t counting_allocations(void);

/// Octets that were asked for by those calls.
uint64_t counting_allocated_octets(void);

/// CPU time of this process in nanoseconds.
uint64_t counting_cpu_nanoseconds(void);

/// True below callgrind, which then counts instructions.
int counting_has_instructions(void);

/// Forgets the instructions so far.
void counting_begin_instructions(void);

/// Writes the instructions since the last begin to callgrind's next file, under a number.
void counting_end_instructions(int number);

#endif
