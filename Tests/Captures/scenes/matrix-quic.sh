# QUIC, one fact a capture. Sourced by make-captures.sh.

quic_python=${LABTAP_QUIC_PYTHON:-/usr/bin/python3}

matrix_quic() {
  local out=$1 long
  if ! "$quic_python" -c 'import aioquic' 2>/dev/null; then
    echo "make-captures: $quic_python has no aioquic; pip install aioquic, and LABTAP_QUIC_PYTHON=…" >&2
    exit 2
  fi
  host server 02:00:00:00:00:20 10.77.0.20 fd77::20
  host client 02:00:00:00:00:10 10.77.0.10 fd77::10
  sleep 1

  # name, port, server keywords, client keywords
  quic_case quic-v1                  443  ""              "alpn=h3"
  quic_case quic-v2                  443  "versions=2"    "versions=2"
  quic_case quic-version-negotiation 443  "versions=2"    "versions=1,2"
  quic_case quic-retry               443  "retry=1"       ""
  quic_case quic-port-4433           4433 ""              ""
  quic_case quic-over-dns-port       853  "alpn=doq"      "alpn=doq"
  quic_case quic-no-common-protocol  443  "alpn=h3"       "alpn=other"
  quic_case quic-resumed             443  ""              "times=2"
  quic_case quic-ipv6                443  ""              ""  fd77::20
  # A long list of protocols stands in for a large key share: the hello needs several Initials.
  long=$(printf 'x%.0s' $(seq 240))
  quic_case quic-hello-several-packets 443 "alpn=h3" \
    "alpn=a$long,b$long,c$long,d$long,e$long,f$long,g$long,i$long,j$long,h3"
}

# quic_case NAME PORT SERVER CLIENT [ADDRESS]
quic_case() {
  local name=$1 port=$2
  local -a server client
  read -r -a server <<<"$3"
  read -r -a client <<<"$4"
  serve server quic.log "$quic_python" "$here/quic_ends.py" server "$port" "$temp/cert.pem" \
    "$temp/key.pem" ${server[@]+"${server[@]}"}
  local pid=$served
  listening server "$port"
  record "$name" at client timeout 6 "$quic_python" "$here/quic_ends.py" client "${5:-10.77.0.20}" \
    "$port" portal.lab.example ${client[@]+"${client[@]}"}
  stop "$pid"
}
