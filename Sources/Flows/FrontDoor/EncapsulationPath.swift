import Observations

/// What a packet was wrapped in, outermost first: up to eight codes of one octet in one word.
///
/// A trivial value, because every packet carries one; most carry none, which is 0.
struct EncapsulationPath: Hashable, Sendable {
  private(set) var packed: UInt64 = 0
  /// The innermost wrapper's own number, where it has one.
  private var number: UInt32 = 0
  /// The VLAN of the outermost frame that was left behind, and whether there is a number.
  private var tags: UInt16 = 0

  private static let hasNumber: UInt16 = 0x8000

  /// Wrappers of one packet that are followed.
  ///
  /// An overlay in an overlay in a mirror is four or
  /// five; deeper nesting is made to exhaust who follows it.
  static let maximumDepth = 8

  var isEmpty: Bool { packed == 0 }

  /// Adds an inner wrapper; false when the path is full.
  mutating func append(_ wrapper: Encapsulation, _ identifier: UInt32? = nil) -> Bool {
    guard packed >> 56 == 0 else { return false }
    number = identifier ?? 0
    tags = tags & ~Self.hasNumber | (identifier == nil ? 0 : Self.hasNumber)
    let used = (UInt64.bitWidth - packed.leadingZeroBitCount + 7) / 8
    packed |= UInt64(wrapper.code) << UInt64(used * 8)
    return true
  }

  /// Tells the innermost wrapper's number once it is read.
  mutating func identify(_ identifier: UInt32) {
    number = identifier
    tags |= Self.hasNumber
  }

  var identifier: UInt32? { tags & Self.hasNumber == 0 ? nil : number }

  /// The VLAN of the outermost frame; one frame is left behind for each wrapper at most.
  mutating func leave(vlan: UInt16) {
    if tags & 0xfff == 0 { tags |= vlan & 0xfff }
  }

  var outerVLAN: UInt16? { tags & 0xfff == 0 ? nil : tags & 0xfff }

  var wrappers: [Encapsulation] {
    var rest = packed
    var wrappers: [Encapsulation] = []
    while rest != 0 {
      if let wrapper = Encapsulation(code: UInt8(truncatingIfNeeded: rest)) {
        wrappers.append(wrapper)
      }
      rest >>= 8
    }
    return wrappers
  }
}

extension Encapsulation {
  /// Its place among all cases, counted from 1, so that 0 means none.
  fileprivate var code: UInt8 {
    UInt8(truncatingIfNeeded: (Self.allCases.firstIndex(of: self) ?? 0) + 1)
  }

  fileprivate init?(code: UInt8) {
    let place = Int(code) - 1
    guard Self.allCases.indices.contains(place) else { return nil }
    self = Self.allCases[place]
  }
}
