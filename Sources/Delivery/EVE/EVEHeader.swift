import Observations

/// The members that every event of a flow begins with.
struct EVEHeader {
  /// `event_type`.
  var kind: String
  var connection: UInt64
  /// The frame that decided the event.
  var moment: Moment
  /// The end that opened the flow, as EVE has it for events of an application.
  var source: Endpoint
  var destination: Endpoint
  var transport: Transport
  var vlan: UInt16?

  init(
    kind: String, connection: UInt64, moment: Moment, source: Endpoint, destination: Endpoint,
    transport: Transport
  ) {
    self.kind = kind
    self.connection = connection
    self.moment = moment
    self.source = source
    self.destination = destination
    self.transport = transport
  }

  init(_ kind: String, of connection: Connection, at moment: Moment) {
    self.init(
      kind: kind, connection: connection.id, moment: moment, source: connection.initiator,
      destination: connection.responder, transport: connection.transport)
    vlan = connection.vlan
  }

  /// - Parameter capture: the capture that holds the frame; nil when there is none.
  func write(source capture: EVESource?, interface: String? = nil, to writer: inout JSONWriter) {
    writer.member("timestamp", EVEText.timestamp(moment.time))
    writer.member("flow_id", connection)
    writer.member("in_iface", ifPresent: interface)
    if let capture { writer.member("pcap_cnt", moment.frame - capture.firstFrame + 1) }
    writer.member("event_type", kind)
    if let vlan {
      writer.array("vlan") { $0.value(vlan) }
    }
    writer.member("src_ip", source.address)
    writer.member("src_port", source.port)
    writer.member("dest_ip", destination.address)
    writer.member("dest_port", destination.port)
    writer.member("proto", EVEText.transport(transport))
    writer.member(
      "community_id",
      CommunityID(transport: transport, source: source, destination: destination))
    if let capture { writer.member("pcap_filename", capture.name) }
  }
}
