import CSandbox
import Foundation
import Glibc

// Invariants of the unsafe code in this file:
// - the entry of `getpwnam` is copied before any other call;
// - a filter of libseccomp is released once, after it was loaded or given up;
// - strings are lent to C for the length of a call.

/// Gives up all that reading open sockets does not need.
///
/// Capabilities and Landlock hold for the calling thread and what it starts, so this comes before
/// the first thread.
public struct Privileges: Sendable {
  /// Whose rights the sensor goes on with when root started it.
  public var user: String?
  /// Files and directories that are read again later, as on a reload.
  public var readable: [String]
  /// Directories that are written to.
  public var writable: [String]

  /// The user of the package, and one that every system has.
  public static let usualUsers = ["labtap", "nobody"]

  public init(user: String?, readable: [String], writable: [String]) {
    self.user = user
    self.readable = readable
    self.writable = writable
  }

  /// What was given up.
  public struct Outcome: Sendable {
    public var user: UInt32
    public var group: UInt32
    /// Version of the kernel's Landlock; nil when it has none.
    public var landlock: Int?
  }

  /// Becomes an unprivileged user without capabilities, in a sandbox.
  public func giveUp() throws(PrivilegeError) -> Outcome {
    guard try threadCount() == 1 else {
      throw PrivilegeError("threads were started before privileges were given up")
    }
    // While there still is the right to.
    labtap_limit_capabilities()
    if geteuid() == 0 || getuid() == 0 { try becomeUser() }
    guard labtap_drop_capabilities() == 0, labtap_has_no_capabilities() == 1 else {
      throw PrivilegeError("capabilities cannot be given up: \(systemText(errno))")
    }
    guard labtap_no_new_privileges() == 0 else {
      throw PrivilegeError("no_new_privs: \(systemText(errno))")
    }
    labtap_not_dumpable()
    guard getuid() != 0, geteuid() != 0, getgid() != 0, getegid() != 0 else {
      throw PrivilegeError("still root; name another user with --user")
    }
    // A way back would be no way out.
    guard setuid(0) != 0 else { throw PrivilegeError("root could be had again") }
    let landlock = try restrictFiles()
    try restrictSystemCalls()
    return Outcome(user: getuid(), group: getgid(), landlock: landlock)
  }

  private func threadCount() throws(PrivilegeError) -> Int {
    guard let tasks = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
    else { throw PrivilegeError("/proc is not mounted") }
    return tasks.count
  }

  private func becomeUser() throws(PrivilegeError) {
    for name in user.map({ [$0] }) ?? Self.usualUsers {
      guard let entry = unsafe getpwnam(name) else { continue }
      let (uid, gid) = unsafe (entry.pointee.pw_uid, entry.pointee.pw_gid)
      guard uid != 0, gid != 0 else {
        throw PrivilegeError("the user \(name) is root; name another with --user")
      }
      // Of root, both set the real, the effective and the saved one.
      guard setgroups(0, nil) == 0, setgid(gid) == 0, setuid(uid) == 0
      else { throw PrivilegeError("cannot become \(name): \(systemText(errno))") }
      return
    }
    throw PrivilegeError("there is no user \(user ?? "labtap or nobody"); name one with --user")
  }

  // MARK: Files

  private enum Access {
    static let readFile: UInt64 = 1 << 2
    static let readDirectory: UInt64 = 1 << 3
    static let read = readFile | readDirectory
    /// Write, remove, make directories, files and sockets; rename and truncate by version.
    static let write: UInt64 = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 9
    static let rename: UInt64 = 1 << 13
    static let truncate: UInt64 = 1 << 14
    static let control: UInt64 = 1 << 15
    /// All 13 of the first version.
    static let first: UInt64 = 1 << 13 - 1
  }

  /// What libraries read when they resolve names, check certificates and print times.
  private static let system = [
    "/etc", "/usr/share", "/usr/lib", "/lib", "/lib64", "/usr/local/share", "/sys/class/net",
    "/sys/devices", "/proc/self", "/proc/net", "/proc/sys/net", "/dev/null", "/dev/urandom",
    "/run/systemd/resolve",
  ]

  /// - Returns: the version of Landlock; nil where the kernel has none.
  private func restrictFiles() throws(PrivilegeError) -> Int? {
    let version = labtap_landlock_version()
    guard version >= 1 else { return nil }
    var handled = Access.first
    if version >= 2 { handled |= Access.rename }
    if version >= 3 { handled |= Access.truncate }
    if version >= 5 { handled |= Access.control }
    let rules = labtap_landlock_create(version, handled)
    guard rules >= 0 else { throw PrivilegeError("Landlock: \(systemText(errno))") }
    defer { close(rules) }
    for path in Self.system + readable { allow(path, Access.read, rules) }
    let all = (Access.read | Access.write | Access.rename | Access.truncate) & handled
    for path in writable { allow(path, all, rules) }
    guard labtap_landlock_enforce(rules) == 0 else {
      throw PrivilegeError("Landlock: \(systemText(errno))")
    }
    return Int(version)
  }

  /// A path that is not there needs no rule; a file takes no rights of directories.
  private func allow(_ path: String, _ access: UInt64, _ rules: Int32) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return }
    let isDirectory = status.st_mode & S_IFMT == S_IFDIR
    let ofFiles = Access.readFile | 1 << 1 | Access.truncate
    _ = unsafe labtap_landlock_allow(rules, path, isDirectory ? access : access & ofFiles)
  }

  // MARK: System calls

  private func restrictSystemCalls() throws(PrivilegeError) {
    guard let filter = unsafe labtap_filter() else {
      throw PrivilegeError("seccomp: out of memory")
    }
    defer { unsafe seccomp_release(filter) }
    var status: Int32 = 0
    for name in SystemCalls.allowed where status == 0 {
      status = unsafe labtap_allow(filter, name)
    }
    for family in SystemCalls.families where status == 0 {
      status = unsafe labtap_allow_if(filter, "socket", 0, .max, UInt64(family))
    }
    // Threads, and no processes. What `clone3` is asked for no filter can see, so that it is said
    // not to exist: the C library then takes `clone`.
    let thread = UInt64(SystemCalls.cloneThread)
    if status == 0 { status = unsafe labtap_allow_if(filter, "clone", 0, thread, thread) }
    if status == 0 { status = unsafe labtap_refuse(filter, "clone3", ENOSYS) }
    // A thread's name.
    if status == 0 { status = unsafe labtap_allow_if(filter, "prctl", 0, .max, 15) }
    if status == 0 { status = unsafe seccomp_load(filter) }
    guard status == 0 else { throw PrivilegeError("seccomp: \(systemText(-status))") }
  }

  private func systemText(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
}
