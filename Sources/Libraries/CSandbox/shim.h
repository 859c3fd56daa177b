#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <string.h>
#include <linux/capability.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* `prctl` and `syscall` have a variable number of arguments, which Swift cannot call. */

static inline int labtap_no_new_privileges(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* A core dump would hold what was on the wire. */
static inline int labtap_not_dumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

/* Empties the bounding and the ambient set, as far as that is allowed. */
static inline void labtap_limit_capabilities(void) {
  for (int capability = 0; capability < 64; capability++)
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

/* Empties the effective, permitted and inheritable sets. */
static inline int labtap_drop_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  return (int)syscall(SYS_capset, &header, data);
}

/* 1 when no capability is effective, permitted or inheritable. */
static inline int labtap_has_no_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &header, data) != 0) return 0;
  for (int word = 0; word < 2; word++)
    if (data[word].effective | data[word].permitted | data[word].inheritable) return 0;
  return 1;
}

/* Landlock (kernel documentation, userspace-api/landlock): the numbers are of the kernel's
   interface, which older headers lack in part. */

struct labtap_landlock_ruleset { uint64_t files, network, scoped; };
struct labtap_landlock_path { uint64_t access; int32_t parent; } __attribute__((packed));

/* The version of the kernel's interface; below 1 when there is none. */
static inline int labtap_landlock_version(void) {
  return (int)syscall(444, (void *)0, (size_t)0, (uint32_t)1);
}

static inline int labtap_landlock_create(int version, uint64_t files) {
  struct labtap_landlock_ruleset rules = {files, 0, 0};
  /* Signals to processes outside, since version 6. */
  if (version >= 6) rules.scoped = 2;
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  return (int)syscall(444, &rules, size, (uint32_t)0);
}

#ifndef O_PATH
#define O_PATH 010000000 /* a GNU extension, which Swift does not ask for */
#endif

static inline int labtap_landlock_allow(int ruleset, const char *path, uint64_t access) {
  struct labtap_landlock_path rule = {access, open(path, O_PATH | O_CLOEXEC)};
  if (rule.parent < 0) return -1;
  int result = (int)syscall(445, ruleset, 1, &rule, (uint32_t)0);
  int number = errno;
  close(rule.parent);
  errno = number;
  return result;
}

static inline int labtap_landlock_enforce(int ruleset) {
  return (int)syscall(446, ruleset, (uint32_t)0);
}

/* Allows a system call, when this machine has one of the name. */
static inline int labtap_allow(scmp_filter_ctx filter, const char *name) {
  int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR) return 0;
  return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 0, (void *)0);
}

/* Allows a system call where the masked bits of an argument have a value. */
static inline int labtap_allow_if(
    scmp_filter_ctx filter, const char *name, unsigned argument, uint64_t mask, uint64_t value) {
  int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR) return 0;
  struct scmp_arg_cmp condition = {argument, SCMP_CMP_MASKED_EQ, mask, value};
  return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &condition);
}

/* Lets a system call fail with a number of its own. */
static inline int labtap_refuse(scmp_filter_ctx filter, const char *name, int error) {
  int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR) return 0;
  return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(error), number, 0, (void *)0);
}

static inline scmp_filter_ctx labtap_filter(void) { return seccomp_init(SCMP_ACT_ERRNO(EPERM)); }

/* Processors that this process may run on, by its affinity; 0 when the kernel does not say. The
   mask holds 8,192, the most that Linux can be built for. */
static inline int labtap_usable_processors(void) {
  unsigned long mask[128];
  long octets = syscall(SYS_sched_getaffinity, 0, sizeof mask, mask);
  int processors = 0;
  for (long word = 0; word < octets / (long)sizeof *mask; word++)
    processors += __builtin_popcountl(mask[word]);
  return processors;
}
