internal import Digest

/// The keys of a connection's Initial packets, for one version (RFC 9001 section 5.2).
///
/// They hang on the destination connection identifier of the client's first Initial, and stay when
/// the client moves on to the identifier that the server chose; a Retry makes new ones.
public struct QUICInitialSecret: Sendable {
  /// Which end sends a packet.
  public enum Sender: Sendable {
    case client, server
  }

  public let version: QUICVersion
  private let connectionID: [20 of UInt8]
  private let connectionIDLength: Int
  private let client: QUICInitialKeys
  private let server: QUICInitialKeys

  /// Derives the keys; nil for a version that is not decoded or an identifier above 20 octets.
  public init?(version: QUICVersion, connectionID: Span<UInt8>) {
    guard let salt = version.salt, connectionID.count <= QUICPacket.maximumConnectionID else {
      return nil
    }
    let labels: QUICInitialKeys.Labels = version.isLikeVersion2 ? .version2 : .version1
    guard
      let client = QUICInitialKeys(
        salt: salt.span, connectionID: connectionID, sender: .client, labels: labels),
      let server = QUICInitialKeys(
        salt: salt.span, connectionID: connectionID, sender: .server, labels: labels)
    else { return nil }
    self.version = version
    self.client = client
    self.server = server
    var octets = [20 of UInt8](repeating: 0)
    for index in connectionID.indices { octets[index] = connectionID[index] }
    self.connectionID = octets
    connectionIDLength = connectionID.count
  }

  /// The keys of another version for the same connection: a server may answer in one
  /// (RFC 9368 section 2.3).
  public func changed(to version: QUICVersion) -> QUICInitialSecret? {
    QUICInitialSecret(
      version: version, connectionID: connectionID.span.extracting(0..<connectionIDLength))
  }

  func keys(of sender: Sender) -> QUICInitialKeys {
    sender == .client ? client : server
  }
}
