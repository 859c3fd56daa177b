# A day on which nothing is wrong: an instrument segment that obeys every clause, for a test that
# nothing is said of it. Sourced by make-captures.sh.
#
# Besides the tools of network.sh: chronyd, avahi-daemon, dhclient (isc-dhcp-client), nmblookup.

# Rounds of the day's work; each is some 450 packets.
clean_rounds=${LABTAP_ROUNDS:-44}

clean_day() {
  local out=$1 name
  has chronyd avahi-daemon dhclient nmblookup || return 2
  # A small key keeps the capture small.
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 \
    -subj '/CN=lab.example' -keyout "$temp/key.pem" -out "$temp/cert.pem" 2>/dev/null
  grep -E '^(_chrony|avahi|messagebus):' /etc/passwd >>"$temp/etc/passwd"
  grep -E '^(_chrony|avahi|messagebus):' /etc/group >>"$temp/etc/group"

  internet
  host dns        02:00:00:00:00:53 10.77.0.53
  host nas        02:00:00:00:00:20 10.77.0.20
  host lis        02:00:00:00:00:30 10.77.0.30
  host lab-pc     02:00:00:00:00:40 10.77.0.40
  host nextseq-01 02:00:00:00:00:10 10.77.0.10
  host veriseq-1  02:00:00:00:00:12 10.77.0.12
  host miseq-02   02:00:00:00:00:13 10.77.0.13
  host dxflex-01  02:00:00:00:00:60 10.77.0.60
  host uct-01     02:00:00:00:00:70 10.77.0.70

  cat >"$temp/names.conf" <<CONF
host-record=nas.lab.example,10.77.0.20
host-record=lis.lab.example,10.77.0.30
host-record=veriseq-1.lab.example,10.77.0.12
host-record=api.basespace.illumina.com,203.0.113.10
host-record=ica.illumina.com,203.0.113.11
host-record=sync.beckman.com,203.0.113.12
host-record=labhub.azure-devices.net,203.0.113.13
host-record=www.msftconnecttest.com,203.0.113.20
host-record=ctldl.windowsupdate.com,203.0.113.21
host-record=ocsp.digicert.com,203.0.113.22
dhcp-range=10.77.0.10,static,255.255.255.0,12h
dhcp-host=02:00:00:00:00:10,10.77.0.10
dhcp-option=option:router,10.77.0.1
dhcp-authoritative
dhcp-leasefile=$temp/leases
CONF
  names "$temp/names.conf"
  for name in nas veriseq-1; do
    samba "$name" 'server min protocol = SMB3_11' 'server smb encrypt = required'
  done
  web internet <<'CONF'
ssl_protocols TLSv1.2 TLSv1.3;
server { listen 203.0.113.10:443 ssl; {cert} }
server { listen 203.0.113.11:443 ssl; {cert} }
server { listen 203.0.113.12:443 ssl; ssl_protocols TLSv1.2; {cert} }
server { listen 203.0.113.13:443 ssl; {cert} }
server { listen 203.0.113.20:80; return 200 "Microsoft Connect Test"; }
server { listen 203.0.113.21:80; return 200 "trust list"; }
server { listen 203.0.113.22:80; return 200 "good"; }
CONF
  web miseq-02 <<'CONF'
server { listen 443 ssl; ssl_protocols TLSv1.2 TLSv1.3; {cert} }
CONF
  web lis <<'CONF'
server { listen 2762 ssl; ssl_protocols TLSv1.2 TLSv1.3; {cert} }
CONF
  listening internet 443
  listening miseq-02 443
  listening lis 2762

  # Time is served and followed, and no clock is set (-x).
  printf 'local stratum 5\nallow 10.77.0.0/24\ncmdport 0\npidfile %s\n' "$temp/chronyd.pid" \
    >"$temp/chronyd.conf"
  serve dns chronyd.log chronyd -d -x -u root -f "$temp/chronyd.conf"
  for name in nextseq-01 veriseq-1 miseq-02 dxflex-01 uct-01; do
    printf 'server 10.77.0.53 iburst minpoll 0 maxpoll 0\ncmdport 0\npidfile %s\n' \
      "$temp/chronyd-$name.pid" >"$temp/chronyd-$name.conf"
  done
  mkdir -p /run/avahi-daemon
  printf '[server]\nhost-name=nextseq-01\nuse-ipv6=no\nenable-dbus=no\nallow-interfaces=eth0\n[wide-area]\nenable-wide-area=no\n' \
    >"$temp/avahi.conf"
  printf 'send host-name "nextseq-01";\nsend vendor-class-identifier "MSFT 5.0";\ntimeout 10;\n' \
    >"$temp/dhclient.conf"
  head -c 700 /dev/urandom >"$temp/L001_1.cbcl"

  sleep 2
  # Twenty times the usual buffer: much happens at once.
  capture "$out" -B 40960
  at nextseq-01 dhclient -4 -1 -v -sf /bin/true -cf "$temp/dhclient.conf" -lf "$temp/dhclient.leases" \
    -pf "$temp/dhclient.pid" eth0 >>"$temp/log/dhclient" 2>&1
  serve nextseq-01 avahi.log avahi-daemon --no-drop-root --no-rlimits --no-chroot -f "$temp/avahi.conf"
  for name in nextseq-01 veriseq-1 miseq-02 dxflex-01 uct-01; do
    serve "$name" "chronyd-$name.log" chronyd -d -x -u root -f "$temp/chronyd-$name.conf"
  done
  local round
  for round in $(seq "$clean_rounds"); do clean_round "$round"; done
  captured
}

# What the segment does again and again.
clean_round() {
  local round=$1 name pids=()
  local write="put $temp/L001_1.cbcl r$round.cbcl; ls; get r$round.cbcl $temp/back"
  smb nextseq-01 //nas.lab.example/runs "$write" &
  pids+=($!)
  smb lab-pc //veriseq-1.lab.example/runs "$write" &
  pids+=($!)
  smb uct-01 //nas.lab.example/runs "${write//r$round/u$round}" &
  pids+=($!)
  get nextseq-01 https://api.basespace.illumina.com/ --tlsv1.3
  get nextseq-01 https://api.basespace.illumina.com/api/runs --tls-max 1.2
  get nextseq-01 https://ica.illumina.com/ -4
  get miseq-02 https://api.basespace.illumina.com/
  get dxflex-01 https://sync.beckman.com/
  get dxflex-01 https://labhub.azure-devices.net/
  get lis https://10.77.0.13/ --tls-max 1.2
  get uct-01 https://lis.lab.example:2762/
  for name in nextseq-01 uct-01 dxflex-01; do
    get "$name" http://www.msftconnecttest.com/connecttest.txt
    get "$name" http://ocsp.digicert.com/
  done
  get miseq-02 http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/authrootstl.cab
  at nextseq-01 nmblookup -s /dev/null -B 10.77.0.255 NAS >>"$temp/log/nmblookup" 2>&1
  at lab-pc ping -q -c 1 -W 1 10.77.0.1 >>"$temp/log/ping" 2>&1
  # Neighbours are asked for again, as they are every few minutes.
  for name in nextseq-01 dxflex-01 uct-01 nas dns; do ip -n "$net-$name" neigh flush dev eth0; done
  wait "${pids[@]}"
}
