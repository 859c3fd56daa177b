/// What clauses can tell of a peer's names: which lists they match, and what kind of names they are.
///
/// Many names have the same traits, and clauses say the same of them.
struct NameTraits: Hashable, Sendable {
  private var bits: UInt64 = 0
  /// Stands for the names themselves when the lists are too many to be told apart by bits.
  private var names: Names?

  private struct Names: Hashable {
    var direct: UInt64
    var known: UInt64
  }

  /// Of a peer without any name.
  static let none = NameTraits()

  private init() {}

  /// 64 bits less those for the kinds of name.
  static let maximumLists = 56

  init(_ naming: PeerNaming, lists: [[NamePattern]]) {
    guard lists.count <= Self.maximumLists else {
      names = Names(direct: naming.direct.serial, known: naming.known.serial)
      return
    }
    let names = naming.names
    var packed = PackedBits()
    packed.add(names.settled != nil)
    packed.add(names.settled.map { names.isBacked($0) } ?? false)
    packed.add(names.best.map { BackgroundNames.isRevocation($0.name) } ?? false)
    packed.add(names.best.map { BackgroundNames.isConnectivity($0.name) } ?? false)
    for list in lists { packed.add(names.match(list)) }
    bits = packed.word
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(bits)
    if let names { hasher.combine(names) }
  }

  /// What traits follow from.
  struct Key: Hashable, Sendable {
    private var rulingClass: UInt32
    private var direct: UInt64
    private var known: UInt64
    private var flags: UInt8

    init(_ naming: PeerNaming, _ plan: AssetPlan) {
      rulingClass = plan.rulingClass
      direct = naming.direct.serial
      known = naming.known.serial
      flags = (naming.isOuterOnly ? 1 : 0) | (naming.isDNSVisible ? 2 : 0)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(direct << 32 ^ known)
      hasher.combine(UInt64(rulingClass) << 8 | UInt64(flags))
    }
  }
}
