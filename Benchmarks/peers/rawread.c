// The floor: reads a capture in large pieces, walks the records and adds up what the headers of
// Ethernet, IPv4, TCP and UDP say. No program that looks at every packet can be faster.
//
// cc -O2 -o rawread rawread.c ; rawread FILE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 256 * 1024, LARGEST_FRAME = 256 * 1024, FILE_HEADER = 24, RECORD_HEADER = 16 };

static unsigned char buffer[PIECE + LARGEST_FRAME];

static uint32_t little32(const unsigned char *place) {
  uint32_t value;
  memcpy(&value, place, sizeof value);
  return value;
}

static uint64_t network(const unsigned char *place, int count) {
  uint64_t value = 0;
  for (int index = 0; index < count; index++) value = value << 8 | place[index];
  return value;
}

static uint64_t look(const unsigned char *frame, size_t length) {
  if (length < 34 || network(frame + 12, 2) != 0x0800) return 0;
  const unsigned char *packet = frame + 14;
  size_t header = (size_t)(packet[0] & 15) * 4;
  uint64_t sum = network(packet + 12, 4) ^ network(packet + 16, 4);
  if (length < 14 + header + 20) return sum;
  const unsigned char *segment = packet + header;
  sum += network(segment, 4);
  if (packet[9] == 6) sum += network(segment + 4, 4) + (network(segment + 12, 2) & 0x1FF);
  return sum;
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  int file = open(arguments[1], O_RDONLY);
  if (file < 0 || read(file, buffer, FILE_HEADER) != FILE_HEADER) return 1;
  if (little32(buffer) != 0xA1B2C3D4) return 1;
  uint64_t packets = 0, octets = 0, sum = 0;
  size_t held = 0;
  for (;;) {
    ssize_t got = read(file, buffer + held, PIECE);
    if (got <= 0) break;
    held += (size_t)got;
    size_t place = 0;
    while (held - place >= RECORD_HEADER) {
      uint32_t length = little32(buffer + place + 8);
      if (length > LARGEST_FRAME - RECORD_HEADER) return 1;
      if (held - place < RECORD_HEADER + length) break;
      packets++;
      octets += length;
      sum += look(buffer + place + RECORD_HEADER, length);
      place += RECORD_HEADER + length;
    }
    memmove(buffer, buffer + place, held - place);
    held -= place;
  }
  printf("%llu packets, %llu octets, %llx\n", (unsigned long long)packets,
         (unsigned long long)octets, (unsigned long long)sum);
  return 0;
}
