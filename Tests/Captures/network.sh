# The instrument network: one bridge, one namespace a host, everything below one temporary
# directory. Sourced by make-captures.sh.
#
# Invariants:
# * every namespace made here is named "$net-…" and is removed by `network_down`;
# * every process started here lives in such a namespace, so the namespace's own list of process
#   ids is the list of what may be ended; nothing is ended by name.

net="lt$$"
temp=""

# tool:Debian package
required_tools=(
  ip:iproute2 tc:iproute2 ethtool:ethtool iptables:iptables unshare:util-linux
  tcpdump:tcpdump tshark:tshark editcap:wireshark-common
  smbd:samba smbpasswd:samba-common-bin smbclient:smbclient
  openssl:openssl gnutls-cli:gnutls-bin gnutls-serv:gnutls-bin
  nginx:nginx-light dnsmasq:dnsmasq-base dig:bind9-dnsutils curl:curl jq:jq
  /usr/bin/python3:python3
)

check_tools() {
  local missing=0 entry
  for entry in "${required_tools[@]}"; do
    if ! command -v "${entry%%:*}" >/dev/null; then
      echo "make-captures: ${entry%%:*} is missing; Debian package: ${entry##*:}" >&2
      missing=1
    fi
  done
  if ! /usr/bin/python3 -c 'import impacket' 2>/dev/null; then
    echo "make-captures: Python module impacket is missing; Debian package: python3-impacket" >&2
    missing=1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "make-captures: network namespaces need root" >&2
    missing=1
  fi
  [ "$missing" -eq 0 ] || exit 2
}

network_up() {
  temp=$(mktemp -d /tmp/labtap-captures.XXXXXX)
  chmod 755 "$temp"
  mkdir -p "$temp/etc" "$temp/log"
  trap network_down EXIT
  trap 'exit 130' INT TERM

  # The hosts share one small /etc, mounted over the machine's own inside each namespace.
  { grep -E '^(root|nobody|daemon|www-data):' /etc/passwd
    echo 'sbsuser:x:64010:64010:run account:/nonexistent:/usr/sbin/nologin'; } >"$temp/etc/passwd"
  { grep -E '^(root|nogroup|daemon|www-data):' /etc/group; echo 'sbsuser:x:64010:'; } >"$temp/etc/group"
  echo 'nameserver 10.77.0.53' >"$temp/etc/resolv.conf"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$temp/etc/nsswitch.conf"
  cat >"$temp/enter" <<'ENTER'
#!/bin/bash
# enter TEMP HOST COMMAND…: inside a fresh mount and host-name space, run a command as that host.
temp=$1 host=$2
shift 2
hostname "$host"
[ -e "$temp/etc/hosts.$host" ] || printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$host" >"$temp/etc/hosts.$host"
mount --bind "$temp/etc/hosts.$host" /etc/hosts
for file in passwd group resolv.conf nsswitch.conf; do
  mount --bind "$temp/etc/$file" "/etc/$file"
done
exec "$@"
ENTER
  chmod +x "$temp/enter"

  # OpenSSL as it was before the distribution raised its floor; only for hosts that play old ones.
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
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=lab.example' \
    -keyout "$temp/key.pem" -out "$temp/cert.pem" 2>/dev/null

  ip netns add "$net-hub"
  ip netns exec "$net-hub" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  # The bridge hands every frame it forwards to a promiscuous reader of br0 exactly once: a SPAN port.
  ip -n "$net-hub" link add br0 type bridge
  ip -n "$net-hub" link set br0 up
}

network_down() {
  local status=$? space pid
  trap - EXIT
  for space in $(ip netns list | awk '{print $1}' | grep "^$net-"); do
    for pid in $(ip netns pids "$space"); do kill "$pid" 2>/dev/null; done
  done
  sleep 0.3
  for space in $(ip netns list | awk '{print $1}' | grep "^$net-"); do
    for pid in $(ip netns pids "$space"); do kill -KILL "$pid" 2>/dev/null; done
    ip netns del "$space"
  done
  [ -n "${LABTAP_KEEP_TEMP:-}" ] || rm -rf "$temp"
  exit "$status"
}

# host NAME MAC ADDRESS [ADDRESS6]: a host on the segment.
host() {
  local name=$1 mac=$2 four=$3 six=${4:-}
  local space="$net-$name" port
  port="p$(echo "$mac" | tr -d :| tail -c 7)"
  ip netns add "$space"
  ip -n "$net-hub" link add "$port" type veth peer name eth0 netns "$space"
  ip -n "$net-hub" link set "$port" master br0 up
  # Without offload the frames on the bridge have the sizes and checksums of a real wire.
  ip netns exec "$space" ethtool -K eth0 tx off gso off tso off gro off >/dev/null 2>&1
  ip netns exec "$net-hub" ethtool -K "$port" tx off gso off tso off gro off >/dev/null 2>&1
  ip netns exec "$space" sysctl -qw net.ipv6.conf.eth0.addr_gen_mode=1 net.ipv6.conf.eth0.accept_ra=0
  [ -n "$six" ] || ip netns exec "$space" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  ip -n "$space" link set eth0 address "$mac"
  ip -n "$space" link set lo up
  ip -n "$space" link set eth0 up
  ip -n "$space" addr add "$four/24" dev eth0
  [ -z "$six" ] || ip -n "$space" addr add "$six/64" dev eth0 nodad
  if [ "$name" != gateway ]; then
    ip -n "$space" route add default via 10.77.0.1
    [ -z "$six" ] || ip -n "$space" -6 route add default via fd77::1
  fi
}

