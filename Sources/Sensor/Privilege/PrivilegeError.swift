/// Why privileges could not be given up; the sensor then does not run.
public struct PrivilegeError: Error, Sendable, CustomStringConvertible {
  public var description: String

  init(_ description: String) {
    self.description = description
  }
}
