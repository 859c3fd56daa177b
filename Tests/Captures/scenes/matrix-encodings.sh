# One little scene in every wrapping that a capture file or a mirror port may have. Sourced by
# make-captures.sh.
#
# What tcpdump can write by itself is written by tcpdump from the same traffic; the rest is
# rewrapped by rewrap.py, frame for frame.

matrix_encodings() {
  local out=$1 space pids=()
  host dns    02:00:00:00:00:53 10.77.0.53 fd77::53
  host server 02:00:00:00:00:20 10.77.0.20 fd77::20
  host client 02:00:00:00:00:10 10.77.0.10 fd77::10
  printf 'host-record=api.basespace.illumina.com,10.77.0.20\nhost-record=six.basespace.illumina.com,fd77::20\n' >"$temp/names.conf"
  names "$temp/names.conf"
  web server <<'CONF'
server { listen 80; listen [::]:80; }
server { listen 443 ssl; listen [::]:443 ssl; ssl_protocols TLSv1.2; {cert} }
CONF
  listening server 443
  sleep 1

  space="$net-client"
  wrapped() { # NAMESPACE INTERFACE FILE OPTION…
    local where=$1 interface=$2 file=$3
    shift 3
    ip netns exec "$where" tcpdump -i "$interface" -s 262144 -Z root --immediate-mode -U -w "$out/$file" "$@" 2>/dev/null &
    pids+=($!)
  }
  wrapped "$net-hub" br0 encoding-microseconds.pcap --time-stamp-precision=micro
  wrapped "$net-hub" br0 encoding-nanoseconds.pcap --time-stamp-precision=nano
  wrapped "$space" any encoding-linux-cooked-v1.pcap -y LINUX_SLL
  wrapped "$space" any encoding-linux-cooked-v2.pcap -y LINUX_SLL2
  wrapped "$space" any encoding-linux-cooked-v2-snap-96.pcap -y LINUX_SLL2 -s 96
  sleep 1
  scene e1 get client https://api.basespace.illumina.com/
  scene e2 get client http://api.basespace.illumina.com/
  sleep 0.3
  kill -INT "${pids[@]}"
  wait "${pids[@]}"

  capture "$out/encoding-ipv6.pcap"
  scene e3 get client https://six.basespace.illumina.com/
  scene e4 get client http://six.basespace.illumina.com/
  captured

  local base="$out/encoding-microseconds.pcap"
  /usr/bin/python3 "$here/rewrap.py" "$base" "$out/encoding-ipv6.pcap" "$out"
  editcap -F pcapng "$base" "$out/encoding-pcapng.pcapng"
  editcap -F nsecpcap "$base" "$out/encoding-nanoseconds-rewritten.pcap"
  mergecap -F pcapng -w "$out/encoding-pcapng-two-interfaces.pcapng" "$base" \
    "$out/encoding-linux-cooked-v2.pcap"
  cat "$out/encoding-pcapng.pcapng" "$out/encoding-pcapng-two-interfaces.pcapng" \
    >"$out/encoding-pcapng-two-sections.pcapng"
  editcap -s 96 -F pcap "$base" "$out/encoding-snap-96.pcap"
  head -c $(($(stat -c %s "$base") - 100)) "$base" >"$out/encoding-truncated.pcap"
  head -c $(($(stat -c %s "$out/encoding-pcapng.pcapng") - 40)) "$out/encoding-pcapng.pcapng" \
    >"$out/encoding-truncated.pcapng"
  # A double mirror: each frame twice, 20 µs apart.
  editcap -F pcap -t 0.00002 "$base" "$temp/later.pcap"
  mergecap -F pcap -w "$out/encoding-duplicated.pcap" "$base" "$temp/later.pcap"
  # A mirror of one direction only.
  tcpdump -r "$base" -w "$out/encoding-client-side-only.pcap" 'src host 10.77.0.10' 2>/dev/null
  tcpdump -r "$base" -w "$out/encoding-server-side-only.pcap" 'dst host 10.77.0.10' 2>/dev/null
  # A sensor that started late: the TLS flow without its first frames.
  tshark -r "$base" -F pcap -w "$out/encoding-mid-stream.pcap" \
    -Y 'tcp.port == 443 and not tls.handshake and not tcp.flags.syn == 1' 2>/dev/null
}
