# SMB, one fact a capture. Sourced by make-captures.sh.
#
# nas is 10.77.0.20, the client 10.77.0.10; both are set up anew for each capture, so that no state
# of one leaks into the next.

matrix_smb() {
  local out=$1
  host dns    02:00:00:00:00:53 10.77.0.53
  host nas    02:00:00:00:00:20 10.77.0.20 fd77::20
  host client 02:00:00:00:00:10 10.77.0.10 fd77::10
  echo 'host-record=nas.lab.example,10.77.0.20' >"$temp/names.conf"
  names "$temp/names.conf"
  head -c 3000 /dev/urandom >"$temp/L001_1.cbcl"
  at nas true
  sleep 1

  local off='server smb encrypt = off' low='server min protocol = SMB2_02' level
  local allow='client min protocol = SMB2_02'

  # name, server options (|), client options (|)
  smb_case smb1-only            "server min protocol = NT1|server max protocol = NT1" \
                                "client min protocol = NT1|client max protocol = NT1"
  smb_case smb1-signed          "server min protocol = NT1|server max protocol = NT1|server signing = mandatory" \
                                "client min protocol = NT1|client max protocol = NT1"
  smb_case smb2.0.2             "$off|$low" "$allow|client max protocol = SMB2_02"
  smb_case smb2.1               "$off|$low" "$allow|client max protocol = SMB2_10"
  smb_case smb3.0               "$off|$low" "$allow|client max protocol = SMB3_00"
  smb_case smb3.0.2             "$off|$low" "$allow|client max protocol = SMB3_02"
  smb_case smb3.0.2-server-limit "$off|server max protocol = SMB3_02" ""
  smb_case smb3.0-encrypted     "server smb encrypt = required|server max protocol = SMB3_00" ""
  smb_case smb3.1.1-unsigned    "$off" ""
  smb_case smb3.1.1-server-signs "$off|server signing = mandatory" ""
  smb_case smb3.1.1-client-signs "$off" "client signing = required"
  smb_case smb3.1.1-encrypted   "server smb encrypt = required" ""
  smb_case smb3.1.1-encrypted-desired "server smb encrypt = desired" ""
  smb_case smb3.1.1-client-encrypts "" "client smb encrypt = required"
  smb_case smb3.1.1-encryption-unused "server smb encrypt = if_required" ""
  smb_case smb3.1.1-aes256      "server smb encrypt = required|server smb3 encryption algorithms = AES-256-GCM" ""
  smb_case smb3.1.1-encrypted-share "runs:smb encrypt = required" "" \
    'ls; put FILE L001_1.cbcl' ipc
  smb_case smb3.1.1-multi-protocol "$off|server min protocol = NT1" "client min protocol = NT1"
  smb_case smb2.1-multi-protocol "$off|server min protocol = NT1|server max protocol = SMB2_10" \
                                "client min protocol = NT1|client max protocol = SMB3_11"
  smb_case smb1-offered-and-chosen "server min protocol = NT1|server max protocol = NT1" \
                                "client min protocol = NT1|client max protocol = SMB3_11"
  smb_case smb1-refused         "server min protocol = SMB2_02" \
                                "client min protocol = NT1|client max protocol = NT1"
  smb_case smb-dialect-refused  "server min protocol = SMB3_11" "client max protocol = SMB2_10"
  smb_case smb-wrong-password   "$off" "" ls '' '' 'sbsuser%wrong'
  smb_case smb3.0.2-guest       "$off|map to guest = Bad User|guest account = nobody|runs:guest ok = yes" \
                                "client max protocol = SMB3_02" '' '' '' 'sequencer%none'
  smb_case smb3.1.1-guest       "$off|map to guest = Bad User|guest account = nobody|runs:guest ok = yes" \
                                "" '' '' '' 'sequencer%none'
  smb_case smb3.1.1-anonymous-list "$off" "" '' list
  smb_case smb3.1.1-anonymous-disk "$off|map to guest = Never|runs:guest ok = yes" "" '' '' '' '%'
  smb_case smb3.1.1-port-139    "$off" "" '' '' 139
  smb_case smb3.1.1-ipv6        "server smb encrypt = required" "" '' six
  smb_case smb3.1.1-aes-gmac-signed "$off|server signing = mandatory|server smb3 signing algorithms = AES-128-GMAC" ""
  smb_case smb2.1-signed        "$off|server signing = mandatory|server max protocol = SMB2_10" ""
  smb_case smb3.0.2-signed      "$off|server signing = mandatory|server max protocol = SMB3_02" ""
  smb_case smb-ntlmv1           "$off|ntlm auth = ntlmv1-permitted" \
                                "client ntlmv2 auth = no|client max protocol = SMB2_10"

  # impacket: another implementation of the client. At 3.0 it encrypts by itself; at 3.1.1 it sends
  # its TREE_CONNECT unsigned, which Samba refuses.
  rm -rf "$temp/samba-nas"
  samba nas 'server smb encrypt = if_required'
  impacket_case smb3.1.1-tree-connect-refused 0x0311
  impacket_case smb3.0-impacket-encrypted 0x0300
  impacket_case smb2.0.2-impacket 0x0202
  keep_log nas 'the three impacket captures'
  stop "$served"

  # A server that has no SMB1 at all closes instead of answering.
  serve nas closer.log /usr/bin/python3 "$here/closing_server.py" 445
  listening nas 445
  capture "$out/smb1-closed.pcap" 'tcp port 445'
  smb_port=445 smb client //10.77.0.20/runs ls 'client min protocol = NT1' 'client max protocol = NT1'
  captured
  cp "$temp/log/labels-smb" "$out/smb-server.log"
}

