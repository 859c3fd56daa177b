# Hosts that announce themselves, clinical protocols, directories and remote access: one
# small capture each. Sourced by make-captures.sh.
#
# Besides the tools of network.sh: dhclient (isc-dhcp-client), hostapd and wpa_supplicant, dcmtk, krb5
# (krb5-kdc, krb5-admin-server, krb5-user), slapd and ldap-utils, snmpd and snmp, sshd, x11vnc,
# openvpn, avahi-daemon, the Samba AD tools. A scene whose tool is missing says so and is left out.

services() {
  local out=$1
  host server 02:00:00:00:00:20 10.77.0.20 fd77::20
  host client 02:00:00:00:00:10 10.77.0.10 fd77::10
  host newcomer 02:00:00:00:00:99 10.77.0.99
  # Frames to the group of IEEE 802.1X stop at a bridge; a mirror port shows them.
  ip -n "$net-hub" link set br0 type bridge group_fwd_mask 8
  # Servers that give up their rights look for these.
  grep -E '^(sshd|avahi|openldap|messagebus):' /etc/passwd >>"$temp/etc/passwd"
  grep -E '^(avahi|openldap|messagebus|nogroup|users|wheel|adm|staff):' /etc/group >>"$temp/etc/group"
  # Nobody answers names here: servers that look up their clients would wait for it.
  printf 'passwd: files\ngroup: files\nhosts: files\n' >"$temp/etc/nsswitch.conf"
  sleep 2
  local scene
  for scene in dhcp neighbours dhcpv6 eapol mdns dicom kerberos ldap snmp ssh vnc openvpn \
    tftp syslog directory; do
    [ -z "${LABTAP_SCENES:-}" ] || [[ " $LABTAP_SCENES " == *" $scene "* ]] || continue
    service_"$scene" "$out" || echo "make-captures: scene $scene was left out" >&2
  done
}

has() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || { echo "make-captures: $tool is missing" >&2; return 1; }
  done
}

# short NAME COMMAND…: what crosses the bridge while a command runs.
short() {
  local name=$1
  shift
  capture "$temp/$name.pcap" ${FILTER:-not ip6 and not arp}
  "$@" >>"$temp/log/$name.out" 2>&1
  captured
  editcap -F pcap "$temp/$name.pcap" "$out/$name.pcap"
}

service_dhcp() {
  has dhclient || return 1
  serve server dhcpd.log dnsmasq --keep-in-foreground --port=0 --dhcp-authoritative --leasefile-ro \
    --dhcp-range=10.77.0.100,10.77.0.150,255.255.255.0,1h --dhcp-option=option:router,10.77.0.1 \
    --pid-file="$temp/dhcpd.pid" --user=root --log-dhcp --log-facility=-
  local pid=$served
  sleep 1
  cat >"$temp/dhclient.conf" <<CONF
send host-name "miseq-07";
send vendor-class-identifier "MSFT 5.0";
timeout 10;
CONF
  FILTER='udp port 67 or udp port 68' short dhcp at newcomer dhclient -4 -1 -v -sf /bin/true \
    -cf "$temp/dhclient.conf" -lf "$temp/dhclient.leases" -pf "$temp/dhclient.pid" eth0
  at newcomer dhclient -4 -x -pf "$temp/dhclient.pid" eth0 >/dev/null 2>&1
  stop "$pid"
}

service_neighbours() {
  serve server ra.log dnsmasq --keep-in-foreground --port=0 --enable-ra --leasefile-ro \
    --dhcp-range=fd77::,ra-only,64 --pid-file="$temp/ra.pid" --user=root --log-facility=-
  local pid=$served
  sleep 1
  neighbours_do() {
    ip -n "$net-client" -6 neigh flush dev eth0
    at client ping -6 -c 1 -W 2 fd77::20
    at server ping -6 -c 1 -W 2 fd77::10
    # Duplicate address detection of a second address, then a duplicate of the server's.
    ip -n "$net-client" addr add fd77::11/64 dev eth0
    sleep 1.5
    at client rdisc6 -1 -w 1000 eth0
  }
  FILTER='icmp6' short neighbours neighbours_do
  ip -n "$net-client" addr del fd77::11/64 dev eth0
  stop "$pid"
}

