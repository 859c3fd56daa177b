/// What became of the alerts of a run: whoever sends them tells the judge before its end.
public struct DeliveryRecord: Hashable, Sendable {
  /// Alerts that were handed to a receiver, and those that its transport acknowledged.
  public var sent: UInt64
  public var acknowledged: UInt64
  /// Alerts that were given up, or still wait at the end.
  public var undelivered: UInt64

  public init(sent: UInt64, acknowledged: UInt64, undelivered: UInt64) {
    self.sent = sent
    self.acknowledged = acknowledged
    self.undelivered = undelivered
  }
}

extension Judge {
  /// Tells what became of the alerts; without a word the delivery of alerts is not observed.
  public mutating func noteDelivery(_ record: DeliveryRecord) { delivery = record }
}
