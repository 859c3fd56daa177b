import CPcap
public import Wire

// Invariants that make the use of libpcap below safe:
//  - A `Program` owns one compiled `bpf_program`; it is freed once, in `deinit`, and never changed.
//  - libpcap's compiler checks the program that it makes, and its interpreter checks every load
//    against the captured length, so a span's start and count are all that it needs.
//  - The span lent to the interpreter is borrowed for the length of the call.

/// A filter in the expression language of pcap-filter(7), run by libpcap's interpreter.
///
/// The same expression compiles to another program for each link type; each is compiled when the first
/// frame of its type comes.
public struct PacketFilter: ~Copyable {
  public let expression: String
  private var programs: [(linkType: LinkType, program: Program)] = []
  private var last = 0

  /// Compiles the expression once, so that a mistake shows before any frame is read.
  ///
  /// - Throws: libpcap's message when the expression is not one.
  public init(
    _ expression: String, linkType: LinkType = .ethernet
  ) throws(PacketFilterError) {
    self.expression = expression
    programs = [(linkType, try Program(expression, linkType))]
  }

  /// Whether the filter lets the frame through.
  ///
  /// - Throws: libpcap's message when the expression makes no sense for the frame's link type.
  public mutating func matches(
    _ header: FrameHeader, _ octets: Span<UInt8>
  ) throws(PacketFilterError) -> Bool {
    if programs[last].linkType != header.linkType {
      if let known = programs.firstIndex(where: { $0.linkType == header.linkType }) {
        last = known
      } else {
        programs.append((header.linkType, try Program(expression, header.linkType)))
        last = programs.count - 1
      }
    }
    return programs[last].program.matches(octets, originalLength: header.originalLength)
  }
}

/// Why a filter expression cannot be used.
public struct PacketFilterError: Error, Hashable, Sendable, CustomStringConvertible {
  public var expression: String
  public var linkType: LinkType
  /// In libpcap's words.
  public var message: String

  public var description: String { "filter \"\(expression)\" for \(linkType): \(message)" }
}

/// One expression compiled for one link type.
@safe
private final class Program {
  private var program = unsafe bpf_program()

  init(_ expression: String, _ linkType: LinkType) throws(PacketFilterError) {
    let handle = unsafe pcap_open_dead(Self.dataLink(linkType), 262_144)
    guard let handle = unsafe handle else {
      throw PacketFilterError(
        expression: expression, linkType: linkType, message: "out of memory")
    }
    defer { unsafe pcap_close(handle) }
    let unknownNetmask: bpf_u_int32 = 0xFFFF_FFFF
    guard unsafe pcap_compile(handle, &program, expression, 1, unknownNetmask) == 0 else {
      let message = unsafe pcap_geterr(handle).map { unsafe String(cString: $0) } ?? "unknown"
      throw PacketFilterError(expression: expression, linkType: linkType, message: message)
    }
  }

  deinit {
    unsafe pcap_freecode(&program)
  }

  func matches(_ octets: Span<UInt8>, originalLength: Int) -> Bool {
    let wireLength = UInt32(clamping: originalLength)
    return unsafe octets.withUnsafeBufferPointer { buffer in
      unsafe bpf_filter(
        program.bf_insns, buffer.baseAddress, wireLength, UInt32(clamping: buffer.count)) != 0
    }
  }

  /// The number that libpcap uses in programs; it differs from the one in files for a few old types.
  private static func dataLink(_ linkType: LinkType) -> Int32 {
    switch linkType {
    case .raw, .rawDLT12, .rawDLT14: DLT_RAW
    default: Int32(truncatingIfNeeded: linkType.rawValue)
    }
  }
}
