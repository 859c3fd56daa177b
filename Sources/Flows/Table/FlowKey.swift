import Observations

/// The five-tuple of a flow with its ends in order, so that both directions have one key.
///
/// A fixed-size value without heap storage: it is compared and hashed for every packet.
struct FlowKey: Equatable {
  var lowAddress: UInt128
  var highAddress: UInt128
  /// The port of the low end over the port of the high end.
  var ports: UInt32
  var transport: UInt8

  /// A key, and whether its low end is the source.
  static func ordered(
    source: UInt128, sourcePort: UInt16, destination: UInt128, destinationPort: UInt16,
    transport: UInt8
  ) -> (key: FlowKey, sourceIsLow: Bool) {
    let sourceIsLow =
      source < destination || (source == destination && sourcePort <= destinationPort)
    return (
      sourceIsLow
        ? FlowKey(
          lowAddress: source, highAddress: destination,
          ports: UInt32(sourcePort) << 16 | UInt32(destinationPort), transport: transport)
        : FlowKey(
          lowAddress: destination, highAddress: source,
          ports: UInt32(destinationPort) << 16 | UInt32(sourcePort), transport: transport),
      sourceIsLow
    )
  }

  /// A hash that depends on `seed`; the folded product of 64-bit halves mixes every bit.
  func hash(seed: UInt64) -> UInt64 {
    var state = seed ^ 0x9e37_79b9_7f4a_7c15
    state = Self.fold(
      state ^ UInt64(truncatingIfNeeded: lowAddress),
      0xa076_1d64_78bd_642f
        ^ UInt64(truncatingIfNeeded: lowAddress >> 64))
    state = Self.fold(
      state ^ UInt64(truncatingIfNeeded: highAddress),
      0xe703_7ed1_a0b4_28db
        ^ UInt64(truncatingIfNeeded: highAddress >> 64))
    return Self.fold(
      state ^ (UInt64(ports) << 8 | UInt64(transport)), 0x8ebc_6af0_9c88_c6e3 ^ seed)
  }

  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  var low: Endpoint {
    Endpoint(IPAddress(v6: lowAddress), UInt16(truncatingIfNeeded: ports >> 16))
  }

  var high: Endpoint {
    Endpoint(IPAddress(v6: highAddress), UInt16(truncatingIfNeeded: ports))
  }
}
