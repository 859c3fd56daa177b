public import Compliance
internal import Observations

/// Findings as one SARIF 2.1.0 log: what code-scanning views and CI artefacts take.
///
/// A breach is a result of kind `fail`; of any other verdict the kind says what it is and the level
/// is `none`, as the standard asks. Suppressed findings are there, marked as accepted.
public enum SARIF {
  /// - Parameter findings: each is a result; its clause is a rule.
  public static func write(_ findings: [Finding], to writer: inout JSONWriter) {
    let rules = rules(of: findings)
    let indexes = Dictionary(
      rules.enumerated().map { ($0.element.clause, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    writer.object { writer in
      writer.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      writer.member("version", "2.1.0")
      writer.array("runs") { writer in
        writer.object { writer in
          writer.object("tool") { writer in
            writer.object("driver") { writer in
              writer.member("name", Product.name)
              writer.member("organization", Product.vendor)
              writer.member("semanticVersion", Product.version)
              writer.array("rules") { writer in
                for rule in rules { writeRule(rule, to: &writer) }
              }
            }
          }
          writer.array("invocations") { $0.object { $0.member("executionSuccessful", true) } }
          writer.array("results") { writer in
            for finding in findings {
              write(finding, rule: indexes[finding.clause] ?? 0, to: &writer)
            }
          }
        }
      }
    }
    writer.endLine()
  }

  /// One finding per clause, in the order of the clauses' names.
  private static func rules(of findings: [Finding]) -> [Finding] {
    var byClause: [String: Finding] = [:]
    for finding in findings where byClause[finding.clause] == nil {
      byClause[finding.clause] = finding
    }
    return byClause.values.sorted { $0.clause < $1.clause }
  }

  private static func writeRule(_ finding: Finding, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("id", finding.clause)
      writer.object("shortDescription") { $0.member("text", finding.title.en) }
      if !finding.remediation.en.isEmpty {
        writer.object("help") { $0.member("text", finding.remediation.en) }
      }
      writer.object("properties") { writer in
        writer.member("document", "\(finding.document.number) \(finding.document.clause)")
        writer.member("security-severity", finding.severity.sarifScore)
        writer.member("tags", ["security", "compliance", "network"])
      }
    }
  }

  private static func kind(of verdict: Verdict) -> (kind: String, level: String) {
    switch verdict {
    case .fail: ("fail", "error")
    case .warn: ("fail", "warning")
    case .undetermined, .notObserved: ("open", "none")
    case .pass: ("pass", "none")
    case .info: ("informational", "none")
    case .notAssessable: ("notApplicable", "none")
    }
  }

  private static func write(_ finding: Finding, rule: Int, to writer: inout JSONWriter) {
    let kind = kind(of: finding.verdict)
    writer.object { writer in
      writer.member("ruleId", finding.clause)
      writer.member("ruleIndex", rule)
      writer.member("kind", kind.kind)
      writer.member("level", kind.level)
      writer.object("message") { $0.member("text", ECS.message(of: finding)) }
      writer.array("locations") { writeLocation(of: finding, to: &$0) }
      writer.object("partialFingerprints") { $0.member("labtapFinding/v1", finding.id) }
      if let suppression = finding.suppression {
        writer.array("suppressions") { writer in
          writer.object { writer in
            writer.member("kind", "external")
            writer.member("status", "accepted")
            writer.member(
              "justification",
              "\(suppression.why) (\(suppression.who), until \(suppression.until))")
          }
        }
      }
      writer.object("properties") { writer in
        writer.name("labtap") { FindingJSON.write(finding, to: &$0) }
      }
    }
  }

  /// The capture and the packet: viewers that show nothing without a line are given the packet's
  /// number as one.
  private static func writeLocation(of finding: Finding, to writer: inout JSONWriter) {
    writer.object { writer in
      if let capture = finding.capture {
        writer.object("physicalLocation") { writer in
          writer.object("artifactLocation") { $0.member("uri", reference(to: capture.source)) }
          writer.object("region") { $0.member("startLine", max(capture.packet, 1)) }
        }
      }
      writer.array("logicalLocations") { writer in
        writer.object { writer in
          writer.member("name", finding.asset.id)
          writer.member("kind", "resource")
        }
      }
    }
  }

  /// A path as a relative URI reference (RFC 3986): all octets but the unreserved and `/` are
  /// percent-encoded.
  static func reference(to path: String) -> String {
    var octets: [UInt8] = []
    for octet in path.utf8 {
      switch octet {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        octets.append(octet)
      default:
        octets.append(UInt8(ascii: "%"))
        let digits = Array("0123456789ABCDEF".utf8)
        octets += [digits[Int(octet >> 4)], digits[Int(octet & 15)]]
      }
    }
    return String(decoding: octets, as: UTF8.self)
  }
}
