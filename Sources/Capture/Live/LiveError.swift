/// Why an interface could not be opened, or no longer be read.
public struct LiveError: Error, Hashable, Sendable, CustomStringConvertible {
  public var interface: String
  public var problem: Problem

  public enum Problem: Hashable, Sendable {
    case noSuchInterface
    case permission
    case filter(String)
    /// The kernel refused to share the interface among workers.
    case fanout(errno: Int32)
    /// The interface of this name is another one now, or none.
    case replaced
    /// In libpcap's words.
    case other(String)
  }

  public init(interface: String, _ problem: Problem) {
    self.interface = interface
    self.problem = problem
  }

  public var description: String {
    switch problem {
    case .noSuchInterface: "\(interface): no such interface"
    case .permission: "\(interface): no permission to capture"
    case .filter(let message): "\(interface): filter: \(message)"
    case .fanout(let number):
      "\(interface): cannot be shared among workers: \(systemMessage(number))"
    case .replaced: "\(interface): was removed or made anew"
    case .other(let message): "\(interface): \(message)"
    }
  }
}
