"""The two ends of a QUIC connection: aioquic, from PyPI, since Debian 12 has no QUIC software.

    quic_ends.py server PORT CERTIFICATE KEY [KEYWORD=VALUE]...
    quic_ends.py client ADDRESS PORT NAME [KEYWORD=VALUE]...

Keywords: alpn=a,b  versions=1,2 (the first is the client's first choice)  retry=1  times=2 (the
second connection resumes the first and sends early data).
"""

import asyncio
import ssl
import sys

from aioquic.asyncio import connect, serve
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.packet import QuicProtocolVersion

VERSIONS = {"1": QuicProtocolVersion.VERSION_1, "2": QuicProtocolVersion.VERSION_2}


def configuration(is_client, words):
    result = QuicConfiguration(is_client=is_client, alpn_protocols=words.get("alpn", "h3").split(","))
    versions = [VERSIONS[number] for number in words.get("versions", "1").split(",")]
    result.supported_versions = versions
    if is_client:
        result.original_version = versions[0]
    return result


async def echo(reader, writer):
    data = await reader.read()
    writer.write(data[::-1])
    writer.write_eof()


async def run_server(port, certificate, key, words):
    settings = configuration(False, words)
    settings.load_cert_chain(certificate, key)
    tickets = {}
    await serve("::", int(port), configuration=settings, retry="retry" in words,
                stream_handler=lambda reader, writer: asyncio.ensure_future(echo(reader, writer)),
                session_ticket_fetcher=lambda label: tickets.pop(label, None),
                session_ticket_handler=lambda ticket: tickets.__setitem__(ticket.ticket, ticket))
    await asyncio.Future()


async def run_client(address, port, name, words):
    settings = configuration(True, words)
    settings.server_name = name
    settings.verify_mode = ssl.CERT_NONE
    for _ in range(int(words.get("times", "1"))):
        async with connect(address, int(port), configuration=settings, wait_connected=False,
                           session_ticket_handler=lambda ticket: setattr(settings, "session_ticket", ticket)
                           ) as client:
            reader, writer = await client.create_stream()
            writer.write(b"sample")
            writer.write_eof()
            await client.wait_connected()
            print(await reader.read())
            await asyncio.sleep(0.1)


def main():
    role, *values = sys.argv[1:]
    words = dict(value.split("=", 1) for value in values[3:])
    asyncio.run((run_server if role == "server" else run_client)(*values[:3], words))


main()