# The gateway and, behind it, one host that plays the internet in documentation ranges.
internet() {
  host gateway 02:00:00:00:00:01 10.77.0.1 fd77::1
  local address
  ip netns add "$net-internet"
  ip -n "$net-gateway" link add wan type veth peer name eth0 netns "$net-internet"
  ip -n "$net-internet" link set lo up
  ip netns exec "$net-internet" ethtool -K eth0 tx off gso off tso off gro off >/dev/null 2>&1
  ip netns exec "$net-gateway" ethtool -K wan tx off gso off tso off gro off >/dev/null 2>&1
  ip -n "$net-gateway" link set wan up
  ip -n "$net-internet" link set eth0 up
  ip -n "$net-gateway" addr add 192.0.2.1/30 dev wan
  ip -n "$net-internet" addr add 192.0.2.2/30 dev eth0
  ip -n "$net-gateway" addr add 2001:db8:ffff::1/64 dev wan nodad
  ip -n "$net-internet" addr add 2001:db8:ffff::2/64 dev eth0 nodad
  for address in 203.0.113.{10,11,12,13,14,20,21,22,23,66}/32 198.51.100.7/32; do
    ip -n "$net-internet" addr add "$address" dev lo
  done
  ip -n "$net-internet" addr add 2001:db8:77::10/128 dev lo nodad
  ip -n "$net-internet" route add default via 192.0.2.1
  ip -n "$net-internet" -6 route add default via 2001:db8:ffff::1
  ip -n "$net-gateway" route add 203.0.113.0/24 via 192.0.2.2
  ip -n "$net-gateway" route add 198.51.100.0/24 via 192.0.2.2
  ip -n "$net-gateway" -6 route add 2001:db8:77::/64 via 2001:db8:ffff::2
  ip netns exec "$net-gateway" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
    net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0
}

# at HOST COMMAND…: run a command as a host, and wait.
at() {
  local name=$1
  shift
  ip netns exec "$net-$name" unshare --uts -- "$temp/enter" "$temp" "$name" "$@"
}

# serve HOST LOG COMMAND…: start a server as a host. `served` holds its process id.
serve() {
  local name=$1 log=$2
  shift 2
  # A session of its own: an smbd that ends sends SIGTERM to its whole process group.
  setsid ip netns exec "$net-$name" unshare --uts -- "$temp/enter" "$temp" "$name" "$@" \
    >"$temp/log/$log" 2>&1 </dev/null &
  served=$!
}

# listening HOST PORT: wait until something listens there.
listening() {
  local tries
  for tries in $(seq 100); do
    ip netns exec "$net-$1" ss -Hltnu "sport = :$2" | grep -q . && return 0
    sleep 0.1
  done
  echo "make-captures: nothing listens on $1 port $2" >&2
  exit 1
}

# stop PID: end one server that `serve` started, with the processes that it started itself.
stop() {
  local child
  for child in $(ps -o pid= --ppid "$1"); do stop "$child"; done
  kill "$1" 2>/dev/null
  wait "$1" 2>/dev/null
  return 0
}

# capture FILE [FILTER] / captured: what crosses the bridge in between goes to the file.
capture() {
  local file=$1 tries
  shift
  : >"$temp/tcpdump.log"
  ip netns exec "$net-hub" tcpdump -i br0 -s 262144 -Z root --immediate-mode -U -w "$file" "$@" \
    2>"$temp/tcpdump.log" &
  tcpdump_pid=$!
  for tries in $(seq 50); do
    grep -q 'listening on' "$temp/tcpdump.log" && return 0
    sleep 0.05
  done
  echo "make-captures: tcpdump did not start" >&2
  exit 1
}

captured() {
  sleep 0.25
  kill -INT "$tcpdump_pid"
  wait "$tcpdump_pid"
  grep -q '^0 packets dropped by kernel' "$temp/tcpdump.log" || {
    echo "make-captures: the kernel dropped packets" >&2
    exit 1
  }
}

# --- the servers ---------------------------------------------------------------------------------

# names FILE: dnsmasq on host "dns" with the records of a file and NXDOMAIN for all else.
names() {
  serve dns dnsmasq.log dnsmasq --keep-in-foreground --no-hosts --no-resolv --local-ttl=300 \
    --address=/#/ --conf-file="$1" --pid-file="$temp/dnsmasq.pid" --user=root --log-queries \
    --log-facility=-
  listening dns 53
}

