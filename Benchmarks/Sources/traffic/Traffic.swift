internal import Foundation

/// `traffic`: captures of known composition, and beside each a file that says what it holds.
@main
enum Traffic {
  private static let usage = """
    usage: traffic KIND OUT.pcap [--packets N] [--seed N] [--clients N] [--flows N] [--window N]

    handshakes  short flows: TLS 1.0 to 1.3, SMB 1 to 3.1.1, DNS, HTTP
    bulk        300 long flows of SMB and TLS
    day         eight instruments that write runs, and short flows around them, over 24 hours
    concurrent  --flows short flows, of which --window are open at one time

    Writes OUT.pcap and OUT.pcap.truth.json. The messages are those of the captures in
    Tests/Captures, which real software sent.
    """

  static func main() {
    var operands: [String] = []
    var numbers = [
      "--packets": 2_000_000, "--seed": 1, "--clients": 62_500, "--flows": 1_000,
      "--window": 1_000,
    ]
    var arguments = CommandLine.arguments.dropFirst()
    while let argument = arguments.popFirst() {
      guard argument.hasPrefix("--") else {
        operands.append(argument)
        continue
      }
      guard numbers[argument] != nil, let number = arguments.popFirst().flatMap(Int.init) else {
        return fail(usage)
      }
      numbers[argument] = number
    }
    let packets = numbers["--packets"] ?? 0
    let seed = UInt64(numbers["--seed"] ?? 1)
    guard operands.count == 2,
      let composition = Composition.named(
        operands[0], flows: numbers["--flows"] ?? 0, window: numbers["--window"] ?? 0,
        packets: packets)
    else { return fail(usage) }
    do {
      var generator = Generator(
        composition, seed: seed, packets: packets, clients: numbers["--clients"] ?? 1,
        output: try CaptureOutput(path: operands[1]))
      try generator.run()
      try generator.truth.json(kind: operands[0], seed: seed)
        .write(toFile: operands[1] + ".truth.json", atomically: true, encoding: .utf8)
    } catch {
      fail("\(operands[1]): \(error)")
    }
  }

  private static func fail(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
    exit(2)
  }
}
