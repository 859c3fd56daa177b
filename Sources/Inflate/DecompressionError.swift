/// Why a compressed stream cannot be read on; everything before it was given.
public enum DecompressionError: Error, Hashable, Sendable {
  /// The octets contradict the format, or a checksum does not match.
  case damaged
  /// The stream asks for a window above `Decompressor.maximumWindow`.
  case windowTooLarge
  /// The stream grows beyond `Decompressor.maximumRatio`.
  case expandsTooMuch
  /// The library could not get the memory that it needs.
  case outOfMemory
}
