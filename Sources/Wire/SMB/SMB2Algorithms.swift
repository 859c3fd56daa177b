/// An encryption algorithm (MS-SMB2 2.2.3.1.2); a number that is not known stays data.
public struct SMB2Cipher: SMB2Identifier, RawRepresentable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// In a response: the peers have no cipher in common.
  public static let none = SMB2Cipher(rawValue: 0x0000)
  public static let aes128CCM = SMB2Cipher(rawValue: 0x0001)
  public static let aes128GCM = SMB2Cipher(rawValue: 0x0002)
  public static let aes256CCM = SMB2Cipher(rawValue: 0x0003)
  public static let aes256GCM = SMB2Cipher(rawValue: 0x0004)
}

extension SMB2Cipher: CustomStringConvertible {
  public var description: String {
    switch self {
    case .none: "none"
    case .aes128CCM: "AES-128-CCM"
    case .aes128GCM: "AES-128-GCM"
    case .aes256CCM: "AES-256-CCM"
    case .aes256GCM: "AES-256-GCM"
    default: "cipher 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}

/// A hash for preauthentication integrity (MS-SMB2 2.2.3.1.1).
public struct SMB2HashAlgorithm: SMB2Identifier, RawRepresentable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let sha512 = SMB2HashAlgorithm(rawValue: 0x0001)
}

extension SMB2HashAlgorithm: CustomStringConvertible {
  public var description: String {
    switch self {
    case .sha512: "SHA-512"
    default: "hash algorithm 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}

/// A signing algorithm (MS-SMB2 2.2.3.1.7).
public struct SMB2SigningAlgorithm: SMB2Identifier, RawRepresentable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let hmacSHA256 = SMB2SigningAlgorithm(rawValue: 0x0000)
  public static let aesCMAC = SMB2SigningAlgorithm(rawValue: 0x0001)
  public static let aesGMAC = SMB2SigningAlgorithm(rawValue: 0x0002)
}

extension SMB2SigningAlgorithm: CustomStringConvertible {
  public var description: String {
    switch self {
    case .hmacSHA256: "HMAC-SHA256"
    case .aesCMAC: "AES-CMAC"
    case .aesGMAC: "AES-GMAC"
    default: "signing algorithm 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}

/// A compression algorithm (MS-SMB2 2.2.3.1.3).
public struct SMB2CompressionAlgorithm: SMB2Identifier, RawRepresentable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let none = SMB2CompressionAlgorithm(rawValue: 0x0000)
  public static let lznt1 = SMB2CompressionAlgorithm(rawValue: 0x0001)
  public static let lz77 = SMB2CompressionAlgorithm(rawValue: 0x0002)
  public static let lz77Huffman = SMB2CompressionAlgorithm(rawValue: 0x0003)
  public static let patternV1 = SMB2CompressionAlgorithm(rawValue: 0x0004)
  public static let lz4 = SMB2CompressionAlgorithm(rawValue: 0x0005)
}

extension SMB2CompressionAlgorithm: CustomStringConvertible {
  public var description: String {
    switch self {
    case .none: "none"
    case .lznt1: "LZNT1"
    case .lz77: "LZ77"
    case .lz77Huffman: "LZ77+Huffman"
    case .patternV1: "Pattern_V1"
    case .lz4: "LZ4"
    default: "compression algorithm 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}

/// A transform of data sent by RDMA (MS-SMB2 2.2.3.1.6).
public struct SMB2RDMATransform: SMB2Identifier, RawRepresentable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  public static let none = SMB2RDMATransform(rawValue: 0x0000)
  public static let encryption = SMB2RDMATransform(rawValue: 0x0001)
  public static let signing = SMB2RDMATransform(rawValue: 0x0002)
}

extension SMB2RDMATransform: CustomStringConvertible {
  public var description: String {
    switch self {
    case .none: "none"
    case .encryption: "encryption"
    case .signing: "signing"
    default: "RDMA transform 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}
