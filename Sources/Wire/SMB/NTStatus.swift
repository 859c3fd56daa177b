/// The outcome that a server states in every response header.
///
/// [MS-ERREF 2.3](https://learn.microsoft.com/openspecs/windows_protocols/ms-erref). The names are
/// those that a verdict or a report needs; any other value stays data.
public struct NTStatus: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The two severity bits (MS-ERREF 2.3).
  public enum Severity: UInt8, Hashable, Sendable {
    case success, informational, warning, error
  }

  @inlinable public var severity: Severity {
    switch rawValue >> 30 {
    case 0: .success
    case 1: .informational
    case 2: .warning
    default: .error
    }
  }
}

extension NTStatus {
  public static let success = NTStatus(rawValue: 0x0000_0000)
  public static let pending = NTStatus(rawValue: 0x0000_0103)
  public static let notifyCleanup = NTStatus(rawValue: 0x0000_010B)
  public static let notifyEnumDir = NTStatus(rawValue: 0x0000_010C)
  public static let bufferOverflow = NTStatus(rawValue: 0x8000_0005)
  public static let noMoreFiles = NTStatus(rawValue: 0x8000_0006)
  public static let stoppedOnSymlink = NTStatus(rawValue: 0x8000_002D)
  public static let invalidInfoClass = NTStatus(rawValue: 0xC000_0003)
  public static let invalidHandle = NTStatus(rawValue: 0xC000_0008)
  public static let invalidParameter = NTStatus(rawValue: 0xC000_000D)
  public static let noSuchFile = NTStatus(rawValue: 0xC000_000F)
  public static let invalidDeviceRequest = NTStatus(rawValue: 0xC000_0010)
  public static let endOfFile = NTStatus(rawValue: 0xC000_0011)
  public static let moreProcessingRequired = NTStatus(rawValue: 0xC000_0016)
  public static let accessDenied = NTStatus(rawValue: 0xC000_0022)
  public static let bufferTooSmall = NTStatus(rawValue: 0xC000_0023)
  public static let objectNameInvalid = NTStatus(rawValue: 0xC000_0033)
  public static let objectNameNotFound = NTStatus(rawValue: 0xC000_0034)
  public static let objectNameCollision = NTStatus(rawValue: 0xC000_0035)
  public static let objectPathNotFound = NTStatus(rawValue: 0xC000_003A)
  public static let sharingViolation = NTStatus(rawValue: 0xC000_0043)
  public static let noSuchUser = NTStatus(rawValue: 0xC000_0064)
  public static let wrongPassword = NTStatus(rawValue: 0xC000_006A)
  public static let logonFailure = NTStatus(rawValue: 0xC000_006D)
  public static let accountRestriction = NTStatus(rawValue: 0xC000_006E)
  public static let invalidLogonHours = NTStatus(rawValue: 0xC000_006F)
  public static let invalidWorkstation = NTStatus(rawValue: 0xC000_0070)
  public static let passwordExpired = NTStatus(rawValue: 0xC000_0071)
  public static let accountDisabled = NTStatus(rawValue: 0xC000_0072)
  public static let insufficientResources = NTStatus(rawValue: 0xC000_009A)
  public static let fileIsADirectory = NTStatus(rawValue: 0xC000_00BA)
  public static let notSupported = NTStatus(rawValue: 0xC000_00BB)
  public static let networkNameDeleted = NTStatus(rawValue: 0xC000_00C9)
  public static let networkAccessDenied = NTStatus(rawValue: 0xC000_00CA)
  public static let badDeviceType = NTStatus(rawValue: 0xC000_00CB)
  public static let badNetworkName = NTStatus(rawValue: 0xC000_00CC)
  public static let requestNotAccepted = NTStatus(rawValue: 0xC000_00D0)
  public static let cancelled = NTStatus(rawValue: 0xC000_0120)
  public static let fileClosed = NTStatus(rawValue: 0xC000_0128)
  public static let logonTypeNotGranted = NTStatus(rawValue: 0xC000_015B)
  public static let trustedRelationshipFailure = NTStatus(rawValue: 0xC000_018D)
  public static let accountExpired = NTStatus(rawValue: 0xC000_0193)
  public static let userSessionDeleted = NTStatus(rawValue: 0xC000_0203)
  public static let passwordMustChange = NTStatus(rawValue: 0xC000_0224)
  public static let notFound = NTStatus(rawValue: 0xC000_0225)
  public static let accountLockedOut = NTStatus(rawValue: 0xC000_0234)
  public static let pathNotCovered = NTStatus(rawValue: 0xC000_0257)
  public static let networkSessionExpired = NTStatus(rawValue: 0xC000_035C)
  public static let smbBadClusterDialect = NTStatus(rawValue: 0xC05D_0001)
  public static let smbNoPreauthIntegrityHashOverlap = NTStatus(rawValue: 0xC05D_0000)
}

