/// What a host of the site does; clauses speak of peers by their role.
public enum Role: String, Hashable, Sendable, CaseIterable {
  case sequencer, imaging
  case lrmHost = "lrm-host"
  case veriseqServer = "veriseq-server"
  case beckmanController = "beckman-controller"
  case storage, lis
  case directory = "ad-dc"
  case dns, gateway, admin, workstation, server, proxy, scanner, log, update
}
