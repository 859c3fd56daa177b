import Foundation

// Invariants of the unsafe code in this file:
// - libFuzzer lends `count` octets at `data` for the length of the call and writes to none of them;
// - the span over them is used within the call only.

/// The target of this process, by the variable that the Makefile sets.
private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["LABTAP_FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
    fatalError("LABTAP_FUZZ_TARGET is `\(name)` and not one of \(known)")
  }
  return target
}()

/// What libFuzzer calls with each input.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let octets = unsafe UnsafeBufferPointer(start: data, count: count)
  target.run(unsafe octets.span)
  return 0
}
