import Testing

/// Memory-unsafe code stands in few files, and each says on top why it is sound.
@Suite struct UnsafeTests {
  /// Files that own a C edge, a read buffer or the flow table's storage.
  static let listed: Set<String> = [
    "Sources/Capture/CompressedInput.swift",
    "Sources/Capture/Live/InterfaceListing.swift",
    "Sources/Capture/Live/LiveInterface.swift",
    "Sources/Capture/PacketFilter.swift",
    "Sources/Capture/ReadBuffer.swift",
    "Sources/Compliance/YAML/YAMLEvents.swift",
    "Sources/Delivery/Kafka/KafkaSink.swift",
    "Sources/Delivery/Outbox/Doorbell.swift",
    "Sources/Delivery/Store/Database.swift",
    "Sources/Delivery/Syslog/CollectorSocket.swift",
    "Sources/Delivery/Syslog/TLSSession.swift",
    "Sources/Digest/AES128.swift",
    "Sources/Digest/HMACSHA256.swift",
    "Sources/Digest/SHA1.swift",
    "Sources/Digest/SHA256.swift",
    "Sources/Flows/Table/FlowTable.swift",
    "Sources/Flows/Table/Pool.swift",
    "Sources/Inflate/DecompressionLibraries.swift",
    "Sources/Inflate/GzipStream.swift",
    "Sources/Inflate/StreamInflater.swift",
    "Sources/Inflate/ZstdStream.swift",
    "Sources/Sensor/Lifecycle/ServiceNotification.swift",
    "Sources/Sensor/Lifecycle/SignalWatch.swift",
    "Sources/Sensor/Live/LiveWorker.swift",
    "Sources/Sensor/Workers/FrameBatch.swift",
    "Sources/Sensor/Live/WallClock.swift",
    "Sources/Sensor/Privilege/Privileges.swift",
    "Sources/Sensor/Privilege/SandboxTrial.swift",
    "Sources/Sensor/Statistics/StageClock.swift",
    "Sources/Sensor/StatusPage/StatusEvents.swift",
    "Sources/Sensor/StatusPage/StatusServer.swift",
    "Sources/labtap/LinkedLibraries.swift",
    "Sources/labtap/Output/LoopbackRequest.swift",
    "Sources/labtap/Output/OutputFile.swift",
    "Sources/labtap/Output/Terminal.swift",
    "Sources/labtap/Output/TerminalScreen.swift",
  ]

  /// Lines that say `unsafe` outside of a comment, in any of the language's forms.
  static func unsafeLines(of file: Repository.File) -> [Substring] {
    guard file.mentions("nsafe") else { return [] }
    return file.code.filter { line in
      line.contains(#/\bunsafe\b|@unsafe|unsafeBitCast|\bUnsafe\w+/#)
    }
  }

  @Test("only listed files say unsafe", arguments: Repository.sources)
  func onlyListed(_ file: Repository.File) {
    let lines = Self.unsafeLines(of: file)
    #expect(lines.isEmpty || Self.listed.contains(file.path), "\(file): \(lines.first ?? "")")
  }

  @Test("every listed file is there, needs its place, and states its invariants on top")
  func statesInvariants() {
    for path in Self.listed.sorted() {
      let file = Repository.sources.first { $0.path == path }
      #expect(file != nil, "\(path) is listed and missing")
      guard let file else { continue }
      #expect(!Self.unsafeLines(of: file).isEmpty, "\(path) needs no place in the list")
      let head = file.lines.prefix(12).joined(separator: "\n").lowercased()
      #expect(head.contains("invariants"), "\(path) states no invariants")
    }
  }

  @Test("sees every form and skips comments")
  func forms() {
    let text = """
      // unsafe in a comment
      let a = unsafe b
      nonisolated(unsafe) var c = 1
      let d: UnsafeRawPointer
      let safe = 1
      """
    let file = Repository.File(path: "Sources/X/Y.swift", text: text)
    #expect(Self.unsafeLines(of: file).count == 3)
  }

  /// Files of the fuzzers that libFuzzer and the system hand pointers to.
  static let listedForFuzzing: Set<String> = [
    "Tests/Fuzz/Targets/Entry.swift", "Tests/Fuzz/Targets/ScratchFile.swift",
  ]

  @Test("no test is unsafe", arguments: Repository.tests.filter { $0.target != "TidyTests" })
  func tests(_ file: Repository.File) {
    #expect(Self.unsafeLines(of: file).isEmpty || Self.listedForFuzzing.contains(file.path))
  }
}
