#!/bin/bash
# Makes the two captures of the example vendor with real software: OpenSSL, curl and tcpdump on two
# hosts of their own network namespaces. Needs root.
#
#   Tests/Captures/analyser/make-captures.sh
#
# The analyser is 10.77.0.70, its cloud 198.51.100.70, the laboratory's server 10.77.0.80; what each
# run does stands in the README beside this file.
set -euo pipefail
cd "$(dirname "$0")"

net="la$$"
temp=$(mktemp -d)
# Ends only what runs in the namespaces made here.
cleanup() {
  for host in a b; do
    ip netns pids "$net-$host" 2>/dev/null | xargs -r kill 2>/dev/null || true
    ip netns del "$net-$host" 2>/dev/null || true
  done
  rm -rf "$temp"
}
trap cleanup EXIT

ip netns add "$net-a"
ip netns add "$net-b"
ip link add "$net-va" type veth peer name "$net-vb"
ip link set "$net-va" netns "$net-a" name eth0 address 02:00:00:00:00:70
ip link set "$net-vb" netns "$net-b" name eth0 address 02:00:00:00:00:80
at() { local host=$1; shift; ip netns exec "$net-$host" "$@"; }
at a ip address add 10.77.0.70/24 dev eth0
at b ip address add 10.77.0.80/24 dev eth0
at b ip address add 198.51.100.70/32 dev eth0
for host in a b; do
  at "$host" ip link set eth0 up
  at "$host" ethtool -K eth0 tx off rx off tso off gso off gro off >/dev/null 2>&1 || true
done
at a ip route add 198.51.100.0/24 via 10.77.0.80

openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj '/CN=data.analyser.example' \
  -keyout "$temp/key.pem" -out "$temp/cert.pem" 2>/dev/null
# OpenSSL as it was before the distribution raised its floor.
cat >"$temp/legacy.cnf" <<'CNF'
openssl_conf = legacy
[legacy]
ssl_conf = ssl
[ssl]
system_default = system
[system]
MinProtocol = TLSv1
CipherString = ALL:@SECLEVEL=0
CNF

serve() { # HOST PORT OPTIONS…: a TLS server with a page
  local host=$1 port=$2
  shift 2
  OPENSSL_CONF="$temp/legacy.cnf" at "$host" openssl s_server -quiet -www -accept "$port" \
    -cert "$temp/cert.pem" -key "$temp/key.pem" "$@" >/dev/null 2>&1 &
}
record() { # FILE: from now until `finish`
  # Not by the function: its process number would be that of a shell around it.
  ip netns exec "$net-a" tcpdump -i eth0 -U -w "$temp/$1" 'ip' >/dev/null 2>&1 &
  tcpdump=$!
  sleep 1
}
finish() {
  sleep 1
  # A background process of a script ignores the interrupt signal.
  kill "$tcpdump"
  wait "$tcpdump" || true
  cp "$temp/$1" "$1"
}
fetch() { # HOST OPTIONS…
  local host=$1
  shift
  OPENSSL_CONF="$temp/legacy.cnf" at "$host" curl -sk --max-time 5 -o /dev/null "$@" || true
}
cloud=(--connect-to data.analyser.example::198.51.100.70)

serve b 443
serve b 8444
serve a 8443
sleep 1

record good.pcap
fetch a "${cloud[@]}" --tlsv1.3 https://data.analyser.example/
fetch b --interface 10.77.0.80 --tlsv1.2 https://10.77.0.70:8443/
finish good.pcap

record bad.pcap
fetch a "${cloud[@]}" --tls-max 1.1 --tlsv1.1 https://data.analyser.example/
fetch a "${cloud[@]}" --tlsv1.3 https://data.analyser.example:8444/
fetch b --interface 10.77.0.80 --tls-max 1.1 --tlsv1.1 https://10.77.0.70:8443/
finish bad.pcap
