public import Observations

/// One vendor document as data: its clauses and the models that they apply to.
public struct Profile: Sendable {
  public enum Binding: String, Hashable, Sendable, CaseIterable {
    /// An instruction to the customer.
    case required
    /// Read out of what a vendor says of its own work.
    case derived
  }

  /// Path below the signature directory without ending, such as `illumina/instrument`.
  public var name: String
  public var title: LocalizedText
  public var issuer: String
  /// Number and revision of the document, as a report prints them.
  public var documentNumber: String
  public var binding: Binding
  /// Models that pick this profile; a model matches without regard to case.
  public var models: [String]
  /// Roles that pick this profile.
  public var roles: [String]
  /// True for the profile of every asset.
  public var isBaseline: Bool
  public var clauses: [Clause]
  /// When the file was last compared with the document and with public material.
  public var checked: Timestamp?
  /// Ids of the document's rows that no kind of the vocabulary judges yet.
  ///
  /// A site may name them; they are in no ledger.
  public var unjudged: [String] = []

  public init(
    name: String, title: LocalizedText, issuer: String, documentNumber: String, binding: Binding,
    models: [String] = [], roles: [String] = [], isBaseline: Bool = false, clauses: [Clause] = []
  ) {
    self.name = name
    self.title = title
    self.issuer = issuer
    self.documentNumber = documentNumber
    self.binding = binding
    self.models = models
    self.roles = roles
    self.isBaseline = isBaseline
    self.clauses = clauses
  }

  /// How a finding of `clause` names its document.
  public func reference(for clause: Clause) -> DocumentReference {
    DocumentReference(
      number: clause.documentNumber ?? documentNumber, clause: clause.number,
      isDerived: binding == .derived)
  }
}

/// One row of a document: what it asks, of which traffic, and how to mend a breach.
public struct Clause: Sendable {
  public var id: String
  /// The number or section in the document.
  public var number: String
  /// The document, when it is not the profile's.
  public var documentNumber: String?
  public var parent: String?
  public var title: LocalizedText
  public var remediation: LocalizedText
  public var blindSpot: LocalizedText?
  public var severity: Severity
  /// A group of `controls.yaml`.
  public var controls: String?
  public var scope: Scope
  public var expectation: any Expectation
  /// A conflict between documents, or a remark that a finding must carry.
  public var note: LocalizedText?

  public init(
    id: String, number: String, title: LocalizedText, remediation: LocalizedText,
    severity: Severity, scope: Scope, expectation: any Expectation
  ) {
    self.id = id
    self.number = number
    self.title = title
    self.remediation = remediation
    self.severity = severity
    self.scope = scope
    self.expectation = expectation
  }
}

/// Which connections of an asset a clause speaks of; an empty field sets no limit.
public struct Scope: Sendable {
  public enum Direction: String, Hashable, Sendable, CaseIterable {
    case inbound, outbound, either
  }

  public var direction: Direction = .either
  /// Roles of the peer.
  public var roles: [String] = []
  /// Ports of the responder.
  public var ports: [ClosedRange<UInt16>] = []
  /// Names of the peer.
  public var names: [NamePattern] = []
  /// Region of the asset.
  public var region: Site.Region?
  /// Modes of the asset's Local Run Manager.
  public var lrmModes: [Asset.LRMMode] = []
  /// True when the clause states a scope, were it one without a limit: a parent with a scope
  /// claims the facts of its parts, a parent without one only sums them up.
  public var isScoped = false

  public init() {}

  /// How narrow the scope is: of several clauses that one fact breaks, the narrowest is named.
  public var specificity: Int {
    (names.isEmpty ? 0 : 8) + (roles.isEmpty ? 0 : 4) + (ports.isEmpty ? 0 : 2)
      + (direction == .either ? 0 : 1)
  }
}
