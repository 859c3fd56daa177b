public import Compliance
internal import Synchronization

/// What a sensor knows besides its findings: names, stations, the ledger.
///
/// `{"version":1,"policy":"…","rows":[["…","…"],…]}` for each part.
extension FindingStore {
  private static let memoryVersion = 1
  /// Each part may take this share of the store's bound: 8 MiB of the usual one.
  private static let memoryShare: Int64 = 128
  /// Of a sensor that no longer writes here, such as one that was renamed: milliseconds.
  private static let memoryAge: Int64 = 30 * 86_400_000

  /// Keeps what a sensor knows; parts that are kept as they are cost nothing.
  ///
  /// - Returns: how many octets were written.
  @discardableResult
  public func keep(
    _ memory: JudgeMemory, of sensor: String, now: Int64
  ) throws(StoreError) -> Int {
    try state.withLock { (state: inout State) throws(StoreError) -> Int in
      let maximum = Int(clamping: state.retention.maximumOctets / Self.memoryShare)
      return try state.database.transaction { (database) throws(StoreError) -> Int in
        var written = 0
        for part in JudgeMemory.Part.allCases {
          let payload = Self.payload(memory[part], policy: memory.policy, maximum: maximum)
          let digest = try Self.hash(payload)
          var kept: [UInt8] = []
          try database.run(
            "SELECT digest FROM memory WHERE sensor = ? AND part = ?",
            [.text(Array(sensor.utf8)), .text(Array(part.rawValue.utf8))]
          ) { row in kept = row.octets(0) }
          guard kept != digest else { continue }
          try database.run(
            """
            INSERT OR REPLACE INTO memory (sensor, part, saved, digest, payload)
            VALUES (?, ?, ?, ?, ?)
            """,
            [
              .text(Array(sensor.utf8)), .text(Array(part.rawValue.utf8)), .integer(now),
              .blob(digest), .text(payload),
            ])
          written += payload.count
        }
        if written > 0 {
          try database.run(
            "DELETE FROM memory WHERE sensor <> ? AND saved < ?",
            [.text(Array(sensor.utf8)), .integer(now - Self.memoryAge)])
        }
        return written
      }
    }
  }

  /// Rows up to a size: those in front are worth most.
  private static func payload(
    _ rows: [JudgeMemory.Row], policy: String, maximum: Int
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("version", memoryVersion)
      writer.member("policy", policy)
      writer.array("rows") { writer in
        for row in rows where writer.octets.count < maximum {
          writer.array { writer in
            for word in row { writer.value(word) }
          }
        }
      }
    }
    return writer.octets
  }

  /// What the sensor knew when it was last kept; nil when there is nothing that can be read.
  public func memory(of sensor: String) throws(StoreError) -> JudgeMemory? {
    let parts = try state.withLock { (state: inout State) throws(StoreError) in
      var parts: [(part: JudgeMemory.Part, payload: [UInt8])] = []
      try state.database.run(
        "SELECT part, payload FROM memory WHERE sensor = ?", [.text(Array(sensor.utf8))]
      ) { row in
        guard let part = JudgeMemory.Part(rawValue: row.text(0)) else { return }
        parts.append((part, row.octets(1)))
      }
      return parts
    }
    var memory: JudgeMemory?
    for (part, payload) in parts {
      guard let json = JSONReader.read(payload),
        json["version"]?.number(Int.self) == Self.memoryVersion,
        let policy = json["policy"]?.text, case .array(let rows)? = json["rows"]
      else { continue }
      var known = memory ?? JudgeMemory(policy: policy)
      // All parts were kept together, so that one policy made those that depend on it.
      if part.isOfPolicy { known.policy = policy }
      known[part] = rows.map(\.texts)
      memory = known
    }
    return memory
  }
}
