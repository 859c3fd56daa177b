// Writes a capture of hostile traffic to standard output, without an end in memory or on disk.
//
//   HostileTraffic KIND FRAMES | labtap replay -

import Foundation
import TestKit

let words = CommandLine.arguments.dropFirst()
guard words.count == 2, let kind = words.first.flatMap({ HostileTraffic.Kind(rawValue: $0) }),
  let size = words.last.flatMap({ Int($0) })
else {
  let kinds = HostileTraffic.Kind.allCases.map(\.rawValue).joined(separator: ", ")
  FileHandle.standardError.write(Data("usage: HostileTraffic KIND FRAMES\nkinds: \(kinds)\n".utf8))
  exit(2)
}

/// Octets that are written at once.
let block = 1 << 20
var waiting = CaptureWriter.pcapHeader(kind: .nanoseconds)
waiting.reserveCapacity(block + 65_536)
HostileTraffic(kind, size: size).forEach { frame in
  waiting += CaptureWriter.pcapRecord(frame, kind: .nanoseconds)
  if waiting.count >= block {
    FileHandle.standardOutput.write(Data(waiting))
    waiting.removeAll(keepingCapacity: true)
  }
}
FileHandle.standardOutput.write(Data(waiting))