service_dhcpv6() {
  has dhclient || return 1
  ip netns exec "$net-newcomer" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
  # Link-local addresses are not made by themselves here (addr_gen_mode).
  ip -n "$net-newcomer" addr add fe80::99/64 dev eth0 nodad
  ip -n "$net-server" addr add fe80::20/64 dev eth0 nodad
  serve server dhcpd6.log dnsmasq --keep-in-foreground --port=0 --enable-ra --leasefile-ro \
    --dhcp-range=fd77::100,fd77::1ff,64,1h --pid-file="$temp/dhcpd6.pid" --user=root --log-facility=-
  local pid=$served
  sleep 3
  printf 'send fqdn.fqdn "miseq-07.lab.example";\n' >"$temp/dhclient6.conf"
  FILTER='udp port 546 or udp port 547' short dhcpv6 at newcomer timeout 15 dhclient -6 -1 -v -D LL \
    -sf /bin/true -cf "$temp/dhclient6.conf" -lf "$temp/dhclient6.leases" -pf "$temp/dhclient6.pid" eth0
  at newcomer dhclient -6 -x -pf "$temp/dhclient6.pid" eth0 >/dev/null 2>&1
  ip netns exec "$net-newcomer" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
  stop "$pid"
}

service_eapol() {
  has hostapd wpa_supplicant || return 1
  printf '"lab" MD5 "instrument"\n' >"$temp/eap_user"
  cat >"$temp/hostapd.conf" <<CONF
interface=eth0
driver=wired
ieee8021x=1
eap_server=1
eap_user_file=$temp/eap_user
use_pae_group_addr=1
CONF
  local password
  for password in instrument wrong; do
    serve server hostapd.log hostapd "$temp/hostapd.conf"
    local pid=$served
    sleep 1
    printf 'ap_scan=0\nnetwork={\n key_mgmt=IEEE8021X\n eap=MD5\n identity="lab"\n password="%s"\n}\n' \
      "$password" >"$temp/wpa.conf"
    local name=eapol-success
    [ "$password" = instrument ] || name=eapol-failure
    FILTER='ether proto 0x888e' short "$name" at client timeout 5 wpa_supplicant -D wired -i eth0 \
      -c "$temp/wpa.conf"
    stop "$pid"
  done
}

service_mdns() {
  has avahi-daemon || return 1
  mkdir -p /run/avahi-daemon
  cat >"$temp/avahi.conf" <<CONF
[server]
host-name=miseq-07
use-ipv6=no
enable-dbus=no
allow-interfaces=eth0
[wide-area]
enable-wide-area=no
CONF
  FILTER='udp port 5353' short mdns at client timeout 4 avahi-daemon --no-drop-root --no-rlimits \
    --no-chroot -f "$temp/avahi.conf"
}

dicom_file() {
  # dicom_file NAME PATIENT ID SYNTAX: a data set of dcmtk's own making.
  cat >"$temp/$1.dump" <<DUMP
(0008,0016) UI =SecondaryCaptureImageStorage
(0008,0018) UI [1.2.276.0.7230010.3.1.4.$RANDOM]
(0008,0060) CS [OT]
(0008,1140) SQ
(fffe,e000) na
(0008,1150) UI =SecondaryCaptureImageStorage
(0008,1155) UI [1.2.3.4]
(fffe,e00d)
(fffe,e0dd)
(0010,0010) PN [$2]
(0010,0020) LO [$3]
(0020,000d) UI [1.2.276.0.7230010.3.1.2.1]
(0020,000e) UI [1.2.276.0.7230010.3.1.3.1]
(0028,0002) US 1
(0028,0010) US 64
(0028,0011) US 64
(0028,0100) US 8
(0028,0101) US 8
(0028,0102) US 7
(0028,0103) US 0
DUMP
  dump2dcm -q $4 "$temp/$1.dump" "$temp/$1.dcm"
}

service_dicom() {
  has storescu storescp dump2dcm || return 1
  mkdir -p "$temp/dicom"
  export DCMDICTPATH=/usr/share/libdcmtk17/dicom.dic
  dicom_file named 'EXAMPLE^ANNA' 4711 +te
  dicom_file named-implicit 'EXAMPLE^ANNA' 4711 +ti
  dicom_file nobody '' '' +te
  serve server storescp.log storescp -od "$temp/dicom" 11112
  local pid=$served
  listening server 11112
  # A unit of 4,096 octets splits data sets.
  short dicom-named at client storescu -R -xe -pdu 4096 10.77.0.20 11112 "$temp/named.dcm"
  short dicom-named-implicit at client storescu -R -xi 10.77.0.20 11112 "$temp/named-implicit.dcm"
  short dicom-nobody at client storescu -R -xe 10.77.0.20 11112 "$temp/nobody.dcm"
  short dicom-echo at client echoscu 10.77.0.20 11112
  stop "$pid"
  serve server storescp.log storescp --refuse -od "$temp/dicom" 11112
  pid=$served
  listening server 11112
  short dicom-rejected at client storescu -R -xe 10.77.0.20 11112 "$temp/named.dcm"
  stop "$pid"
}

