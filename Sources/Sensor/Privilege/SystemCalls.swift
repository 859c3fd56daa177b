import Glibc

/// What the sensor may ask of the kernel once its interfaces are open.
///
/// No program is run, no process made or looked into, no file system mounted, no module, key, clock
/// or namespace touched: what is not named here fails with EPERM.
enum SystemCalls {
  static let allowed = files + memory + threads + time + sockets + itself

  private static let files = [
    "read", "write", "readv", "writev", "pread64", "pwrite64", "close", "close_range", "lseek",
    "open", "openat", "stat", "lstat", "fstat", "newfstatat", "statx", "statfs", "fstatfs",
    "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents64", "getcwd",
    "fcntl", "flock", "ioctl", "fsync", "fdatasync", "ftruncate", "fallocate", "fadvise64",
    "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "fchmod", "umask",
    "dup", "dup3", "pipe2", "eventfd2",
  ]

  private static let memory = [
    "mmap", "munmap", "mremap", "mprotect", "madvise", "brk", "membarrier",
  ]

  private static let threads = [
    "futex", "set_robust_list", "get_robust_list", "rseq", "set_tid_address", "exit",
    "exit_group", "sched_yield", "sched_getaffinity", "tgkill", "rt_sigaction",
    "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "sigaltstack", "restart_syscall",
    "arch_prctl",
  ]

  private static let time = [
    "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time",
  ]

  private static let sockets = [
    "poll", "ppoll", "select", "pselect6", "epoll_create1", "epoll_ctl", "epoll_wait",
    "epoll_pwait", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg",
    "sendmmsg", "recvfrom", "recvmsg", "recvmmsg", "getsockopt", "setsockopt", "getsockname",
    "getpeername", "shutdown",
  ]

  private static let itself = [
    "getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrandom", "uname",
    "sysinfo", "getrusage", "getrlimit", "prlimit64", "times",
  ]

  /// Sockets of these families may be made; of AF_PACKET none any more.
  static let families = [AF_UNIX, AF_INET, AF_INET6, AF_NETLINK]

  /// CLONE_THREAD of clone(2).
  static let cloneThread = 0x0001_0000
}
