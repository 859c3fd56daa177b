/// The header of an IEEE 802.11 data frame, with the radiotap header of the capturing machine in
/// front of it or without.
///
/// IEEE 802.11-2020 section 9.2.4; radiotap: <https://www.radiotap.org>. A wireless mirror port
/// hands such frames over; what a network protects is unreadable and stays a frame without a
/// protocol.
public struct IEEE80211Header: Hashable, Sendable {
  /// 48-bit MAC address of the station that the data is for; 0 when the frame carries none.
  public var destination: UInt64
  /// 48-bit MAC address of the station that the data comes from.
  public var source: UInt64
  /// The frame carries data in clear, which an 802.2 header follows.
  public var hasPayload: Bool

  /// Passes over a radiotap header; its length counts its own octets, least significant first.
  ///
  /// - Throws: `truncated` when the capture ends first; `malformed` for another version than 0 and
  ///   for a length below the 8 octets that are always there.
  static func skipRadiotap(in reader: inout OctetReader) throws(DecodeError) {
    let start = reader.position
    let octets = try reader.fixed(8)
    guard octets[0] == 0 else { throw reader.malformed("radiotap version is not 0", at: start) }
    let length = Int(octets[2]) | Int(octets[3]) << 8
    guard length >= 8 else {
      throw reader.malformed("radiotap length below 8 octets", at: start + 2)
    }
    try reader.skip(length - 8)
  }

  /// Reads the header and leaves the reader at the 802.2 header, when one follows.
  ///
  /// - Throws: `truncated` when the capture ends first; `malformed` when the version is not 0.
  public init(parsing reader: inout OctetReader) throws(DecodeError) {
    destination = 0
    source = 0
    hasPayload = false
    let start = reader.position
    let control = try reader.readUInt8()
    guard control & 0x03 == 0 else {
      throw reader.malformed("IEEE 802.11 version is not 0", at: start)
    }
    let flags = try reader.readUInt8()
    // Management and control frames carry nothing that the layers above know.
    guard control >> 2 & 0x03 == 2 else { return }
    try reader.skip(2)
    let octets = try reader.fixed(20)
    let first = octets.networkUInt48(at: 0)
    let second = octets.networkUInt48(at: 6)
    let third = octets.networkUInt48(at: 12)
    let isToDistribution = flags & 0x01 != 0
    let isFromDistribution = flags & 0x02 != 0
    destination = isToDistribution ? third : first
    source = isFromDistribution ? third : second
    if isToDistribution, isFromDistribution {
      source = try reader.fixed(6).networkUInt48(at: 0)
    }
    var isAggregate = false
    if control & 0x80 != 0 {
      // Quality of service, and with the order bit also high throughput.
      isAggregate = try reader.fixed(2)[0] & 0x80 != 0
      if flags & 0x80 != 0 { try reader.skip(4) }
    }
    let isEmpty = control & 0x40 != 0
    let isProtected = flags & 0x40 != 0
    // Of a fragmented frame the first piece has the headers; the fragment number is in the lower
    // bits of the sequence control, the last two octets of the twenty.
    let isLater = octets[18] & 0x0F != 0
    hasPayload = !isEmpty && !isProtected && !isAggregate && !isLater
  }
}
