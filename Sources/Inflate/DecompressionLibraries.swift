internal import CZlib
internal import CZstd

// Invariants of the unsafe code in this file:
// - zlibVersion and ZSTD_versionString return static strings with a final zero, never freed.

/// The libraries that the process runs with, which may be newer than those it was built with.
public enum DecompressionLibraries {
  /// As in `1.2.13`.
  public static var zlib: String { unsafe String(cString: zlibVersion()) }
  /// As in `1.5.4`.
  public static var zstd: String { unsafe String(cString: ZSTD_versionString()) }
}
