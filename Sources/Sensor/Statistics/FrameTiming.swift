/// Told when a frame goes from one stage to the next.
///
/// A type and no closure or optional, so that a replay that measures nothing runs code without a
/// trace of it.
protocol FrameTiming {
  /// A frame of so many octets was read and is about to be decoded.
  func willDecode(octets: Int)
  /// The next frame is about to be read.
  func willRead()
}

/// Measures nothing.
struct Untimed: FrameTiming {
  @inline(__always) func willDecode(octets: Int) {}
  @inline(__always) func willRead() {}
}

/// Tells a clock.
struct Timed: FrameTiming {
  let clock: StageClock

  func willDecode(octets: Int) {
    clock.count(octets: octets)
    clock.enter(.decode)
    clock.count(octets: octets)
  }

  func willRead() { clock.enter(.read) }
}
