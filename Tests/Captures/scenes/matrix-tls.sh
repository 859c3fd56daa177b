# TLS, one fact a capture. Sourced by make-captures.sh.

matrix_tls() {
  local out=$1 old='-cipher ALL:@SECLEVEL=0' long
  host server 02:00:00:00:00:20 10.77.0.20 fd77::20
  host client 02:00:00:00:00:10 10.77.0.10 fd77::10
  sleep 1

  # name, server options, client options
  openssl_case tls1.0-openssl          "-tls1 $old"   "-tls1 $old"
  openssl_case tls1.1-openssl          "-tls1_1 $old" "-tls1_1 $old"
  openssl_case tls1.2-openssl          "-tls1_2"      "-tls1_2"
  openssl_case tls1.3-openssl          "-tls1_3"      "-tls1_3"
  openssl_case tls1.0-server-limit     "-tls1 $old"   "$old"
  openssl_case tls1.1-server-limit     "-tls1_1 $old" "$old"
  openssl_case tls1.3-old-offered      ""             "$old"
  openssl_case tls1.2-old-offered      "-tls1_2"      "$old -no_tls1_3"
  openssl_case tls1.2-downgrade-marker ""             "-tls1_2"
  openssl_case tls1.1-downgrade-marker "$old"         "-tls1_1 $old"
  openssl_case tls1.0-downgrade-marker "$old"         "-tls1 $old"
  openssl_case tls-protocol-version-refused "-no_tls1 -no_tls1_1" "-tls1 $old"
  openssl_case tls1.0-pinned-client-1.2 "-tls1 $old"  "-tls1_2"
  openssl_case tls1.1-pinned-client-1.3 "-tls1_1 $old" "-tls1_3"
  openssl_case tls-fallback-scsv-refused "$old"       "-tls1_1 -fallback_scsv $old"
  openssl_case tls1.2-fallback-scsv-accepted "-tls1_2" "-tls1_2 -fallback_scsv"
  openssl_case tls-handshake-failure   "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384" \
                                       "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256"
  openssl_case tls1.3-hello-retry      "-groups P-384" "-groups X25519:P-384"
  openssl_case tls1.2-null-cipher      "-tls1_2 -cipher NULL-SHA256:@SECLEVEL=0" \
                                       "-tls1_2 -cipher NULL-SHA256:@SECLEVEL=0"
  openssl_case tls1.2-anonymous-cipher "-tls1_2 -cipher ADH-AES128-SHA256:@SECLEVEL=0" \
                                       "-tls1_2 -cipher ADH-AES128-SHA256:@SECLEVEL=0"
  openssl_case tls1.2-sni-alpn         "-tls1_2 -alpn http/1.1" \
    "-servername api.basespace.illumina.com -alpn h2,http/1.1"
  openssl_case tls1.3-sni-alpn         "-alpn h2" "-servername api.beckman.com -alpn h2,http/1.1"
  openssl_case tls1.3-no-sni           ""             "-noservername"
  openssl_case tls1.2-no-sni           "-tls1_2"      "-noservername"
  openssl_case tls1.3-client-certificate "-Verify 1"  "-cert $temp/cert.pem -key $temp/key.pem"
  # A long ALPN list stands in for a large key share: the hello needs two segments.
  long=$(printf 'x%.0s' $(seq 240))
  openssl_case tls1.3-hello-two-segments "" \
    "-servername api.basespace.illumina.com -alpn a$long,b$long,c$long,d$long,e$long,f$long,g$long"
  # The same hello cut into records of 512 octets.
  openssl_case tls1.2-hello-many-records "-tls1_2" \
    "-max_send_frag 512 -servername api.basespace.illumina.com -alpn a$long,b$long,c$long,d$long,e$long,f$long,g$long"
  openssl_case tls1.2-ipv6             "-tls1_2"      "-tls1_2" '[fd77::20]:443'
  openssl_case tls1.2-port-8883        "-tls1_2"      "-tls1_2" 10.77.0.20:8883
  resumed_case tls1.2-resumed-ticket   "-tls1_2"      "-tls1_2"
  resumed_case tls1.2-resumed-session-id "-tls1_2 -no_ticket" "-tls1_2 -no_ticket"
  resumed_case tls1.3-resumed          ""             ""
  dtls_case dtls1.2                    "-dtls1_2"     "-dtls1_2"
  dtls_case dtls1.0                    "-dtls1 $old"  "-dtls1 $old"

  gnutls_case tls1.0-gnutls 'NORMAL:-VERS-ALL:+VERS-TLS1.0' 'NORMAL:-VERS-ALL:+VERS-TLS1.0'
  gnutls_case tls1.1-gnutls 'NORMAL:-VERS-ALL:+VERS-TLS1.1' 'NORMAL:-VERS-ALL:+VERS-TLS1.1'
  gnutls_case tls1.2-gnutls 'NORMAL:-VERS-ALL:+VERS-TLS1.2' 'NORMAL:-VERS-ALL:+VERS-TLS1.2'
  gnutls_case tls1.3-gnutls 'NORMAL:-VERS-ALL:+VERS-TLS1.3' 'NORMAL:-VERS-ALL:+VERS-TLS1.3'
  gnutls_case tls1.0-gnutls-server-limit 'NORMAL:-VERS-ALL:+VERS-TLS1.0' \
    'NORMAL:+VERS-TLS1.0:+VERS-TLS1.1'
  gnutls_case tls1.3-gnutls-old-offered 'NORMAL' 'NORMAL:+VERS-TLS1.0:+VERS-TLS1.1'
  gnutls_case tls1.3-gnutls-hello-retry 'NORMAL:-GROUP-ALL:+GROUP-SECP521R1' 'NORMAL'
  gnutls_case tls-gnutls-refused 'NORMAL:-VERS-ALL:+VERS-TLS1.2' 'NORMAL:-VERS-ALL:+VERS-TLS1.0'
  gnutls_case tls1.2-rc4-gnutls 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+ARCFOUR-128:+RSA' \
    'NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+ARCFOUR-128:+RSA'

  # A TLS client meets a web server that has no TLS, and the other way round.
  web server <<'CONF'
server { listen 443; }
server { listen 8443 ssl; {cert} }
server { listen 444; return 444; }
CONF
  local nginx=$served
  listening server 443
  record not-tls-on-443 get client https://10.77.0.20/
  record http-to-tls-port get client http://10.77.0.20:8443/
  # curl over a proxy would see HTTP; here the far end just closes after the hello.
  stop "$nginx"
  serve server closer.log /usr/bin/python3 "$here/closing_server.py" 443
  nginx=$served
  listening server 443
  record tls-closed-before-server-hello get client https://10.77.0.20/
  stop "$nginx"

  cp "$temp/log/labels-tls" "$out/tls-server.log"
}

