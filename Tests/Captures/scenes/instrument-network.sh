# The demo: a day of an instrument segment in a minute. Sourced by make-captures.sh.
#
# Each scene is one thing that happens on the segment; instrument-network.expected.json names the
# scene that a finding comes from.

instrument_network() {
  local out=$1

  internet
  host dns         02:00:00:00:00:53 10.77.0.53
  host nas         02:00:00:00:00:20 10.77.0.20 fd77::20
  host nas-plain   02:00:00:00:00:21 10.77.0.21
  host nas-signed  02:00:00:00:00:22 10.77.0.22
  host nas-302     02:00:00:00:00:23 10.77.0.23
  host nas-legacy  02:00:00:00:00:24 10.77.0.24
  host nas-guest   02:00:00:00:00:25 10.77.0.25
  host lis         02:00:00:00:00:30 10.77.0.30
  host lab-pc      02:00:00:00:00:40 10.77.0.40
  host stranger    02:00:00:00:00:99 10.77.0.99
  host nextseq-01  02:00:00:00:00:10 10.77.0.10 fd77::10
  host nextseq-02  02:00:00:00:00:11 10.77.0.11
  host veriseq-1   02:00:00:00:00:12 10.77.0.12
  host miseq-02    02:00:00:00:00:13 10.77.0.13
  host miseq-01    02:00:00:00:00:14 10.77.0.14
  host iseq-01     02:00:00:00:00:15 10.77.0.15
  host miniseq-01  02:00:00:00:00:16 10.77.0.16
  host nextseq-04  02:00:00:00:00:17 10.77.0.17
  host nextseq-03  02:00:00:00:00:18 10.77.0.18
  host miseqdx-02  02:00:00:00:00:19 10.77.0.19
  host dxflex-01      02:00:00:00:00:60 10.77.0.60
  host navios-01      02:00:00:00:00:61 10.77.0.61
  host veriseq-2   02:00:00:00:00:62 10.77.0.62
  host aquios-01      02:00:00:00:00:63 10.77.0.63
  host miseqdx-01  02:00:00:00:00:64 10.77.0.64

  cat >"$temp/names.conf" <<'CONF'
host-record=nas.lab.example,10.77.0.20
host-record=nas6.lab.example,fd77::20
host-record=nas-plain.lab.example,10.77.0.21
host-record=nas-signed.lab.example,10.77.0.22
host-record=nas-302.lab.example,10.77.0.23
host-record=nas-legacy.lab.example,10.77.0.24
host-record=nas-guest.lab.example,10.77.0.25
host-record=veriseq-1.lab.example,10.77.0.12
host-record=veriseq-2.lab.example,10.77.0.62
host-record=api.basespace.illumina.com,203.0.113.10,2001:db8:77::10
host-record=api.euc1.sh.basespace.illumina.com,203.0.113.11
host-record=ica.illumina.com,203.0.113.12
host-record=api.aps2.sh.basespace.illumina.com,203.0.113.13
host-record=edge7.delivery.example.net,203.0.113.14
cname=upload.basespace.illumina.com,edge7.delivery.example.net
host-record=api.beckman.com,203.0.113.20
host-record=labhub.azure-devices.net,203.0.113.21
host-record=labhub.azure-devices.cn,203.0.113.22
host-record=api.mybeckman.cn,203.0.113.23
host-record=updates.example.net,198.51.100.7
host-record=telemetry.example.org,198.51.100.7
CONF
  names "$temp/names.conf"

  samba nas        'server min protocol = SMB3_11' 'server smb encrypt = required'
  samba nas-plain  'server smb encrypt = off'
  samba nas-signed 'server smb encrypt = off' 'server signing = mandatory'
  samba nas-302    'server smb encrypt = off' 'server max protocol = SMB3_02'
  samba nas-legacy 'server min protocol = NT1' 'server max protocol = NT1'
  samba nas-guest  'server smb encrypt = off' 'map to guest = Bad User' \
    'guest account = nobody' 'runs:guest ok = yes'
  samba veriseq-1  'server min protocol = SMB3_11' 'server smb encrypt = required'
  samba veriseq-2  'server smb encrypt = off' 'server signing = mandatory'

  web internet <<'CONF'
ssl_protocols TLSv1.2 TLSv1.3;
server { listen 203.0.113.10:443 ssl; listen [2001:db8:77::10]:443 ssl; {cert} }
server { listen 203.0.113.11:443 ssl; ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0; {cert} }
server { listen 203.0.113.12:443 ssl; ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0; {cert} }
server { listen 203.0.113.14:443 ssl; {cert} }
server { listen 203.0.113.20:443 ssl; ssl_protocols TLSv1.2; {cert} }
server { listen 203.0.113.21:443 ssl; {cert} }
server { listen 203.0.113.22:443 ssl; ssl_protocols TLSv1.2; {cert} }
server { listen 203.0.113.23:443 ssl; ssl_protocols TLSv1.2; {cert} }
server { listen 198.51.100.7:443 ssl; ssl_protocols TLSv1.2; {cert} }
CONF
  listening internet 443
  serve internet s_server-p384.log openssl s_server -www -accept 203.0.113.13:443 \
    -groups P-384 -cert "$temp/cert.pem" -key "$temp/key.pem"

  # Local Run Manager on the instruments.
  web iseq-01 <<'CONF'
server { listen 80; location = /favicon.ico { return 404; } }
CONF
  web miniseq-01 <<'CONF'
server { listen 80; allow 127.0.0.1; deny all; }
CONF
  web miseq-01 <<'CONF'
server { listen 80; return 500; }
CONF
  web miseqdx-01 <<'CONF'
server { listen 80; return 302 https://$host$request_uri; }
CONF
  web miseq-02 <<'CONF'
server { listen 443 ssl; ssl_protocols TLSv1.2; {cert} }
CONF
  web nextseq-03 <<'CONF'
server { listen 443 ssl; ssl_protocols TLSv1.2 TLSv1.3; {cert} }
CONF
  web miseqdx-02 <<'CONF'
server { listen 443 ssl; ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0; {cert} }
CONF
  at nextseq-04 iptables -A INPUT -p tcp -m multiport --dports 80,443 -j DROP
  serve nextseq-02 http-8080.log /usr/bin/python3 -u -m http.server 8080 --directory "$temp/etc"
  mkdir -p "$temp/archive"
  printf 'sample,reads\nA1,120\n' >"$temp/archive/runs.csv"
  serve nas-plain http-80.log /usr/bin/python3 -u -m http.server 80 --directory "$temp/archive"
  listening nextseq-02 8080
  listening nas-plain 80
  listening miseqdx-02 443
  listening internet 443

  # The files of a run: incompressible, as base calls are.
  head -c 12000 /dev/urandom >"$temp/L001_1.cbcl"
  head -c 1500 /dev/urandom >"$temp/RunInfo.xml"
  local write="mkdir 260302_R; cd 260302_R; put $temp/L001_1.cbcl L001_1.cbcl; put $temp/RunInfo.xml RunInfo.xml; ls; get RunInfo.xml $temp/back"

  sleep 2
  capture "$out"

  # --- storage -----------------------------------------------------------------------------------
  scene s1  smb nextseq-01 //nas.lab.example/runs "$write"
  scene s2  smb nextseq-02 //nas-plain.lab.example/runs "$write"
  scene s3  smb nextseq-03 //nas-signed.lab.example/runs "$write"
  scene s4  smb miniseq-01 //nas-302.lab.example/runs "$write"
  scene s5  smb miseq-02 //nas-plain.lab.example/runs "${write//260302_R/260302_M2}" \
    'client max protocol = SMB2_10'
  scene s6  smb miseq-01 //nas-legacy.lab.example/runs "$write" \
    'client min protocol = NT1' 'client max protocol = NT1'
  smb_user=sequencer%none \
  scene s7  smb iseq-01 //nas-guest.lab.example/runs "$write" 'client max protocol = SMB3_02'
  scene s8  smb nextseq-01 //nas6.lab.example/runs "${write//260302_R/260302_V6}"
  scene s9  smb nextseq-04 //nas.lab.example/runs ls 'client max protocol = SMB2_10'
  scene s10 smb miseq-01 //nas.lab.example/runs ls 'client min protocol = NT1' \
    'client max protocol = NT1'
  scene s11 smb lab-pc //veriseq-1.lab.example/runs "$write"
  scene s12 smb lab-pc //veriseq-2.lab.example/runs "$write"
  scene c1  get nextseq-02 http://nas-plain.lab.example/runs.csv
  scene c2  get navios-01 http://nas-plain.lab.example/runs.csv
  scene c3  get dxflex-01 http://nas-plain.lab.example/runs.csv -u lab:example

  # --- cloud -------------------------------------------------------------------------------------
  scene t1  get nextseq-01 https://api.basespace.illumina.com/ -4 --tlsv1.3
  scene t2  get nextseq-01 https://api.basespace.illumina.com/ -4 --tls-max 1.2
  scene t3  get nextseq-01 https://api.basespace.illumina.com/ -6
  scene t4  get_legacy nextseq-02 https://api.euc1.sh.basespace.illumina.com/ --tlsv1.0
  scene t5  get_legacy nextseq-03 https://ica.illumina.com/ --tlsv1.0
  scene t6  get miniseq-01 https://api.euc1.sh.basespace.illumina.com/ --tls-max 1.2
  scene t7  hello_retry miseq-02 api.aps2.sh.basespace.illumina.com
  scene t8  get_legacy nextseq-04 https://api.basespace.illumina.com/ -4 --tlsv1.0 --tls-max 1.0
  scene t9  get_legacy nextseq-02 https://upload.basespace.illumina.com/ --tlsv1.0
  scene t10 unnamed nextseq-01 api.basespace.illumina.com
  scene t11 get dxflex-01 https://api.beckman.com/
  scene t12 get dxflex-01 https://labhub.azure-devices.net/ --tlsv1.3
  scene t13 get navios-01 https://labhub.azure-devices.cn/
  scene t14 get aquios-01 https://labhub.azure-devices.cn/
  scene t15 get aquios-01 https://api.mybeckman.cn/
  scene t16 get miseq-01 https://updates.example.net/
  scene n1  at nextseq-01 dig +short +tries=1 telemetry.example.org A
  scene n2  at nextseq-03 dig +short +tries=1 beacon.example.org A

  # --- Local Run Manager from elsewhere ----------------------------------------------------------
  scene l1  get lab-pc http://10.77.0.15/
  scene l2  get lab-pc http://10.77.0.16/
  scene l3  get lab-pc http://10.77.0.17/ --connect-timeout 4
  scene l3b get lab-pc https://10.77.0.17/ --connect-timeout 4
  scene l4  get lab-pc http://10.77.0.10/
  scene l5  get lis https://10.77.0.13/ --tls-max 1.2
  scene l6  get_legacy lab-pc https://10.77.0.19/ --tlsv1.0
  scene l7  get lis http://10.77.0.64/
  scene l8  get lab-pc https://10.77.0.18/
  scene l9  get lab-pc http://10.77.0.14/
  # The filtered instrument is alive in the same minute.
  scene l3c get nextseq-04 https://api.basespace.illumina.com/ -4

  # --- where nobody should come from -------------------------------------------------------------
  scene i1  get stranger http://10.77.0.11:8080/
  scene i2  at internet curl -s -o /dev/null --max-time 5 --interface 203.0.113.66 http://10.77.0.11:8080/
  scene i3  at internet curl -s -o /dev/null --max-time 5 --interface 203.0.113.66 https://10.77.0.10/

  captured
  witnesses >"${out%.pcap}.witnesses.log"
}

# What clients and servers themselves say about the scenes; the expectations rest on it.
witnesses() {
  local name
  echo '# clients: HTTP status and curl error of each scene that is a web request'
  grep -hE '^== |http=' "$temp/log/curl" | sed "s#$temp#TEMP#g"
  echo '# exit statuses other than 0'
  grep -hE '^== .* ended with [1-9]' "$temp/log/scenes"
  for name in nas nas-plain nas-signed nas-302 nas-legacy nas-guest veriseq-1 veriseq-2; do
    echo "# smbd on $name"
    cat "$temp/samba-$name"/log/smbd* 2>/dev/null |
      grep -oE 'Selected protocol .*|connect to service [a-z]+ initially as user [a-z]*|No protocol supported !|no protocol supported' |
      sort | uniq -c | sed 's/^ *//'
  done
  for name in internet iseq-01 miniseq-01 miseq-01 miseq-02 miseqdx-01 miseqdx-02 nextseq-03; do
    echo "# nginx on $name"
    sed -E 's/^([^ ]+) - - \[[^]]*\] ("[^"]*" [0-9]+) .*/\1 \2/' "$temp/nginx-$name/access.log"
  done
  echo '# dnsmasq'
  sed -E 's/^dnsmasq\[[0-9]+\]: //' "$temp/log/dnsmasq.log" | grep -E '^(query|config)' | uniq
}

# A scene may end in an error on purpose; what it said stays in the log.
scene() {
  local name=$1
  shift
  echo "== $name: $*" | tee -a "$temp/log/scenes" >>"$temp/log/curl"
  "$@" >>"$temp/log/scenes" 2>&1
  echo "== $name ended with $?" >>"$temp/log/scenes"
  sleep 0.1
}

# GnuTLS offers X25519 and P-256 shares, the server takes P-384 alone: HelloRetryRequest.
hello_retry() {
  printf 'GET / HTTP/1.0\r\n\r\n' | at "$1" timeout 8 gnutls-cli --insecure \
    --priority 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3' "$2"
}

# A client that sends no server name.
unnamed() {
  printf 'GET / HTTP/1.0\r\n\r\n' |
    at "$1" timeout 8 openssl s_client -4 -tls1_3 -quiet -noservername -connect "$2:443"
}