extension NTStatus: CustomStringConvertible {
  /// The name as MS-ERREF spells it, or the number.
  public var description: String {
    switch self {
    case .success: "STATUS_SUCCESS"
    case .pending: "STATUS_PENDING"
    case .notifyCleanup: "STATUS_NOTIFY_CLEANUP"
    case .notifyEnumDir: "STATUS_NOTIFY_ENUM_DIR"
    case .bufferOverflow: "STATUS_BUFFER_OVERFLOW"
    case .noMoreFiles: "STATUS_NO_MORE_FILES"
    case .stoppedOnSymlink: "STATUS_STOPPED_ON_SYMLINK"
    case .invalidInfoClass: "STATUS_INVALID_INFO_CLASS"
    case .invalidHandle: "STATUS_INVALID_HANDLE"
    case .invalidParameter: "STATUS_INVALID_PARAMETER"
    case .noSuchFile: "STATUS_NO_SUCH_FILE"
    case .invalidDeviceRequest: "STATUS_INVALID_DEVICE_REQUEST"
    case .endOfFile: "STATUS_END_OF_FILE"
    case .moreProcessingRequired: "STATUS_MORE_PROCESSING_REQUIRED"
    case .accessDenied: "STATUS_ACCESS_DENIED"
    case .bufferTooSmall: "STATUS_BUFFER_TOO_SMALL"
    case .objectNameInvalid: "STATUS_OBJECT_NAME_INVALID"
    case .objectNameNotFound: "STATUS_OBJECT_NAME_NOT_FOUND"
    case .objectNameCollision: "STATUS_OBJECT_NAME_COLLISION"
    case .objectPathNotFound: "STATUS_OBJECT_PATH_NOT_FOUND"
    case .sharingViolation: "STATUS_SHARING_VIOLATION"
    case .noSuchUser: "STATUS_NO_SUCH_USER"
    case .wrongPassword: "STATUS_WRONG_PASSWORD"
    case .logonFailure: "STATUS_LOGON_FAILURE"
    case .accountRestriction: "STATUS_ACCOUNT_RESTRICTION"
    case .invalidLogonHours: "STATUS_INVALID_LOGON_HOURS"
    case .invalidWorkstation: "STATUS_INVALID_WORKSTATION"
    case .passwordExpired: "STATUS_PASSWORD_EXPIRED"
    case .accountDisabled: "STATUS_ACCOUNT_DISABLED"
    case .insufficientResources: "STATUS_INSUFFICIENT_RESOURCES"
    case .fileIsADirectory: "STATUS_FILE_IS_A_DIRECTORY"
    case .notSupported: "STATUS_NOT_SUPPORTED"
    case .networkNameDeleted: "STATUS_NETWORK_NAME_DELETED"
    case .networkAccessDenied: "STATUS_NETWORK_ACCESS_DENIED"
    case .badDeviceType: "STATUS_BAD_DEVICE_TYPE"
    case .badNetworkName: "STATUS_BAD_NETWORK_NAME"
    case .requestNotAccepted: "STATUS_REQUEST_NOT_ACCEPTED"
    case .cancelled: "STATUS_CANCELLED"
    case .fileClosed: "STATUS_FILE_CLOSED"
    case .logonTypeNotGranted: "STATUS_LOGON_TYPE_NOT_GRANTED"
    case .trustedRelationshipFailure: "STATUS_TRUSTED_RELATIONSHIP_FAILURE"
    case .accountExpired: "STATUS_ACCOUNT_EXPIRED"
    case .userSessionDeleted: "STATUS_USER_SESSION_DELETED"
    case .passwordMustChange: "STATUS_PASSWORD_MUST_CHANGE"
    case .notFound: "STATUS_NOT_FOUND"
    case .accountLockedOut: "STATUS_ACCOUNT_LOCKED_OUT"
    case .pathNotCovered: "STATUS_PATH_NOT_COVERED"
    case .networkSessionExpired: "STATUS_NETWORK_SESSION_EXPIRED"
    case .smbBadClusterDialect: "STATUS_SMB_BAD_CLUSTER_DIALECT"
    case .smbNoPreauthIntegrityHashOverlap: "STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP"
    default: "status 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}
