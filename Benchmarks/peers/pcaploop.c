// libpcap's own loop over a capture, which looks at nothing.
//
// cc -O2 -o pcaploop pcaploop.c -lpcap ; pcaploop FILE
#include <pcap/pcap.h>
#include <stdio.h>

int main(int count, char **arguments) {
  char error[PCAP_ERRBUF_SIZE];
  if (count != 2) return 2;
  pcap_t *capture = pcap_open_offline(arguments[1], error);
  if (capture == NULL) {
    fprintf(stderr, "%s\n", error);
    return 1;
  }
  struct pcap_pkthdr *header;
  const unsigned char *octets;
  unsigned long packets = 0, total = 0;
  while (pcap_next_ex(capture, &header, &octets) == 1) {
    packets++;
    total += header->caplen;
  }
  printf("%lu packets, %lu octets\n", packets, total);
  pcap_close(capture);
  return 0;
}
