import Foundation
import Observations
import Testing

@testable import Sensor

/// The small captures of services: what the pipeline sees is what was done and what tshark reads
/// (Captures/README.md says how each was made).
@Suite("Service captures") struct ServiceCaptureTests {
  private func run(_ name: String) throws -> CaptureRun {
    try CaptureRun(OwnCaptures.path("services/\(name).pcap"))
  }

  private func clinical(_ name: String) throws -> ClinicalExchange {
    let found = try run(name).connections.compactMap { connection in
      if case .clinical(let exchange) = connection.application { exchange } else { nil }
    }
    return try #require(found.first, "\(name)")
  }

  @Test(
    "sees dcmtk's associations: accepted or not, with a patient or without",
    arguments: [
      ("dicom-named", true, false, true), ("dicom-named-implicit", true, false, true),
      ("dicom-nobody", true, false, false), ("dicom-echo", true, false, false),
      ("dicom-rejected", false, true, false),
    ])
  func dicom(name: String, accepted: Bool, rejected: Bool, patient: Bool) throws {
    let exchange = try clinical(name)
    #expect(exchange.service == .dicom)
    #expect(exchange.isAccepted == accepted)
    #expect(exchange.isRejected == rejected)
    #expect(exchange.namesPatient == patient)
  }

  @Test("sees who asks dnsmasq for an address, and what it calls itself")
  func dhcp() throws {
    let claims = try run("dhcp").claims
    #expect(claims.allSatisfy { $0.source == .dhcp && $0.mac.description == "02:00:00:00:00:99" })
    #expect(claims.filter(\.isTentative).allSatisfy { $0.hostName == "miseq-07" })
    #expect(claims.filter(\.isTentative).allSatisfy { $0.vendorClass == "MSFT 5.0" })
    let given = claims.filter { !$0.isTentative }
    #expect(given.map { $0.address?.description } == ["10.77.0.144"])
    #expect(given.map(\.prefixLength) == [24])
  }

  @Test("sees the name and the address of a client of DHCPv6")
  func dhcpv6() throws {
    let claims = try run("dhcpv6").claims.filter { $0.source == .dhcpv6 }
    #expect(claims.contains { $0.hostName == "miseq-07" && $0.isTentative })
    #expect(claims.contains { $0.address?.description == "fd77::1b4" && !$0.isTentative })
    #expect(claims.allSatisfy { $0.mac.description == "02:00:00:00:00:99" })
  }

  @Test("sees what a switch decides", arguments: [("success", true), ("failure", false)])
  func eapol(name: String, isSuccess: Bool) throws {
    let steps = try run("eapol-\(name)").admissions.map(\.step)
    #expect(steps.first == .start)
    #expect(steps.last == (isSuccess ? .success : .failure))
    #expect(steps.count == 6)
  }

  @Test("sees Avahi announce a host")
  func mdns() throws {
    let claims = try run("mdns").claims
    #expect(!claims.isEmpty)
    #expect(claims.allSatisfy { $0.source == .mdns && $0.address?.description == "10.77.0.10" })
    #expect(claims.contains { $0.hostName == "miseq-07" })
  }

  private func directories(_ name: String) throws -> [DirectoryExchange] {
    try run(name).connections.compactMap { connection in
      if case .directory(let exchange) = connection.application { exchange } else { nil }
    }
  }

  @Test("sees what kinit asked of MIT Kerberos, and what came of it")
  func kerberos() throws {
    let computer = try directories("kerberos-computer")
    #expect(computer.contains { $0.hasComputerAccount && $0.isGranted })
    #expect(computer.allSatisfy { $0.realm == "LAB.EXAMPLE" })
    let wrong = try directories("kerberos-wrong-password")
    #expect(wrong.allSatisfy { !$0.isGranted && !$0.hasComputerAccount })
    #expect(wrong.contains { $0.failedPreauthentications == 1 })
    #expect(try directories("kerberos-tcp").contains { $0.isGranted })
  }

  @Test("sees whether a password for a directory crossed the network")
  func ldap() throws {
    #expect(try directories("ldap-simple-bind").map(\.hasClearBind) == [true])
    #expect(try directories("ldap-anonymous").map(\.hasClearBind) == [false])
    #expect(try directories("ldap-simple-bind").map(\.isGranted) == [true])
  }

  @Test("sees a computer join a domain: pings, Kerberos, and the pipe of Netlogon")
  func join() throws {
    let run = try run("directory-join")
    let found = try directories("directory-join")
    #expect(found.contains { $0.isNetlogonPing })
    #expect(found.contains { $0.service == .kerberos && $0.hasComputerAccount && $0.isGranted })
    #expect(run.names.contains { $0.questions.contains { $0.name.contains("_msdcs") } })
  }

  @Test("sees a group policy fetched from SYSVOL")
  func policy() throws {
    let found = try run("directory-policy").connections.compactMap { connection in
      if case .smb(let smb) = connection.application { smb } else { nil }
    }
    #expect(found.contains { $0.hasDomainShare && $0.policyFile != nil })
  }

  @Test(
    "calls services by their content, on ports that they do not have",
    arguments: [
      ("ssh", Service.ssh), ("vnc", .vnc), ("openvpn", .openvpn),
      ("openvpn-tls-auth", .openvpn), ("snmp-v1", .snmpCommunity), ("snmp-v2c", .snmpCommunity),
      ("snmp-v3", .snmp), ("syslog", .syslog), ("tftp", .tftp),
    ])
  func services(name: String, service: Service) throws {
    let connections = try run(name).connections
    #expect(connections.contains { $0.application == .other(service) }, "\(connections)")
  }

  @Test("keeps no name, number or password of anybody")
  func nothingIsKept() throws {
    for name in ["dicom-named", "eapol-success", "ldap-simple-bind", "kerberos-computer"] {
      let text = "\(try run(name).connections)"
      for secret in ["EXAMPLE^ANNA", "4711", "instrument"]
      where secret != "4711" || name == "dicom-named" {
        #expect(!text.contains(secret), "\(name)")
      }
    }
  }
}
