/// Names that the operating system of an instrument asks for by itself.
///
/// Connectivity and update names are those that the maker of Windows documents for its endpoints;
/// revocation names are the hosts of common certificate authorities. Collected in 2026; a name
/// that is missing makes a finding more, never one less.
enum BackgroundNames {
  /// Certificate revocation and trust lists: signed data over clear HTTP (RFC 5280, RFC 6960).
  static func isRevocation(_ name: String) -> Bool {
    revocationHosts.contains(name) || authorities.contains { $0.covers(name) } && isResponder(name)
  }

  /// Checks whether there is a network.
  static func isConnectivity(_ name: String) -> Bool { connectivityHosts.contains(name) }

  static func isUpdate(_ name: String) -> Bool { updates.contains { $0.covers(name) } }

  static func isOrdinary(_ name: String, _ level: Site.OSBackground) -> Bool {
    switch level {
    case .none: false
    case .connectivity: isConnectivity(name) || isRevocation(name)
    case .updates: isConnectivity(name) || isRevocation(name) || isUpdate(name)
    }
  }

  /// True when the first label is one that responders and lists have.
  private static func isResponder(_ name: String) -> Bool {
    guard let label = name.split(separator: ".", maxSplits: 1).first else { return false }
    return ["ocsp", "crl", "cacerts", "oneocsp", "mscrl", "ctldl"].contains { label.hasPrefix($0) }
      || ["o", "c", "i", "x", "r3", "r10", "r11", "e5", "e6", "status", "crt"].contains(
        String(label))
  }

  private static let revocationHosts: Set<String> = [
    "ctldl.windowsupdate.com", "crl.microsoft.com", "mscrl.microsoft.com",
    "oneocsp.microsoft.com", "ocsp.msocsp.com", "ocsp.digicert.com", "ocsp.verisign.com",
  ]

  private static let authorities: [NamePattern] = [
    "*.amazontrust.com", "*.comodoca.com", "*.digicert.cn", "*.digicert.com", "*.entrust.net",
    "*.globalsign.com", "*.globalsign.net", "*.godaddy.com", "*.lencr.org", "*.letsencrypt.org",
    "*.msocsp.com", "*.pki.goog", "*.sectigo.com", "*.symcb.com", "*.symcd.com",
    "*.usertrust.com", "*.verisign.com",
  ].compactMap { NamePattern($0) }

  private static let connectivityHosts: Set<String> = [
    "www.msftconnecttest.com", "ipv6.msftconnecttest.com", "www.msftncsi.com",
    "ipv6.msftncsi.com", "dns.msftncsi.com",
  ]

  private static let updates: [NamePattern] = [
    "*.windowsupdate.com", "*.update.microsoft.com", "*.delivery.mp.microsoft.com",
    "*.prod.do.dsp.mp.microsoft.com", "definitionupdates.microsoft.com",
    "settings.data.microsoft.com", "*.wns.windows.com",
  ].compactMap { NamePattern($0) }
}
