internal import Capture
internal import Foundation

/// What `labtap watch --list` shows.
enum InterfaceTable {
  static func show() -> ExitCode {
    do throws(LiveError) {
      let listings = try InterfaceListing.all()
      var text = render(listings)
      if listings.contains(where: { $0.problem == .permission }) { text += hint(program: program) }
      return Terminal.write(text)
    } catch {
      Terminal.complain("\(error)")
      return .unreadable
    }
  }

  static func render(_ listings: [InterfaceListing]) -> String {
    let width = max(9, listings.map(\.name.count).max() ?? 0)
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    var text = "\(padded("interface", width))  state  \(padded("link type", 16))  may be opened\n"
    for listing in listings {
      let type = listing.linkType.map { "\($0)" } ?? "unknown"
      let answer =
        switch listing.problem {
        case nil: listing.isDecoded ? "yes" : "yes, but its frames are not decoded"
        case .permission: "no: no permission"
        case .some(let problem): "no: \(LiveError(interface: listing.name, problem))"
        }
      text += "\(padded(listing.name, width))  \(listing.isUp ? "up   " : "down ")  "
      text += "\(padded(type, 16))  \(answer)\n"
    }
    return text
  }

  /// How to let the program capture without being root.
  static func hint(program: String) -> String {
    """

    To open them without being root, give the program the right to:
      sudo setcap cap_net_raw,cap_net_admin=ep \(program)

    """
  }

  private static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "labtap"
  }
}
