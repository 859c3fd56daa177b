internal import CSandbox

public enum Processors {
  /// Processors that this process may run on: fewer than the machine has under `taskset` or in a
  /// container with a set of processors of its own, where more threads would only wait.
  public static var usable: Int { max(Int(labtap_usable_processors()), 1) }
}
