import Observations

/// The `dns` object of an event, in EVE's version 3 of it.
enum EVEDNS {
  static func write(_ message: NameMessage, to writer: inout JSONWriter) {
    writer.object("dns") { writer in
      writer.member("version", 3)
      writer.member("type", message.isResponse ? "response" : "request")
      writer.member("id", message.id)
      writer.member("flags", String(message.flags, radix: 16))
      writeFlags(message.flags, to: &writer)
      writer.member("opcode", message.opcode)
      if message.isResponse { writer.member("rcode", responseCode(message.responseCode)) }
      if !message.questions.isEmpty {
        writer.array("queries") { writer in
          for question in message.questions {
            writer.object { writer in
              writer.member("rrname", question.name)
              writer.member("rrtype", DNSRecordTypeName.name(of: question.type))
            }
          }
        }
      }
      if !message.answers.isEmpty {
        writer.array("answers") { writer in
          for record in message.answers { write(record, to: &writer) }
        }
      }
    }
    guard message.application != .dns else { return }
    writer.object("labtap") { $0.member("application", message.application.rawValue) }
  }

  /// The bits of the header (RFC 1035 4.1.1) that are set; EVE leaves the others out.
  private static func writeFlags(_ flags: UInt16, to writer: inout JSONWriter) {
    for (name, bit) in [
      ("qr", 0x8000), ("aa", 0x0400), ("tc", 0x0200), ("rd", 0x0100), ("ra", 0x0080),
      ("z", 0x0040),
    ] where flags & UInt16(bit) != 0 {
      writer.member(name, true)
    }
  }

  private static func write(_ record: NameRecord, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("rrname", record.name)
      writer.member("rrtype", DNSRecordTypeName.name(of: record.type))
      writer.member("ttl", record.timeToLive)
      switch record.value {
      case .address(let address): writer.member("rdata", address)
      case .name(let name): writer.member("rdata", name)
      case .service(let target, _, _): writer.member("rdata", target)
      case .other: break
      }
    }
  }

  /// The names of the IANA registry "DNS RCODEs".
  private static func responseCode(_ code: UInt16) -> String {
    let names = [
      "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
      "NXRRSET", "NOTAUTH", "NOTZONE",
    ]
    return Int(code) < names.count ? names[Int(code)] : String(code)
  }
}

/// Mnemonics of record types (IANA registry "Resource Record (RR) TYPEs"); EVE writes others as
/// their number.
enum DNSRecordTypeName {
  static func name(of type: UInt16) -> String {
    switch type {
    case 1: "A"
    case 2: "NS"
    case 5: "CNAME"
    case 6: "SOA"
    case 10: "NULL"
    case 11: "WKS"
    case 12: "PTR"
    case 13: "HINFO"
    case 15: "MX"
    case 16: "TXT"
    case 17: "RP"
    case 18: "AFSDB"
    case 24: "SIG"
    case 25: "KEY"
    case 28: "AAAA"
    case 29: "LOC"
    case 33: "SRV"
    case 35: "NAPTR"
    case 37: "CERT"
    case 38: "A6"
    case 39: "DNAME"
    case 41: "OPT"
    case 43: "DS"
    case 44: "SSHFP"
    case 46: "RRSIG"
    case 47: "NSEC"
    case 48: "DNSKEY"
    case 49: "DHCID"
    case 50: "NSEC3"
    case 51: "NSEC3PARAM"
    case 52: "TLSA"
    case 64: "SVCB"
    case 65: "HTTPS"
    case 99: "SPF"
    case 249: "TKEY"
    case 250: "TSIG"
    case 255: "ANY"
    case 256: "URI"
    default: String(type)
    }
  }
}
