import Capture
import Wire

/// pcap and pcapng files, also compressed.
enum CapturesFuzz {
  private static let file = ScratchFile()
  /// A small input may become many frames without octets; more of them tell nothing new.
  private static let maximumFrames = 50_000

  static func run(_ octets: Span<UInt8>) {
    file.write(octets)
    do throws(CaptureError) {
      var capture = try CaptureFile(path: file.path)
      promise(capture.fileSize == Int64(octets.count))
      var frames = 0
      while frames < maximumFrames, let header = try capture.readFrame() {
        frames += 1
        promise(capture.octets.count == header.capturedLength)
        promise(capture.bytesRead <= Int64(octets.count))
        use(header.linkType.description)
        if !capture.octets.isEmpty { use(capture.octets[capture.octets.count - 1]) }
      }
    } catch {
      promise(!error.description.isEmpty)
    }
  }
}
