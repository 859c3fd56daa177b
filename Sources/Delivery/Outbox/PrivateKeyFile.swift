internal import Foundation

/// A key that others can read is no longer one: better no delivery than a false sense of it.
enum PrivateKeyFile {
  static func check(_ path: String) throws(DeliveryError) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let mode = attributes[.posixPermissions] as? Int
    else { throw DeliveryError("\(path): the key cannot be read") }
    // The group may read it, as Debian's group ssl-cert does.
    guard mode & 0o037 == 0 else {
      throw DeliveryError(
        "\(path): others may read this key (mode \(String(mode & 0o777, radix: 8))); "
          + "chmod 600 it and replace it if anyone has")
    }
  }
}
