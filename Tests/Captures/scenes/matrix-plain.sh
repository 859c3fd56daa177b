# DNS, HTTP and bare connections, one fact a capture. Sourced by make-captures.sh.

matrix_plain() {
  local out=$1 pid
  host dns    02:00:00:00:00:53 10.77.0.53 fd77::53
  host server 02:00:00:00:00:20 10.77.0.20 fd77::20
  host client 02:00:00:00:00:10 10.77.0.10 fd77::10

  # HTTPS records by hand: priority 1, target ".", ALPN h2, IPv4 hint 203.0.113.10, and an alias
  # (priority 0) to edge7.delivery.example.net.
  cat >"$temp/names.conf" <<CONF
host-record=api.basespace.illumina.com,203.0.113.10,2001:db8:77::10
host-record=many.example.net,203.0.113.10
host-record=many.example.net,203.0.113.11
host-record=edge7.delivery.example.net,203.0.113.14,2001:db8:77::14
cname=upload.basespace.illumina.com,edge7.delivery.example.net
cname=www.example.net,upload.basespace.illumina.com
dns-rr=svc.example.net,65,0001000001000302683200040004cb00710a
dns-rr=alias.example.net,65,00000565646765370864656c6976657279076578616d706c65036e657400
dns-rr=_dns.example.net,64,000100000300020355
srv-host=_ldap._tcp.dc._msdcs.lab.example,dc.lab.example,389,0,100
host-record=dc.lab.example,10.77.0.55
ptr-record=20.0.77.10.in-addr.arpa,nas.lab.example
$(for i in 1 2 3 4 5 6 7 8; do printf 'txt-record=long.example.net,%0200d\n' "$i"; done)
edns-packet-max=4096
no-negcache
CONF
  names "$temp/names.conf"
  sleep 1

  dns_case dns-a                +noedns api.basespace.illumina.com A
  dns_case dns-aaaa             +noedns api.basespace.illumina.com AAAA
  dns_case dns-edns             +edns=0 +bufsize=1232 api.basespace.illumina.com A
  dns_case dns-several-addresses +noedns many.example.net A
  dns_case dns-cname            +noedns upload.basespace.illumina.com A
  dns_case dns-cname-twice      +noedns www.example.net A
  dns_case dns-nxdomain         +noedns beacon.example.org A
  dns_case dns-no-data          +noedns many.example.net AAAA
  dns_case dns-https            +noedns svc.example.net HTTPS
  dns_case dns-https-alias      +noedns alias.example.net HTTPS
  dns_case dns-svcb             +noedns _dns.example.net SVCB
  dns_case dns-srv              +noedns _ldap._tcp.dc._msdcs.lab.example SRV
  dns_case dns-ptr              +noedns -x 10.77.0.20
  dns_case dns-tcp              +noedns +tcp api.basespace.illumina.com A
  dns_case dns-tcp-two-questions +noedns +tcp +keepopen api.basespace.illumina.com A upload.basespace.illumina.com A
  dns_case dns-truncated-then-tcp +noedns long.example.net TXT
  dns_case dns-ipv6-transport   +noedns @fd77::53 api.basespace.illumina.com AAAA
  dns_case dns-mixed-case       +noedns API.baseSpace.illumina.com A
  # An answer larger than the path: IP fragments.
  dns_case dns-fragmented       +bufsize=4096 long.example.net TXT
  dns_case dns-fragmented-ipv6  +bufsize=4096 @fd77::53 long.example.net TXT

  web server <<'CONF'
server {
  listen 80; listen [::]:80; ssi on;
  location = /403 { return 403; }
  location = /302 { return 302 https://10.77.0.20/; }
  location = /301 { return 301 https://10.77.0.20/; }
  location = /500 { return 500; }
  location = /405 { return 405; }
  location = /421 { return 421; }
  location = /401 { add_header WWW-Authenticate 'Basic realm="runs"' always; return 401; }
  location = /close { return 444; }
  location = /made { return 201 "made"; }
  location = /Upload.asp { return 200 "made"; }
  location /chunked { types { text/html shtml; } try_files /index.html =404; }
  location /zipped { gzip on; gzip_min_length 1; gzip_http_version 1.0; try_files /index.html =404; }
}
server { listen 8080; return 200 "runs"; }
CONF
  pid=$served
  listening server 80
  local url=http://10.77.0.20
  record_plain http-get-200        get client $url/
  record_plain http-get-301        get client $url/301
  record_plain http-get-302        get client $url/302
  record_plain http-get-401        get client $url/401
  record_plain http-get-403        get client $url/403
  record_plain http-get-404        get client $url/missing
  record_plain http-get-405        get client $url/405
  record_plain http-get-421        get client $url/421
  record_plain http-get-500        get client $url/500
  record_plain http-closed-without-answer get client $url/close
  record_plain http-head           get client $url/ --head
  record_plain http-post-201       get client $url/made --data 'run=1'
  record_plain http-post-asp-200   get client $url/Upload.asp --data 'run=1'
  record_plain http-post-asp-404   get client $url/none/Upload.ASP --data 'run=1'
  record_plain http-post-chunked   get client $url/made --header 'Transfer-Encoding: chunked' --data 'run=1'
  record_plain http-post-continue  get client $url/made --header 'Expect: 100-continue' --data 'run=1'
  record_plain http-post-multipart get client $url/made --form "file=@$temp/names.conf;filename=manifest.csv"
  record_plain http-chunked-answer get client $url/chunked
  record_plain http-gzip-answer    get client $url/zipped --compressed
  record_plain http-1.0            get client $url/ --http1.0
  record_plain http-basic-credentials get client $url/ --user lab:example
  record_plain http-absolute-form  get client http://lrm.lab.example/ --proxy http://10.77.0.20:80
  record_plain http-connect-refused get client https://api.basespace.illumina.com/ --proxy http://10.77.0.20:80
  record_plain http-port-8080      get client http://10.77.0.20:8080/
  record_plain http-ipv6           get client 'http://[fd77::20]/'
  record_plain http-keep-alive     at client curl -s -o /dev/null $url/ -o /dev/null $url/api/runs -o /dev/null $url/missing
  record_plain http-pipelined      at client /usr/bin/python3 "$here/http_client.py" 10.77.0.20 pipelined
  record_plain http-head-split     at client /usr/bin/python3 "$here/http_client.py" 10.77.0.20 split
  record_plain http-lower-case-no-reason at client /usr/bin/python3 "$here/http_client.py" 10.77.0.20 lower
  record_plain tcp-connected-no-request at client /usr/bin/python3 "$here/http_client.py" 10.77.0.20 silent
  record_plain tcp-refused         get client http://10.77.0.20:81/
  at server iptables -A INPUT -p tcp --dport 82 -j DROP
  record_plain tcp-filtered        get client http://10.77.0.20:82/ --connect-timeout 4
  at server iptables -A INPUT -p tcp --dport 83 -j REJECT --reject-with icmp-port-unreachable
  record_plain tcp-icmp-unreachable get client http://10.77.0.20:83/
  at server ip6tables -A INPUT -p tcp --dport 83 -j REJECT --reject-with icmp6-adm-prohibited
  record_plain tcp-icmpv6-unreachable get client 'http://[fd77::20]:83/'
  record_plain udp-refused         at client dig +noedns +tries=1 +timeout=1 @10.77.0.20 example.net A
  stop "$pid"
  {
    echo '== dnsmasq'
    sed -E 's/^dnsmasq\[[0-9]+\]: //' "$temp/log/dnsmasq.log" | grep -E '^(query|reply|config|cached)' | uniq
    echo '== nginx'
    grep -hoE '"[A-Z-]* [^"]*" [0-9]{3}' "$temp/nginx-server/access.log"
  } >"$out/plain-server.log"
}

dns_case() {
  local name=$1
  shift
  case " $* " in
    *' @'*) record_plain "$name" at client dig +tries=1 +timeout=2 "$@" ;;
    *) record_plain "$name" at client dig @10.77.0.53 +tries=1 +timeout=2 "$@" ;;
  esac
}

record_plain() {
  local name=$1
  shift
  capture "$out/$name.pcap" 'ip or (ip6 and not (icmp6 and ip6[40] >= 128))'
  "$@" >>"$temp/log/records" 2>&1
  captured
}
