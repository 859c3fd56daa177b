import Capture
import Observations
import Wire

/// Feeds capture files, one after the other, to a pipeline.
struct CaptureReplay: ~Copyable {
  /// Frames between two words of progress: about fifty a second at full speed.
  private static let progressInterval: UInt64 = 65_536

  let pipeline: Pipeline
  private var filter: PacketFilter?
  private(set) var problems: [CaptureProblem] = []
  private let progress: (@Sendable (ReplayProgress) -> Void)?
  private var octetsBefore: UInt64 = 0
  private var octetsTotal: UInt64? = 0

  init(
    pipeline: Pipeline, filter expression: String?,
    progress: (@Sendable (ReplayProgress) -> Void)?
  ) throws(FilterError) {
    self.pipeline = pipeline
    self.progress = progress
    guard let expression, !expression.isEmpty else { return }
    do throws(PacketFilterError) {
      filter = try PacketFilter(expression)
    } catch {
      throw FilterError(description: "\(error)")
    }
  }

  /// Reads one capture to its end; a problem is noted and what came before it counts.
  ///
  /// - Parameter began: told the name and the number of the capture's first frame.
  mutating func read(
    _ path: String, timing: some FrameTiming = Untimed(), began: (String, UInt64) -> Void
  ) throws(FilterError) {
    do throws(CaptureError) {
      var file = try CaptureFile(path: path)
      began(file.name, pipeline.frameCount + 1)
      let total = file.fileSize.map { octetsBefore + UInt64(max(0, $0)) }
      var frames: UInt64 = 0
      var unknown: [UInt32: UInt64] = [:]
      while let header = try file.readFrame() {
        frames += 1
        if frames % Self.progressInterval == 0 {
          progress?(
            ReplayProgress(
              packets: pipeline.frameCount, octetsRead: octetsBefore + UInt64(file.bytesRead),
              octetsTotal: total))
        }
        timing.willDecode(octets: file.octets.count)
        if !header.linkType.isDecoded { unknown[header.linkType.rawValue, default: 0] += 1 }
        if try lets(header, file.octets) {
          pipeline.receive(header, file.octets)
        } else {
          pipeline.skipFrame()
        }
        timing.willRead()
      }
      octetsBefore += UInt64(file.bytesRead)
      noteUnknownLinkTypes(unknown, of: frames, in: file.name)
    } catch {
      problems.append(CaptureProblem(capture: path, text: "\(error)"))
    }
  }

  private mutating func lets(
    _ header: FrameHeader, _ octets: Span<UInt8>
  ) throws(CaptureError) -> Bool {
    do throws(PacketFilterError) {
      return try filter?.matches(header, octets) ?? true
    } catch {
      // The expression makes sense for other link types; frames of this one are not asked for.
      return false
    }
  }

  /// A capture of which nothing could be decoded is a problem; a stray frame is a count.
  private mutating func noteUnknownLinkTypes(
    _ unknown: [UInt32: UInt64], of frames: UInt64, in name: String
  ) {
    guard frames > 0, unknown.values.reduce(0, +) == frames else { return }
    let types = unknown.keys.sorted().map { "\(LinkType(rawValue: $0)) (\($0))" }
    problems.append(
      CaptureProblem(
        capture: name,
        text: "\(name): no frame could be read: unknown link type \(types.joined(separator: ", "))"
      ))
  }
}
