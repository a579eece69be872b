"""Tables that pyarrow writes go into a workspace and come back; those that DuckDB and Polars read as they are
meant, Hygeia reads as they do. Arguments: the program.

Who is accountable for a dataset gets it as Parquet, equal to what was ingested (pyarrow.Table.equals)."""
import datetime
import decimal
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import duckdb
import polars
import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
ROWS = 200
DAY = datetime.date(2024, 1, 1)
NOON = datetime.datetime(2024, 1, 1, 12, 0, 0, 123456)


def typed() -> pa.Table:
    """Columns of the types that data teams have; nulls in some."""
    rows = range(ROWS)
    some = lambda make: [None if row % 11 == 3 else make(row) for row in rows]
    return pa.table({
        "id64": pa.array([1765432109876543210 + row for row in rows], pa.int64()),
        "u64": pa.array([2**63 + row for row in rows], pa.uint64()),
        "i8": pa.array(some(lambda row: row % 100 - 50), pa.int8()),
        "f32": pa.array(some(lambda row: row / 8), pa.float32()),
        "amount": pa.array(some(lambda row: decimal.Decimal("12345678901234567.89") + row % 3), pa.decimal128(38, 2)),
        "at": pa.array(some(lambda row: NOON + datetime.timedelta(hours=row)), pa.timestamp("us")),
        "zoned": pa.array(some(lambda row: NOON + datetime.timedelta(hours=row)), pa.timestamp("ms", "UTC")),
        "day": pa.array(some(lambda row: DAY + datetime.timedelta(days=row % 28)), pa.date32()),
        "clock": pa.array(some(lambda row: datetime.time(row % 24, 5)), pa.time64("us")),
        "flag": pa.array(some(lambda row: row % 2 == 0), pa.bool_()),
        "level": pa.array([["low", "high"][row % 2] for row in rows]).dictionary_encode(),
        "code": pa.array([f"{row % 7:03}" for row in rows]),
        "scores": pa.array(some(lambda row: [row % 5, None, 2]), pa.list_(pa.int32())),
        "size": pa.array(some(lambda row: {"w": row % 5 / 2, "unit": "cm"}), pa.struct([("w", pa.float64()), ("unit", pa.string())])),
        "large": pa.array([f"item {row % 4}" for row in rows], pa.large_string()),
    })


def run(folder: pathlib.Path, *arguments: str, expect: int = 0) -> str:
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == expect, (arguments, done.returncode, done.stdout, done.stderr)
    return done.stdout if expect == 0 else done.stdout + done.stderr


def workspace(folder: pathlib.Path) -> None:
    tried = ["--try"] if "--try" in run(folder, "init", "--help") else []
    run(folder, "init", *tried, "ws")
    place = ["--workspace", "ws"]
    # To widen access takes two people: the first is told that somebody has to agree.
    asked = run(folder, "apply", *place, "--as", "sam@example.org", expect=1)
    request = re.search(r"access-[0-9a-f]+", asked)[0]
    run(folder, "approve", request, *place, "--as", "sven@example.org")
    for who in ["olga", "stefan"]:
        run(folder, "device", "enrol", "--owner", f"{who}@example.org", *place, "--as", "sam@example.org")
        run(folder, "device", "report", "--device", f"laptop/{who}@example.org", "--disk-encrypted", "--firewall-on",
            "--patch-age-days", "3", *place)


def back(folder: pathlib.Path, source: pathlib.Path) -> pa.Table:
    """What comes back of `source`, to who is accountable."""
    run(folder, "ingest", str(source), "--dataset", "loans", "--owner", "olga@example.org", "--purpose", "to decide",
        "--workspace", "ws", "--as", "stefan@example.org")
    run(folder, "sql", "SELECT * FROM loans", "--format", "parquet", "--out", "back.parquet", "--workspace", "ws",
        "--as", "olga@example.org")
    return pq.read_table(folder / "back.parquet")


def round_trips(folder: pathlib.Path) -> int:
    workspace(folder)
    table = typed()
    files = []
    for codec in ["none", "snappy", "gzip", "brotli", "lz4", "zstd"]:
        files.append(folder / f"{codec}.parquet")
        pq.write_table(table, files[-1], compression=codec)
    files.append(folder / "table.feather")
    pyarrow.feather.write_feather(table, files[-1])
    for file in files:
        came = back(folder, file)
        for name in table.column_names:
            assert came[name].type == table[name].type, (file.name, name, came[name].type, table[name].type)
            assert came[name].equals(table[name]), (file.name, name)
        assert came.equals(table), (file.name, came.schema, table.schema)
    return len(files)


TEXTS = {
    "plain": "id,name,amount\n1,Ada,1.5\n2,Emil,2.5\n3,Cid,3.5\n",
    "semicolon": "id;name;amount\n1;Ada, King;1.5\n2;Emil, Roth;2.5\n3;Cid, Dee;3.5\n",
    "pipe": "id|name\n1|a;b\n2|c,d\n3|e\n",
    "tab": "id\tname\n1\tAda\n2\tEmil\n",
    "quoted": 'id,note\n1,"two\nlines"\n2,"a ""word"""\n3,x\n',
    "dates": "day,n\n2024-01-01,1\n2024-01-02,2\n",
    "crlf": "a,b\r\n1,2\r\n3,4\r\n",
}


def sniffed(folder: pathlib.Path) -> int:
    """Names and rows as DuckDB and Polars have them."""
    for name, text in TEXTS.items():
        path = folder / f"{name}.csv"
        path.write_text(text, newline="")
        told = json.loads(run(folder, "classify", str(path), "--format", "json"))
        ours = ([column["name"] for column in told["columns"]], told["rows"])
        duck = duckdb.sql(f"SELECT * FROM read_csv('{path}')")
        assert ours == (duck.columns, len(duck.fetchall())), (name, ours)
        separator = {"semicolon": ";", "pipe": "|", "tab": "\t"}.get(name, ",")
        frame = polars.read_csv(path, separator=separator)
        assert ours == (frame.columns, frame.height), (name, ours)
    # What neither reads without loss, Hygeia does not read either.
    for name, text in {"open": 'a,b\n1,"x\n2,y\n', "long": "a,b\n1,2\n3,4,5\n6,7\n"}.items():
        path = folder / f"{name}.csv"
        path.write_text(text)
        run(folder, "classify", str(path), expect=3)
    return len(TEXTS) + 2


with tempfile.TemporaryDirectory() as root:
    folder = pathlib.Path(root)
    print(f"{round_trips(folder)} tables came back equal; {sniffed(folder)} texts were read as others do, or told")
