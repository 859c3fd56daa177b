import Inflate
import TestKit
import Testing

/// Members and frames written by gzip 1.12 and zstd 1.5.4 from files whose words are given.
private enum Written {
  static let first = "first words, "
  static let second = "and the second words"

  /// `gzip -n`.
  static let gzipFirst = hex(
    "1f8b08000000000000034bcb2c2a2e5128cf2f4a29d6510000002d43480d000000")
  /// `gzip -N`: with the time and the name of the file.
  static let gzipNamed = hex(
    "1f8b080800f1536500036f6e65004bcb2c2a2e5128cf2f4a29d6510000002d43480d000000")
  static let gzipSecond = hex(
    "1f8b08000000000000034bcc4b5128c94855284e4dce0732cbf38b528a013b83518414000000")
  static let zstdFirst = hex("28b52ffd240d690000666972737420776f7264732c2056124124")
  /// `zstd --no-check`.
  static let zstdSecond = hex("28b52ffd2014a10000616e6420746865207365636f6e6420776f726473")
  /// From a pipe: the header tells a window instead of the length.
  static let zstdPiped = hex("28b52ffd0458a10000616e6420746865207365636f6e6420776f726473fef7da7a")
  /// `zstd --long=28` from a pipe: 20 zeros in a frame that may ask for 256 MiB.
  static let zstdLong = hex("28b52ffd049045000010000001001ec00241b2f6e8")
  /// A skippable frame of three octets: RFC 8878 section 3.1.2.
  static let skippable = hex("5a2a4d18 03000000 aabbcc")
}

/// What became of a stream.
private struct Outcome: Equatable {
  var text = ""
  var error: DecompressionError?
  var mayEnd = false

  /// - Parameters:
  ///   - piece: octets that are offered at a time.
  ///   - room: octets that are asked for at a time.
  init(_ stream: [UInt8], piece: Int = 1 << 16, room: Int = 1 << 16) throws {
    var octets: [UInt8] = []
    let format = CompressionFormat.recognise(stream.span)
    var decompressor = try Decompressor(try #require(format))
    var output = [UInt8](repeating: 0, count: room)
    var start = 0
    do throws(DecompressionError) {
      while true {
        let end = min(start + piece, stream.count)
        var free = output.mutableSpan
        let step = try decompressor.decompress(stream.span.extracting(start..<end), into: &free)
        start += step.taken
        octets += output.prefix(step.given)
        if step.taken == 0, step.given == 0, start == stream.count { break }
      }
    } catch {
      self.error = error
    }
    text = String(decoding: octets, as: UTF8.self)
    mayEnd = error == nil && decompressor.mayEnd
  }

  init(text: String, error: DecompressionError? = nil, mayEnd: Bool = false) {
    (self.text, self.error, self.mayEnd) = (text, error, mayEnd)
  }
}

@Suite struct DecompressorTests {
  /// Streams, what they become, and at how many lengths they may be cut unnoticed.
  static let whole: [(stream: [UInt8], text: String, ends: Int)] = [
    (Written.gzipFirst, Written.first, 0),
    (Written.gzipNamed, Written.first, 0),
    (Written.gzipFirst + Written.gzipSecond, Written.first + Written.second, 1),
    (Written.gzipFirst + [0, 0, 0], Written.first, 3),
    (Written.zstdFirst, Written.first, 0),
    (Written.zstdFirst + Written.zstdSecond, Written.first + Written.second, 1),
    (Written.zstdFirst + Written.zstdPiped, Written.first + Written.second, 1),
    (Written.skippable + Written.zstdFirst + Written.skippable, Written.first, 2),
  ]

  @Test("reads members and frames, also concatenated", arguments: whole)
  func reads(stream: [UInt8], text: String, ends: Int) throws {
    #expect(try Outcome(stream) == Outcome(text: text, mayEnd: true))
  }

  @Test("gives the same for pieces of one octet and room for one octet", arguments: whole)
  func readsInPieces(stream: [UInt8], text: String, ends: Int) throws {
    for (piece, room) in [(1, 1), (1, 100), (100, 1), (7, 3)] {
      let outcome = try Outcome(stream, piece: piece, room: room)
      #expect(outcome == Outcome(text: text, mayEnd: true), "\(piece), \(room)")
    }
  }

  @Test("tells a stream that is cut at any octet from a whole one", arguments: whole)
  func tellsCuts(stream: [UInt8], text: String, ends: Int) throws {
    var found = 0
    for length in 4..<stream.count {
      let outcome = try Outcome(Array(stream.prefix(length)))
      #expect(outcome.error == nil)
      #expect(text.hasPrefix(outcome.text))
      if outcome.mayEnd { found += 1 }
    }
    #expect(found == ends)
  }