service_kerberos() {
  has krb5kdc kdb5_util kinit || return 1
  mkdir -p "$temp/krb"
  cat >"$temp/krb/krb5.conf" <<CONF
[libdefaults]
 default_realm = LAB.EXAMPLE
 dns_lookup_kdc = false
 udp_preference_limit = 1400
[realms]
 LAB.EXAMPLE = {
  kdc = 10.77.0.20:88
 }
CONF
  sed 's/= 1400/= 1/' "$temp/krb/krb5.conf" >"$temp/krb/tcp.conf"
  cat >"$temp/krb/kdc.conf" <<CONF
[kdcdefaults]
 kdc_listen = 10.77.0.20:88
 kdc_tcp_listen = 10.77.0.20:88
[realms]
 LAB.EXAMPLE = {
  database_name = $temp/krb/principal
  key_stash_file = $temp/krb/stash
  acl_file = $temp/krb/acl
 }
CONF
  export KRB5_CONFIG="$temp/krb/krb5.conf" KRB5_KDC_PROFILE="$temp/krb/kdc.conf"
  kdb5_util create -s -P master -r LAB.EXAMPLE >/dev/null 2>&1
  kadmin.local -q 'addprinc -pw instrument +requires_preauth MISEQ07$' >/dev/null 2>&1
  kadmin.local -q 'addprinc -pw instrument +requires_preauth operator' >/dev/null 2>&1
  serve server krb5kdc.log krb5kdc -n
  local pid=$served
  listening server 88
  export KRB5CCNAME="FILE:$temp/krb/cache"
  short kerberos-computer at client sh -c 'echo instrument | kinit "MISEQ07\$"'
  short kerberos-wrong-password at client sh -c 'echo wrong | kinit operator'
  KRB5_CONFIG="$temp/krb/tcp.conf" short kerberos-tcp at client sh -c 'echo instrument | kinit operator && kvno krbtgt/LAB.EXAMPLE'
  unset KRB5_CONFIG KRB5_KDC_PROFILE KRB5CCNAME
  stop "$pid"
}

service_ldap() {
  has slapd ldapsearch || return 1
  mkdir -p "$temp/ldap/db"
  cat >"$temp/ldap/slapd.conf" <<CONF
include /etc/ldap/schema/core.schema
moduleload /usr/lib/ldap/back_mdb
database mdb
suffix "dc=lab,dc=example"
rootdn "cn=admin,dc=lab,dc=example"
rootpw instrument
directory $temp/ldap/db
CONF
  serve server slapd.log slapd -d 0 -f "$temp/ldap/slapd.conf" -h ldap://10.77.0.20
  local pid=$served
  listening server 389
  short ldap-simple-bind at client ldapsearch -x -H ldap://10.77.0.20 -D cn=admin,dc=lab,dc=example \
    -w instrument -b '' -s base
  short ldap-anonymous at client ldapsearch -x -H ldap://10.77.0.20 -b '' -s base
  stop "$pid"
}

service_snmp() {
  has snmpd snmpget || return 1
  printf 'rocommunity public\nagentAddress udp:10.77.0.20:1161\n' >"$temp/snmpd.conf"
  serve server snmpd.log snmpd -f -C -c "$temp/snmpd.conf" -Lo
  local pid=$served
  listening server 1161
  short snmp-v2c at client snmpget -v2c -c public 10.77.0.20:1161 1.3.6.1.2.1.1.3.0
  short snmp-v1 at client snmpget -v1 -c public 10.77.0.20:1161 1.3.6.1.2.1.1.3.0
  short snmp-v3 at client snmpget -v3 -u lab -l authNoPriv -A instrument1 -t 1 -r 0 10.77.0.20:1161 1.3.6.1.2.1.1.3.0
  stop "$pid"
}

