import Foundation

/// tshark, and what it prints of a capture.
enum TShark {
  static let program = "/usr/bin/tshark"

  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  /// In CI a tshark that is missing is a mistake and no reason to skip.
  static var isExpected: Bool {
    isInstalled || ProcessInfo.processInfo.environment["CI"] != nil
  }

  /// Fields that are needed to place the others.
  private static let placing = [
    "icmp.type", "icmpv6.type", "tls.handshake.type", "dtls.handshake.type",
    "tls.handshake.random", "dtls.handshake.random", "smb.flags.response", "smb2.cmd",
    "smb2.flags.response", "dns.count.answers", "dns.resp.type",
  ]

  /// A frame: the values of each field, in the order of the octets.
  struct Frame {
    var values: [String: [String]]

    subscript(_ field: String) -> [String] { values[field] ?? [] }
    func first(_ field: String) -> String? { self[field].first }
    func number(_ field: String) -> Int? { first(field).flatMap(Self.number) }
    func numbers(_ field: String) -> [Int] { self[field].compactMap(Self.number) }
    /// A flag for each occurrence.
    func flags(_ field: String) -> [Bool] { self[field].map { $0 == "1" || $0 == "True" } }

    static func number(_ text: String) -> Int? {
      text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    }
  }

  /// The frames of a capture.
  static func frames(of path: String) throws -> [Frame] {
    let fields = Array(Set(Claim.allCases.flatMap(\.fields) + placing)).sorted()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments =
      ["-n", "-r", path, "-o", "tcp.reassemble_out_of_order:TRUE", "-T", "fields"]
      // TLS behind another protocol by content, as LabTap finds it; port 853 is not DTLS alone.
      + ["-o", "tcp.try_heuristic_first:TRUE", "--enable-heuristic", "tls_tcp"]
      + ["-d", "udp.port==853,quic"]
      // Separated by characters that no field of a capture here holds.
      + ["-E", "separator=/t", "-E", "occurrence=a", "-E", "aggregator=\u{1f}"]
      + fields.flatMap { ["-e", $0] }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let octets = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: octets, as: UTF8.self).split(separator: "\n").map { line in
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      var values: [String: [String]] = [:]
      for (field, column) in zip(fields, columns) where !column.isEmpty {
        values[field] = column.split(separator: "\u{1f}", omittingEmptySubsequences: false)
          .map(String.init)
      }
      return Frame(values: values)
    }
  }
}
