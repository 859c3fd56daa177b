#include <pcap/pcap.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <string.h>

/* `ioctl` has a variable number of arguments, which Swift cannot call with a structure. */

/* The flags (`IFF_…`) of an interface, or -1. */
static inline int labtap_interface_flags(int socket, const char *name) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(socket, SIOCGIFFLAGS, &request) != 0) return -1;
  return (unsigned short)request.ifr_flags;
}

/* The number that the kernel knows an interface by; 0 when there is none of that name. */
static inline int labtap_interface_index(int socket, const char *name) {
  struct ifreq request;
  memset(&request, 0, sizeof request);
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  if (ioctl(socket, SIOCGIFINDEX, &request) != 0) return 0;
  return request.ifr_ifindex;
}
