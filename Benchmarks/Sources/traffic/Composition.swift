internal import TestKit

/// What a capture is made of: scripts, how often each begins, and how many flows are open.
struct Composition {
  /// Scripts with their weights.
  var short: [(script: Script, weight: Int)] = []
  /// Flows that are open from the start to the end.
  var long: [Script] = []
  /// Short flows that are open at one time.
  var window: Int
  /// A new short flow follows each that ends until the capture is large enough; else each of
  /// `window` begins once.
  var flows = Int.max
  /// Nanoseconds from packet to packet.
  var gap: Int64 = 20_000
  /// Nanoseconds in which nothing is sent, after each burst.
  var pause: Int64 = 0
  /// A short flow is sent at once, with nothing between its packets.
  var sendsFlowsWhole = false
  /// Of so many packets one is of a short flow, when there are long ones.
  var shortEvery = 1

  static func named(_ kind: String, flows: Int, window: Int, packets: Int) -> Composition? {
    switch kind {
    case "handshakes": handshakes
    case "bulk": bulk
    case "day": day(packets: packets)
    case "concurrent": concurrent(flows: flows, window: window)
    default: nil
    }
  }

  private static func tls(_ name: String, _ version: String) -> Script {
    .recorded("matrix/\(name).pcap", .tls(version), port: 443)
  }

  /// The turns of SMB up to the first tree: negotiation, authentication, tree connect.
  private static let smbTurns = 8

  private static func smb(_ name: String, _ dialect: String) -> Script {
    .recorded("matrix/\(name).pcap", .smb(dialect), port: 445, turns: smbTurns)
  }

  /// Short flows, in shares like those of a segment where every host keeps asking.
  private static var handshakes: Composition {
    Composition(
      short: [
        (tls("tls1.0-openssl", "1.0"), 5), (tls("tls1.1-openssl", "1.1"), 5),
        (tls("tls1.2-sni-alpn", "1.2"), 20), (tls("tls1.3-sni-alpn", "1.3"), 20),
        (tls("tls1.3-hello-two-segments", "1.3"), 6),
        (smb("smb1-only", "SMB1"), 1), (smb("smb2.0.2", "2.0.2"), 2),
        (smb("smb2.1", "2.1"), 2), (smb("smb2.1-multi-protocol", "2.1"), 2),
        (smb("smb3.0", "3.0"), 2), (smb("smb3.0.2", "3.0.2"), 2),
        (smb("smb3.1.1-unsigned", "3.1.1"), 3), (smb("smb3.1.1-encrypted", "3.1.1"), 2),
        (.datagrams("matrix/dns-a.pcap", .dns, port: 53), 9),
        (.datagrams("matrix/dns-cname.pcap", .dns, port: 53), 9),
        (.recorded("matrix/http-get-200.pcap", .http, port: 80), 10),
      ], window: 256)
  }

  /// 300 long transfers: two of three SMB, of which a third is encrypted, the rest TLS.
  private static var bulk: Composition {
    var random = SplitMix(seed: 300)
    let clear = smb("smb3.1.1-unsigned", "3.1.1").writing(encrypted: false, &random)
    let old = smb("smb2.1", "2.1").writing(encrypted: false, &random)
    let encrypted = smb("smb3.1.1-encrypted", "3.1.1").writing(encrypted: true, &random)
    let upload = tls("tls1.3-sni-alpn", "1.3").sendingRecords(from: .client, &random)
    let download = tls("tls1.2-sni-alpn", "1.2").sendingRecords(from: .server, &random)
    var composition = Composition(window: 0, gap: 8_000)
    for index in 0..<300 {
      switch index % 6 {
      case 0, 1: composition.long.append(clear)
      case 2: composition.long.append(old)
      case 3: composition.long.append(encrypted)
      case 4: composition.long.append(upload)
      default: composition.long.append(download)
      }
    }
    return composition
  }

  /// Eight sequencers write their runs to a file server and to the cloud; around them names are
  /// looked up, pages asked for, and short connections made, spread over a day.
  private static func day(packets: Int) -> Composition {
    var random = SplitMix(seed: 8)
    let clear = smb("smb3.0.2", "3.0.2").writing(encrypted: false, &random)
    let encrypted = smb("smb3.1.1-encrypted", "3.1.1").writing(encrypted: true, &random)
    let upload = tls("tls1.2-sni-alpn", "1.2").sendingRecords(from: .client, &random)
    var composition = handshakes
    composition.long = (0..<8).flatMap { [$0 % 2 == 0 ? clear : encrypted, upload] }
    composition.window = 1
    composition.sendsFlowsWhole = true
    composition.shortEvery = 8
    let bursts = max(1, packets / Generator.burst)
    composition.pause = 86_400_000_000_000 / Int64(bursts)
    return composition
  }

  /// The same flows at every window: only how many are open at one time differs.
  private static func concurrent(flows: Int, window: Int) -> Composition {
    Composition(
      short: [(tls("tls1.2-no-sni", "1.2").cut(to: 6), 1)], window: window, flows: flows,
      gap: 1_000)
  }
}

extension Script {
  /// The first packets alone: the flow stays open.
  fileprivate func cut(to packets: Int) -> Script {
    var script = self
    script.opening = Array(opening.prefix(packets))
    script.closing = []
    return script
  }
}
