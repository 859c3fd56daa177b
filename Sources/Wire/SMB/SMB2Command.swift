/// The command of an SMB2 message (MS-SMB2 2.2.1); a code that is not known stays data.
public struct SMB2Command: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt16

  @inlinable
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }
}

extension SMB2Command {
  public static let negotiate = SMB2Command(rawValue: 0x0000)
  public static let sessionSetup = SMB2Command(rawValue: 0x0001)
  public static let logoff = SMB2Command(rawValue: 0x0002)
  public static let treeConnect = SMB2Command(rawValue: 0x0003)
  public static let treeDisconnect = SMB2Command(rawValue: 0x0004)
  public static let create = SMB2Command(rawValue: 0x0005)
  public static let close = SMB2Command(rawValue: 0x0006)
  public static let flush = SMB2Command(rawValue: 0x0007)
  public static let read = SMB2Command(rawValue: 0x0008)
  public static let write = SMB2Command(rawValue: 0x0009)
  public static let lock = SMB2Command(rawValue: 0x000A)
  public static let ioctl = SMB2Command(rawValue: 0x000B)
  public static let cancel = SMB2Command(rawValue: 0x000C)
  public static let echo = SMB2Command(rawValue: 0x000D)
  public static let queryDirectory = SMB2Command(rawValue: 0x000E)
  public static let changeNotify = SMB2Command(rawValue: 0x000F)
  public static let queryInfo = SMB2Command(rawValue: 0x0010)
  public static let setInfo = SMB2Command(rawValue: 0x0011)
  public static let oplockBreak = SMB2Command(rawValue: 0x0012)
  public static let serverToClientNotification = SMB2Command(rawValue: 0x0013)
}

extension SMB2Command: CustomStringConvertible {
  public var description: String {
    switch self {
    case .negotiate: "NEGOTIATE"
    case .sessionSetup: "SESSION_SETUP"
    case .logoff: "LOGOFF"
    case .treeConnect: "TREE_CONNECT"
    case .treeDisconnect: "TREE_DISCONNECT"
    case .create: "CREATE"
    case .close: "CLOSE"
    case .flush: "FLUSH"
    case .read: "READ"
    case .write: "WRITE"
    case .lock: "LOCK"
    case .ioctl: "IOCTL"
    case .cancel: "CANCEL"
    case .echo: "ECHO"
    case .queryDirectory: "QUERY_DIRECTORY"
    case .changeNotify: "CHANGE_NOTIFY"
    case .queryInfo: "QUERY_INFO"
    case .setInfo: "SET_INFO"
    case .oplockBreak: "OPLOCK_BREAK"
    case .serverToClientNotification: "SERVER_TO_CLIENT_NOTIFICATION"
    default: "SMB2 command 0x" + String(rawValue, radix: 16, uppercase: true)
    }
  }
}
