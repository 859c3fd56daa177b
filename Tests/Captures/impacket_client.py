"""Writes and reads one small file over SMB with impacket: name, address, dialect."""

import io
import sys

from impacket.smbconnection import SMBConnection

name, address, dialect = sys.argv[1], sys.argv[2], int(sys.argv[3], 16)
connection = SMBConnection(name, address, preferredDialect=dialect)
connection.login("sbsuser", "instrument")
print(f"asked {dialect:#06x}, got {connection.getDialect():#06x}, "
      f"signing required by server: {connection.isSigningRequired()}")
connection.putFile("runs", "impacket.txt", io.BytesIO(b"sample,reads\n" * 40).read)
connection.getFile("runs", "impacket.txt", io.BytesIO().write)
connection.logoff()
