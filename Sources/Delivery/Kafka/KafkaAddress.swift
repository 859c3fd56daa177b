internal import Foundation

/// One `--kafka BROKERS/TOPIC`: where findings are published.
public struct KafkaAddress: Hashable, Sendable {
  /// Comma-separated `host:port`; any of them leads to the others.
  public var brokers: String
  public var topic: String
  /// The certificates to trust; with any of these three the connection is TLS.
  public var authorities: String?
  public var certificate: String?
  public var key: String?

  public struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
  }

  public init(_ text: String) throws(Mistake) {
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw Mistake(description: "`\(halves[0])` is not BROKERS/TOPIC, as in kafka1:9092/findings")
    }
    brokers = String(parts[0])
    topic = String(parts[1])
    // What Kafka takes as the name of a topic.
    let isFit = topic.utf8.count <= 249 && topic != "." && topic != ".."
    guard
      isFit, topic.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
    else { throw Mistake(description: "`\(topic)` is no name of a topic") }
    for pair in halves.count > 1 ? halves[1].split(separator: "&") : [] {
      let words = pair.split(separator: "=", maxSplits: 1)
      guard words.count == 2, let value = String(words[1]).removingPercentEncoding, !value.isEmpty
      else { throw Mistake(description: "`\(pair)` of the Kafka address has no value") }
      switch words[0] {
      case "ca": authorities = value
      case "cert": certificate = value
      case "key": key = value
      default: throw Mistake(description: "unknown part `\(words[0])` of a Kafka address")
      }
    }
    guard (certificate == nil) == (key == nil) else {
      throw Mistake(description: "a client certificate needs both cert= and key=")
    }
  }

  var isTLS: Bool { (authorities ?? certificate) != nil }

  /// Names the cursor in the store.
  public var name: String { "kafka://\(brokers)/\(topic)" }
}
