// This file owns raw storage. Invariants:
//  - `state` points at one initialised State until `deinit`; nobody else knows the address.
//  - `chunks` points at `chunkCount` pointers, each to `chunkSize` initialised values; chunks are
//    never moved or freed before `deinit`, so an address stays valid while the pool grows.
//  - Every value is initialised when its chunk is made and deinitialised once, in `deinit`.
//  - Every index that leaves this file is below `used`; `subscript` checks it.
//  - A value is lent to one reader at a time: a flow has one index, and a flow is read by one call.

/// Values that are taken into use, given back, and used again, addressed by a small integer.
///
/// What a flow needs beyond its record lives here: in place, without an object per flow and
/// without reference counting on the packet path. What changes lies behind a constant pointer,
/// since every access to a variable of an object would be checked at run time.
@safe
final class Pool<Value: ~Copyable> {
  private static var chunkSize: Int { 64 }

  @unsafe
  private struct State {
    var chunks: UnsafeMutablePointer<UnsafeMutablePointer<Value>>
    var chunkCount = 0
    var capacity = 16
    var used = 0
    var free: [Int32] = []
  }

  private let state: UnsafeMutablePointer<State>
  private let make: () -> Value

  /// - Parameter make: makes a value in its first state.
  init(_ make: @escaping () -> Value) {
    self.make = make
    unsafe state = .allocate(capacity: 1)
    unsafe state.initialize(to: State(chunks: .allocate(capacity: 16)))
  }

  deinit {
    for chunk in 0..<(unsafe state.pointee.chunkCount) {
      unsafe state.pointee.chunks[chunk].deinitialize(count: Self.chunkSize)
      unsafe state.pointee.chunks[chunk].deallocate()
    }
    unsafe state.pointee.chunks.deallocate()
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  subscript(index: Int32) -> Value {
    @inline(__always) unsafeAddress { unsafe UnsafePointer(address(of: index)) }
    @inline(__always) unsafeMutableAddress { unsafe address(of: index) }
  }

  @inline(__always)
  private func address(of index: Int32) -> UnsafeMutablePointer<Value> {
    precondition(index >= 0 && Int(index) < (unsafe state.pointee.used))
    let place = Int(index)
    return unsafe state.pointee.chunks[place / Self.chunkSize] + place % Self.chunkSize
  }

  /// A value that is not in use; it is in the state in which it was given back.
  func take() -> Int32 {
    if let index = unsafe state.pointee.free.popLast() { return index }
    if unsafe state.pointee.used == state.pointee.chunkCount * Self.chunkSize { grow() }
    unsafe state.pointee.used += 1
    return unsafe Int32(state.pointee.used - 1)
  }

  /// The value may be taken again.
  func giveBack(_ index: Int32) {
    unsafe state.pointee.free.append(index)
  }

  private func grow() {
    let count = unsafe state.pointee.chunkCount
    if unsafe count == state.pointee.capacity {
      let larger = UnsafeMutablePointer<UnsafeMutablePointer<Value>>.allocate(capacity: count * 2)
      unsafe larger.moveInitialize(from: state.pointee.chunks, count: count)
      unsafe state.pointee.chunks.deallocate()
      unsafe state.pointee.chunks = larger
      unsafe state.pointee.capacity = count * 2
    }
    let chunk = UnsafeMutablePointer<Value>.allocate(capacity: Self.chunkSize)
    for place in 0..<Self.chunkSize { unsafe (chunk + place).initialize(to: make()) }
    unsafe (state.pointee.chunks + count).initialize(to: chunk)
    unsafe state.pointee.chunkCount += 1
  }
}
