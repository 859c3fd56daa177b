# Each headline violation and its compliant twin, done by real ends that keep a log of their own, and
# a real rsyslog that receives the findings. Sourced by run; witnesses.py compares the two.

required_tools+=(
  rsyslogd:rsyslog chronyd:chrony chronyc:chrony storescu:dcmtk storescp:dcmtk dump2dcm:dcmtk
)

# A collector at the sensor, by TLS: what it wrote is what arrived.
collector() {
  local folder=$temp/collector
  mkdir -p "$folder"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=collector -keyout "$folder/key.pem" \
    -out "$folder/cert.pem" -addext subjectAltName=DNS:localhost 2>/dev/null
  chmod 644 "$folder/cert.pem"
  cat >"$folder/rsyslog.conf" <<CONF
global(workDirectory="$folder" maxMessageSize="128k" defaultNetstreamDriver="gtls"
  defaultNetstreamDriverCAFile="$folder/cert.pem" defaultNetstreamDriverCertFile="$folder/cert.pem"
  defaultNetstreamDriverKeyFile="$folder/key.pem")
module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
input(type="imtcp" address="127.0.0.1" port="6514")
template(name="raw" type="string" string="%rawmsg%\n")
action(type="omfile" file="$folder/received" template="raw")
CONF
  ip netns exec "$net-sensor" rsyslogd -n -f "$folder/rsyslog.conf" -i "$folder/pid" \
    >"$folder/log" 2>&1 &
  local tries
  for tries in $(seq 100); do
    ip netns exec "$net-sensor" ss -Hltn 'sport = :6514' | grep -q . && return 0
    sleep 0.05
  done
  failed "rsyslog does not listen: $(tail -3 "$folder/log")"
  return 1
}

# What smbd itself knows of a session at the moment in which it opens a share: client, dialect, user;
# then, as JSON, whether the session is signed and encrypted. smbd lets no shell read the line.
smbd_tells() {
  {
    echo '#!/bin/bash'
    echo "{ echo \"\$@\"; smbstatus -s '$temp/samba-$1/smb.conf' --json; echo; } \\"
    echo "  >>'$temp/log/sessions-$1' 2>>'$temp/log/smbstatus'"
  } >"$temp/tell-$1"
  chmod +x "$temp/tell-$1"
  echo "runs:root preexec = $temp/tell-$1 %I %R %u"
}

segment_of_witnesses() {
  internet
  host dns        02:00:00:00:00:53 10.77.0.53
  host nas        02:00:00:00:00:20 10.77.0.20
  host nas-plain  02:00:00:00:00:21 10.77.0.21
  host nas-guest  02:00:00:00:00:25 10.77.0.25
  host archive    02:00:00:00:00:31 10.77.0.31
  host lis        02:00:00:00:00:30 10.77.0.30
  host lab-pc     02:00:00:00:00:40 10.77.0.40
  host stranger   02:00:00:00:00:99 10.77.0.99
  host nextseq-01 02:00:00:00:00:10 10.77.0.10
  host nextseq-02 02:00:00:00:00:11 10.77.0.11
  host nextseq-03 02:00:00:00:00:18 10.77.0.18
  host miseq-02   02:00:00:00:00:13 10.77.0.13
  host iseq-01    02:00:00:00:00:15 10.77.0.15
  host uct-01     02:00:00:00:00:70 10.77.0.70
  host uct-02     02:00:00:00:00:71 10.77.0.71

  cat >"$temp/names.conf" <<'CONF'
host-record=nas.lab.example,10.77.0.20
host-record=nas-plain.lab.example,10.77.0.21
host-record=nas-guest.lab.example,10.77.0.25
host-record=api.basespace.illumina.com,203.0.113.10
host-record=api.euc1.sh.basespace.illumina.com,203.0.113.11
host-record=ica.illumina.com,203.0.113.12
host-record=updates.example.net,198.51.100.7
CONF
  names "$temp/names.conf"

  samba nas       'server min protocol = SMB3_11' 'server smb encrypt = required' "$(smbd_tells nas)"
  samba nas-plain 'server smb encrypt = off' 'server max protocol = SMB3_02' "$(smbd_tells nas-plain)"
  samba nas-guest 'server smb encrypt = off' 'map to guest = Bad User' 'guest account = nobody' \
    'runs:guest ok = yes' "$(smbd_tells nas-guest)"

  web internet <<'CONF'
ssl_protocols TLSv1.2 TLSv1.3;
server { listen 203.0.113.10:443 ssl; {cert} }
server { listen 203.0.113.11:443 ssl; ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0; {cert} }
server { listen 198.51.100.7:443 ssl; {cert} }
CONF
  serve internet s_server-ica.log env OPENSSL_CONF="$temp/legacy.cnf" openssl s_server -www \
    -msg -accept 203.0.113.12:443 -cert "$temp/cert.pem" -key "$temp/key.pem" -cipher 'ALL:@SECLEVEL=0'
  web nextseq-01 <<'CONF'
server { listen 8443 ssl; ssl_protocols TLSv1.2 TLSv1.3; {cert} }
CONF
  web nextseq-02 <<'CONF'
server { listen 8080; }
CONF
  web nextseq-03 <<'CONF'
server { listen 80; }
CONF
  web miseq-02 <<'CONF'
server { listen 443 ssl; ssl_protocols TLSv1.2; {cert} }
CONF

  # The archive takes studies by TLS at one port and in clear at the other.
  mkdir -p "$temp/studies"
  export DCMDICTPATH=/usr/share/libdcmtk17/dicom.dic
  study 'EXAMPLE^ANNA' 4711
  serve archive storescp-tls.log storescp -d --fork +tls "$temp/key.pem" "$temp/cert.pem" -ic \
    -od "$temp/studies" 2762
  serve archive storescp-clear.log storescp -d --fork -od "$temp/studies" 11112

  # Two clocks, one of the segment and one that nobody listed; neither sets the machine's.
  local name
  for name in dns internet; do
    {
      echo 'local stratum 5'
      echo 'allow'
      echo "bindcmdaddress $temp/clock-$name/socket"
      echo "pidfile $temp/clock-$name/pid"
      echo 'cmdport 0'
    } >"$temp/clock-$name.conf"
    # chronyd speaks by a socket only in a folder that is its user's alone.
    install -d -m 700 "$temp/clock-$name"
    serve "$name" "chronyd-$name.log" chronyd -d -x -u root -f "$temp/clock-$name.conf"
  done

  listening internet 443
  listening nextseq-01 8443
  listening nextseq-02 8080
  listening nextseq-03 80
  listening miseq-02 443
  listening archive 2762
  listening archive 11112
  listening dns 123
  listening internet 123
}

