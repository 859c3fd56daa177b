/// One thing whose cost is measured: a decoder and its message, a path of packets, a format.
struct Subject {
  /// Group and name, as in `tls/client-hello`.
  let name: String
  /// Octets of one message, for octets per second.
  let octets: Int
  /// What one message is, in words: the table's last column.
  let message: String
  /// Handles so many messages, one after the other; the sum keeps the work from being left out.
  let run: (Int) -> Int
  /// Fewest messages that make sense at once, where state is built up over several.
  var batch = 1

  init(
    _ name: String, octets: Int, _ message: String, batch: Int = 1, run: @escaping (Int) -> Int
  ) {
    self.name = name
    self.octets = octets
    self.message = message
    self.batch = batch
    self.run = run
  }
}
