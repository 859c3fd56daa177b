import Observations

/// What a packet was wrapped in, outermost first: up to eight codes of one octet in one word.
///
/// A trivial value, because every packet carries one; most carry none, which is 0.
struct EncapsulationPath: Hashable, Sendable {
  private(set) var packed: UInt64 = 0

  /// Wrappers of one packet that are followed.
  ///
  /// An overlay in an overlay in a mirror is four or
  /// five; deeper nesting is made to exhaust who follows it.
  static let maximumDepth = 8

  var isEmpty: Bool { packed == 0 }

  /// Adds an inner wrapper; false when the path is full.
  mutating func append(_ wrapper: Encapsulation) -> Bool {
    guard packed >> 56 == 0 else { return false }
    let used = (UInt64.bitWidth - packed.leadingZeroBitCount + 7) / 8
    packed |= UInt64(wrapper.code) << UInt64(used * 8)
    return true
  }

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
