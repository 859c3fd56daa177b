internal import Delivery

/// Where findings go beyond files, as the command line says it.
struct DeliveryOptions: Sendable {
  var store: String?
  var retention = StoreRetention()
  var syslog: [SyslogURL] = []
  var kafka: [KafkaAddress] = []

  /// Something keeps or takes findings.
  var isAsked: Bool { store != nil || hasSinks }
  var hasSinks: Bool { !syslog.isEmpty || !kafka.isEmpty }
}

protocol DeliveryArguments: SendableMetatype {
  var delivery: DeliveryOptions { get set }
}

extension Flag where Arguments: DeliveryArguments {
  static var syslog: Flag {
    .value(
      "--syslog", "URL",
      help: """
        Findings to a collector: udp://, tcp:// or tls://HOST:PORT;
        ?format=text|json|eve|ecs|ocsf|cef|leef, &verdicts=fail,warn,
        &ca=FILE, &cert=FILE, &key=FILE, &name=NAME, &facility=local0,
        &app=labtap, &hostname=, &enterprise=, &bom=yes, &size=OCTETS,
        &cap=N, &attempts=N; repeatable.
        """
    ) { value, arguments throws(UsageError) in
      do throws(SyslogURL.Mistake) {
        arguments.delivery.syslog.append(try SyslogURL(value))
      } catch {
        throw UsageError("--syslog: \(error)")
      }
    }
  }

  static var kafka: Flag {
    .value(
      "--kafka", "BROKERS/TOPIC",
      help: """
        Findings to a Kafka topic, as in kafka1:9092,kafka2:9092/findings;
        ?ca=FILE, &cert=FILE, &key=FILE for TLS; repeatable.
        """
    ) { value, arguments throws(UsageError) in
      do throws(KafkaAddress.Mistake) {
        arguments.delivery.kafka.append(try KafkaAddress(value))
      } catch {
        throw UsageError("--kafka: \(error)")
      }
    }
  }

  static var store: Flag {
    .value(
      "--store", "FILE",
      help: """
        The findings store (SQLite), written before any collector gets a
        finding; what a collector missed is delivered by the next run.
        """
    ) { value, arguments in arguments.delivery.store = value }
  }

  static var storeDays: Flag {
    .value("--store-days", "N", help: "Days that the store keeps a finding. Default: 400.") {
      value, arguments throws(UsageError) in
      guard let days = Int64(value), (1...36_500).contains(days) else {
        throw UsageError("--store-days takes a number from 1 to 36500, not `\(value)`")
      }
      arguments.delivery.retention.maximumDays = days
    }
  }

  static var storeSize: Flag {
    .value(
      "--store-size", "MIB", help: "Mebioctets that the store takes on the disk. Default: 1024."
    ) { value, arguments throws(UsageError) in
      guard let size = Int64(value), (1...1_048_576).contains(size) else {
        throw UsageError("--store-size takes a number from 1 to 1048576, not `\(value)`")
      }
      arguments.delivery.retention.maximumOctets = size << 20
    }
  }
}
