internal import Recordings
internal import TestKit
internal import Wire

/// Instruments and images, directories, and who is on the link.
enum LaboratorySubjects {
  static var all: [Subject] { clinical + directory + admission }

  private static var clinical: [Subject] {
    let streams = RecordedTraffic("services/dicom-named.pcap").streams.map(\.octets)
    let units = streams.flatMap(protocolDataUnits)
    let results = units.filter { $0[0] == 4 }.map { Array($0.dropFirst(12)) }
    guard let data = results.max(by: { $0.count < $1.count }) else {
      fatalError("no data in the capture")
    }
    let segment = Array("PID|1||4711^^^LAB^MR||DOE^JANE||19700101|F|||1 STREET^^CITY".utf8)
    let frame: [UInt8] = checked("1H|\\^&|||ANALYSER^1|||||LIS||P|LIS2-A2|20260101100000\r")
    return [
      .decoder("dicom/unit-header", units.first ?? [], "A-ASSOCIATE-RQ", layer: .dicom) {
        (reader) throws(DecodeError) in
        Int(try DICOMPDUHeader(parsing: &reader).length)
      },
      ApplicationSubjects.subject(
        "dicom/associate-accept", units.filter { $0[0] == 2 }.map { Array($0.dropFirst(6)) },
        "contexts", .dicom
      ) { (reader) throws(DecodeError) in
        try DICOMAssociateAccept(parsing: &reader).contexts.count
      },
      Subject("dicom/elements", octets: data.count, "a data set up to its pixels") { count in
        var sum = 0
        for _ in 0..<count {
          var scanner = DICOMElementScanner()
          scanner.scan(data.span)
          sum &+= scanner.hasPatientName ? 2 : 1
        }
        return sum
      },
      .decoder("hl7/segment", segment, "PID, five fields looked at", layer: .hl7) {
        (reader) throws(DecodeError) in
        let segment = try HL7Segment(parsing: &reader)
        return segment.hasValue(3) && segment.hasValue(5) ? 2 : 1
      },
      .decoder("lis/frame", frame, "header record", layer: .lis) { (reader) throws(DecodeError) in
        try LISFrame(parsing: &reader).isChecksumRight ? 2 : 1
      },
    ]
  }

  /// PS3.8 section 9.3.1: a type, a reserved octet, and four octets of length.
  private static func protocolDataUnits(_ stream: [UInt8]) -> [[UInt8]] {
    var units: [[UInt8]] = []
    var place = 0
    while place + 6 <= stream.count {
      let length = stream[place + 2..<place + 6].reduce(0) { $0 << 8 | Int($1) }
      guard place + 6 + length <= stream.count else { break }
      units.append(Array(stream[place..<place + 6 + length]))
      place += 6 + length
    }
    return units
  }

  /// CLSI LIS01-A2 section 6.3: the sum of all octets behind STX up to ETX, in hexadecimal.
  private static func checked(_ text: String) -> [UInt8] {
    let body = Array(text.utf8) + [0x03]
    let sum = String(body.reduce(0 as UInt8, &+), radix: 16, uppercase: true)
    return [0x02] + body + Array((sum.count < 2 ? "0" + sum : sum).utf8) + [0x0d, 0x0a]
  }

  private static var directory: [Subject] {
    let kerberos = RecordedTraffic("services/kerberos-wrong-password.pcap").datagrams.map(\.octets)
    let ldap = RecordedTraffic("services/ldap-simple-bind.pcap").streams.map(\.octets)
    return [
      ApplicationSubjects.subject("kerberos/message", kerberos, "AS-REQ", .kerberos) {
        (reader) throws(DecodeError) in
        let message = try KerberosMessage(parsing: &reader)
        return message.realm?.utf8.count ?? 0
      },
      ApplicationSubjects.subject("ldap/message", ldap, "simple bind", .ldap) {
        (reader) throws(DecodeError) in
        _ = try LDAPMessage(parsing: &reader)
        return reader.remaining
      },
    ]
  }

  private static var admission: [Subject] {
    let dhcp = RecordedTraffic("services/dhcp.pcap").datagrams.map(\.octets)
    let dhcpv6 = RecordedTraffic("services/dhcpv6.pcap").datagrams.map(\.octets)
    // Behind the Ethernet header.
    let eapol = RecordedTraffic("services/eapol-success.pcap").frames
      .map { Array($0.octets.dropFirst(14)) }
    // Behind the headers of Ethernet and IPv6, and the eight octets of ICMPv6 in front of the body.
    var neighbours: [[UInt8]] = []
    for frame in RecordedTraffic("services/neighbours.pcap").frames where frame.octets.count > 62 {
      let octets = frame.octets
      let isSolicitation = octets[12] == 0x86 && octets[20] == 58 && octets[54] == 135
      if isSolicitation { neighbours.append(Array(octets.dropFirst(62))) }
    }
    return [
      ApplicationSubjects.subject("dhcp/message", dhcp, "DISCOVER", .dhcp) {
        (reader) throws(DecodeError) in
        let message = try DHCPMessage(parsing: &reader)
        return message.hostName?.utf8.count ?? 0
      },
      ApplicationSubjects.subject("dhcpv6/message", dhcpv6, "SOLICIT", .dhcpv6) {
        (reader) throws(DecodeError) in
        _ = try DHCPv6Message(parsing: &reader)
        return reader.remaining
      },
      ApplicationSubjects.subject("eapol/frame", eapol, "EAP", .eapol) {
        (reader) throws(DecodeError) in
        _ = try EAPOLFrame(parsing: &reader)
        return reader.remaining
      },
      ApplicationSubjects.subject(
        "neighbor-discovery/message", neighbours, "solicitation", .neighborDiscovery
      ) { (reader) throws(DecodeError) in
        let message = try NeighborDiscoveryMessage(parsing: &reader, type: .neighborSolicitation)
        return message.target == nil ? 1 : 2
      },
    ]
  }
}
