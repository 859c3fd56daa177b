/// Signs of an attack in one HTTP request: which ones, and where; never the text itself.
public struct RequestIndicators: Hashable, Codable, Sendable {
  /// The words that the guide of the Local Run Manager patch names.
  public struct Words: OptionSet, Hashable, Codable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let wscript = Words(rawValue: 1)
    /// The word by itself, not as a part of another one.
    public static let shell = Words(rawValue: 2)
    public static let wscriptNetwork = Words(rawValue: 4)
    public static let fileSystemObject = Words(rawValue: 8)

    /// In the spelling that findings print.
    public var texts: [String] {
      var texts: [String] = []
      if contains(.wscript) { texts.append("wscript") }
      if contains(.shell) { texts.append("shell") }
      if contains(.wscriptNetwork) { texts.append("wscript.network") }
      if contains(.fileSystemObject) { texts.append("scripting.filesystemobject") }
      return texts
    }
  }

  /// How much of the body was searched.
  public enum Body: UInt8, Hashable, Codable, Sendable {
    case absent
    case whole
    /// Longer than the cap, or unpacked to more than the cap.
    case capped
    /// Packed in a way that is not unpacked, or damaged.
    case packed
    /// Octets were missing, or the connection ended inside the body.
    case incomplete
  }

  public var inTarget: Words = []
  public var inBody: Words = []
  public var body = Body.absent
  /// The body names a file (`filename=` of a part, RFC 7578 4.2).
  public var hasFile = false
  /// One of the files is none that a manifest could be, by the ending of its name.
  public var hasForeignFile = false
  /// A file's name leads out of its directory.
  public var hasTraversalInFileName = false
  /// Digests of the names of uploaded files that a web server would run; at most
  /// `maximumScripts`.
  public var scripts: [UInt64] = []

  public static let maximumScripts = 8

  public init() {}

  /// Endings of files that a web server of the product's kind may run.
  public static let scriptEndings: Set<String> = [
    "asp", "aspx", "ashx", "asmx", "asa", "ascx", "cer", "cdx", "php", "jsp", "cshtml", "config",
  ]

  /// Endings of run manifests, sample sheets and target regions.
  public static let manifestEndings: Set<String> = ["txt", "csv", "tsv", "bed", "manifest"]

  /// A digest of a file's name that stays the same over runs (FNV-1a, 64 bits): enough to know
  /// the name again, without keeping it.
  public static func digest(ofName name: String) -> UInt64 {
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    for octet in name.utf8 { digest = (digest ^ UInt64(octet)) &* 0x100_0000_01b3 }
    return digest
  }
}
