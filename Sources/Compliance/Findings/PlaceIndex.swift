/// Finds places in an array by a hash of what stands there: open addressing, eight octets a slot.
///
/// A dictionary would hold every key a second time; here the array's own are compared.
struct PlaceIndex: Sendable {
  private struct Slot {
    var hash: UInt32
    /// -1 in a free slot.
    var place: Int32
  }

  /// A power of two of slots, never more than three quarters in use.
  private var slots: ContiguousArray<Slot>
  private(set) var count = 0
  /// Another one in each run, so that nobody can choose addresses that collide.
  let seed = UInt64.random(in: .min ... .max)

  init() {
    slots = ContiguousArray(repeating: Slot(hash: 0, place: -1), count: 16)
  }

  /// The place of the entry with this hash that `isEqual` tells to be the right one.
  @inline(__always)
  func place(_ hash: UInt32, _ isEqual: (Int) -> Bool) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot].place >= 0 {
      let place = Int(slots[slot].place)
      if slots[slot].hash == hash, isEqual(place) { return place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Notes a place that is not in the index yet.
  mutating func insert(_ hash: UInt32, _ place: Int) {
    if (count + 1) * 4 > slots.count * 3 { grow() }
    put(Slot(hash: hash, place: Int32(truncatingIfNeeded: place)))
    count += 1
  }

  mutating func remove(_ hash: UInt32, _ place: Int) {
    let mask = slots.count - 1
    var free = Int(truncatingIfNeeded: hash) & mask
    while slots[free].place >= 0, Int(slots[free].place) != place { free = (free + 1) & mask }
    guard slots[free].place >= 0 else { return }
    count -= 1
    // Moves back what follows, so that every entry is reached from its own slot without a gap.
    var next = (free + 1) & mask
    while slots[next].place >= 0 {
      let home = Int(truncatingIfNeeded: slots[next].hash) & mask
      if (next - home) & mask >= (next - free) & mask {
        slots[free] = slots[next]
        free = next
      }
      next = (next + 1) & mask
    }
    slots[free].place = -1
  }

  private mutating func put(_ entry: Slot) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: entry.hash) & mask
    while slots[slot].place >= 0 { slot = (slot + 1) & mask }
    slots[slot] = entry
  }

  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: Slot(hash: 0, place: -1), count: 2 * old.count)
    for entry in old where entry.place >= 0 { put(entry) }
  }

  /// Mixes numbers to a hash: multiplications with odd constants, high bits folded down.
  func hash(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt32 {
    var mixed = (first ^ seed) &* 0x9e37_79b9_7f4a_7c15
    mixed = (mixed ^ mixed >> 32 ^ second) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 29 ^ third) &* 0x94d0_49bb_1331_11eb
    return UInt32(truncatingIfNeeded: mixed ^ mixed >> 32)
  }
}
