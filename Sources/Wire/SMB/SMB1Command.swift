/// The command of an SMB1 message (MS-CIFS 2.2.2.1); a code that is not known stays data.
public struct SMB1Command: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt8

  @inlinable
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }
}

extension SMB1Command {
  public static let createDirectory = SMB1Command(rawValue: 0x00)
  public static let deleteDirectory = SMB1Command(rawValue: 0x01)
  public static let open = SMB1Command(rawValue: 0x02)
  public static let create = SMB1Command(rawValue: 0x03)
  public static let close = SMB1Command(rawValue: 0x04)
  public static let flush = SMB1Command(rawValue: 0x05)
  public static let delete = SMB1Command(rawValue: 0x06)
  public static let rename = SMB1Command(rawValue: 0x07)
  public static let queryInformation = SMB1Command(rawValue: 0x08)
  public static let setInformation = SMB1Command(rawValue: 0x09)
  public static let read = SMB1Command(rawValue: 0x0A)
  public static let write = SMB1Command(rawValue: 0x0B)
  public static let checkDirectory = SMB1Command(rawValue: 0x10)
  public static let processExit = SMB1Command(rawValue: 0x11)
  public static let lockingAndX = SMB1Command(rawValue: 0x24)
  public static let transaction = SMB1Command(rawValue: 0x25)
  public static let ioctl = SMB1Command(rawValue: 0x27)
  public static let echo = SMB1Command(rawValue: 0x2B)
  public static let openAndX = SMB1Command(rawValue: 0x2D)
  public static let readAndX = SMB1Command(rawValue: 0x2E)
  public static let writeAndX = SMB1Command(rawValue: 0x2F)
  public static let transaction2 = SMB1Command(rawValue: 0x32)
  public static let transaction2Secondary = SMB1Command(rawValue: 0x33)
  public static let findClose2 = SMB1Command(rawValue: 0x34)
  public static let treeConnect = SMB1Command(rawValue: 0x70)
  public static let treeDisconnect = SMB1Command(rawValue: 0x71)
  public static let negotiate = SMB1Command(rawValue: 0x72)
  public static let sessionSetupAndX = SMB1Command(rawValue: 0x73)
  public static let logoffAndX = SMB1Command(rawValue: 0x74)
  public static let treeConnectAndX = SMB1Command(rawValue: 0x75)
  public static let queryInformationDisk = SMB1Command(rawValue: 0x80)
  public static let search = SMB1Command(rawValue: 0x81)
  public static let ntTransact = SMB1Command(rawValue: 0xA0)
  public static let ntTransactSecondary = SMB1Command(rawValue: 0xA1)
  public static let ntCreateAndX = SMB1Command(rawValue: 0xA2)
  public static let ntCancel = SMB1Command(rawValue: 0xA4)
  public static let ntRename = SMB1Command(rawValue: 0xA5)
  public static let invalid = SMB1Command(rawValue: 0xFE)
  public static let noAndXCommand = SMB1Command(rawValue: 0xFF)
}

extension SMB1Command: CustomStringConvertible {
  public var description: String {
    switch self {
    case .createDirectory: "CREATE_DIRECTORY"
    case .deleteDirectory: "DELETE_DIRECTORY"
    case .open: "OPEN"
    case .create: "CREATE"
    case .close: "CLOSE"
    case .flush: "FLUSH"
    case .delete: "DELETE"
    case .rename: "RENAME"
    case .queryInformation: "QUERY_INFORMATION"
    case .setInformation: "SET_INFORMATION"
    case .read: "READ"
    case .write: "WRITE"
    case .checkDirectory: "CHECK_DIRECTORY"
    case .processExit: "PROCESS_EXIT"
    case .lockingAndX: "LOCKING_ANDX"
    case .transaction: "TRANSACTION"
    case .ioctl: "IOCTL"
    case .echo: "ECHO"
    case .openAndX: "OPEN_ANDX"
    case .readAndX: "READ_ANDX"
    case .writeAndX: "WRITE_ANDX"
    case .transaction2: "TRANSACTION2"
    case .transaction2Secondary: "TRANSACTION2_SECONDARY"
    case .findClose2: "FIND_CLOSE2"
    case .treeConnect: "TREE_CONNECT"
    case .treeDisconnect: "TREE_DISCONNECT"
    case .negotiate: "NEGOTIATE"
    case .sessionSetupAndX: "SESSION_SETUP_ANDX"
    case .logoffAndX: "LOGOFF_ANDX"
    case .treeConnectAndX: "TREE_CONNECT_ANDX"
    case .queryInformationDisk: "QUERY_INFORMATION_DISK"
    case .search: "SEARCH"
    case .ntTransact: "NT_TRANSACT"
    case .ntTransactSecondary: "NT_TRANSACT_SECONDARY"
    case .ntCreateAndX: "NT_CREATE_ANDX"
    case .ntCancel: "NT_CANCEL"
    case .ntRename: "NT_RENAME"
    case .invalid: "INVALID"
    case .noAndXCommand: "NO_ANDX_COMMAND"
    default: "SMB1 command 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}