# impacket_case NAME DIALECT
impacket_case() {
  capture "$temp/one.pcap" 'tcp port 445'
  at client timeout 20 /usr/bin/python3 "$here/impacket_client.py" nas 10.77.0.20 "$2" \
    >>"$temp/log/impacket" 2>&1
  captured
  mv "$temp/one.pcap" "$out/$1.pcap"
}

# smb_case NAME SERVER CLIENT [COMMANDS [ipc|list|six [PORT [USER]]]]
smb_case() {
  local name=$1 server=$2 client=$3 commands=${4:-} kind=${5:-} status
  local write='mkdir R; cd R; put FILE L001_1.cbcl; ls; get L001_1.cbcl FILE.back'
  local -a server_options=() client_options=()
  local target=//10.77.0.20
  [ -z "$server" ] || IFS='|' read -r -a server_options <<<"$server"
  [ -z "$client" ] || IFS='|' read -r -a client_options <<<"$client"
  [ -n "$commands" ] || commands=$write
  commands=${commands//FILE/$temp/L001_1.cbcl}
  smb_port=${6:-445}
  smb_user=${7:-sbsuser%instrument}
  [ "$kind" != six ] || target=//fd77--20.ipv6-literal.net
  rm -rf "$temp/samba-nas" "$temp/client-client"
  [ "$kind" != six ] || target=//nas6.lab.example
  samba nas ${server_options[@]+"${server_options[@]}"}
  local server_pid=$served
  # Addresses resolve before the capture starts: it holds SMB alone.
  capture "$temp/one.pcap" 'tcp port 445 or tcp port 139'
  if [ "$kind" = list ]; then
    smb_list client ${client_options[@]+"${client_options[@]}"}
  elif [ "$kind" = six ]; then
    printf 'fd77::20 nas6.lab.example\n' >>"$temp/etc/hosts.client"
    smb client "$target/runs" "$commands" ${client_options[@]+"${client_options[@]}"}
  else
    if [ "$kind" = ipc ]; then
      smb client "$target/IPC\$" 'help' ${client_options[@]+"${client_options[@]}"}
    fi
    smb client "$target/runs" "$commands" ${client_options[@]+"${client_options[@]}"}
  fi
  status=$?
  captured
  mv "$temp/one.pcap" "$out/$name.pcap"
  keep_log nas "$name" "client exit status $status"
  stop "$server_pid"
}

# What the server itself says about a session goes beside the captures: a witness of the labels.
keep_log() {
  local host=$1 name=$2
  shift 2
  {
    echo "== $name${*:+ ($*)}"
    cat "$temp/samba-$host"/log/smbd* 2>/dev/null | grep -hoE \
      'Selected protocol .*|connect to service [a-zA-Z$]* initially as user [a-z]*|Guest user login|No protocol supported !|no protocol supported|Authentication for user \[[^]]*\].*FAILED.*' |
      sort | uniq -c | sed 's/^ *//'
  } >>"$temp/log/labels-smb"
}

# smbclient -L: a null session lists the shares over IPC$.
smb_list() {
  local name=$1 option
  shift
  local dir="$temp/client-$name"
  mkdir -p "$dir"
  {
    echo '[global]'
    echo 'netbios name = CLIENT'
    echo 'workgroup = LAB'
    echo 'name resolve order = host'
    for option in lock state cache; do echo "$option directory = $dir"; done
    echo "private dir = $dir"
    echo "pid directory = $dir"
    for option in "$@"; do echo "$option"; done
  } >"$dir/smb.conf"
  at "$name" timeout 20 smbclient -L 10.77.0.20 -s "$dir/smb.conf" -p 445 -U % \
    >>"$temp/log/smbclient-$name" 2>&1
}
