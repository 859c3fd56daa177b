// This file owns raw storage. Invariants:
//  - `records` points at `capacity` slots; slots below `initialized` hold a FlowRecord, the rest is
//    uninitialised memory that is never read.
//  - FlowRecord is trivial: it holds no reference, so slots are overwritten without deinitialising.
//  - `entries` points at `entryCount` initialised words (a power of two, at least twice the
//    capacity): 0 is free, otherwise the upper half is the hash and the lower half index + 1.
//  - Every index that leaves this file is below `initialized`; `subscript` checks it.

/// The flows of one partition: open addressing over a growing array of fixed-size records.
///
/// Looking a flow up allocates nothing; the table doubles until its maximum and never shrinks.
@safe
struct FlowTable: ~Copyable {
  private var records: UnsafeMutablePointer<FlowRecord>
  private var entries: UnsafeMutablePointer<UInt64>
  private var capacity: Int
  private var entryCount: Int
  private var initialized = 0
  private var free: [Int32] = []
  private(set) var count = 0
  let maximum: Int

  /// - Parameter maximum: flows that the table holds at most.
  init(maximum: Int) {
    self.maximum = maximum
    capacity = min(64, maximum)
    entryCount = Self.entryCount(for: capacity)
    unsafe records = .allocate(capacity: capacity)
    unsafe entries = .allocate(capacity: entryCount)
    unsafe entries.initialize(repeating: 0, count: entryCount)
  }

  deinit {
    unsafe records.deallocate()
    unsafe entries.deallocate()
  }

  var isFull: Bool { count == maximum }

  /// Slots that were ever used; indices below it may be looked at.
  var slots: Int { initialized }

  subscript(index: Int32) -> FlowRecord {
    unsafeAddress {
      precondition(index >= 0 && Int(index) < initialized)
      return unsafe UnsafePointer(records + Int(index))
    }
    unsafeMutableAddress {
      precondition(index >= 0 && Int(index) < initialized)
      return unsafe records + Int(index)
    }
  }

  /// The slot of a key, or nil.
  func find(_ key: FlowKey, hash: UInt32) -> Int32? {
    let mask = entryCount - 1
    var place = Int(hash) & mask
    while true {
      let entry = unsafe entries[place]
      if entry == 0 { return nil }
      if UInt32(truncatingIfNeeded: entry >> 32) == hash {
        let index = Int(UInt32(truncatingIfNeeded: entry)) - 1
        if unsafe records[index].key == key { return Int32(index) }
      }
      place = (place + 1) & mask
    }
  }

  /// Adds a record whose key is not in the table.
  ///
  /// - Precondition: the table is not full.
  mutating func insert(_ record: consuming FlowRecord) -> Int32 {
    precondition(!isFull)
    if free.isEmpty, initialized == capacity { grow() }
    let index: Int
    if let reused = free.popLast() {
      index = Int(reused)
    } else {
      index = initialized
      initialized += 1
    }
    let hash = record.hash
    unsafe (records + index).initialize(to: record)
    count += 1
    link(index, hash: hash)
    return Int32(index)
  }

  /// Takes a record out; its slot is used again.
  mutating func remove(_ index: Int32) {
    let hash = self[index].hash
    let mask = entryCount - 1
    var place = Int(hash) & mask
    while unsafe UInt32(truncatingIfNeeded: entries[place]) != UInt32(index) + 1 {
      place = (place + 1) & mask
    }
    closeGap(at: place)
    self[index].flags = []
    free.append(index)
    count -= 1
  }

  private mutating func link(_ index: Int, hash: UInt32) {
    let mask = entryCount - 1
    var place = Int(hash) & mask
    while unsafe entries[place] != 0 { place = (place + 1) & mask }
    unsafe entries[place] = UInt64(hash) << 32 | UInt64(index + 1)
  }

  /// Moves later entries of the probe sequence back, so that no tombstones pile up.
  private mutating func closeGap(at start: Int) {
    let mask = entryCount - 1
    var gap = start
    var place = (start + 1) & mask
    while unsafe entries[place] != 0 {
      let home = unsafe Int(entries[place] >> 32) & mask
      if (place - home) & mask >= (place - gap) & mask {
        unsafe entries[gap] = entries[place]
        gap = place
      }
      place = (place + 1) & mask
    }
    unsafe entries[gap] = 0
  }

  private mutating func grow() {
    let larger = min(capacity * 2, maximum)
    let moved = UnsafeMutablePointer<FlowRecord>.allocate(capacity: larger)
    unsafe moved.moveInitialize(from: records, count: initialized)
    unsafe records.deallocate()
    unsafe records = moved
    capacity = larger
    unsafe entries.deallocate()
    entryCount = Self.entryCount(for: larger)
    unsafe entries = .allocate(capacity: entryCount)
    unsafe entries.initialize(repeating: 0, count: entryCount)
    for index in 0..<initialized where unsafe records[index].flags.contains(.inUse) {
      let hash = unsafe records[index].hash
      link(index, hash: hash)
    }
  }

  private static func entryCount(for capacity: Int) -> Int {
    var count = 2
    while count < capacity * 2 { count *= 2 }
    return count
  }
}
