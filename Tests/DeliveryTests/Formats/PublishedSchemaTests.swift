import Compliance
import Delivery
import Foundation
import Observations
import Testing

/// Every format against the schema or the reader that its owner, or a third party, publishes.
@Suite struct PublishedSchemaTests {
  static let noSchemas: Comment = "the published schemas are not beside the project"

  private func noMistakes(_ format: LineFormat, _ name: String, _ schema: String) throws {
    let path = try #require(Validator.schema(schema))
    let findings = Validator.findings()
    let answer = try Validator.check(name, schema: path, Validator.lines(format, findings))
    #expect(answer.mistakes == [])
    #expect(answer.records.count == findings.count)
  }

  @Test(
    "every ECS field exists, has its type, and every value is one of those allowed",
    .enabled(if: Validator.schema("ecs_flat.yml") != nil && Validator.has("yaml"), noSchemas))
  func ecs() throws {
    try noMistakes(.ecs, "ecs", "ecs_flat.yml")
  }

  @Test(
    "every OCSF attribute belongs to its class, required ones are there, enumerations hold",
    .enabled(if: Validator.schema("ocsf") != nil, noSchemas))
  func ocsf() throws {
    try noMistakes(.ocsf, "ocsf", "ocsf")
  }

  @Test(
    "the OCSF reader itself refuses what the schema does not have",
    .enabled(if: Validator.schema("ocsf") != nil, noSchemas))
  func ocsfReaderRefuses() throws {
    let line = """
      {"activity_id":9,"category_uid":2,"class_uid":2003,"type_uid":200301,"time":"x","severity_id":1,
      "metadata":{"version":"1.8.0","product":{}},"finding_info":{"title":"t"},"oops":1,
      "compliance":{"control":1}}
      """.split(separator: "\n").joined()
    let answer = try Validator.check(
      "ocsf", schema: Validator.schema("ocsf"), Array(line.utf8))
    for part in [
      "$.activity_id", "$.oops", "$.time", "$.finding_info.uid", "$.metadata.product",
      "$.compliance.control", "type_uid",
    ] {
      #expect(answer.mistakes.contains { $0.hasPrefix(part) }, "\(part) in \(answer.mistakes)")
    }
  }

  @Test(
    "EVE alerts hold to Suricata's schema",
    .enabled(
      if: Validator.schema("suricata-eve.json") != nil && Validator.has("jsonschema"), noSchemas))
  func eve() throws {
    try noMistakes(.eve, "eve", "suricata-eve.json")
  }

  @Test(
    "a SARIF log holds to the standard's schema, also one without results",
    .enabled(
      if: Validator.schema("sarif-2.1.0.json") != nil && Validator.has("jsonschema"), noSchemas),
    arguments: [true, false])
  func sarif(hasFindings: Bool) throws {
    let findings = hasFindings ? Validator.findings() : []
    var writer = JSONWriter()
    SARIF.write(findings, to: &writer)
    let answer = try Validator.check(
      "sarif", schema: Validator.schema("sarif-2.1.0.json"), writer.octets)
    #expect(answer.mistakes == [])
    let runs = try #require(answer.records.first?["runs"] as? [[String: Any]])
    let results = try #require(runs.first?["results"] as? [[String: Any]])
    #expect(results.count == findings.count)
    // The standard: a level other than none goes with the kind `fail` alone.
    for result in results {
      #expect((result["kind"] as? String == "fail") == (result["level"] as? String != "none"))
    }
  }
}