service_ssh() {
  has ssh || return 1
  ssh-keygen -q -t ed25519 -N '' -f "$temp/hostkey"
  mkdir -p /run/sshd
  serve server sshd.log /usr/sbin/sshd -D -e -f /dev/null -p 2222 -h "$temp/hostkey"
  local pid=$served
  listening server 2222
  short ssh at client ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=no \
    -o UserKnownHostsFile=/dev/null -p 2222 10.77.0.20 true
  stop "$pid"
}

service_vnc() {
  has x11vnc || return 1
  serve server x11vnc.log x11vnc -rawfb rand -nopw -rfbport 5999 -forever -noipv6
  local pid=$served
  listening server 5999
  short vnc at client /usr/bin/python3 "$here/http_client.py" 10.77.0.20 rfb 5999
  stop "$pid"
}

service_openvpn() {
  has openvpn || return 1
  short openvpn at client timeout 3 openvpn --client --dev null --remote 10.77.0.20 4711 udp \
    --ca "$temp/cert.pem" --cert "$temp/cert.pem" --key "$temp/key.pem" --nobind
  openvpn --genkey secret "$temp/ta.key" >/dev/null 2>&1
  short openvpn-tls-auth at client timeout 3 openvpn --client --dev null --remote 10.77.0.20 4711 udp \
    --ca "$temp/cert.pem" --cert "$temp/cert.pem" --key "$temp/key.pem" --nobind \
    --tls-auth "$temp/ta.key" 1 --auth SHA256
}

service_tftp() {
  mkdir -p "$temp/tftp"
  echo 'run=1' >"$temp/tftp/run.txt"
  serve server tftp.log dnsmasq --keep-in-foreground --port=0 --enable-tftp --tftp-root="$temp/tftp" \
    --pid-file="$temp/tftp.pid" --user=root --log-facility=-
  local pid=$served
  sleep 1
  short tftp at client curl -s -o /dev/null tftp://10.77.0.20/run.txt
  stop "$pid"
}

service_syslog() {
  short syslog at client logger -n 10.77.0.20 -P 5140 -d --rfc5424 'run finished'
}

# A domain controller, and a computer that joins its domain.
service_directory() {
  has samba-tool net || return 1
  local dir="$temp/ad"
  mkdir -p "$dir"
  host dc 02:00:00:00:00:55 10.77.0.55
  cp "$temp/etc/resolv.conf" "$temp/etc/resolv.conf.kept"
  echo 'nameserver 10.77.0.55' >"$temp/etc/resolv.conf"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$temp/etc/nsswitch.conf"
  at dc samba-tool domain provision --targetdir="$dir" --realm=LAB.EXAMPLE --domain=LAB \
    --adminpass='Instrument-1' --server-role=dc --dns-backend=SAMBA_INTERNAL --host-ip=10.77.0.55 \
    --option='interfaces=eth0' --option='bind interfaces only=yes' >"$temp/log/provision.log" 2>&1 ||
    { tail -3 "$temp/log/provision.log" >&2; return 1; }
  serve dc samba.log samba -i -d 2 -s "$dir/etc/smb.conf" -M single
  local pid=$served
  listening dc 389
  listening dc 445
  sleep 4
  mkdir -p "$temp/member"/{private,lock,state,cache,run}
  cat >"$temp/member/smb.conf" <<CONF
[global]
workgroup = LAB
realm = LAB.EXAMPLE
security = ads
netbios name = MISEQ07
private dir = $temp/member/private
lock directory = $temp/member/lock
state directory = $temp/member/state
cache directory = $temp/member/cache
pid directory = $temp/member/run
CONF
  join_do() {
    at client net ads join -s "$temp/member/smb.conf" -U 'Administrator%Instrument-1' --no-dns-updates
    at client sh -c "KRB5_CONFIG=$dir/private/krb5.conf net ads testjoin -s $temp/member/smb.conf"
  }
  FILTER='host 10.77.0.55 and ip' short directory-join join_do
  short directory-policy at client smbclient -s "$temp/member/smb.conf" \
    --option='client signing=required' -U 'LAB\Administrator%Instrument-1' //10.77.0.55/sysvol \
    -c 'cd lab.example\Policies\{31B2F340-016D-11D2-945F-00C04FB984F9}; get GPT.INI /dev/null'
  stop "$pid"
  cp "$temp/etc/resolv.conf.kept" "$temp/etc/resolv.conf"
}
