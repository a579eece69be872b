"""Random edits of containers, and what lies dormant in them: it must never be read unseen."""

import io
import struct
import zipfile

# Two of a kind: a weapon that every list has, and one that is on no list of weapons.
WEAPON = b"\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R."
QUIET = b"cimaplib\nIMAP4_stream\n(S'true'\ntR."
PAIR = [WEAPON, QUIET]
# Long enough to be looked at in a list of tokens, and read by every engine of templates.
TEMPLATE = b"{{ ''.__class__.__mro__[1].__subclasses__() }} and more words to make it long enough"


def zipped(members, comment=b"", **kwargs):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", **kwargs) as archive:
        for name, data in members:
            archive.writestr(name, data)
        archive.comment = comment
    return out.getvalue()


def edit(draw, data, dormant):
    """One to three edits: of bits, of numbers as headers hold them, of whole pieces, of what is dormant."""
    data = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        at = draw.randrange(len(data)) if data else 0
        kind = draw.randrange(10)
        if kind == 0:
            data[at : at + 1] = bytes([draw.randrange(256)])
        elif kind == 1:
            data[at : at + 1] = bytes([data[at] ^ 1 << draw.randrange(8)]) if data else b""
        elif kind == 2:
            width = draw.choice("HIQ")
            near = draw.choice([0, 1, len(data), at, len(data) - at, 0xFFFF, 0xFFFFFFFF, draw.randrange(1 << 12)])
            size = struct.calcsize(width)
            data[at : at + size] = struct.pack("<" + width, near & ((1 << 8 * size) - 1))
        elif kind == 3:
            del data[at : at + draw.randrange(1, 40)]
        elif kind == 4:
            other = draw.randrange(len(data) + 1)
            data[at:at] = data[other : other + draw.randrange(1, 80)]
        elif kind == 5:
            data[at:at] = draw.choice(dormant)
        elif kind == 6:
            data = data[:at]
        elif kind == 7:
            data += draw.choice([*dormant, zipped([("m/data.pkl", draw.choice(PAIR))]), b"\0" * 512, b"."])
        elif kind == 8:
            data[:0] = draw.choice([*dormant, b"\0", b"PK", b"\x80\x02"])
        else:
            # A piece of it moves, as a header that names another place would have it.
            end = at + draw.randrange(1, 60)
            piece = bytes(data[at:end])
            del data[at:end]
            at = draw.randrange(len(data) + 1)
            data[at:at] = piece
    return bytes(data)
