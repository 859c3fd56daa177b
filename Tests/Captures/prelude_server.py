"""Speaks a server's lines of a protocol until TLS begins, then echoes over TLS.

Arguments: protocol, port, certificate, key. The client's part is real software; the lines here
are the fewest that it asks for, from the protocol's specification.
"""

import socket
import ssl
import sys

LDAP_DONE = bytes.fromhex("300c02010178070a010004000400")
# Handshake version 10, capabilities with CLIENT_SSL and CLIENT_PROTOCOL_41, native password.
MYSQL_GREETING = (b"\x0a8.0.36\0" + (7).to_bytes(4, "little") + b"01234567\0"
                  + b"\xff\xff\x2d\x02\0\xff\xc1\x15" + bytes(10) + b"890123456789\0"
                  + b"mysql_native_password\0")
FEATURES = ("<?xml version='1.0'?><stream:stream xmlns='jabber:client' "
            "xmlns:stream='http://etherx.jabber.org/streams' version='1.0' id='1'>"
            "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>")
PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

# What is said first, and then to each message of the client; None ends the list with TLS.
LINES = {
    "smtp": ["220 mx.lab.example ESMTP\r\n", "250-mx.lab.example\r\n250-SIZE 10240000\r\n250 STARTTLS\r\n",
             "220 2.0.0 Ready to start TLS\r\n"],
    "lmtp": ["220 mx.lab.example LMTP\r\n", "250-mx.lab.example\r\n250 STARTTLS\r\n", "220 2.0.0 Ready\r\n"],
    "imap": ["* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n",
             "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\n. OK done\r\n", ". OK begin\r\n"],
    "pop3": ["+OK ready\r\n", "+OK begin\r\n"],
    "ftp": ["220 files.lab.example\r\n", "234 AUTH TLS successful\r\n"],
    "nntp": ["200 news.lab.example\r\n", "101 capabilities\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n", "382 go on\r\n"],
    "sieve": ['"IMPLEMENTATION" "example"\r\n"STARTTLS"\r\nOK\r\n', 'OK "begin"\r\n'],
    "irc": ["", ":irc.lab.example 670 * :STARTTLS successful\r\n"],
    "xmpp": ["", FEATURES, PROCEED],
    "ldap": ["", LDAP_DONE],
    "postgres": ["", "S"],
    "mysql": [len(MYSQL_GREETING).to_bytes(3, "little") + b"\0" + MYSQL_GREETING, ""],
    # X.224 Connection Confirm, RDP_NEG_RSP that selects TLS (MS-RDPBCGR 2.2.1.2).
    "rdp": ["", bytes.fromhex("030000130ed00000123400021f080001000000")],
    "connect": ["", "HTTP/1.1 200 Connection established\r\n\r\n"],
    "socks4": ["", bytes.fromhex("005a000000000000")],
    "socks5": ["", b"\x05\0", bytes.fromhex("05000001000000000000")],
}


def read(connection, protocol, step):
    """A message of the client; MySQL's request to change has no answer and 36 octets."""
    if protocol == "mysql":
        while len(connection.recv(36, socket.MSG_PEEK)) < 36:
            pass
        return connection.recv(36)
    return connection.recv(4096)


def main():
    protocol, port, certificate, key = sys.argv[1:5]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("", int(port))) as server:
        while True:
            connection, _ = server.accept()
            with connection:
                for step, line in enumerate(LINES[protocol]):
                    if step and not read(connection, protocol, step):
                        break
                    connection.sendall(line.encode() if isinstance(line, str) else line)
                else:
                    with context.wrap_socket(connection, server_side=True) as secured:
                        asked = secured.recv(4096)
                        secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nruns\n"
                                        if asked.startswith(b"GET ") else asked[::-1])
                        try:
                            secured.recv(4096)
                        except OSError:
                            pass


main()
