import TestKit
import Wire

/// A message without its NetBIOS session header.
func withoutSessionHeader(_ message: [UInt8]) -> [UInt8] { Array(message.dropFirst(4)) }

/// The octets as an array, to compare.
func array(_ octets: Span<UInt8>) -> [UInt8] {
  var result: [UInt8] = []
  for index in octets.indices { result.append(octets[index]) }
  return result
}

/// The same message with some octets put in place.
func replacing(_ message: [UInt8], at place: Int, with octets: [UInt8]) -> [UInt8] {
  var result = message
  result.replaceSubrange(place..<place + octets.count, with: octets)
  return result
}

func littleEndian(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }

func littleEndian(_ value: UInt32) -> [UInt8] {
  littleEndian(UInt16(value & 0xFFFF)) + littleEndian(UInt16(value >> 16))
}

/// A bare SMB2 header, as MS-SMB2 2.2.1 lays it out.
func smb2Header(
  command: UInt16, status: UInt32 = 0, flags: UInt32 = 0, nextCommand: UInt32 = 0
) -> [UInt8] {
  hex("FE534D42 4000 0000") + littleEndian(status) + littleEndian(command) + [1, 0]
    + littleEndian(flags) + littleEndian(nextCommand) + [UInt8](repeating: 0, count: 40)
}

/// A NEGOTIATE response at 3.1.1 with this security buffer and contexts, each at its place.
func negotiateResponse(
  securityBuffer: [UInt8], contextOffset: UInt32, contextCount: UInt16, contexts: [UInt8]
) -> [UInt8] {
  var message = smb2Header(command: 0, flags: 1)
  message += hex("4100 0100 1103") + littleEndian(contextCount)
  message += [UInt8](repeating: 0x11, count: 16) + hex("0F000000")
  message += hex("00008000 00008000 00008000") + [UInt8](repeating: 0, count: 16)
  message += littleEndian(UInt16(128)) + littleEndian(UInt16(securityBuffer.count))
  message += littleEndian(contextOffset) + securityBuffer
  if contexts.isEmpty { return message }
  message += [UInt8](repeating: 0xEE, count: max(0, Int(contextOffset) - message.count))
  return message + contexts
}

/// One context with its header, and padding to a multiple of eight when another follows.
func negotiateContext(_ type: UInt16, _ data: [UInt8], padded: Bool = false) -> [UInt8] {
  let context = littleEndian(type) + littleEndian(UInt16(data.count)) + [0, 0, 0, 0] + data
  return context + [UInt8](repeating: 0, count: padded ? (8 - context.count % 8) % 8 : 0)
}

/// The error of a decoder, or nil when it reads the message.
func decodeError(
  _ message: [UInt8], layer: Layer = .smb2, boundary: OctetReader.Boundary = .capture,
  decode: (inout OctetReader) throws(DecodeError) -> Void
) -> DecodeError? {
  var reader = OctetReader(message.span, layer: layer, boundary: boundary)
  do throws(DecodeError) {
    try decode(&reader)
    return nil
  } catch {
    return error
  }
}
