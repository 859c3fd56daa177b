internal import Compliance
internal import Delivery
internal import Foundation

/// Brings findings into the store and from there to the collectors.
struct OutboxOutput: Sendable {
  private let outbox: Outbox
  private let store: FindingStore

  /// Why nothing can be delivered at all.
  enum Failure: Error {
    /// A mistake that the command line can mend: exit code 2.
    case usage(String)
    /// The store cannot be made: exit code 4.
    case store(String)
  }

  /// - Parameter patience: how long a collector may go without success when the run is over.
  init(
    _ options: DeliveryOptions, sensor: String, patience: Duration = .seconds(10)
  ) throws(Failure) {
    var sinks: [any Sink] = []
    for url in options.syslog {
      guard !sinks.contains(where: { $0.name == url.name }) else {
        throw .usage("--syslog \(url.name) is there twice")
      }
      do throws(DeliveryError) {
        sinks.append(try SyslogSink(url))
      } catch {
        throw .usage("--syslog \(url.name): \(error)")
      }
    }
    for address in options.kafka { sinks.append(try Self.sink(address)) }
    do throws(StoreError) {
      store = try FindingStore(
        path: options.store, retention: options.retention, now: Self.milliseconds)
      var settings = Outbox.Options(sensor: sensor) { Terminal.complain($0) }
      settings.patience = patience
      outbox = Outbox(store: store, sinks: sinks, options: settings)
    } catch {
      let text = "\(options.store ?? "temporary store"): \(error)"
      throw error.kind == .newer ? .usage(text) : .store(text)
    }
  }

  private static func sink(_ address: KafkaAddress) throws(Failure) -> any Sink {
    #if Kafka
      do throws(DeliveryError) {
        return try KafkaSink(address)
      } catch {
        throw .usage("--kafka \(address.name): \(error)")
      }
    #else
      throw .usage("--kafka: this program was built without the trait Kafka")
    #endif
  }

  /// Stores a report and delivers it; false when a sink did not get all of it.
  func deliver(_ report: Report) -> Bool {
    for entry in ReplayHeartbeats.entries(of: report) { outbox.submit(entry) }
    return finish()
  }

  // MARK: Of a running sensor

  /// Takes an entry without waiting; false when there is no room for it.
  func offer(_ entry: StoreEntry) -> Bool { outbox.offer(entry) }

  var counters: Outbox.Counters { outbox.counters }
  var sinkCounters: [Outbox.SinkCounters] { outbox.sinkCounters }

  /// Keeps what the sensor knows for the next run.
  func remember(_ memory: JudgeMemory) { outbox.remember(memory) }

  /// What an earlier run of the sensor knew; nothing when the store cannot be read.
  func memory(of sensor: String) -> JudgeMemory? {
    do throws(StoreError) {
      return try store.memory(of: sensor)
    } catch {
      Terminal.complain("findings store: \(error)")
      return nil
    }
  }

  /// What earlier runs came to; nothing when the store cannot be read.
  func earlierFindings() -> [Finding] {
    do throws(StoreError) {
      return try store.findings()
    } catch {
      Terminal.complain("findings store: \(error)")
      return []
    }
  }

  /// Delivers what the store holds.
  func finish() -> Bool {
    let (isStored, sinks) = outbox.finish()
    if !isStored { Terminal.complain("not every finding could be stored") }
    for sink in sinks where !sink.isServed {
      let reason = sink.error.map { ": \($0)" } ?? ""
      Terminal.complain("\(sink.name) was not served\(reason)")
    }
    return isStored && sinks.allSatisfy(\.isServed)
  }

  private static var milliseconds: Int64 {
    Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down))
  }
}
