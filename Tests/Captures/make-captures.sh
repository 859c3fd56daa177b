#!/bin/bash
# Makes the project's own captures with real clients and servers in network namespaces.
#
#   make-captures.sh [instrument] [smb] [tls] [upgrades] [quic] [plain] [encodings] [services] [clean-day]
#   (default: all of them)
#
# The captures are written beside this script. Root is needed for the namespaces; they, their
# processes and the temporary directory are gone when the script ends. LABTAP_KEEP_TEMP=1 keeps the
# directory with the servers' logs.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)

# shellcheck source=network.sh
. "$here/network.sh"
for file in "$here"/scenes/*.sh; do . "$file"; done

check_tools
parts=("$@")
[ ${#parts[@]} -gt 0 ] \
  || parts=(instrument smb tls upgrades quic plain encodings services clean-day)
mkdir -p "$here/matrix"

# Each part has a network of its own, so parts can be made alone.
for part in "${parts[@]}"; do
  (
    network_up
    echo "make-captures: $part in $temp" >&2
    case $part in
      instrument) instrument_network "$here/instrument-network.pcap" ;;
      smb) matrix_smb "$here/matrix" ;;
      tls) matrix_tls "$here/matrix" ;;
      upgrades) matrix_upgrades "$here/matrix" ;;
      quic) matrix_quic "$here/matrix" ;;
      plain) matrix_plain "$here/matrix" ;;
      encodings) matrix_encodings "$here/matrix" ;;
      clean-day)
        clean_day "$temp/clean-day.pcap" && gzip -9n <"$temp/clean-day.pcap" >"$here/clean-day.pcap.gz"
        ;;
      services) services "$here/services" ;;
      *) echo "make-captures: unknown part $part" >&2; exit 2 ;;
    esac
  ) || exit $?
done
