/// What a reader says after it has looked at the octets of a stream from its current position.
enum Progress {
  /// The message needs so many octets in one piece, counted from the current position.
  case need(Int)
  /// The message's length is not known yet: more octets, as many as come.
  case more
  /// The stream moves on by so many octets, at least 1; more than were lent skips what comes.
  case advance(Int)
  /// The reader has learned enough from this end.
  case done
  /// Another protocol begins after so many octets.
  case handOver(Int)
}
