#if Kafka
  internal import CKafka
  internal import Compliance
  internal import Synchronization

  // Invariants of the unsafe code in this file:
  // - `Producer` owns one producer, one topic and one reference to the queue of its events, each given
  //   back once, in `deinit`, in the reverse order of their making;
  // - librdkafka copies key and payload before `rd_kafka_produce` returns (MSG_F_COPY);
  // - a message's opaque pointer is a number that is never followed;
  // - an event is destroyed once, after the last use of its messages;
  // - a configuration belongs to the producer once it is made, and is destroyed when it is not.

  /// A topic of a Kafka cluster: every finding as `json`, keyed by its id, so that the revisions of one
  /// finding stay in order.
  public final class KafkaSink: Sink {
    private let address: KafkaAddress
    private let producer: Mutex<Producer>

    public init(_ address: KafkaAddress) throws(DeliveryError) {
      if let key = address.key { try PrivateKeyFile.check(key) }
      self.address = address
      producer = Mutex(try Producer.make(address))
    }

    public var name: String { address.name }

    public var assurance: SinkAssurance { .confirmed }

    /// A topic's readers decide themselves what they want; signs of life are not about a finding.
    public func wants(_ record: StoredRecord) -> Bool { record.kind == .finding }

    public func send(_ records: [StoredRecord]) throws(DeliveryError) {
      let messages = records.compactMap { record -> (key: [UInt8], payload: [UInt8])? in
        guard let finding = record.finding() else { return nil }
        var payload: [UInt8] = []
        LineFormat.json.append(finding, to: &payload)
        return (Array(finding.id.utf8), payload)
      }
      try producer.withLock { (producer: inout Producer) throws(DeliveryError) in
        try producer.send(messages)
      }
    }

    public func idle() throws(DeliveryError) {
      producer.withLock { producer in producer.poll() }
    }

    /// Each batch was confirmed before the next one was sent.
    public func finish() throws(DeliveryError) {}

    /// The version of the library that the process runs with.
    public static var libraryVersion: String { unsafe String(cString: rd_kafka_version_str()) }
  }

  /// librdkafka's producer.
  @safe
  private struct Producer: ~Copyable, @unchecked Sendable {
    private let handle: OpaquePointer
    private let topic: OpaquePointer
    private let events: OpaquePointer

    /// How long brokers may take to confirm a message, retries among it.
    private static let confirmMilliseconds = 20_000

    static func make(_ address: KafkaAddress) throws(DeliveryError) -> Producer {
      let configuration = unsafe rd_kafka_conf_new()
      var settings = [
        ("bootstrap.servers", address.brokers), ("client.id", "labtap"),
        // No duplicates and no change of order by retries; confirmed by every replica in sync.
        ("enable.idempotence", "true"), ("acks", "all"), ("linger.ms", "5"),
        ("message.timeout.ms", String(confirmMilliseconds)), ("log_level", "0"),
        ("socket.keepalive.enable", "true"),
      ]
      if address.isTLS { settings.append(("security.protocol", "ssl")) }
      if let path = address.authorities { settings.append(("ssl.ca.location", path)) }
      if let path = address.certificate { settings.append(("ssl.certificate.location", path)) }
      if let path = address.key { settings.append(("ssl.key.location", path)) }
      for (name, value) in settings {
        guard unsafe rd_kafka_conf_set(configuration, name, value, nil, 0) == RD_KAFKA_CONF_OK
        else {
          unsafe rd_kafka_conf_destroy(configuration)
          throw DeliveryError("librdkafka does not know `\(name)`")
        }
      }
      unsafe rd_kafka_conf_set_events(configuration, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR)
      guard let handle = unsafe rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nil, 0) else {
        unsafe rd_kafka_conf_destroy(configuration)
        throw DeliveryError(
          "the Kafka client cannot be set up; are the certificate files readable?")
      }
      guard let topic = unsafe rd_kafka_topic_new(handle, address.topic, nil),
        let events = unsafe rd_kafka_queue_get_main(handle)
      else {
        unsafe rd_kafka_destroy(handle)
        throw DeliveryError("the topic cannot be used")
      }
      return unsafe Producer(handle, topic, events)
    }

    private init(_ handle: OpaquePointer, _ topic: OpaquePointer, _ events: OpaquePointer) {
      unsafe self.handle = handle
      unsafe self.topic = topic
      unsafe self.events = events
    }

    deinit {
      unsafe rd_kafka_queue_destroy(events)
      unsafe rd_kafka_topic_destroy(topic)
      unsafe rd_kafka_destroy(handle)
    }

    /// Sends messages and waits until each is confirmed.
    func send(_ messages: [(key: [UInt8], payload: [UInt8])]) throws(DeliveryError) {
      var waiting = 0
      var failure: String?
      for message in messages where failure == nil {
        if let reason = produce(message) { failure = reason } else { waiting += 1 }
      }
      let deadline = ContinuousClock.now + .milliseconds(Self.confirmMilliseconds + 5_000)
      while waiting > 0, ContinuousClock.now < deadline {
        let (confirmed, refused) = take(milliseconds: 100)
        waiting -= confirmed
        failure = failure ?? refused
      }
      if waiting > 0 || failure != nil {
        // What is still on its way must not arrive behind what is sent next.
        unsafe rd_kafka_purge(handle, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        while take(milliseconds: 10).confirmed > 0 {}
        throw DeliveryError(failure ?? "the brokers do not confirm")
      }
    }

    func poll() { _ = take(milliseconds: 0) }

    /// Why the client does not take a message; nil when it does.
    private func produce(_ message: (key: [UInt8], payload: [UInt8])) -> String? {
      var payload = message.payload
      let code = unsafe message.key.withUnsafeBytes { key in
        unsafe payload.withUnsafeMutableBytes { payload in
          unsafe rd_kafka_produce(
            topic, RD_KAFKA_PARTITION_UA, RD_KAFKA_MSG_F_COPY, payload.baseAddress, payload.count,
            key.baseAddress, key.count, nil)
        }
      }
      guard code == 0 else {
        return unsafe String(cString: rd_kafka_err2str(rd_kafka_last_error()))
      }
      return nil
    }

    /// Takes one event: how many messages it speaks of, and why one of them failed.
    private func take(milliseconds: Int32) -> (confirmed: Int, failure: String?) {
      guard let event = unsafe rd_kafka_queue_poll(events, milliseconds) else { return (0, nil) }
      defer { unsafe rd_kafka_event_destroy(event) }
      guard unsafe rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR else { return (0, nil) }
      var count = 0
      var failure: String?
      while let message = unsafe rd_kafka_event_message_next(event) {
        count += 1
        if unsafe message.pointee.err != RD_KAFKA_RESP_ERR_NO_ERROR {
          failure = unsafe String(cString: rd_kafka_err2str(message.pointee.err))
        }
      }
      return (count, failure)
    }
  }
#endif
