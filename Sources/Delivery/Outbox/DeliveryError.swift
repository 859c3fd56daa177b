/// Why something could not be handed over; one line for people, without a secret.
public struct DeliveryError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
