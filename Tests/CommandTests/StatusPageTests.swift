#if StatusPage
  import Foundation
  import Synchronization
  import Testing

  @testable import Sensor
  @testable import labtap

  /// The server of the status page, asked as browsers and `labtap top` ask.
  @Suite struct StatusPageTests {
    /// A server on a free port, which ends with the test.
    final class Served: Sendable {
      let server: StatusServer
      let address: StatusAddress
      let events: StatusEvents

      init(token: String? = nil, event: [UInt8] = Array("{}".utf8)) throws {
        let events = StatusEvents { event }
        var found: (StatusServer, StatusAddress)?
        for _ in 0..<20 where found == nil {
          let address = StatusAddress(host: "127.0.0.1", port: .random(in: 20_000...60_000))
          let server = StatusServer(address, identity: nil, token: token, events: events) { path in
            path == "/status.json"
              ? StatusServer.Page(status: 200, type: "application/json", text: "{\"a\":1}\n")
              : StatusAssets.page(path)
          }
          found = server.map { ($0, address) }
        }
        (server, address) = try #require(found)
        self.events = events
      }

      deinit { server.stop() }

      /// What curl prints, its last line the status.
      func curl(_ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = ["-s", "-w", "\n%{http_code}"] + words
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
      }
    }

    static let hasCurl = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

    @Test("answers a request from this machine, and names the status of a refusal")
    func request() throws {
      let served = try Served(token: "secret")
      let body = try LoopbackRequest.get("/status.json", from: served.address, token: "secret")
      #expect(String(decoding: body, as: UTF8.self) == "{\"a\":1}\n")
      #expect(throws: LoopbackRequest.Failure.self) {
        try LoopbackRequest.get("/status.json", from: served.address, token: "other")
      }
      #expect(throws: LoopbackRequest.Failure.self) {
        try LoopbackRequest.get("/nothing", from: served.address, token: "secret")
      }
    }

    @Test(
      "a browser may load the page's own script and style and nothing else",
      .enabled(if: hasCurl, "curl is not installed"))
    func policy() throws {
      let served = try Served()
      for path in ["/", "/status.js", "/status.css"] {
        let answer = try served.curl(["-i", "http://\(served.address)\(path)"])
        #expect(answer.hasSuffix("\n200"), "\(path)")
        #expect(answer.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"))
        #expect(answer.contains("X-Content-Type-Options: nosniff"))
        #expect(!answer.contains("inline") && !answer.contains("eval"))
      }
      let page = try served.curl(["http://\(served.address)/"])
      #expect(!page.contains("<style") && !page.contains(" style="))
      #expect(!page.contains(#/<script(?! src="\/status\.js" defer><\/script>)/#))
      #expect(!page.contains(#/ on[a-z]+=/#))
    }

    @Test(
      "a name that another site gave to this machine's address gets nothing",
      .enabled(if: hasCurl, "curl is not installed"))
    func rebinding() throws {
      let served = try Served()
      for host in ["evil.example", "127.0.0.1.evil.example:80", "10.0.0.1"] {
        for path in ["/", "/status.json", "/events"] {
          let answer = try served.curl(["-H", "Host: \(host)", "http://\(served.address)\(path)"])
          #expect(answer.hasSuffix("\n421"), "\(host) \(path)")
        }
      }
      for host in ["localhost:9477", "[::1]:80", "127.1.2.3"] {
        let answer = try served.curl([
          "-H", "Host: \(host)", "http://\(served.address)/status.json",
        ])
        #expect(answer.hasSuffix("\n200"), "\(host)")
      }
    }

    @Test("a token is taken as a bearer's and as a browser's password")
    func tokens() {
      let basic = "Basic " + Data("anybody:secret".utf8).base64EncodedString()
      #expect(StatusServer.shows("secret", "Bearer secret"))
      #expect(StatusServer.shows("secret", basic))
      for wrong in [
        "", "Bearer secre", "secret", "Basic secret", "Basic !!",
        "Basic " + Data("secret".utf8).base64EncodedString(),
      ] {
        #expect(!StatusServer.shows("secret", wrong), "\(wrong)")
      }
    }

    @Test(
      "viewers get an event a second, and those beyond the maximum an answer",
      .enabled(if: hasCurl, "curl is not installed"))
    func events() async throws {
      let served = try Served(event: Array("{\"n\":1}".utf8))
      let address = served.address
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<StatusEvents.maximumViewers + 4 {
          group.addTask {
            try await Task.detached {
              try served.curl(["-N", "--max-time", "5", "http://\(address)/events"])
            }.value
          }
        }
        return try await group.reduce(into: [String]()) { $0.append($1) }
      }
      let viewers = answers.filter { $0.contains("data: {\"n\":1}\n\n") }
      #expect(viewers.count >= 4)
      #expect(viewers.contains { $0.components(separatedBy: "data:").count > 2 })
      #expect(answers.allSatisfy { $0.hasSuffix("\n200") || $0.hasSuffix("\n503") })
    }

    @Test("reads the answer of a server, and nothing that is none")
    func bodies() throws {
      let good = Array("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody".utf8)
      #expect(try LoopbackRequest.body(of: good) == Array("body".utf8))
      for bad in ["", "HTTP/1.1 200 OK\r\n", "x\r\n\r\n", "HTTP/1.1 500 No\r\n\r\n"] {
        #expect(throws: LoopbackRequest.Failure.self) {
          try LoopbackRequest.body(of: Array(bad.utf8))
        }
      }
    }
  }
#endif