# record NAME COMMAND…: what one command puts on the wire, without ARP and neighbour discovery.
record() {
  local name=$1
  shift
  capture "$out/$name.pcap" 'tcp or udp or icmp or (icmp6 and ip6[40] < 128)'
  "$@" >>"$temp/log/records" 2>&1
  captured
}

# The lines that name what the two ends agreed; both ends are witnesses of the labels.
keep_tls_log() {
  {
    echo "== $1"
    grep -hE '^(Protocol version|Ciphersuite|New, |Reused, |- Description|\*\*\* Fatal)|alert|unsupported protocol|Error in handshake' \
      "$temp/log/server.one" | sed -E 's/^[0-9A-F]{10,}://; s/^/server: /' | sort -u
    grep -hE '^(Protocol version|Ciphersuite|New, |Reused, |- Description|\*\*\* Fatal)|alert|unsupported protocol|Error in handshake' \
      "$temp/log/client.one" | sed -E 's/^[0-9A-F]{10,}://; s/^/client: /' | sort -u
  } >>"$temp/log/labels-tls"
}

# openssl_case NAME SERVER CLIENT [ADDRESS]
openssl_case() {
  local name=$1 port
  local -a server client
  read -r -a server <<<"$2"
  read -r -a client <<<"$3"
  local to=${4:-10.77.0.20:443}
  port=${to##*:}
  serve server server.one env OPENSSL_CONF="$temp/legacy.cnf" openssl s_server -brief -rev \
    -accept "$port" -cert "$temp/cert.pem" -key "$temp/key.pem" ${server[@]+"${server[@]}"}
  local pid=$served
  listening server "$port"
  record "$name" openssl_client "$to" ${client[@]+"${client[@]}"}
  stop "$pid"
  keep_tls_log "$name"
}

# One line there, the same line reversed back, and an orderly end.
openssl_client() {
  local to=$1
  shift
  { printf 'sample\n'; sleep 0.15; printf 'CLOSE\n'; } |
    at client timeout 5 env OPENSSL_CONF="$temp/${client_conf:-legacy.cnf}" openssl s_client -brief -ign_eof \
      -connect "$to" "$@" >"$temp/log/client.one" 2>&1
}

# Two connections; the second resumes the session of the first.
resumed_case() {
  local name=$1
  local -a server client
  read -r -a server <<<"$2"
  read -r -a client <<<"$3"
  serve server server.one env OPENSSL_CONF="$temp/legacy.cnf" openssl s_server -brief -rev -accept 443 \
    -cert "$temp/cert.pem" -key "$temp/key.pem" ${server[@]+"${server[@]}"}
  local pid=$served
  listening server 443
  record "$name" twice ${client[@]+"${client[@]}"}
  stop "$pid"
  keep_tls_log "$name"
}

twice() {
  openssl_client 10.77.0.20:443 -sess_out "$temp/session" "$@"
  openssl_client 10.77.0.20:443 -sess_in "$temp/session" "$@"
}

dtls_case() {
  local name=$1
  local -a server client
  read -r -a server <<<"$2"
  read -r -a client <<<"$3"
  serve server server.one bash -c 'sleep 9 | exec "$@"' - env OPENSSL_CONF="$temp/legacy.cnf" openssl s_server \
    -accept 4433 -cert "$temp/cert.pem" -key "$temp/key.pem" ${server[@]+"${server[@]}"}
  local pid=$served
  listening server 4433
  record "$name" dtls_client ${client[@]+"${client[@]}"}
  stop "$pid"
  keep_tls_log "$name"
}

dtls_client() {
  { printf 'sample\n'; sleep 0.3; printf 'Q\n'; sleep 0.3; } |
    at client timeout 5 env OPENSSL_CONF="$temp/legacy.cnf" openssl s_client -brief \
      -connect 10.77.0.20:4433 "$@" >"$temp/log/client.one" 2>&1
}

# gnutls_case NAME SERVER-PRIORITY CLIENT-PRIORITY
gnutls_case() {
  serve server server.one gnutls-serv --echo --port 443 --priority "$2" \
    --x509certfile "$temp/cert.pem" --x509keyfile "$temp/key.pem"
  local pid=$served
  listening server 443
  record "$1" gnutls_client "$3"
  stop "$pid"
  keep_tls_log "$1"
}

gnutls_client() {
  { printf 'sample\n'; sleep 0.3; } |
    at client timeout 5 gnutls-cli --insecure --priority "$1" --port 443 \
      --sni-hostname api.basespace.illumina.com 10.77.0.20 >"$temp/log/client.one" 2>&1
}