  @Test("a checksum that does not match is damage, told after the octets")
  func checksChecksums() throws {
    var gzip = Written.gzipFirst
    gzip[gzip.count - 8] ^= 1
    #expect(try Outcome(gzip) == Outcome(text: Written.first, error: .damaged))
    var zstd = Written.zstdFirst
    zstd[zstd.count - 1] ^= 1
    #expect(try Outcome(zstd) == Outcome(text: Written.first, error: .damaged))
  }

  @Test("damage in a second member or frame leaves what the first one gave")
  func keepsWhatWasBefore() throws {
    var gzip = Written.gzipFirst + Written.gzipSecond
    gzip[Written.gzipFirst.count + 2] = 9
    #expect(try Outcome(gzip) == Outcome(text: Written.first, error: .damaged))
    var zstd = Written.zstdFirst + Written.zstdSecond
    zstd[Written.zstdFirst.count] ^= 0xFF
    #expect(try Outcome(zstd) == Outcome(text: Written.first, error: .damaged))
  }

  @Test("damage behind a block leaves the whole block, however little is asked for at a time")
  func givesWholeBlocks() throws {
    // RFC 8878 section 3.1.1.2: a run of 500 octets, then a block of the reserved type 3.
    let stream = hex("28b52ffd 00 38 a20f0061 ffffff")
    for room in [1, 7, 300, 500, 501, 1 << 16] {
      let outcome = try Outcome(stream, room: room)
      #expect(outcome == Outcome(text: String(repeating: "a", count: 500), error: .damaged))
    }
  }

  @Test("octets behind the last member that are neither zeros nor a member are damage")
  func refusesTails() throws {
    let tail = Array("tail".utf8)
    for stream in [Written.gzipFirst + tail, Written.gzipFirst + [0, 0] + Written.gzipSecond] {
      #expect(try Outcome(stream) == Outcome(text: Written.first, error: .damaged))
    }
    #expect(try Outcome(Written.zstdFirst + tail).error == .damaged)
  }

  @Test("refuses a window of 256 MiB before it takes the memory")
  func limitsTheWindow() throws {
    #expect(try Outcome(Written.zstdLong) == Outcome(text: "", error: .windowTooLarge))
    // Window_Descriptor of RFC 8878 section 3.1.1.1.2: exponent 17 above 1 KiB is 128 MiB.
    var largest = Written.zstdLong
    largest[5] = 17 << 3
    #expect(try Outcome(largest).error != .windowTooLarge)
  }

  @Test("stops a stream that grows more than a thousand times, and lets a small one grow")
  func limitsTheRatio() throws {
    // RFC 8878 section 3.1.1.2: RLE blocks of 128 KiB, four octets each, none of them the last.
    let header = hex("28b52ffd 00 38")
    let block: [UInt8] = [0x02, 0x00, 0x10, 0x00]
    let free = Int(Decompressor.ratioFreeOctets) / 131_072
    for (blocks, error) in [(free, nil), (free + 1, DecompressionError.expandsTooMuch)] {
      let bomb = header + (0..<blocks).flatMap { _ in block }
      let (length, found) = try Self.length(of: bomb)
      #expect(found == error)
      #expect(length == blocks * 131_072)
    }
  }

  private static func length(of stream: [UInt8]) throws -> (Int, DecompressionError?) {
    var decompressor = try Decompressor(.zstd)
    var output = [UInt8](repeating: 0, count: 1 << 18)
    var (start, length) = (0, 0)
    do throws(DecompressionError) {
      while true {
        var free = output.mutableSpan
        let step = try decompressor.decompress(
          stream.span.extracting(start..<stream.count), into: &free)
        start += step.taken
        length += step.given
        if step.taken == 0, step.given == 0 { return (length, nil) }
      }
    } catch {
      return (length, error)
    }
  }

  @Test(
    "recognises the formats by four octets alone",
    arguments: [
      ("1f8b0800", CompressionFormat.gzip), ("1f8b0700", nil), ("1f8b08", nil),
      ("28b52ffd", .zstd), ("28b52ffc", nil), ("502a4d18", .zstd), ("5f2a4d18", .zstd),
      ("602a4d18", nil), ("d4c3b2a1", nil), ("0a0d0d0a", nil), ("", nil),
    ])
  func recognises(start: String, format: CompressionFormat?) {
    let octets = hex(start)
    let recognised = CompressionFormat.recognise(octets.span)
    #expect(recognised == format)
  }

  @Test("names the libraries that it runs with")
  func namesLibraries() {
    for version in [DecompressionLibraries.zlib, DecompressionLibraries.zstd] {
      #expect(version.contains(#/^1\.\d+\.\d+/#))
    }
  }
}