# samba HOST OPTION…: an smbd on a host; an OPTION is a line of [global], or of [runs] with "runs:".
samba() {
  local name=$1 dir="$temp/samba-$1" option four
  shift
  four=$(ip -n "$net-$name" -4 -o addr show dev eth0 | awk '{print $4}' | cut -d/ -f1 | head -1)
  mkdir -p "$dir"/{lock,state,cache,private,pid,ncalrpc,log,runs,public}
  chmod 777 "$dir/runs" "$dir/public"
  {
    echo '[global]'
    echo "netbios name = $(echo "$name" | tr a-z A-Z)"
    echo 'workgroup = LAB'
    echo 'server role = standalone server'
    echo "interfaces = eth0"
    echo 'bind interfaces only = yes'
    echo 'disable netbios = no'
    echo 'load printers = no'
    echo 'printcap name = /dev/null'
    echo 'log level = 3 smb2:5'
    echo "log file = $dir/log/smbd"
    for option in lock state cache; do echo "$option directory = $dir/$option"; done
    echo "private dir = $dir/private"
    echo "pid directory = $dir/pid"
    echo "ncalrpc dir = $dir/ncalrpc"
    echo 'passdb backend = tdbsam'
    echo 'smb ports = 445 139'
    for option in "$@"; do case $option in runs:*) ;; *) echo "$option" ;; esac; done
    echo '[runs]'
    echo "path = $dir/runs"
    echo 'read only = no'
    for option in "$@"; do case $option in runs:*) echo "${option#runs:}" ;; esac; done
  } >"$dir/smb.conf"
  if [ ! -e "$dir/private/passdb.tdb" ]; then
    printf 'instrument\ninstrument\n' | at "$name" smbpasswd -c "$dir/smb.conf" -s -a sbsuser \
      >"$temp/log/smbpasswd" 2>&1
  fi
  serve "$name" "smbd-$name.log" smbd --foreground --no-process-group --configfile="$dir/smb.conf"
  listening "$name" 445
}

# smb HOST //SERVER/SHARE COMMANDS OPTION…: smbclient as a host; an OPTION is a smb.conf line.
smb() {
  local name=$1 share=$2 commands=$3 option
  shift 3
  local dir="$temp/client-$name"
  mkdir -p "$dir"
  {
    echo '[global]'
    echo "netbios name = $(echo "$name" | tr a-z A-Z | cut -c1-15)"
    echo 'workgroup = LAB'
    echo 'name resolve order = host'
    for option in lock state cache; do echo "$option directory = $dir"; done
    echo "private dir = $dir"
    echo "pid directory = $dir"
    for option in "$@"; do echo "$option"; done
  } >"$dir/smb.conf"
  at "$name" timeout 20 smbclient "$share" -s "$dir/smb.conf" -p "${smb_port:-445}" \
    -U "${smb_user:-sbsuser%instrument}" -c "$commands" >>"$temp/log/smbclient-$name" 2>&1
}

# web HOST <<server blocks: an nginx on a host. `{cert}` stands for the certificate lines.
web() {
  local name=$1 dir="$temp/nginx-$1"
  mkdir -p "$dir/root/api"
  printf '<html><title>Local Run Manager</title><body>Runs</body></html>\n' >"$dir/root/index.html"
  printf '{"runs":[]}\n' >"$dir/root/api/runs"
  {
    echo "daemon off; master_process off; pid $dir/pid; error_log $dir/error.log;"
    echo 'events { worker_connections 64; }'
    echo 'http {'
    # Behind the usual members: which server and port, and what TLS agreed on.
    echo "log_format ends '\$remote_addr - \$remote_user [\$time_local] \"\$request\" \$status" \
      "\$body_bytes_sent \"\$http_referer\" \"\$http_user_agent\"" \
      "\$server_addr:\$server_port \$ssl_protocol \$ssl_server_name';"
    echo "access_log $dir/access.log ends;"
    echo "root $dir/root; default_type text/html; server_tokens off;"
    echo "client_body_temp_path $dir; proxy_temp_path $dir; fastcgi_temp_path $dir;"
    echo "uwsgi_temp_path $dir; scgi_temp_path $dir;"
    sed "s#{cert}#ssl_certificate $temp/cert.pem; ssl_certificate_key $temp/key.pem;#"
    echo '}'
  } >"$dir/nginx.conf"
  serve "$name" "nginx-$name.log" env OPENSSL_CONF="$temp/legacy.cnf" \
    nginx -p "$dir" -e "$dir/error.log" -c "$dir/nginx.conf"
}

# get HOST URL OPTION…: curl as a host, TLS 1.2 and 1.3; certificates are of no interest here.
get() {
  local name=$1 url=$2
  shift 2
  at "$name" curl -sk --tlsv1.2 --max-time 8 -o /dev/null \
    -w "$name %{url} http=%{http_code} error=%{exitcode}\n" "$@" "$url" >>"$temp/log/curl" 2>&1
}

# The same with an OpenSSL that still speaks TLS 1.0 and 1.1.
get_legacy() {
  local name=$1 url=$2
  shift 2
  at "$name" env OPENSSL_CONF="$temp/legacy.cnf" curl -sk --max-time 8 -o /dev/null \
    --ciphers 'ALL:@SECLEVEL=0' -w "$name %{url} http=%{http_code} error=%{exitcode}\n" "$@" "$url" \
    >>"$temp/log/curl" 2>&1
}
