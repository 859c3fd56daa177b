# TLS behind other protocols, one fact a capture. Sourced by make-captures.sh.

matrix_upgrades() {
  local out=$1 kind port pid
  host server 02:00:00:00:00:20 10.77.0.20 fd77::20
  host client 02:00:00:00:00:10 10.77.0.10 fd77::10
  sleep 1

  for kind in smtp:25 lmtp:24 imap:143 pop3:110 ftp:21 nntp:119 sieve:4190 irc:6667 xmpp:5222 \
    ldap:389 postgres:5432 mysql:3306; do
    port=${kind#*:} kind=${kind%:*}
    prelude_case "starttls-$kind" "$kind" "$port" upgraded "$kind" "$port"
  done
  # A port that says nothing of the protocol.
  prelude_case starttls-smtp-port-2525 smtp 2525 upgraded smtp 2525
  prelude_case starttls-rdp rdp 3389 at client /usr/bin/python3 "$here/rdp_client.py" 10.77.0.20
  prelude_case through-connect connect 3128 get client https://portal.lab.example/ --proxy http://10.77.0.20:3128
  prelude_case through-socks4a socks4 1080 get client https://portal.lab.example/ --proxy socks4a://10.77.0.20:1080
  prelude_case through-socks5 socks5 1080 get client https://portal.lab.example/ --proxy socks5h://10.77.0.20:1080

  web server <<'CONF'
server { listen 443 ssl proxy_protocol; {cert} }
server { listen 80 http2; }
CONF
  pid=$served
  listening server 443
  record behind-proxy-header get client https://10.77.0.20/ --haproxy-protocol
  record http2-prior-knowledge get client http://10.77.0.20/ --http2-prior-knowledge
  stop "$pid"
}

# prelude_case NAME PROTOCOL PORT COMMAND…: a scripted server, and a command that meets it.
prelude_case() {
  local name=$1 protocol=$2 port=$3
  shift 3
  serve server prelude.log /usr/bin/python3 "$here/prelude_server.py" "$protocol" "$port" \
    "$temp/cert.pem" "$temp/key.pem"
  local pid=$served
  listening server "$port"
  record "$name" "$@"
  stop "$pid"
}

upgraded() {
  local -a to=()
  case $1 in smtp | lmtp | xmpp) to=(-name portal.lab.example) ;; esac
  { sleep 0.1; printf 'sample\n'; sleep 0.15; } |
    at client timeout 5 openssl s_client -brief -starttls "$1" ${to[@]+"${to[@]}"} \
      -servername portal.lab.example -connect "10.77.0.20:$2"
}
