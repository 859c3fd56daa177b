// This file owns raw storage. Invariants:
//  - `chunks` points at `chunkCount` pointers, each to `chunkSize` initialised values; chunks are
//    never moved or freed before `deinit`, so an address stays valid while the pool grows.
//  - Every value is initialised when its chunk is made and deinitialised once, in `deinit`.
//  - Every index that leaves this file is below `used`; `subscript` checks it.

/// Values that are taken into use, given back, and used again, addressed by a small integer.
///
/// What a flow needs beyond its record lives here: in place, without an object per flow and
/// without reference counting on the packet path.
@safe
final class Pool<Value> {
  private static var chunkSize: Int { 64 }

  private var chunks: UnsafeMutablePointer<UnsafeMutablePointer<Value>>
  private var chunkCount = 0
  private var capacity = 16
  private var used = 0
  private var free: [Int32] = []
  private let make: () -> Value

  /// - Parameter make: makes a value in its first state.
  init(_ make: @escaping () -> Value) {
    self.make = make
    unsafe chunks = .allocate(capacity: capacity)
  }

  deinit {
    for chunk in 0..<chunkCount {
      unsafe chunks[chunk].deinitialize(count: Self.chunkSize)
      unsafe chunks[chunk].deallocate()
    }
    unsafe chunks.deallocate()
  }

  subscript(index: Int32) -> Value {
    unsafeAddress {
      precondition(index >= 0 && Int(index) < used)
      return unsafe UnsafePointer(
        chunks[Int(index) / Self.chunkSize] + Int(index) % Self.chunkSize)
    }
    unsafeMutableAddress {
      precondition(index >= 0 && Int(index) < used)
      return unsafe chunks[Int(index) / Self.chunkSize] + Int(index) % Self.chunkSize
    }
  }

  /// A value that is not in use; it is in the state in which it was given back.
  func take() -> Int32 {
    if let index = free.popLast() { return index }
    if used == chunkCount * Self.chunkSize { grow() }
    used += 1
    return Int32(used - 1)
  }

  /// The value may be taken again.
  func giveBack(_ index: Int32) {
    free.append(index)
  }

  private func grow() {
    if chunkCount == capacity {
      let larger = UnsafeMutablePointer<UnsafeMutablePointer<Value>>.allocate(
        capacity: capacity * 2)
      unsafe larger.moveInitialize(from: chunks, count: chunkCount)
      unsafe chunks.deallocate()
      unsafe chunks = larger
      capacity *= 2
    }
    let chunk = UnsafeMutablePointer<Value>.allocate(capacity: Self.chunkSize)
    for place in 0..<Self.chunkSize { unsafe (chunk + place).initialize(to: make()) }
    unsafe (chunks + chunkCount).initialize(to: chunk)
    chunkCount += 1
  }
}
