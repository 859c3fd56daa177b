import Foundation

extension Thread {
  /// Starts a thread that ends with its body.
  ///
  /// - Parameter name: for those who look at the process.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    // As deep as the main thread's: decoders do not recurse, but the default of some systems is
    // small.
    thread.stackSize = 4 * 1_024 * 1_024
    thread.start()
  }
}
