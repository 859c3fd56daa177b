// Invariants of the unsafe code in this file:
// - pcap_lib_version returns a static string with a final zero that is never freed;
// - yaml_get_version writes three integers and keeps no pointer to them.

internal import CPcap
internal import CYAML

/// The libraries that the process runs with, which may be newer than those it was built with.
enum LinkedLibraries {
  /// The bare number, as in `1.10.3`; the whole text when it has another form.
  static var pcap: String {
    guard let pointer = unsafe pcap_lib_version() else { return "unknown" }
    let text = unsafe String(cString: pointer)
    let words = text.split(separator: " ")
    return words.count > 2 && words[0] == "libpcap" ? String(words[2]) : text
  }

  static var yaml: String {
    var major: Int32 = 0
    var minor: Int32 = 0
    var patch: Int32 = 0
    unsafe yaml_get_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }
}