study() { # NAME ID
  cat >"$temp/study.dump" <<DUMP
(0008,0016) UI =SecondaryCaptureImageStorage
(0008,0018) UI [1.2.276.0.7230010.3.1.4.1]
(0008,0060) CS [OT]
(0010,0010) PN [$1]
(0010,0020) LO [$2]
(0020,000d) UI [1.2.276.0.7230010.3.1.2.1]
(0020,000e) UI [1.2.276.0.7230010.3.1.3.1]
DUMP
  dump2dcm -q +te "$temp/study.dump" "$temp/study.dcm"
}

clock() { # HOST SERVER: asks for the time, and leaves the machine's as it is
  at "$1" timeout 10 chronyd -Q -t 6 -u root "server $2 iburst maxsamples 2" >>"$temp/log/chronyd-$1" 2>&1
}

day_of_witnesses() {
  local write
  head -c 12000 /dev/urandom >"$temp/L001_1.cbcl"
  write="put $temp/L001_1.cbcl L001_1.cbcl; ls"
  scene storage-well    smb nextseq-01 //nas.lab.example/runs "$write"
  scene storage-clear   smb nextseq-02 //nas-plain.lab.example/runs "$write"
  smb_user=sequencer%none \
  scene storage-guest   smb iseq-01 //nas-guest.lab.example/runs "$write"

  scene cloud-well      get nextseq-01 https://api.basespace.illumina.com/ --tlsv1.3
  scene cloud-old       get_legacy nextseq-02 https://api.euc1.sh.basespace.illumina.com/ --tlsv1.0
  scene gnutls-well     gnutls nextseq-01 ica.illumina.com NORMAL
  scene gnutls-old      gnutls nextseq-03 ica.illumina.com \
    'NORMAL:-VERS-ALL:+VERS-TLS1.1:+SHA1:+SIGN-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1'
  scene unlisted        get nextseq-02 https://updates.example.net/

  scene manager-open    get lab-pc http://10.77.0.18/
  scene manager-well    get lis https://10.77.0.13/ --tls-max 1.2
  scene inside-listed   get lab-pc https://10.77.0.10:8443/
  scene intruder        get stranger http://10.77.0.11:8080/

  scene study-well      at uct-01 storescu -R -xe -aet UCT01 +tla -ic 10.77.0.31 2762 "$temp/study.dcm"
  scene study-clear     at uct-02 storescu -R -xe -aet UCT02 10.77.0.31 11112 "$temp/study.dcm"

  scene time-well       clock nextseq-01 10.77.0.53
  scene time-well-2     clock uct-01 10.77.0.53
  scene time-unlisted   clock nextseq-02 198.51.100.7
  local name
  for name in dns internet; do
    ip netns exec "$net-$name" chronyc -n -c -h "$temp/clock-$name/socket" clients \
      >"$temp/log/clients-$name" 2>&1
  done
}

# GnuTLS's own word of what it agreed on, with whom.
gnutls() { # HOST NAME PRIORITY
  echo "client $1" >>"$temp/log/gnutls"
  { sleep 0.5; echo; } | at "$1" timeout 8 gnutls-cli --insecure --priority "$3" "$2" >>"$temp/log/gnutls" 2>&1
}

scene_witnesses() {
  segment_of_witnesses
  mirror
  collector || return
  watch mon0 --site "$here/witnesses.site.yaml" --findings "json:$temp/live.json" --syslog \
    "tls://localhost:6514?format=json&ca=$temp/collector/cert.pem&verdicts=fail,warn,undetermined,pass,info&cap=0&size=65000" ||
    return
  day_of_witnesses
  sleep 1
  end_watch
  check "ends with 0 (was $status)" test "$status" -eq 0
  # rsyslog writes what it took in its own time.
  told() { test "$(grep -c '"labtap.finding/' "$temp/collector/received")" -ge \
    "$(grep -c '"labtap.finding/' "$temp/live.json")"; }
  soon told
  check "rsyslog has what the servers' logs say, and nothing else" \
    python3 "$here/witnesses.py" "$temp" "$here/witnesses.site.yaml"
}
